"""How much memory a crawl takes at its worst: the most that its processes held, as the kernel counts it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MIB = 1024 * 1024

CHILD = """
import sys
from scraper.run import Run
run, seed, concurrency = sys.argv[1:]
changes = {"delay": 0.0, "allow_private_hosts": True, "concurrency": int(concurrency), "retries": 0, "timeout": 120.0}
print(Run.at(run).crawl([seed], changes=changes).ended)
"""


@dataclass(frozen=True)
class Peak:
    """Octets held at the worst moment of each process."""

    crawl: int
    workers: tuple[int, ...]


def peak_of_a_crawl(folder: Path, seed: str, concurrency: int) -> Peak:
    """Crawl in a process of its own; return its peak and its workers'."""
    command = [sys.executable, "-c", CHILD, str(folder), seed, str(concurrency)]
    peaks: dict[int, int] = {}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            for pid in (process.pid, *_children(process.pid)):
                peaks[pid] = max(peaks.get(pid, 0), _peak(pid))
            time.sleep(0.02)
        assert process.stdout is not None
        assert process.stdout.read().strip() == "done"
    return Peak(peaks.pop(process.pid), tuple(peaks.values()))


def _children(pid: int) -> Iterator[int]:
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            yield from map(int, tasks.read_text().split())


def _peak(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0
