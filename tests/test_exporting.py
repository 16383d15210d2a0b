"""Exports as a whole: choosing records, naming and placing files, ends that leave nothing behind."""

import gzip
import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from schemas.qa import QARecord
from scraper.errors import UsageError
from scraper.exporting.choosing import Split, number_of, parsed_sample, parsed_split
from scraper.exporting.export import export
from scraper.exporting.options import Exported, Keywords, Options
from scraper.exporting.source import Source
from scraper.exporting.where import condition
from tests.exporters.authored import record, reply, similar, write

Records = list[QARecord]


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Exported]:
    """Export records into the test's folder."""

    def made(records: Records, out: str, **options: Any) -> Exported:
        path = write(tmp_path / "records", *records)
        with path.open("rb") as file:
            return export(Source(file, "records"), str(tmp_path / out), Options(**options))

    return made


def numbered(count: int, **more: Any) -> Records:
    return [record(number, f"Question {number} of many.", **more) for number in range(count)]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


def ids(path: Path) -> list[str]:
    return [line["record_id"] for line in lines(path)]


FULL = record(
    1,
    "Pain since May.",
    language="en",
    tags=["knee", "2"],
    question={"title": "Knee", "asked_on": "2007-02-03", "asker": {
        "name": None, "gender": "female", "age_min": 30, "age_max": None, "age_text": None,
    }},
    replies=[reply("Rest.", author="Dr. A", accepted=True, score=-1), reply("Run.", author="Dr. B")],
    provenance={"fetched_at": "2026-01-31T12:00:00Z", "http_status": 200},
)  # fmt: skip


@pytest.mark.parametrize(
    "expression",
    [
        "language = en", "language='en'", 'language = "en"', "language != zh", "language ~ ^e", "language !~ z",
        "department = null", "language != null", "article = null", "question.asker != null",
        "question.asked_on >= 2007-02-03", "question.asked_on < 2007-02-04", "question.asker.age_min = 30",
        "question.asker.gender = female", "question.asker.age_max = null", "question.asker.name != x",
        "replies = 2", "replies > 1", "replies.count <= 2", "tags.count = 2", "similar = 0", "tags = knee", "tags = 2",
        "tags != hip", "replies.author = 'Dr. B'", "replies.author ~ (?i)dr", "replies.author !~ Prof",
        "replies.accepted = true", "replies.score < 0", "replies.url = null", "provenance.http_status = 200",
        "provenance.fetched_at > 2026-01-31", "provenance.fetched_at = 2026-01-31T13:00:00+01:00",
        "question.text ~ 'since  *May'", "site=test", "  site  =  test  ",
    ],
)  # fmt: skip
def test_a_condition_that_holds(expression: str) -> None:
    assert condition(expression)(FULL)


@pytest.mark.parametrize(
    "expression",
    [
        "language = EN", "language != en", "department ~ .", "department != null", "article != null",
        "question.asked_on > 2007-02-03", "question.asker.age_max > 0", "question.asker.age_max <= 200",
        "replies.author != 'Dr. A'", "replies.author !~ A", "replies.accepted = false", "replies = null",
        "similar.author = x", "question.text ~ '^may'",
    ],
)  # fmt: skip
def test_a_condition_that_does_not_hold(expression: str) -> None:
    assert not condition(expression)(FULL)


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("", "is no condition"),
        ("language", "is no condition"),
        ("= en", "is no condition"),
        ("__import__('os') = 1", "is no condition"),
        ("x" * 2000 + " = 1", "is no condition"),
        ("langage = en", "did you mean language?"),
        ("question.asker.age = 1", "question.asker"),
        ("question.text.x = 1", "question.text has no parts"),
        ("__class__ = 1", "no field"),
        ("provenance.fields = 1", "a table of its own"),
        ("question.asked_on > 2007", "a day such as"),
        ("question.asked_on > 2007-02-30", "a day such as"),
        ("question.asked_on ~ 2007", "cannot be compared by ~"),
        ("question.asker.age_min = thirty", "a whole number"),
        ("question.asker.age_min < null", "null is compared by"),
        ("question.asker.gender = man", "there are female, male, other and null"),
        ("replies.accepted = yes", "true, false or null"),
        ("provenance.fetched_at > soon", "a time such as"),
        ("article = x", "null is expected"),
        ("article > 1", "cannot be compared by >"),
        ("language > en", "cannot be compared by >"),
        ("language ~ (", "no regular expression"),
        ("language ~ (?=a)", "no regular expression"),
        ("language ~ (((a{1000}){1000}){1000})", "no regular expression"),
    ],
)
def test_what_is_no_condition_is_said(expression: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        condition(expression)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=60) | st.from_regex(r"(language|replies\.score|question\.asked_on) ?[=<>!~]{1,2} ?.{0,20}"))
def test_any_text_is_a_condition_or_a_sentence(text: str) -> None:
    with suppress(UsageError):
        assert condition(text)(FULL) in (True, False)


