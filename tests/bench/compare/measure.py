"""Runs a program in a pseudo-terminal and measures what it costs."""

import dataclasses
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import termios
import time

PATIENCE = 5.0
"""How many seconds a program has to end once its terminal is closed."""

# What a terminal answers when it is asked what it is: programs that ask wait for it.
ANSWERS = [
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\]10;\?(?:\x07|\x1b\\)"), b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\"),
    (re.compile(rb"\x1b\]11;\?(?:\x07|\x1b\\)"), b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
]
CONTROLS = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[\[(][0-9;:?<=>!]*[ -/]*[@-~]|\x1b[=>78M]")


@dataclasses.dataclass
class Run:
    """One run of so many seconds, from the start to the end of the terminal."""

    first: float | None
    """Seconds until the mark was on the screen."""
    cpu: float
    """Seconds of processor time, of it and of all it started and waited for."""
    wakeups: int
    """How often one of these gave up the processor to wait for something."""
    memory: int
    """Bytes resident, of all together: the median of a sample each second."""
    written: int
    """Bytes to the terminal."""
    gone: float | None
    """Seconds until it had ended after its terminal; none if it had to be killed."""


def run(argv, env, size, mark, seconds):
    """Runs `argv` for so many seconds on a terminal of (columns, rows)."""
    began = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        os.execvpe(argv[0], argv, {**os.environ, **env})
    seen, tail, written, first, samples = b"", b"", 0, None, []
    while (left := began + seconds - time.monotonic()) > 0:
        if select.select([terminal], [], [], min(left, 1.0))[0]:
            try:
                part = os.read(terminal, 65536)
            except OSError as error:
                raise RuntimeError(f"{argv[0]} ended: {CONTROLS.sub(b'', seen)[-300:]!r}") from error
            written += len(part)
            tail = answer(terminal, tail + part)
            if first is None:
                seen += part
                if re.search(mark, CONTROLS.sub(b"", seen)):
                    first = time.monotonic() - began
        if len(samples) < time.monotonic() - began:
            samples.append(resident(pid))
    return finished(pid, terminal, first, statistics.median(samples), written)


def finished(pid, terminal, first, memory, written):
    """Closes the terminal of a program and sees how it takes that. What one costs that goes on running was taken before."""
    before = spent(pid)
    os.close(terminal)
    closed, gone = time.monotonic(), None
    while time.monotonic() - closed < PATIENCE:
        ended, _, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            gone = time.monotonic() - closed
            break
        time.sleep(0.005)
    else:
        os.kill(pid, signal.SIGKILL)
        _, _, usage = os.wait4(pid, 0)
    for orphan in session(pid):
        gone = None
        os.kill(orphan, signal.SIGKILL)
    cpu, wakeups = before if gone is None else (usage.ru_utime + usage.ru_stime, usage.ru_nvcsw)
    return Run(first, cpu, wakeups, memory, written, gone)


def answer(terminal, asked):
    """Answers as a terminal; gives what could be the beginning of another question."""
    end = 0
    for question, words in ANSWERS:
        for found in question.finditer(asked):
            os.write(terminal, words)
            end = max(end, found.end())
    return asked[end:][-32:]


def session(leader):
    """The processes of a session."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", "rb") as stat:
                fields = stat.read().rsplit(b")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != b"Z":
            found.append(int(name))
    return found


def spent(pid):
    """Seconds of processor time of a process and its children, and how often its threads waited."""
    with open(f"/proc/{pid}/stat", "rb") as stat:
        ticks = sum(int(field) for field in stat.read().rsplit(b")", 1)[1].split()[11:15])
    waits = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status") as status:
            waits += sum(int(line.split()[1]) for line in status if line.startswith("voluntary_ctxt"))
    return ticks / os.sysconf("SC_CLK_TCK"), waits


def resident(leader):
    """Bytes that a session has in memory."""
    pages = 0
    for pid in session(leader):
        try:
            with open(f"/proc/{pid}/statm", "rb") as statm:
                pages += int(statm.read().split()[1])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE")
