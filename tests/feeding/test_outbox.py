"""What a feed remembers survives every ending."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scraper.errors import UsageError
from scraper.feeding.outbox import Outbox
from tests.feeding.receivers import batch_of, versions_of


def test_a_batch_that_was_begun_is_found_again_under_the_same_key(tmp_path: Path) -> None:
    given = batch_of(1, 2)
    with closing(Outbox(tmp_path / "feeds" / "a.sqlite")) as outbox:
        assert outbox.pending() is None
        begun = outbox.begin(given.rows, versions_of(given))
    with closing(Outbox(tmp_path / "feeds" / "a.sqlite")) as outbox:
        assert outbox.pending() == begun
        assert begun.batch.rows == given.rows
        assert not outbox.told.is_known(begun.versions[0])
        outbox.settle(begun)
    with closing(Outbox(tmp_path / "feeds" / "a.sqlite")) as outbox:
        assert outbox.pending() is None
        assert all(outbox.told.is_known(version) for version in begun.versions)


def test_the_same_rows_later_in_a_feed_or_in_another_are_another_batch() -> None:
    keys = {batch_of(1).key, batch_of(1, number=2).key, batch_of(1, feed="g").key, batch_of(2).key}
    assert len(keys) == 4
    assert batch_of(1).key == batch_of(1).key


def test_two_programs_cannot_feed_one_receiver(tmp_path: Path) -> None:
    path = tmp_path / "feeds" / "a.sqlite"
    with closing(Outbox(path)):
        with pytest.raises(UsageError, match="Another program feeds"):
            Outbox(path)
        Outbox(path.with_name("b.sqlite")).close()
    Outbox(path).close()


def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"no database, but long enough to be looked at as one" * 20)
    with pytest.raises(UsageError, match="remove it"):
        Outbox(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE told (key, version)")
        db.execute("CREATE TRIGGER t AFTER INSERT ON told BEGIN DELETE FROM told; END")
    with pytest.raises(UsageError, match="remove it"):
        Outbox(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "feeds").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="link"):
        Outbox(tmp_path / "feeds" / "a.sqlite")
    assert not (tmp_path / "elsewhere").exists()


def test_a_damaged_batch_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    given = batch_of(1)
    with closing(Outbox(path)) as outbox:
        outbox.begin(given.rows, versions_of(given))
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE pending SET keys = '[1, 2'")
        db.commit()
    with closing(Outbox(path)) as outbox, pytest.raises(UsageError, match="damaged"):
        outbox.pending()
