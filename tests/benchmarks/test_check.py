"""A contender whose output is not what the site says has no figure."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.check import check, check_texts, expected_records
from benchmarks.site import BASE, write_site

HERE = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_site(folder, 3)
    return folder


@pytest.fixture
def expected(site: Path) -> dict[str, dict[str, Any]]:
    return expected_records(site, HERE, BASE)


def written(folder: Path, records: list[dict[str, Any]]) -> Path:
    path = folder / "out.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_all_records_in_any_order_pass(expected: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    assert len(expected) == 3
    check(written(tmp_path, list(reversed(expected.values()))), expected)


def test_a_missing_a_doubled_and_a_different_record_are_named(
    expected: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    first, *rest = expected.values()
    for records in (rest, [first, first, *rest]):
        with pytest.raises(RuntimeError, match="not 3"):
            check(written(tmp_path, records), expected)
    with pytest.raises(RuntimeError, match=r"similar is \[\]"):
        check(written(tmp_path, [first | {"similar": []}, *rest]), expected)


def text(record: dict[str, Any], **changes: Any) -> dict[str, Any]:
    whole = {"url": record["url"], "title": f"{record['title']} - Site", "text": f"x\n{record['question']['text']}\ny"}
    return whole | changes


def test_texts_of_some_pages_pass(expected: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    check_texts(written(tmp_path, [text(record) for record in list(expected.values())[:2]]), expected)


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"text": "menu"}, "missing"), ({"title": None}, "missing"), ({"url": f"{HERE}/else"}, "no page of the site")],
)
def test_texts_without_what_the_page_says_do_not(
    expected: dict[str, dict[str, Any]], tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(RuntimeError, match=why):
        check_texts(written(tmp_path, [text(next(iter(expected.values())), **changes)]), expected)


def test_no_texts_at_all_do_not(expected: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no texts"):
        check_texts(written(tmp_path, []), expected)
