"""How the tests call the command line: in this process for speed, as a process for exit codes, pipes and signals."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scraper.cli.main import run

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-W", "error", "-m", "scraper.cli.main")


@dataclass(frozen=True)
class Result:
    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")


Cli = Callable[..., Result]


def call_here(folder: Path, *arguments: str | Path, stdin: bytes = b"") -> Result:
    """Call the command line in this process, with ``folder`` as the current one."""
    out, err = io.BytesIO(), io.BytesIO()
    before = sys.stdin
    stdout, stderr = (io.TextIOWrapper(stream, encoding="utf-8", write_through=True) for stream in (out, err))
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin))
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
            code = run([str(argument) for argument in arguments])
    finally:
        sys.stdin = before
    return Result(code, out.getvalue(), err.getvalue().decode("utf-8"))


def environment(**more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def call_process(folder: Path, *arguments: str | Path, stdin: bytes = b"", **options: Any) -> Result:
    """Call the command line as a process."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=folder,
        timeout=60,
        check=False,
        **{"env": environment(), **options},
    )
    return Result(done.returncode, done.stdout, done.stderr.decode("utf-8"))


def assert_one_sentence(result: Result, code: int) -> None:
    """The ending every mistake must have: the right code, one line that says what to do, no traceback."""
    assert result.code == code, result.err
    lines = result.err.splitlines()
    assert len(lines) == 1, result.err
    assert lines[0].startswith("qaharvest")
    assert "Traceback" not in result.err
    assert lines[0].isprintable()
