"""Power loss: the tail of any file may be torn, and of the frontier's last pages any may be missing on the disk."""

import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from scraper.archive.files import archive_files
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.errors import ScraperError, SettingsError
from scraper.run import Run
from scraper.run_folder import RunFolder
from tests.kill.site import Site, questions
from tests.runs import child, crawl, stats_file

QUESTIONS = 60
_PAGE = 4096
_FRAME = 24 + _PAGE  # of SQLite's log: https://sqlite.org/fileformat2.html#the_write_ahead_log


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A run that was killed in the midst of its crawl, so that its frontier's log is not folded in; its site is up."""
    run = Run.at(tmp_path_factory.mktemp("torn") / "run")
    with Site(questions(QUESTIONS), delay=0.01) as site:
        process = child(run, f"{site.url}/")
        records = run.path / "records.jsonl"
        while not records.exists() or records.read_bytes().count(b"\n") < QUESTIONS // 2:
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
        process.communicate()
        assert _log(run.path).stat().st_size > 3 * _FRAME
        yield run.path


def _log(folder: Path) -> Path:
    return folder / "frontier.sqlite-wal"


def _goes_on(folder: Path) -> None:
    """Resume a crawl; every record and every page must be there once."""
    run = Run.at(folder)
    crawl(run)
    ids = [record.record_id for record in run.records()]
    assert sorted(ids) == sorted(f"ehospital:{number}" for number in range(QUESTIONS))
    assert len([page for page in run.pages() if "q_no" in (page.url or "")]) == QUESTIONS
    assert stats_file(run)["records"] == QUESTIONS


def _add_half_a_page(folder: Path) -> None:
    last = archive_files(folder)[-1]
    with last.open("ab") as file:
        file.write(last.read_bytes()[:777])


def _append(name: str, content: bytes) -> Callable[[Path], None]:
    def tear(folder: Path) -> None:
        with (folder / name).open("ab") as file:
            file.write(content)

    return tear


def _write(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content) and None


def _cut_log(folder: Path) -> None:
    with _log(folder).open("rb+") as file:
        file.truncate(_log(folder).stat().st_size - _FRAME // 2)


def _lose_log(folder: Path) -> None:
    for path in folder.glob("frontier.sqlite-*"):
        path.unlink()


def _lose_a_frame(folder: Path) -> None:
    """The disk wrote the last frame of the log, but not one before it."""
    with _log(folder).open("rb+") as file:
        file.seek(32 + _FRAME * ((_log(folder).stat().st_size - 32) // _FRAME - 2))
        file.write(b"\0" * _FRAME)


def _fold_half(folder: Path) -> None:
    """The power went while the log was folded in: of the pages of the database some are new and some old."""
    whole = folder.parent / "whole"
    shutil.copytree(folder, whole)
    with closing(sqlite3.connect(whole / "frontier.sqlite")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    new = (whole / "frontier.sqlite").read_bytes()
    shutil.rmtree(whole)
    rng = random.Random(1)
    with (folder / "frontier.sqlite").open("rb+") as file:
        for start in range(0, len(new), _PAGE):
            if rng.random() < 0.5:
                file.seek(start)
                file.write(new[start : start + _PAGE])


TORN: dict[str, Callable[[Path], None]] = {
    "archive": _add_half_a_page,
    "records": _append("records.jsonl", b'{"schema_version":"1.0","record_id":"eh'),
    "rejects": _append("rejects.jsonl", b'{"source":"http'),
    "stats": _write("stats.json", b'{"pages'),
    "settings-begun": _write(".run.toml.new", b"seeds = ["),
    "log-cut": _cut_log,
    "log-lost": _lose_log,
    "log-with-a-hole": _lose_a_frame,
    "database-half-folded": _fold_half,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TORN)
def test_a_torn_file_costs_nothing_that_was_committed(torn: Path, tmp_path: Path, name: str) -> None:
    folder = shutil.copytree(torn, tmp_path / "run")
    TORN[name](folder)
    _goes_on(folder)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_files_torn_together_at_random_cost_nothing_that_was_committed(torn: Path, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    folder = shutil.copytree(torn, tmp_path / "run")
    for name in rng.sample([name for name in TORN if not name.startswith("log")], 3):
        TORN[name](folder)
    with _log(folder).open("rb+") as file:
        file.truncate(rng.randrange(_log(folder).stat().st_size))
    _goes_on(folder)


def _committed(folder: Path) -> dict[str, int]:
    with closing(sqlite3.connect(folder / "frontier.sqlite")) as db:
        return dict(db.execute("SELECT name, length FROM file"))


def _cut_everywhere(torn: Path, tmp_path: Path, step: int) -> None:
    """Cut the log at places of its last frame; what the frontier then says is committed must be there."""
    log = _log(torn).read_bytes()
    frontier = (torn / "frontier.sqlite").read_bytes()
    last = 32 + _FRAME * ((len(log) - 32) // _FRAME - 1)
    seen = set()
    for end in (*range(last, len(log), step), len(log) - 1, len(log)):
        (tmp_path / "frontier.sqlite").write_bytes(frontier)
        _log(tmp_path).write_bytes(log[:end])
        committed = _committed(tmp_path)
        seen.add(tuple(sorted(committed.items())))
        for name, length in committed.items():
            assert length <= (torn / name).stat().st_size
    assert len(seen) == 2  # the last transaction is whole, or it never was


def test_a_log_cut_in_its_last_frame_never_promises_what_the_files_do_not_hold(torn: Path, tmp_path: Path) -> None:
    _cut_everywhere(torn, tmp_path, 512)


@pytest.mark.slow
def test_a_log_cut_at_each_byte_of_its_last_frame_never_promises_too_much(torn: Path, tmp_path: Path) -> None:
    _cut_everywhere(torn, tmp_path, 1)


def test_settings_cut_anywhere_are_a_sentence_or_settings(torn: Path, tmp_path: Path) -> None:
    whole = (torn / "run.toml").read_bytes()
    refused = []
    for end in range(len(whole)):
        (tmp_path / "run.toml").write_bytes(whole[:end])
        try:
            RunFolder(tmp_path).read_toml()
        except SettingsError as error:
            refused.append(str(error))
    assert refused
    assert all("\n" not in sentence for sentence in refused)


@pytest.mark.slow
def test_whatever_the_frontiers_file_holds_is_a_sentence_or_a_frontier(torn: Path, tmp_path: Path) -> None:
    rng = random.Random(2)
    whole = (torn / "frontier.sqlite").read_bytes()
    for _ in range(200):
        damaged = bytearray(whole)
        for _ in range(rng.randrange(1, 40)):
            damaged[rng.randrange(len(damaged) if rng.random() < 0.5 else 200)] = rng.randrange(256)
        (tmp_path / "frontier.sqlite").write_bytes(damaged)
        with suppress(ScraperError), closing(SqliteFrontier(tmp_path / "frontier.sqlite")) as frontier:
            frontier.files()
