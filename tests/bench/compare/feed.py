"""A county's figures on loopback: as a feed of zhiban's own format, and as metrics for Prometheus.

Every figure is another each second but the first, which stays what it is: when that is on the screen, so are the others.
"""

import datetime
import http.server
import json
import time

TOPICS = ["safety", "traffic", "drowning", "petitions", "drugs", "fraud"]
IDS = [f"{topic}.{name}" for topic in TOPICS for name in ("reported", "closed")]
"""The figures, two of each topic."""

MARK = "739"
"""What the first figure always is."""


def figures(now):
    """Each figure and that of last year."""
    second = int(now)
    values = [int(MARK)] + [100 + (second * (3 + n)) % 600 for n in range(1, len(IDS))]
    return [(name, value, value - 5 - n) for n, (name, value) in enumerate(zip(IDS, values))]


def document(now):
    """The feed (format zhiban/1)."""
    as_of = datetime.datetime.fromtimestamp(int(now), datetime.timezone.utc).isoformat()
    readings = [{"id": name, "value": value, "last_year": before} for name, value, before in figures(now)]
    return json.dumps({"schema": "zhiban/1", "as_of": as_of, "readings": readings})


def metrics(now):
    """The same in Prometheus' text format."""
    return "".join(f"{name.replace('.', '_')} {value}\n" for name, value, _ in figures(now))


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with the figures of now."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """/feed.json or /metrics."""
        is_metrics = self.path == "/metrics"
        body = (metrics if is_metrics else document)(time.time()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4" if is_metrics else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing: the terminal is for the table."""


def serve(port):
    """Serves until it is killed."""
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    import sys

    serve(int(sys.argv[1]))
