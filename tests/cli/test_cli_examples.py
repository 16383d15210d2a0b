"""Every example of every help text runs as printed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from calls import environment
from test_cli_main import all_commands

from scraper.demo.server import DemoSite

SERVER = "qaharvest demo --serve --port 8765 &"  # runs until Ctrl-C: the tests serve the same themselves
DASHBOARD = "qaharvest dashboard demo --port 8780"  # so does this, and has tests of its own

SHARED = ("qaharvest work ", "qaharvest frontier ", "qaharvest crawl big ")  # need a database: see tests/shared

EXAMPLES = sorted(
    line
    for line in {line for _, command in all_commands() for line in getattr(command, "examples", ())}
    if line not in (SERVER, DASHBOARD) and not line.startswith(SHARED)
)


@pytest.fixture(scope="module")
def on_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the command as people call it."""
    folder = tmp_path_factory.mktemp("bin")
    program = folder / "qaharvest"
    program.write_text(f"#!{sys.executable}\nfrom scraper.cli.main import main\nmain()\n")
    program.chmod(0o755)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES)
def test_example_runs(example: str, demo: Path, on_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "data").symlink_to(demo / "data")
    serving = ":8765/" in example
    if serving:
        (folder / "data").unlink()
    server = DemoSite(port=8765).start() if serving else None
    try:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", example],
            capture_output=True,
            text=True,
            cwd=folder if "demo" not in example.split()[1:2] else tmp_path,
            env=environment(PATH=f"{on_path}{os.pathsep}{os.environ['PATH']}"),
            timeout=120,
            check=False,
        )
    finally:
        if server is not None:
            server.stop()
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_the_server_example_stands_in_a_help() -> None:
    assert any(SERVER in getattr(command, "examples", ()) for _, command in all_commands())
