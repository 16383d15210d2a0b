import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import StoreError
from scraper.storage.manifest import Manifest, Part, generation_of, key_of, parsed

WRITER = "0123456789abcdef"
WHOLE = Manifest(
    generation=7,
    writer=WRITER,
    holder="",
    machine="a machine",
    renewed_at="2026-01-01T00:00:00+00:00",
    files={"records.jsonl": (Part(key_of(7, WRITER, "records.jsonl", 0), 12, "a" * 64),)},
)
TABLE = json.loads(WHOLE.to_json())


def with_file(name: str = "records.jsonl", **part: Any) -> dict[str, Any]:
    return {**TABLE, "files": {name: [{**TABLE["files"]["records.jsonl"][0], **part}]}}


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert parsed(WHOLE.to_json(), "s3://b/run") == WHOLE


@pytest.mark.parametrize(
    "table",
    [
        [],
        {**TABLE, "version": 2},
        {**TABLE, "made_by": "somebody"},
        {**TABLE, "generation": -1},
        {**TABLE, "generation": True},
        {**TABLE, "writer": "../../x"},
        {**TABLE, "files": []},
        with_file("../../.bashrc"),
        with_file("notes.txt"),
        with_file("/etc/passwd"),
        with_file(key="/etc/passwd"),
        with_file(key=f"published/00000001-{WRITER}/../../other"),
        with_file(octets=-1),
        with_file(octets=2**63),
        with_file(octets="12"),
        with_file(sha256="short"),
    ],
)
def test_a_manifest_that_somebody_made_is_refused(table: object) -> None:
    with pytest.raises(StoreError, match="damaged or of another version"):
        parsed(json.dumps(table).encode(), "s3://b/run")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"null", b"[" * 100_000])
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(StoreError):
        parsed(content, "s3://b/run")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=30)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(TABLE, JSON)))
def test_any_table_is_a_manifest_or_refused(changes: dict[str, Any]) -> None:
    try:
        manifest = parsed(json.dumps({**TABLE, **changes}).encode(), "s3://b/run")
    except StoreError:
        return
    assert all(generation_of(part.key) is not None for parts in manifest.files.values() for part in parts)
    assert isinstance(manifest.is_held(), bool)


def test_a_run_is_held_for_five_minutes_after_the_last_word() -> None:
    held = WHOLE.held_by(WRITER, "a machine")
    assert held.is_held()
    assert not WHOLE.is_held()
    assert not Manifest(holder=WRITER, renewed_at="2026-01-01T00:00:00+00:00").is_held()
    assert not Manifest(holder=WRITER, renewed_at="never").is_held()
