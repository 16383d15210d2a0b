"""The published JSON Schema is the models' own, and both judge alike."""

import json
import re
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

import schemas
from schemas import QARecord
from schemas.json_schema import SCHEMA_ID, qa_record_schema, qa_record_schema_text
from scraper.demo.seed import seed_thread
from scraper.demo.thread import expected_record

PUBLISHED = Path(schemas.__file__).parent / "qa_record.schema.json"
FORMATS = jsonschema.FormatChecker()


@FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) and date.fromisoformat(value))


@FORMATS.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


JUDGE = jsonschema.Draft202012Validator(qa_record_schema(), format_checker=FORMATS)


def record() -> dict[str, Any]:
    return {
        **expected_record(seed_thread(), url="https://qa.example/1", links=True),
        "record_id": "ehospital:1",
        "provenance": {
            "source": "https://qa.example/1",
            "fetched_at": "2026-01-02T03:04:05Z",
            "http_status": 200,
            "content_sha256": "0" * 64,
            "archive": {"file": "archive/a.warc.gz", "offset": 0, "length": 10},
            "extractor": "qaharvest/0",
            "licence": None,
            "robots": ["noai"],
            "fields": {"/title": {"rule": "css('h1')", "location": "html > body > h1"}},
        },
    }


def accepted_by_models(value: object) -> bool:
    try:
        QARecord.model_validate_json(json.dumps(value))
    except ValidationError:
        return False
    return True


def models(model: type[BaseModel] = QARecord) -> set[type[BaseModel]]:
    found = {model}
    for field in model.model_fields.values():
        for part in _parts(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel) and part not in found:
                found |= models(part) if part is not model else set()
    return found


def _parts(annotation: Any) -> list[Any]:
    inner = [part for argument in get_args(annotation) for part in _parts(argument)]
    return [annotation, *inner]


def test_published_schema_is_current() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == qa_record_schema_text(), (
        "schemas/qa_record.schema.json is stale: run `qaharvest schema > schemas/qa_record.schema.json`"
    )


def test_schema_names_itself_and_its_version() -> None:
    schema = qa_record_schema()
    assert schema["$id"] == SCHEMA_ID
    assert schema["version"] == "1.0"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_every_field_is_described_in_one_sentence() -> None:
    for definition in [qa_record_schema(), *qa_record_schema()["$defs"].values()]:
        assert definition["description"]
        for name, field in definition["properties"].items():
            assert field.get("description", "").endswith("."), f"{definition['title']}.{name}"


def test_every_key_is_required_and_no_other_is_allowed() -> None:
    for definition in [qa_record_schema(), *qa_record_schema()["$defs"].values()]:
        assert set(definition["required"]) == set(definition["properties"]), definition["title"]
        assert definition["additionalProperties"] is False


def test_no_field_has_more_than_one_type_but_null() -> None:
    for definition in [qa_record_schema(), *qa_record_schema()["$defs"].values()]:
        for name, field in definition["properties"].items():
            choices = [choice for choice in field.get("anyOf", []) if choice != {"type": "null"}]
            assert len(choices) <= 1, f"{definition['title']}.{name}"


def test_records_are_frozen() -> None:
    made = QARecord.model_validate_json(json.dumps(record()))
    with pytest.raises(ValidationError, match="frozen"):
        made.title = "other"  # type: ignore[misc]


def test_key_order_is_the_seed_records() -> None:
    made = QARecord.model_validate_json(json.dumps(record()))
    assert json.loads(made.model_dump_json()) == record()
    seed = expected_record(seed_thread(), url=None, links=False)
    keys = [key for key in json.loads(made.model_dump_json()) if key not in ("record_id", "provenance")]
    assert keys == list(seed)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict):
        found += [inner for key, part in value.items() for inner in places(part, (*path, key))]
    elif isinstance(value, list):
        found += [inner for index, part in enumerate(value) for inner in places(part, (*path, index))]
    return found


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    value = deepcopy(value)
    target = value
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = new
    return value


WRONG = [None, "", "x", 0, -1, 1.5, True, [], {}, "2007-13-45", "2007-02-03", "http://x", "a\x00b", "\u0085", ["x"]]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_models_and_schema_judge_alike(wrong: Any) -> None:
    for path in places(record()):
        if path[:1] != ("article",):
            changed = put(record(), path, wrong)
            assert accepted_by_models(changed) == JUDGE.is_valid(changed), path


def test_missing_and_unknown_keys_are_refused() -> None:
    whole = record()
    for key in whole:
        less = {name: value for name, value in whole.items() if name != key}
        assert not accepted_by_models(less)
        assert not JUDGE.is_valid(less)
    more = {**whole, "extra": None}
    assert not accepted_by_models(more)
    assert not JUDGE.is_valid(more)


def test_a_line_that_was_written_before_robots_were_recorded_is_read_and_gains_them() -> None:
    older = record()
    del older["provenance"]["robots"]
    made = QARecord.model_validate_json(json.dumps(older))
    assert json.loads(made.model_dump_json())["provenance"]["robots"] == []


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text_is_judged_alike(text: str) -> None:
    changed = put(record(), ("question", "text"), text)
    assert accepted_by_models(changed) == JUDGE.is_valid(changed)