def test_an_expression_that_takes_others_for_ever_takes_no_time() -> None:
    assert not condition("question.text ~ (a+)+$")(record(1, "a" * 200_000 + "!"))
    assert not condition("question.text ~ (a|a)*b(.*)(.*)(.*)c")(record(1, "a" * 200_000))


def test_a_sample_is_the_same_wherever_its_records_stand(make: Callable[..., Exported], tmp_path: Path) -> None:
    records = numbered(200)
    make(records, "a.jsonl", sample=20)
    make(records[::-1], "b.jsonl", sample=20)
    assert len(ids(tmp_path / "a.jsonl")) == 20
    assert ids(tmp_path / "a.jsonl") == ids(tmp_path / "b.jsonl")[::-1]
    made = make(records, "c.jsonl", sample=0.1)
    assert 8 < made.rows < 35
    assert made.not_chosen == {"sample": 200 - made.rows}
    make(records[:100], "d.jsonl", sample=0.1)
    assert set(ids(tmp_path / "d.jsonl")) == set(ids(tmp_path / "c.jsonl")) & {one.record_id for one in records[:100]}
    make(records, "e.jsonl", sample=20, seed=1)
    assert ids(tmp_path / "e.jsonl") != ids(tmp_path / "a.jsonl")


def test_a_sample_larger_than_all_is_all_and_one_of_equal_ids_is_exact(make: Callable[..., Exported]) -> None:
    assert make(numbered(5), "a.jsonl", sample=9).rows == 5
    assert make([record(1), record(1), record(1)], "b.jsonl", sample=2).rows == 2


@pytest.mark.parametrize("text", ["0", "-1", "1.1", "0.0", "x", "", "1e9", "nan", "½"])
def test_what_is_no_sample_is_said(text: str) -> None:
    with pytest.raises(UsageError, match="is no sample"):
        parsed_sample(text)


def test_samples_and_shares_are_read() -> None:
    assert [parsed_sample(text) for text in ("1", "500", "0.1", ".5", "1.0")] == [1, 500, 0.1, 0.5, 1.0]
    assert parsed_split(" train=0.8,test=.2") == {"train": 0.8, "test": 0.2}


@pytest.mark.parametrize(
    "text",
    ["", "train", "train=x", "train=0.5,train=0.5", "train=0.5,test=0.4", "../x=0.5,test=0.5", "a=nan", "a=2,b=-1"],
)
def test_what_is_no_split_is_said(text: str) -> None:
    with pytest.raises(UsageError, match=r"split|share"):
        Split(parsed_split(text), seed=0)


def test_shares_are_kept_roughly_and_a_sample_does_not_decide_them() -> None:
    split = Split({"train": 0.7, "dev": 0.1, "test": 0.2}, seed=0)
    drawn = [name for name in map(str, range(5000)) if number_of(name, "sample", 0) < 2**62]
    parts = [split.part_of(name) for name in drawn]
    for name, share in (("train", 0.7), ("dev", 0.1), ("test", 0.2)):
        assert abs(parts.count(name) / len(parts) - share) < 0.04


