"""Kills a crawl at the system calls by which it changes its files, and counts what the next start makes of it.

A start is traced by strace, which ends it with SIGKILL as it enters the n-th call of a kind: what was written before
is there, and nothing after. Then the crawl is started again until it is done, and its files are counted.

python -m tests.kill.writes            # at every call; takes half an hour
python -m tests.kill.writes --every 9  # at every ninth
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.kill.matrix import count_files, site_of
from tests.kill.site import Site
from tests.threads import PROFILE

CALLS = ("mkdir", "openat", "write", "pwrite64", "fdatasync", "fsync", "ftruncate", "rename", "unlink")
"""What changes a file or a folder, or makes it last."""
PAGES, THREADS = 12, 2

_DATABASE = [f"frontier.sqlite{suffix}" for suffix in ("", "-wal", "-shm", "-journal")]
_REPLACED = [f"{dot}{name}{new}" for name in ("run.toml", "records.jsonl", "rejects.jsonl", "stats.json")
             for dot, new in (("", ""), (".", ".new"))]  # fmt: skip
_PATHS = ["", "archive", "archive/pages-00001.warc.gz", *_DATABASE, *_REPLACED]
_CALL = re.compile(rb"^(\d+) +([a-z0-9]+)\(", re.M)

CHILD = """
import sys
from scraper.executors.local import InProcess
from scraper.run import Run
run, seed, profile = sys.argv[1:]
changes = {"delay": 0.0, "allow_private_hosts": True, "concurrency": 4, "profile": profile}
print(Run.at(run).crawl([seed], changes=changes, executor=InProcess()).ended)
"""


@dataclass(frozen=True)
class Toll:
    """What the kills came to."""

    kills: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        """Return one line."""
        found = "; ".join(self.faults[:5]) or "nothing lost, doubled, broken or misplaced"
        return f"{self.kills} kills at system calls that change a file: {found}"


def can_trace() -> bool:
    """Whether strace is here and may trace."""
    return shutil.which("strace") is not None and (
        subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0
    )


def kill_at_writes(folder: Path, every: int) -> Toll:
    """Kill one start at each so manieth call, each in a run folder of its own below ``folder``."""
    with Site(site_of(PAGES, THREADS)) as site:
        profile = folder / "forum.toml"
        profile.write_text(PROFILE.replace("forum.test", site.url.removeprefix("http://")))

        def start(run: Path, *tracing: str) -> "subprocess.CompletedProcess[str]":
            traced = ["strace", "-f", "-qq", *(f"-P{run / path}" for path in _PATHS), *tracing] if tracing else []
            command = [*traced, sys.executable, "-c", CHILD, str(run), f"{site.url}/", str(profile)]
            return subprocess.run(command, stdout=subprocess.PIPE, timeout=300, check=False, text=True)

        log = folder / "calls"
        whole = start(folder / "whole", "-etrace=" + ",".join(CALLS), f"-o{log}")
        assert whole.stdout.strip() == "done", whole
        kills, faults = 0, []
        for call, number in _instants(log, every):
            run = folder / f"{call}-{number}"
            kill = f"-einject={call}:signal=SIGKILL:when={number}"
            killed = start(run, f"-etrace={call}", kill, "-o/dev/null")
            if killed.returncode == 0:
                continue  # a thread did it this time that did not before
            kills += 1
            ended = start(run).stdout.strip()
            counted = count_files(run, PAGES, THREADS) if ended == "done" else f"ended as {ended or 'an error'}"
            faults += [f"killed at {call} {number}: {counted}"] if counted else []
            shutil.rmtree(run)
    return Toll(kills, tuple(faults))


def _instants(log: Path, every: int) -> Iterator[tuple[str, int]]:
    """Yield call and number, of all that one thread of a whole crawl made each so manieth."""
    most: Counter[str] = Counter()
    for (_, call), made in Counter(_CALL.findall(log.read_bytes())).items():
        most[call.decode()] = max(most[call.decode()], made)
    every_instant = [(call, number) for call in CALLS for number in range(1, most[call] + 1)]
    yield from every_instant[::every]


def main() -> int:
    """Print what the kills came to; 1 if anything is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    if not can_trace():
        print("strace is needed, and the right to trace: install it, or run this where ptrace is allowed.")  # noqa: T201
        return 1
    with tempfile.TemporaryDirectory() as folder:
        toll = kill_at_writes(Path(folder), options.every)
    print(toll)  # noqa: T201
    return 1 if toll.faults else 0


if __name__ == "__main__":
    sys.exit(main())
