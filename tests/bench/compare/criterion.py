"""What the benches of this repository measure (`cargo bench`), run and read."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MEASURED = ROOT / "target" / "criterion"


def run(bench, only):
    """Runs those of a bench whose names have something in them."""
    subprocess.run(["cargo", "bench", "--locked", "--bench", bench, "--", only], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def median(*name):
    """The median in seconds of what ran last under a name: a group, and what is in it."""
    with open(MEASURED.joinpath(*name) / "new" / "estimates.json") as estimates:
        return json.load(estimates)["median"]["point_estimate"] / 1e9


def spoken(seconds):
    """A time in its unit."""
    for unit, factor in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
