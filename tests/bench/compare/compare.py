#!/usr/bin/env python3
"""Measures zhiban beside its alternatives, each in turn on the same pseudo-terminal of this machine, and prints a table.

    tests/bench/compare/compare.py [--seconds 30] [--repeats 3] [--only NAME ...]

Each is run twice as often as it is repeated: for a few seconds, and for so many more. The difference is what these cost; so what the
start costs is not counted, nor what the end does. It installs what it needs into target/compare, Debian's packages into the system.
"""

import argparse
import contextlib
import datetime
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass

import feed
import measure
import programs

WARM = 5
SIZE = (120, 40)


@dataclass
class Urls:
    """Where the figures are served."""

    feed: str
    prometheus: str | None = None


@dataclass
class Cost:
    """What a program costs: medians."""

    first: float
    cpu: float
    wakeups: float
    memory: float
    written: float
    gone: float | None

    @classmethod
    def of(cls, runs, seconds):
        """Of pairs of a short and a long run."""
        median = lambda of: statistics.median(of(short, long) for short, long in runs)
        ends = [run.gone for pair in runs for run in pair]
        return cls(
            first=statistics.median(run.first or float("inf") for pair in runs for run in pair),
            cpu=median(lambda short, long: (long.cpu - short.cpu) / seconds),
            wakeups=median(lambda short, long: (long.wakeups - short.wakeups) / seconds),
            memory=median(lambda _, long: long.memory),
            written=median(lambda short, long: (long.written - short.written) / seconds),
            gone=None if None in ends else max(ends),
        )


def main():
    """Measures and prints."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=int, default=30)
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--only", nargs="*", metavar="NAME", help=", ".join(make.__name__ for make in programs.ALL))
    asked = options.parse_args()
    with contextlib.ExitStack() as stack:
        urls = served(stack)
        costs, missing = {}, []
        for make in programs.ALL:
            if asked.only and make.__name__ not in asked.only:
                continue
            try:
                program = make(urls)
                costs[program.name] = (program, cost(program, asked))
            except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
                missing.append(f"{make.__name__}: {error}")
    print(table(costs, asked))
    for words in missing:
        print(f"- not measured: {words}")


def cost(program, asked):
    """Measures one program."""
    runs = []
    for turn in range(asked.repeats):
        say(f"{program.name}, {turn + 1} of {asked.repeats}")
        runs.append((once(program, WARM), once(program, WARM + asked.seconds)))
    return Cost.of(runs, asked.seconds)


def once(program, seconds):
    """Runs one program for so many seconds."""
    if program.state:
        shutil.rmtree(program.state, ignore_errors=True)
    return measure.run(program.argv, {"TERM": "xterm-256color", **program.env}, SIZE, program.mark.encode(), seconds)


def served(stack):
    """Serves the figures, and lets Prometheus collect them where it can be installed."""
    port = free_port()
    start(stack, [sys.executable, feed.__file__, str(port)])
    urls = Urls(f"http://127.0.0.1:{port}/feed.json")
    wait_for(urls.feed)
    try:
        programs.apt("prometheus")
    except (OSError, subprocess.CalledProcessError) as error:
        say(f"without Prometheus: {error}")
        return urls
    folder = programs.PLACE / "prometheus"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    target = f"global:\n  scrape_interval: 1s\nscrape_configs:\n  - job_name: county\n    static_configs:\n      - targets: ['127.0.0.1:{port}']\n"
    (folder / "prometheus.yml").write_text(target)
    at = f"127.0.0.1:{free_port()}"
    start(stack, ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data", f"--web.listen-address={at}"])
    urls.prometheus = f"http://{at}"
    wait_for(f"{urls.prometheus}/-/ready")
    return urls


def start(stack, argv):
    """Starts a server that ends with the comparison."""
    server = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(server.wait)
    stack.callback(server.kill)


def wait_for(url):
    """Waits until a server answers."""
    for _ in range(300):
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(url).close()
        time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def table(costs, asked):
    """The costs in Markdown, and of each the ratio to zhiban's."""
    own = costs.get("zhiban", (None, None))[1]
    columns = [
        ("first data", lambda c: c.first, lambda v: f"{v * 1000:.0f} ms"),
        ("CPU an hour", lambda c: c.cpu * 3600, lambda v: f"{v:.1f} s"),
        ("wake-ups a second", lambda c: c.wakeups, lambda v: f"{v:.1f}"),
        ("memory", lambda c: c.memory, lambda v: f"{v / 1e6:.1f} MB"),
        ("bytes to the terminal a second", lambda c: c.written, lambda v: f"{v:.0f}"),
    ]
    lines = [f"| | reads | {' | '.join(name for name, _, _ in columns)} | terminal closed |", "|---" * (len(columns) + 3) + "|"]
    for name, (program, cost) in costs.items():
        cells = []
        for _, of, words in columns:
            ratio = f" ({of(cost) / of(own):.2f}×)" if own and cost is not own and of(own) else ""
            cells.append(words(of(cost)) + ratio)
        gone = "goes on running" if cost.gone is None else f"ends in {cost.gone * 1000:.0f} ms"
        lines.append(f"| {name} | {program.reads or 'this machine'} | {' | '.join(cells)} | {gone} |")
    today = datetime.date.today()
    machine = f"{os.cpu_count()} × {cpu()}, {platform.system()} {platform.release()}"
    lines.append(f"\n{today}, {machine}, {SIZE[0]}x{SIZE[1]}, medians of {asked.repeats} runs of {asked.seconds} s; in parentheses the ratio to zhiban")
    return "\n".join(lines)


def cpu():
    """What the processor calls itself."""
    with open("/proc/cpuinfo") as lines:
        return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def say(words):
    """Says how far it is, beside the table."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
