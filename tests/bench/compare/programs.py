"""What is compared: how each is installed, and how it is started."""

import dataclasses
import os
import shutil
import subprocess
from pathlib import Path

import feed

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PLACE = ROOT / "target" / "compare"
"""Where everything is installed and every configuration is written."""


@dataclasses.dataclass
class Program:
    """One of those that are compared."""

    name: str
    argv: list[str]
    reads: str
    """What of: the feed, Prometheus, or nothing (this machine)."""
    mark: str = feed.MARK
    """What is on the screen once there are data: a regular expression."""
    env: dict[str, str] = dataclasses.field(default_factory=dict)
    state: Path | None = None
    """What it keeps from run to run, and is taken from it: what it remembers is no data."""


def zhiban(name, reads, source):
    """zhiban on its own, with a journal on disk as on duty, where it is without further words."""
    subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, check=True)
    folder = PLACE / name.replace(" ", "-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = f'language = "en"\ncatalogue = "none"\n{source}'
    for id in feed.IDS:
        topic = id.split(".")[0]
        settings += f'[[indicator]]\nid = "{id}"\ntopic = "{topic}"\nname = "{id}"\nkind = "gauge"\n'
        settings += 'rules = [{ level = "critical", when = "value > 10000" }]\n'
    (folder / "zhiban.toml").write_text(settings)
    argv = [str(ROOT / "target" / "release" / "zhiban"), "--config", str(folder / "zhiban.toml")]
    state = folder / "state"
    return Program(name, argv, reads, env={"XDG_STATE_HOME": str(state)}, state=state)


def zhiban_json(urls):
    """zhiban on the feed."""
    source = f'[[feed]]\nname = "county"\nurl = "{urls.feed}"\nevery = "1s"\nstale_after = "10s"\n'
    return zhiban("zhiban", "feed", source)


def zhiban_prometheus(urls):
    """zhiban on Prometheus."""
    source = f'[[feed]]\nname = "county"\nurl = "{urls.prometheus}"\nformat = "prometheus"\nevery = "1s"\nstale_after = "10s"\n[feed.values]\n'
    source += "".join(f'"{id}" = "{id.replace(".", "_")}"\n' for id in feed.IDS)
    return zhiban("zhiban of Prometheus", "Prometheus", source)


def watch(urls):
    """What anybody would try first."""
    apt("watch", "procps")
    apt("curl")
    apt("jq")
    rows = r"""curl -s URL | jq -r '.readings[] | "\(.id)\t\(.value)\t\(.last_year)"'""".replace("URL", urls.feed)
    return Program("watch, curl and jq", ["watch", "-n1", rows], "feed")


def blessed(urls):
    """A small dashboard of the kind that people write with blessed-contrib."""
    folder = PLACE / "blessed"
    shutil.copytree(HERE / "blessed", folder, dirs_exist_ok=True)
    subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit"], cwd=folder, check=True)
    return Program("blessed-contrib", ["node", str(folder / "dashboard.js"), urls.feed], "feed")


def textual(urls):
    """A small dashboard of the kind that people write with textual."""
    folder = PLACE / "textual"
    if not (folder / "bin" / "python").exists():
        subprocess.run(["python3", "-m", "venv", str(folder)], check=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", "-r", str(HERE / "textual" / "requirements.txt")], check=True)
    return Program("textual", [str(folder / "bin" / "python"), str(HERE / "textual" / "dashboard.py"), urls.feed], "feed")


def grafatui(urls):
    """The terminal dashboard of Prometheus."""
    queries = [word for id in feed.IDS for word in ("--query", id.replace(".", "_"))]
    argv = [crate("grafatui"), "--prometheus-url", urls.prometheus, "--refresh-rate", "1000", "--step", "1s", *queries]
    return Program("grafatui", argv, "Prometheus", env={"HOME": str(PLACE)})


def btop(_):
    """A screen that refreshes each second, of this machine's own figures."""
    apt("btop")
    folder = PLACE / "btop"
    (folder / "btop").mkdir(parents=True, exist_ok=True)
    (folder / "btop" / "btop.conf").write_text("update_ms = 1000\n")
    return Program("btop", ["btop"], "", mark=r"\d+%", env={"XDG_CONFIG_HOME": str(folder), "LANG": "C.UTF-8"})


def bottom(_):
    """Another."""
    return Program("bottom", [crate("bottom", "btm"), "--rate", "1s"], "", mark=r"\d+%", env={"HOME": str(PLACE)})


ALL = [zhiban_json, watch, blessed, textual, zhiban_prometheus, grafatui, btop, bottom]


def apt(program, package=None):
    """Installs a package of Debian's, unless its program is there."""
    if not shutil.which(program):
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", package or program], check=True, env=env, stdout=subprocess.DEVNULL)


def crate(name, program=None):
    """Builds a program from crates.io."""
    subprocess.run(["cargo", "install", "--quiet", "--locked", "--root", str(PLACE), name], check=True)
    return str(PLACE / "bin" / (program or name))
