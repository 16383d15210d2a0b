from schemas.qa import QARecord
from scraper.api import extract
from scraper.cli.portrait import coverage, coverage_lines, record_lines
from scraper.demo.seed import seed_text


def without(record: QARecord, **changes: object) -> QARecord:
    return record.model_copy(update=changes)


def test_coverage_counts_the_records_that_have_a_value() -> None:
    (record,) = extract(seed_text())
    total, found = coverage([record, without(record, title=None, replies=(), article=None)])
    assert total == 2
    assert (found["question.text"], found["title"], found["replies"], found["replies.author"]) == (2, 1, 1, 1)
    assert (found["article"], found["tags"], found["url"]) == (1, 0, 0)


def test_coverage_of_nothing_can_be_shown() -> None:
    assert all("0%" in line for line in coverage_lines(*coverage([])))


def test_a_record_for_reading_fits_the_width_and_is_escaped() -> None:
    (record,) = extract(seed_text())
    shown = list(record_lines(without(record, title="a\x1b[31m"), 80))
    assert any("miki, female, 40~49, on 2007-02-03" in line for line in shown)
    assert not any("\x1b[31m" in line for line in shown)
