import json
from pathlib import Path

import pytest
from calls import Cli, assert_one_sentence


def test_valid_records_give_no_finding(cli: Cli, records: Path) -> None:
    result = cli("validate", records)
    assert (result.code, result.out) == (0, b"")
    assert "the only line is a valid record" in result.err


def test_standard_input_is_read_for_a_dash(cli: Cli, records: Path) -> None:
    result = cli("validate", "-", stdin=records.read_bytes() * 2)
    assert result.code == 0
    assert "all 2 lines" in result.err


def test_a_last_line_without_line_feed_is_accepted(cli: Cli, records: Path) -> None:
    assert cli("validate", "-", stdin=records.read_bytes().removesuffix(b"\n")).code == 0


def test_a_line_separator_inside_a_text_does_not_end_the_line(cli: Cli, records: Path) -> None:
    line = records.read_bytes().replace(b'"language":"en"', b'"language":"en"')
    record = json.loads(line)
    record["title"] = "one\u2028two\x85"
    result = cli("validate", "-", stdin=json.dumps(record, ensure_ascii=False).encode())
    assert "line 2" not in result.text
    assert "/title: should hold no control characters" in result.text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"\xef\xbb\xbf{}", "line 1: begins with a byte order mark"),
        (b"{}\r", "line 1: ends in a carriage return"),
        (b"", "line 1: is blank"),
        (b"  \t", "line 1: is blank"),
        (b"{", "line 1: is not JSON"),
        (b"NaN", "line 1: "),
        (b"[1]", "line 1: "),
        (b"\xff", "line 1: is not UTF-8 (octet 1 of the line)"),
        (b'{"title": "\\ud800"}', "line 1: is not JSON"),
        (b"[" * 100_000, "line 1: is not JSON"),
    ],
)
def test_what_is_no_record_at_all_is_named(cli: Cli, line: bytes, told: str) -> None:
    result = cli("validate", "-", stdin=line + b"\n")
    assert result.code == 1
    assert told in result.text.splitlines()[0]
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": 5}, "line 1: /title: should be a valid string, not 5"),
        ({"title": ""}, "line 1: /title: should be null or a text that is not empty, not ''"),
        ({"title": "a\x07"}, "line 1: /title: should hold no control characters, not 'a\\x07'"),
        ({"title": True}, "line 1: /title: should be a valid string, not true"),
        ({"extra/key": 1}, "line 1: /extra~1key: is no field of the record"),
        ({"replies": None}, "line 1: /replies: should be a valid array, not null"),
        ({"replies": [{}]}, "line 1: /replies/0/text: is missing"),
        ({"schema_version": "2.0"}, "line 1: /schema_version: should be '1.0', not '2.0'"),
        ({"url": "javascript:alert(1)"}, "line 1: /url: should match pattern"),
    ],
)
def test_findings_name_line_field_and_reason(cli: Cli, records: Path, change: dict[str, object], told: str) -> None:
    record = {**json.loads(records.read_bytes()), **change}
    result = cli("validate", "-", stdin=json.dumps(record).encode() + b"\n")
    assert result.code == 1
    assert any(line.startswith(told) for line in result.text.splitlines()), result.text


def test_a_missing_key_is_named(cli: Cli, records: Path) -> None:
    record = json.loads(records.read_bytes())
    del record["question"]["asker"]["age_text"]
    result = cli("validate", "-", stdin=json.dumps(record).encode())
    assert result.text == "line 1: /question/asker/age_text: is missing\n"


def test_json_holds_the_findings(cli: Cli, records: Path) -> None:
    result = cli("validate", "-", "--json", stdin=records.read_bytes() + b"{\n")
    assert result.code == 1
    told = json.loads(result.out)
    assert (told["lines"], told["valid"]) == (2, 1)
    assert told["findings"][0]["line"] == 2
    assert told["findings"][0]["reason"].startswith("is not JSON")


def test_an_empty_file_holds_no_record(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    result = cli("validate", "empty.jsonl")
    assert result.code == 1
    assert result.err == "empty.jsonl is empty: it holds no record.\n"


@pytest.mark.parametrize("name", ["nowhere.jsonl", ".", ""])
def test_what_cannot_be_opened_is_one_sentence(cli: Cli, name: str) -> None:
    assert_one_sentence(cli("validate", name), 2)
