"""Records as Arrow tables and data frames, from a run and from a file."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import scraper
from scraper.errors import UsageError
from scraper.exporters.views import VIEWS
from scraper.frames import Records
from tests.kill.site import Site, questions
from tests.runs import crawl

SAMPLE = Path(__file__).parents[1] / "data/sample/records.jsonl"


@pytest.fixture
def sample() -> Records:
    return scraper.read_records(SAMPLE)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[scraper.Run]:
    run = scraper.Run(tmp_path_factory.mktemp("frames") / "run")
    with Site(questions(5)) as site:
        crawl(run, f"{site.url}/")
    return run


def lines() -> list[bytes]:
    return SAMPLE.read_bytes().split(b"\n")[:-1]


def test_a_file_of_records_can_be_read_more_than_once(sample: Records) -> None:
    assert [record.model_dump_json().encode() for record in sample] == lines()
    assert sum(1 for _ in sample) == 40


def test_a_packed_file_reads_the_same(sample: Records, tmp_path: Path) -> None:
    packed = tmp_path / "records.jsonl.gz"
    packed.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    assert list(scraper.read_records(packed)) == list(sample)


def test_records_are_read_one_at_a_time(tmp_path: Path) -> None:
    broken = tmp_path / "records.jsonl"
    broken.write_bytes(lines()[0] + b"\nno record\n")
    records = iter(scraper.read_records(str(broken)))
    assert next(records).record_id == json.loads(lines()[0])["record_id"]
    with pytest.raises(UsageError, match="line 2"):
        next(records)
    with pytest.raises(OSError, match="nosuchfile"):
        next(iter(scraper.read_records("nosuchfile")))


def test_a_run_that_nobody_works_on_is_followed_to_its_end(run: scraper.Run) -> None:
    assert list(run.follow()) == list(run.records())
    assert not run.running


@pytest.mark.parametrize("view", VIEWS)
def test_arrow_has_the_rows_of_the_view(view: str, sample: Records) -> None:
    table = sample.to_arrow(view)
    assert table.column_names == list(VIEWS[view].row.model_fields)
    if VIEWS[view].rank is None:
        assert table.num_rows == sum(len(list(VIEWS[view].rows(record))) for record in sample)
        assert table.equals(sample.to_batches(view).read_all())
    else:
        keys = table.column(VIEWS[view].key).to_pylist()
        assert len(keys) == len(set(keys)) > 0


def test_batches_are_made_as_they_are_asked_for() -> None:
    asked: list[int] = []

    def read() -> Iterator[scraper.QARecord]:
        (record, *_) = (scraper.QARecord.model_validate_json(line) for line in lines()[:1])
        for number in range(5000):
            asked.append(number)
            yield record

    reader = Records(read).to_batches()
    assert asked == []
    reader.read_next_batch()
    assert len(asked) == 1000


def test_no_records_are_a_table_without_rows() -> None:
    table = Records(lambda: iter(())).to_arrow()
    assert (table.num_rows, table.column_names[0]) == (0, "record_id")


def test_an_unknown_view_is_a_sentence(sample: Records) -> None:
    with pytest.raises(UsageError, match="no view"):
        sample.to_arrow("nonsense")


WITHOUT_EXTRAS = """
import sys
for name in ("pyarrow", "pandas", "psycopg", "confluent_kafka"):
    sys.modules[name] = None  # as if it were not installed
import scraper
from scraper.feeding.targets import Secrets, target_of
records = scraper.read_records(sys.argv[1])
assert sum(1 for _ in records) == 40
for ask in (
    records.to_arrow,
    records.to_pandas,
    target_of("kafka://h:1/t", "full", Secrets()).connect,
    target_of("postgresql://h/d", "full", Secrets()).connect,
):
    try:
        ask()
    except scraper.ScraperError as error:
        print(type(error).__name__, str(error).partition("pip install ")[2])
"""


@pytest.mark.slow
def test_without_the_extras_everything_else_works_and_they_are_named() -> None:
    command = [sys.executable, "-c", WITHOUT_EXTRAS, str(SAMPLE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=SAMPLE.parents[2])
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        f"MissingExtra 'qaharvest[{extra}]'." for extra in ("parquet", "pandas", "kafka", "postgres")
    ]


def whole(column: Any) -> list[Any]:
    """Return the values of a column, None where one is absent."""
    return [value if there else None for value, there in zip(column.tolist(), column.notna(), strict=True)]


@pytest.mark.slow
@pytest.mark.readers
def test_a_data_frame_has_fitting_types(sample: Records, run: scraper.Run) -> None:
    frame = sample.to_pandas()
    given = [json.loads(line) for line in lines()]
    assert len(frame) == 40
    assert frame["asked_on"].dtype.kind == "M"
    assert str(frame["question_score"].dtype) == "Int64"
    assert str(frame["asker_age_min"].dtype) == "Int64"
    assert whole(frame["asked_on"].dt.strftime("%Y-%m-%d")) == [record["question"]["asked_on"] for record in given]
    assert whole(frame["asker_age_min"]) == [record["question"]["asker"]["age_min"] for record in given]
    assert frame["question_text"].tolist() == [record["question"]["text"] for record in given]
    assert len(run.to_pandas("qa")) == run.to_arrow("qa").num_rows
