"""Documentation that is stale fails here: links resolve, code runs, commands exist, the sample is valid."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from schemas import QARecord

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md"), *ROOT.glob("data/sample/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
# A guide whose steps build upon each other has a test of its own.
FOLLOWED = [page for page in PAGES if page.name != "new-site.md"]
# Commands that need a site of the reader's own, or run until Ctrl-C.
NEEDS_A_SITE = (" mysite", "qaharvest explain RECORD_ID", "saved-pages/", "qaharvest dashboard")


def fences(page: Path, language: str) -> list[str]:
    return [code for name, code in FENCE.findall(page.read_text(encoding="utf-8")) if name == language]


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def qaharvest(line: str, folder: Path) -> None:
    words = shlex.split(line, comments=True)
    done = run([sys.executable, "-m", "scraper.cli.main", *words[1:]], folder)
    assert done.returncode == 0, f"{line}: {done.stderr}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demonstration was crawled."""
    made = tmp_path_factory.mktemp("docs")
    qaharvest("qaharvest demo --quiet --delay 0", made)
    return made


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 150


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "#")):
            assert (page.parent / target.split("#")[0]).exists(), target


@pytest.mark.parametrize("page", FOLLOWED, ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    for name in re.findall(r"`((?:scraper|schemas|tests|benchmarks)/[\w/.]+)`", page.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("name", ["run", "test"])
def test_the_readme_gives_two_commands_of_one_line(name: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n```sh\n(.+)\n```\n", text)
    assert found, name


@pytest.mark.slow
@pytest.mark.parametrize("page", FOLLOWED, ids=lambda page: page.name)
def test_commands_run_as_printed(page: Path, folder: Path) -> None:
    for code in fences(page, "sh"):
        for line in code.splitlines():
            # The fixture has run the demonstration.
            if (
                line.startswith("qaharvest ")
                and "qaharvest demo" not in line
                and not any(part in line for part in NEEDS_A_SITE)
            ):
                qaharvest(
                    line.replace("records.jsonl", "data/demo/records.jsonl", line.startswith("qaharvest validate r")),
                    folder,
                )


def test_python_runs_as_printed(folder: Path) -> None:
    (folder / "page.html").write_text("<p>x, 30~39 year old male. Ask Date: 2011/05/07</p>", encoding="utf-8")
    for page in FOLLOWED:
        code = "\n".join(fences(page, "python")).replace(
            'open("page.html", "rb").read()',
            '"<p>T</p><p>x, 9 year old male. Ask Date: 2011/05/07</p><p>Dr. A reply B</p><p>C</p>"',
        )
        if code:
            done = run([sys.executable, "-c", code], folder)
            assert done.returncode == 0, f"{page.name}: {done.stderr}"


def test_the_sample_is_valid() -> None:
    lines = (ROOT / "data/sample/records.jsonl").read_bytes().split(b"\n")
    assert lines[-1] == b""
    records = [QARecord.model_validate_json(line) for line in lines[:-1]]
    assert len(records) >= 20
    assert len({record.record_id for record in records}) == len(records)


def test_nothing_that_is_committed_names_a_machine_or_an_index() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.fail("this test needs a git checkout")
    wrong = re.compile(rb"--(?:extra-)?index-url|/simple/|/(?:home|root)/[a-z]")
    invented = ("tests/privacy/", "scraper/privacy/", "docs/privacy.md")  # what they look for are paths of people
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if path.is_file() and path != Path(__file__) and not name.startswith(invented):
            found = wrong.search(path.read_bytes())
            assert not found, f"{name}: {found}"
