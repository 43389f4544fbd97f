#!/usr/bin/env python3
"""How near the program comes to what is possible here: each beside its limit, measured in the same run. Prints a table.

    tests/bench/compare/limits.py [--no-run]

The third limit, the bytes of a frame beside the least that shows the same, is a test's (tests/demo/frames.rs).
"""

import argparse

from criterion import median, run, spoken

DECODES = [("decode", "figures alone"), ("decode with townships", "with three townships each")]
SIZES = ["100", "10000", "100000"]
SYNC = "bare fdatasync of a page"
ACKNOWLEDGES = ["acknowledge, on disk", "acknowledge, on disk and drawn"]


def rows():
    """What is measured, its limit, and both in seconds."""
    for group, what in DECODES:
        for size in SIZES:
            name = f"decode {int(size):,} readings, {what}"
            yield name, "bare `serde_json`", median(group, "zhiban", size), median(group, "bare serde_json", size)
    for name in ACKNOWLEDGES:
        yield name, SYNC, median(name), median(SYNC)


def main():
    """Measures and prints."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--no-run", action="store_true", help="of what the benches measured last")
    if not options.parse_args().no_run:
        run("limits", "")
        run("acknowledge", "")
    print("| | takes | its limit | takes | ratio |", "|---|---|---|---|---|", sep="\n")
    for name, limit, takes, least in rows():
        print(f"| {name} | {spoken(takes)} | {limit} | {spoken(least)} | {takes / least:.2f} |")


if __name__ == "__main__":
    main()
