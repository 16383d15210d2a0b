"""A machine that runs the command line: a cache of its own, and credentials for a store."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.cli.calls import Result, environment

CRAWL = ("--allow-private-hosts", "--delay", "0", "--quiet")
_PROGRAM = """
import os, sys
from pathlib import Path
Path(sys.argv[1]).write_text(str(os.getpid()), encoding="ascii")
from scraper.cli.main import run
sys.exit(run(sys.argv[2:]))
"""


class Machine:
    """One machine.

    :param folder: its home; commands run there.
    :param store: environment variables that say where the store is.
    """

    def __init__(self, folder: Path, store: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.pid_file = folder / "pid"
        self.environment = {
            **environment(HOME=str(folder), XDG_CACHE_HOME=str(folder / "cache"), TMPDIR=str(folder)),
            **(store or {}),
        }

    def start(self, *arguments: str | Path, **more: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", _PROGRAM, self.pid_file, *map(str, arguments)],
            cwd=self.folder,
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def call(self, *arguments: str | Path, **more: str) -> Result:
        process = self.start(*arguments, **more)
        out, err = process.communicate(timeout=90)
        return Result(process.returncode, out, err.decode("utf-8"))

    def runs(self) -> list[Path]:
        """Return the run folders in the cache."""
        return sorted((self.folder / "cache/qaharvest/runs").glob("*/run"))

    def has_left_nothing(self) -> bool:
        """Whether no temporary file of an ended command is there."""
        return not list(self.folder.glob("qaharvest-*"))


@contextmanager
def environ(**variables: str) -> Iterator[None]:
    """Set environment variables for the length of a block."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