def test_what_says_nearly_the_same_is_kept_once_or_stays_together(
    make: Callable[..., Exported], tmp_path: Path
) -> None:
    about = {
        "knee": "climbing stairs hurts below the kneecap since May, ice helps for an hour",
        "tooth": "a molar answers to anything cold with a sting that lasts several minutes",
        "skin": "red patches on both elbows itch at night and come back every winter",
        "ear": "one side rings after concerts and voices sound as if under water",
    }
    records = [
        record(f"{name}-{one}", f"Good day, {text}. Is it serious? Regards, {one}")
        for one in "abc"
        for name, text in about.items()
    ]
    made = make(records, "once.jsonl", dedup=True)
    assert (made.rows, made.not_chosen) == (4, {"dedup": 8})
    assert ids(tmp_path / "once.jsonl") == [f"test:{name}-a" for name in about]
    make(records, "x.jsonl", split={"train": 0.5, "test": 0.5}, seed=3)
    parts = [{one.split("-")[0] for one in ids(tmp_path / f"x-{name}.jsonl")} for name in ("train", "test")]
    assert not parts[0] & parts[1]
    assert len(parts[0] | parts[1]) == 4
    assert make(records, "y.jsonl", dedup=True, sample=2).rows == 2


def test_shards_are_numbered_and_add_up(make: Callable[..., Exported], tmp_path: Path) -> None:
    make(numbered(7), "x.jsonl.gz", shard_rows=3)
    names = sorted(path.name for path in tmp_path.glob("x*"))
    shards = [f"x-0000{number}-of-00003.jsonl.gz" for number in range(3)]
    assert names == [*shards, "x.jsonl.gz.manifest.json"]
    told = [
        json.loads(line) for name in shards for line in gzip.decompress((tmp_path / name).read_bytes()).splitlines()
    ]
    assert [one["record_id"] for one in told] == [f"test:{number}" for number in range(7)]
    manifest = json.loads((tmp_path / "x.jsonl.gz.manifest.json").read_text(encoding="utf-8"))
    assert [file["rows"] for file in manifest["files"]] == [3, 3, 1]
    for file in manifest["files"]:
        content = (tmp_path / file["path"]).read_bytes()
        assert (file["octets"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_another_export_replaces_the_shards_of_the_first_and_nothing_else(
    make: Callable[..., Exported], tmp_path: Path
) -> None:
    (tmp_path / "x-notes.txt").write_text("mine")
    (tmp_path / "x-00000-of-00099.csv").write_text("mine")
    make(numbered(7), "x.jsonl", shard_rows=2)
    make(numbered(7), "x.jsonl", shard_rows=4)
    made = sorted(path.name for path in tmp_path.glob("x*"))
    assert made == [
        "x-00000-of-00002.jsonl", "x-00000-of-00099.csv", "x-00001-of-00002.jsonl", "x-notes.txt",
        "x.jsonl.manifest.json",
    ]  # fmt: skip
    make(numbered(7), "x.jsonl")
    assert sorted(path.name for path in tmp_path.glob("x*")) == ["x-00000-of-00099.csv", "x-notes.txt", "x.jsonl"]


def test_a_manifest_from_elsewhere_takes_no_other_file_away(make: Callable[..., Exported], tmp_path: Path) -> None:
    (tmp_path / "precious.jsonl").write_text("mine")
    (tmp_path / "x.jsonl.manifest.json").write_text(
        json.dumps(
            {
                "made_by": "qaharvest export",
                "files": [{"path": "precious.jsonl"}, {"path": "../up"}],
                "descriptions": [],
            }
        )
    )
    make(numbered(1), "x.jsonl")
    assert (tmp_path / "precious.jsonl").read_text() == "mine"


def test_a_folder_is_made_replaced_and_never_taken_from_others(make: Callable[..., Exported], tmp_path: Path) -> None:
    out = tmp_path / "dataset"
    make(numbered(3), "dataset", format=".jsonl", view="full")
    assert ids(out / "data/train-00000-of-00001.jsonl") == ["test:0", "test:1", "test:2"]
    make(numbered(5), "dataset/", format=".jsonl", shard_rows=2)
    assert sorted(path.name for path in (out / "data").iterdir()) == [
        f"train-0000{number}-of-00003.jsonl" for number in range(3)
    ]
    (out / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"notes\.txt"):
        make(numbered(1), "dataset", format=".jsonl")
    assert (out / "notes.txt").read_text() == "mine"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.tex").write_text("mine")
    with pytest.raises(UsageError, match="no export made"):
        make(numbered(1), "other", format=".jsonl")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.toml").touch()
    with pytest.raises(UsageError, match="is a run"):
        make(numbered(1), "run", format=".jsonl")
    with pytest.raises(UsageError, match="the run's own"):
        make(numbered(1), "run/records.jsonl")


def test_what_a_kill_left_is_mended_by_the_next_export(make: Callable[..., Exported], tmp_path: Path) -> None:
    make(numbered(3), "dataset", format=".jsonl")
    part = tmp_path / ".dataset.part"
    part.mkdir()
    (tmp_path / "dataset").rename(part / "old")  # killed between two renames
    (part / "new").mkdir()
    (part / "new" / "half").touch()
    with pytest.raises(UsageError, match="line 1 is no record"):
        export(Source(BytesIO(b"{}\n"), "records"), str(tmp_path / "dataset"), Options(format=".jsonl"))
    assert len(ids(tmp_path / "dataset/data/train-00000-of-00001.jsonl")) == 3
    assert not part.exists()


def test_two_exports_to_one_place_do_not_meet(tmp_path: Path) -> None:
    out = str(tmp_path / "x.jsonl")
    told = []

    def during(_read: int, _rows: int) -> None:
        with pytest.raises(UsageError, match="under way") as caught:
            export(Source(BytesIO(), "records"), out, Options())
        told.append(str(caught.value))

    with write(tmp_path / "records", *numbered(500)).open("rb") as file:
        export(Source(file, "records"), out, Options(), progress=during)
    assert len(told) == 1
    assert len(ids(tmp_path / "x.jsonl")) == 500


def test_a_bad_line_is_named_and_nothing_is_left_of_the_export(make: Callable[..., Exported], tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("earlier")
    content = write(tmp_path / "records", *numbered(2)).read_bytes() + b"\n{}\n"
    for out in ("x.jsonl", "folder"):
        with pytest.raises(UsageError, match="records, line 4 is no record"):
            export(
                Source(BytesIO(content), "records"),
                str(tmp_path / out),
                Options(format=".jsonl"),
            )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["records", "x.jsonl"]
    assert (tmp_path / "x.jsonl").read_text() == "earlier"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.ZstdCompressor().compress])
def test_packed_files_are_read_twice_where_needed(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    content = pack(write(tmp_path / "records", *numbered(9)).read_bytes())
    made = export(Source(BytesIO(content), "records"), str(tmp_path / "x.jsonl"), Options(sample=4))
    assert made.rows == 4


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_a_damaged_packed_file_is_one_sentence(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    content = pack(write(tmp_path / "records", *numbered(9)).read_bytes())
    for damaged in (content[: len(content) // 2], content[:30] + b"\x00\xff" * 20 + content[70:]):
        with pytest.raises(UsageError, match="records"):
            export(Source(BytesIO(damaged), "records"), str(tmp_path / "x.jsonl"), Options())
    assert not (tmp_path / "x.jsonl").exists()


def test_only_the_committed_length_of_a_run_is_read(tmp_path: Path) -> None:
    content = write(tmp_path / "records", *numbered(2)).read_bytes()
    source = Source(BytesIO(content + b'{"schema_ver'), "records", length=len(content))
    assert export(source, str(tmp_path / "x.jsonl"), Options()).rows == 2


def test_a_pipe_is_kept_where_it_must_be_read_twice(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as file:
        file.write(write(tmp_path / "records", *numbered(20)).read_bytes())
    source = Source(os.fdopen(reading, "rb"), "records")
    assert export(source, str(tmp_path / "x.jsonl"), Options(sample=3)).rows == 3
    source.close()


def test_selected_columns_come_in_the_order_asked_for(make: Callable[..., Exported], tmp_path: Path) -> None:
    make([FULL], "x.csv", view="flat", select=("question_text", "record_id"))
    assert (tmp_path / "x.csv").read_text(encoding="utf-8") == "question_text,record_id\nPain since May.,test:1\n"
    make([FULL], "x.jsonl", view="graph", select=("label",))
    assert lines(tmp_path / "x.jsonl") == [{"label": "Knee"}]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"view": "flut"}, "no view"),
        ({"select": ("recordid",)}, "did you mean record_id?"),
        ({"select": ("url", "url")}, "twice"),
        ({"shard_rows": 0}, "at least one row"),
        ({"privacy": "hide"}, "no privacy mode"),
        ({"privacy_key": "key"}, "give --privacy"),
        ({"format": ".csv"}, "another format"),
        ({"format": ".exe"}, "no format"),
    ],
)
def test_options_that_cannot_be_are_said(make: Callable[..., Exported], options: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        make([], "x.jsonl", **options)
    assert told in str(caught.value)


@pytest.mark.parametrize("out", ["", "x.json", "x.parket", "nowhere/x.jsonl", "records/x.jsonl"])
def test_places_that_cannot_be_are_said(make: Callable[..., Exported], tmp_path: Path, out: str) -> None:
    with pytest.raises(UsageError):
        export(Source(BytesIO(), "records"), out and str(tmp_path / out), Options())
    assert list(tmp_path.iterdir()) == []


def test_nodes_that_records_share_are_written_once_and_the_records_own_wins(
    make: Callable[..., Exported], tmp_path: Path
) -> None:
    address = "https://example.org/{}".format
    others = [similar(f"Thread {number}", address(number)) for number in range(3)]
    records = [record(number, f"Q{number}", url=address(number), similar=others) for number in (2, 1)]
    make(records, "x.jsonl", view="graph")
    told = lines(tmp_path / "x.jsonl")
    assert [(one["kind"], one["record_id"], one["label"]) for one in told[:3]] == [
        ("node", "test:2", None), ("node", "test:1", None), ("node", None, "Thread 0"),
    ]  # fmt: skip
    assert [one["kind"] for one in told[3:]] == ["edge"] * 4
    assert len({one["id"] for one in told}) == len(told)


def test_privacy_is_counted_and_nothing_of_what_was_changed_is_told(
    make: Callable[..., Exported], tmp_path: Path
) -> None:
    records = [record(1, "Write to jo@example.org.", replies=[reply("Yes.", author="Dr. Quentin Zzyzx")])]
    key = tmp_path / "key"
    made = make(records, "x.jsonl", privacy="redact", privacy_key=key, manifest=True)
    assert made.privacy["changed"] == 1
    for path in (tmp_path / "x.jsonl", tmp_path / "x.jsonl.manifest.json"):
        text = path.read_text(encoding="utf-8")
        assert "jo@example.org" not in text
        assert "Zzyzx" not in text
        assert key.read_text(encoding="ascii").strip() not in text


def test_the_same_records_and_options_give_the_same_octets(make: Callable[..., Exported], tmp_path: Path) -> None:
    options = {"format": ".jsonl", "view": "rag", "split": {"train": 0.5, "test": 0.5}, "shard_rows": 5}
    records = numbered(30, replies=[reply("Rest.")])
    for name in ("a", "b"):
        make(records, name, **options)
    names = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert len(names) > 3
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_keywords_are_the_options() -> None:
    assert {field.name: field.type for field in fields(Options) if field.name != "view"} == Keywords.__annotations__


def test_a_name_in_a_condition_is_not_told(make: Callable[..., Exported], tmp_path: Path) -> None:
    where = ["replies.author = Chen Xianchang", "question.asker.age_min >= 1"]
    make([record(1)], "x.jsonl", where=where, privacy="redact", privacy_key=tmp_path / "key", manifest=True)
    told = (tmp_path / "x.jsonl.manifest.json").read_text()
    assert "Chen" not in told
    assert "replies.author = …" in json.loads(told)["choices"]["where"]


def test_a_column_tells_which_records_say_nearly_the_same(make: Callable[..., Exported], tmp_path: Path) -> None:
    long = "My left knee has been hurting since I ran up the stairs of the old tower last week, what can I do?"
    records = [record(1, long), record(2, "Which tea helps against a cold?"), record(3, f"{long} Thanks.")]
    make(records, "x.jsonl", view="flat", select=["record_id", "cluster"], clusters=True)
    assert [(one["record_id"], one["cluster"]) for one in lines(tmp_path / "x.jsonl")] == [
        ("test:1", 1), ("test:2", 2), ("test:3", 1),
    ]  # fmt: skip
    make(records, "x.parquet", clusters=True)
    table = pyarrow.parquet.read_table(tmp_path / "x.parquet")
    assert table.column("cluster").to_pylist() == [1, 2, 1]
    assert table.column_names[:-1] == list(QARecord.model_fields)


def test_rows_that_several_records_share_have_no_cluster(make: Callable[..., Exported]) -> None:
    with pytest.raises(UsageError, match="leave --clusters out"):
        make([record(1)], "x.jsonl", view="graph", clusters=True)
