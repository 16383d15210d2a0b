"""Runs one command and tells what it cost: time, processor time of it and its children, and the most memory held."""

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_SAMPLE_SECONDS = 0.05
_PAGE = resource.getpagesize()


@dataclass(frozen=True)
class Cost:
    """What one run of a command cost.

    :param seconds: from its start to its end, start-up included.
    :param cpu_seconds: user and system time of it and all its descendants.
    :param peak_rss: most bytes resident at one time in it and its descendants together.
    """

    seconds: float
    cpu_seconds: float
    peak_rss: int


def measured(command: Sequence[str], *, log: Path, limit: float) -> Cost:
    """Run a command to its end, its output going to ``log``.

    :param limit: seconds after which it is killed.
    :raises RuntimeError: if it fails or takes too long; the end of its output is in the message.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    with log.open("wb") as output:
        # Workers may be in process groups of their own; they see their pipes close when this process is killed.
        process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
        memory = _Memory(process.pid)
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            code = None
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            seconds = time.monotonic() - began
            memory.end()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if code != 0:
        why = f"took more than {limit:.0f} s" if code is None else f"ended with exit code {code}"
        raise RuntimeError(f"{' '.join(command)} {why}:\n{log.read_text(errors='replace')[-3000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # Without /proc only the largest single process is known.
    return Cost(seconds, cpu, memory.peak or after.ru_maxrss * 1024)


class _Memory:
    """Looks at the resident memory of a process and its descendants many times a second."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_SAMPLE_SECONDS):
            self.peak = max(self.peak, resident(self._pid))


def resident(pid: int) -> int:
    """Return how many bytes are resident now in a process and its descendants together."""
    return sum(_resident(one) for one in _family(pid))


def cpu_seconds(pid: int) -> float:
    """Return the processor time, so far, of a process and its descendants, those included that it has waited for."""
    return sum(cpu_by_process(pid).values())


def cpu_by_process(pid: int) -> dict[int, float]:
    """Return process → its processor time in seconds, so far, of a process and its descendants."""
    return {one: _cpu_ticks(one) / os.sysconf("SC_CLK_TCK") for one in _family(pid)}


def _cpu_ticks(pid: int) -> int:
    try:
        return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
    except OSError:
        return 0


def _family(pid: int) -> Iterator[int]:
    """Yield a process and its descendants."""
    yield pid
    try:
        threads = [thread.name for thread in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return
    for thread in threads:
        try:
            children = Path(f"/proc/{pid}/task/{thread}/children").read_text()
        except OSError:
            continue
        for child in children.split():
            yield from _family(int(child))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
