#!/usr/bin/env python3
"""How cost grows: with indicators, feeds, history and the size of the terminal. Prints a table and writes a plot.

    tests/bench/compare/grow.py [--no-run] [--plot growth.svg]

The times are those of the benches (`cargo bench`), medians; a slope of 1 is linear: twice as much costs twice as much.
"""

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

from criterion import median, run, spoken

WORSE = 1.15
"""A slope from which on the growth is called worse than linear."""


@dataclass
class Dimension:
    """Something that there can be more of."""

    name: str
    cost: str
    bench: str
    group: str
    sizes: list[str]

    def amount(self, size):
        """How much of it a size is: of a terminal, its cells."""
        return math.prod(int(part) for part in size.split("x"))

    def points(self):
        """Each amount with its cost in seconds."""
        return [(self.amount(size), median(self.group, size)) for size in self.sizes]


DIMENSIONS = [
    Dimension("indicators", "a poll of which every figure is another", "poll", "decode and evaluate", ["10", "100", "1000", "10000", "100000"]),
    Dimension("indicators at rest", "a second: a tick and a frame", "poll", "a second at rest", ["10", "100", "1000", "10000", "100000"]),
    Dimension("feeds", "a poll of each, with what is known", "feeds", "a round of counties, the same", ["1", "10", "100", "1000"]),
    Dimension("feeds with news", "a poll of each, every tenth with news", "feeds", "a round of counties, each tenth new", ["1", "10", "100", "1000"]),
    Dimension("days of history", "the course of so many days", "history", "the course of days", ["1", "7", "60", "365", "1095"]),
    Dimension("terminal cells", "a whole frame", "poll", "draw whole", ["80x24", "120x40", "200x60", "400x120"]),
]


def slope(points):
    """The exponent of the growth between the last two points."""
    (x, a), (y, b) = points[-2:]
    return math.log(b / a) / math.log(y / x)


def table(measured):
    """A line each, with the slope at its end."""
    lines = ["| with | costs | from | to | slope |", "|---|---|---|---|---|"]
    for dimension, points in measured:
        first, last = (f"{amount:,}: {spoken(cost)}" for amount, cost in (points[0], points[-1]))
        worse = " **worse than linear**" if slope(points) > WORSE else ""
        lines.append(f"| {dimension.name} | {dimension.cost} | {first} | {last} | {slope(points):.2f}{worse} |")
    return "\n".join(lines)


def plot(measured):
    """The same as a picture: a panel each, both axes logarithmic, the dotted line linear."""
    width, height, edge = 240, 200, 50
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * len(measured)}" height="{height}" font-family="sans-serif" font-size="11">']
    parts.append('<rect width="100%" height="100%" fill="white"/>')
    for n, (dimension, points) in enumerate(measured):
        xs, ys = [math.log10(x) for x, _ in points], [math.log10(y) for _, y in points]
        low, high = math.floor(min(ys)), max(math.ceil(max(ys)), math.floor(min(ys)) + 1)
        across = lambda x: n * width + edge + (x - xs[0]) / (xs[-1] - xs[0]) * (width - edge - 14)
        up = lambda y: height - 34 - (y - low) / (high - low) * (height - 64)
        line = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in zip(xs, ys))
        linear = [(x, ys[-1] - (xs[-1] - x)) for x in xs if ys[-1] - (xs[-1] - x) >= low]
        dotted = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in linear)
        parts.append(f'<text x="{n * width + edge}" y="16" font-weight="bold">{dimension.name}, slope {slope(points):.2f}</text>')
        for decade in range(low, high + 1):
            y = up(decade)
            parts.append(f'<line x1="{n * width + edge}" y1="{y:.1f}" x2="{(n + 1) * width - 14}" y2="{y:.1f}" stroke="#ddd"/>')
            parts.append(f'<text x="{n * width + edge - 4}" y="{y + 4:.1f}" text-anchor="end">{spoken(10.0**decade)}</text>')
        parts.append(f'<polyline points="{dotted}" fill="none" stroke="#888" stroke-dasharray="2 3"/>')
        parts.append(f'<polyline points="{line}" fill="none" stroke="#06c" stroke-width="2"/>')
        parts += [f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3" fill="#06c"/>' for x, y in zip(xs, ys)]
        for (amount, _), x, anchor in ((points[0], xs[0], "start"), (points[-1], xs[-1], "end")):
            parts.append(f'<text x="{across(x):.1f}" y="{height - 16}" text-anchor="{anchor}">{amount:,}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main():
    """Measures, prints and draws."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--no-run", action="store_true", help="of what the benches measured last")
    options.add_argument("--plot", type=Path, default=Path(__file__).with_name("growth.svg"))
    asked = options.parse_args()
    for dimension in DIMENSIONS if not asked.no_run else []:
        run(dimension.bench, f"{dimension.group}/")
    measured = [(dimension, dimension.points()) for dimension in DIMENSIONS]
    print(table(measured))
    asked.plot.write_text(plot(measured))


if __name__ == "__main__":
    main()
