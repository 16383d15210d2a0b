"""A real PostgreSQL server takes each record once, and what a batch holds as a whole or not at all."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scraper.errors import UsageError
from scraper.feeding.port import Batch, NotTaken, Receiver, Refused, Row
from scraper.feeding.targets import Secrets, target_of
from scraper.run import Run
from tests.feeding.database import Database
from tests.feeding.receivers import sample
from tests.kill.site import Site, questions
from tests.runs import crawl

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

ROOT = Path(__file__).parents[2]
SAMPLE = sample()


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with Database() as running:
        yield running


def receiver_at(url: str) -> Receiver:
    return target_of(url, "full", Secrets()).connect()


def test_the_sample_arrives_as_it_is(database: Database) -> None:
    batch = Batch("a", 1, tuple(SAMPLE))
    with closing(receiver_at(f"{database.url}?table=sample")) as receiver:
        assert not receiver.has(batch)
        receiver.send(batch)
        receiver.send(batch)
        assert receiver.has(batch)
        assert not receiver.has(Batch("a", 2, tuple(SAMPLE)))
    found = database.ask("SELECT record_id, record, asked_on, replies, versions FROM sample ORDER BY record_id")
    given = {key: json.loads(line) for key, line in SAMPLE}
    assert {row[0]: row[1] for row in found} == given
    for record_id, _, asked_on, replies, versions in found:
        assert (asked_on and asked_on.isoformat()) == given[record_id]["question"]["asked_on"]
        assert (replies, versions) == (len(given[record_id]["replies"]), 1)


def test_a_new_version_takes_the_place_of_the_old_one(database: Database) -> None:
    key, line = SAMPLE[0]
    record = {**json.loads(line), "title": "Ein \u2028 neuer\\Titel '; DROP TABLE x; --"}
    with closing(receiver_at(f"{database.url}?table=versions")) as receiver:
        receiver.send(Batch("b", 1, (SAMPLE[0],)))
        receiver.send(Batch("b", 2, (Row(key, json.dumps(record).encode()),)))
    assert database.ask("SELECT title, versions, record FROM versions") == [(record["title"], 2, record)]


def test_a_batch_is_taken_whole_or_not_at_all(database: Database) -> None:
    wrong = Batch("c", 1, (SAMPLE[0], Row("x", b'{"record_id":"x"}')))
    with closing(receiver_at(f"{database.url}?table=whole")) as receiver:
        with pytest.raises(Refused, match="site"):
            receiver.send(wrong)
        assert not receiver.has(wrong)
        receiver.send(Batch("c", 1, (SAMPLE[1],)))
    assert database.ask("SELECT record_id FROM whole") == [(SAMPLE[1].key,)]


def test_a_table_may_have_any_name_and_a_schema(database: Database) -> None:
    database.ask('CREATE SCHEMA "My ""schema"')
    with closing(receiver_at(f"{database.url}?table=My%20%22schema.%22%3B%20DROP")) as receiver:
        receiver.send(Batch("d", 1, (SAMPLE[0],)))
    assert database.ask('SELECT count(*) FROM "My ""schema"."""; DROP"') == [(1,)]


def test_a_wrong_password_is_a_sentence_without_it(database: Database) -> None:
    with pytest.raises(UsageError, match="password authentication failed") as caught:
        receiver_at(database.url.replace("a-password", "hunter2"))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hun/ter2@h/db",
        "postgresql://u:hun#ter2@h/db",
        "postgresql://u:hunter2@h/db?nonsense=1",
        "postgresql://u:hunter2@h/db?table=a.b.c",
        "postgresql://u:hunter2@h/db?table=",
        "postgresql://u:hunter2@h/db?table=" + "x" * 64,
    ],
)
def test_an_impossible_address_is_a_sentence_without_its_password(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        receiver_at(url)
    assert "ter2" not in str(caught.value)


def test_a_server_that_went_away_is_tried_again(database: Database) -> None:
    with closing(receiver_at(f"{database.url}?table=back")) as receiver:
        database.stop()
        with pytest.raises(NotTaken):
            receiver.send(Batch("e", 1, (SAMPLE[0],)))
        with pytest.raises(NotTaken):
            receiver.has(Batch("e", 1, (SAMPLE[0],)))
        database.start()
        receiver.send(Batch("e", 1, (SAMPLE[0],)))
    assert database.ask("SELECT count(*) FROM back") == [(1,)]


def test_a_feeder_that_is_killed_inserts_each_record_once(database: Database, tmp_path: Path) -> None:
    rng = random.Random(21)
    run = Run(tmp_path / "run")
    with Site(questions(300)) as site:
        crawl(run, f"{site.url}/")
    command = [sys.executable, "-m", "scraper.cli.main", "feed", str(run.path), f"{database.url}?table=killed"]
    for _ in range(12):
        child = subprocess.Popen([*command, "--batch", "2"], cwd=ROOT, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.6, 1.1))
        child.kill()
        child.wait()
    done = subprocess.run(command, cwd=ROOT, timeout=120, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "a-password" not in done.stderr
    found = database.ask("SELECT record_id, versions FROM killed")
    assert sorted(found) == sorted((record.record_id, 1) for record in run.records())
