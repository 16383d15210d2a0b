"""What each view makes of a record."""

import json

import pytest
from jsonschema import Draft202012Validator

from schemas.views import ROWS
from schemas.views.json_schema import FOLDER, row_schema, view_schema, view_schema_text
from scraper.exporters.port import View
from scraper.exporters.views import VIEWS
from tests.exporters.authored import record, reply, sample, similar

RECORDS = sample()
KNEE = record(
    7,
    "Since May my knee hurts.",
    url="https://example.org/7",
    language="en",
    department="Surgery",
    tags=["knee", "pain"],
    question={"title": "Knee", "asked_on": "2007-02-03"},
    replies=[
        reply("Rest it.", author="Dr. A"),
        reply("Run on.", author="Dr. B", accepted=True, url="https://example.org/7#b", department="Sports"),
    ],
    article={
        "heading": "More Info",
        "sections": [
            {"heading": None, "text": "First words.", "items": []},
            {"heading": "Only a heading", "text": None, "items": []},
            {
                "heading": "Care",
                "text": "Do this.",
                "items": [
                    {"label": "Rest", "text": "often", "items": [{"label": None, "text": "in bed", "items": []}]},
                    {"label": None, "text": "ice", "items": []},
                ],
            },
        ],
    },
    similar=[similar("Hip", "https://example.org/8"), similar("Hip", "https://example.org/8"), similar("Ankle")],
    related_faqs=[{"term": "Joints", "department": None, "url": None}],
)


@pytest.mark.parametrize("view", VIEWS.values(), ids=lambda view: view.name)
def test_rows_satisfy_their_schema_with_every_key_in_its_order(view: View) -> None:
    check = Draft202012Validator(view_schema(view.name))
    for one in (*RECORDS, KNEE, record()):
        for row in view.rows(one):
            content = json.loads(row.model_dump_json())
            check.validate(content)
            assert list(content) == list(view.columns)
            assert view.row.model_validate_json(row.model_dump_json()) == row


@pytest.mark.parametrize("view", VIEWS.values(), ids=lambda view: view.name)
def test_the_key_tells_rows_apart(view: View) -> None:
    assert view.key is not None
    for one in (*RECORDS, KNEE):
        keys = [getattr(row, view.key) for row in view.rows(one)]
        assert len(set(keys)) == len(keys)
    if view.rank is None:
        keys = [getattr(row, view.key) for one in RECORDS for row in view.rows(one)]
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", sorted(set(ROWS) - {"full"}))
def test_the_published_schema_is_current_and_says_what_each_column_means(name: str) -> None:
    published = (FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")
    assert published == view_schema_text(name), "run: python -m schemas.views.json_schema"
    for column in view_schema(name)["properties"].values():
        assert column["description"]


def test_there_is_a_schema_for_each_view_and_no_other() -> None:
    assert {path.name for path in FOLDER.glob("*.schema.json")} == {f"{name}.schema.json" for name in ROWS} - {
        "full.schema.json"
    }
    assert row_schema("full", ROWS["full"]) == view_schema("full")


def test_full_is_the_record_itself() -> None:
    assert list(VIEWS["full"].rows(KNEE)) == [KNEE]


def test_flat_takes_the_accepted_reply_and_counts_all() -> None:
    (row,) = (one.model_dump() for one in VIEWS["flat"].rows(KNEE))
    assert (row["reply_number"], row["reply_text"], row["reply_author"]) == (2, "Run on.", "Dr. B")
    assert (row["reply_count"], row["similar_count"], row["related_faq_count"]) == (2, 3, 1)
    assert row["replies_text"] == "Rest it.\n\nRun on."
    assert row["tags"] == "knee; pain"
    assert row["article_text"] == ("First words.\n\nOnly a heading\n\nCare\nDo this.\n- Rest: often\n  - in bed\n- ice")


def test_flat_takes_the_first_reply_where_none_is_accepted_and_null_where_there_is_none() -> None:
    two = KNEE.model_copy(update={"replies": (KNEE.replies[0], KNEE.replies[0])})
    (row,) = (one.model_dump() for one in VIEWS["flat"].rows(two))
    assert row["reply_number"] == 1
    (row,) = (one.model_dump() for one in VIEWS["flat"].rows(record()))
    assert [row[name] for name in row if name.startswith("reply_")] == [0] + [None] * 8
    assert (row["replies_text"], row["tags"], row["article_text"]) == (None, None, None)


def test_pairs_are_one_row_a_reply() -> None:
    first, second = (row.model_dump(mode="json") for row in VIEWS["qa"].rows(KNEE))
    assert first["id"] == "test:7#reply-1"
    assert first["question"] == "Knee\nSince May my knee hurts."
    assert (first["answer"], first["author"], first["department"]) == ("Rest it.", "Dr. A", "Surgery")
    assert (second["answer"], second["accepted"], second["department"]) == ("Run on.", True, "Sports")
    assert (second["asked_on"], second["url"]) == ("2007-02-03", "https://example.org/7")


def test_a_chat_is_the_question_and_a_reply() -> None:
    _, second = (row.model_dump() for row in VIEWS["chat"].rows(KNEE))
    assert second["messages"] == (
        {"role": "user", "content": "Knee\nSince May my knee hurts."},
        {"role": "assistant", "content": "Run on."},
    )


def test_alpaca_has_the_title_as_instruction_and_the_body_as_input() -> None:
    first, _ = (row.model_dump() for row in VIEWS["alpaca"].rows(KNEE))
    assert first == {
        "id": "test:7#reply-1", "instruction": "Knee", "input": "Since May my knee hurts.", "output": "Rest it.",
    }  # fmt: skip


@pytest.mark.parametrize("title", [None, "Does it heal?"])
def test_a_title_that_the_body_says_too_is_not_said_twice(title: str | None) -> None:
    one = record(1, "Does it heal?", question={"title": title, "text": "Does it heal?"}, replies=[reply("Yes.")])
    (row,) = (row.model_dump() for row in VIEWS["alpaca"].rows(one))
    assert (row["instruction"], row["input"]) == ("Does it heal?", "")
    (row,) = (row.model_dump() for row in VIEWS["qa"].rows(one))
    assert row["question"] == "Does it heal?"


@pytest.mark.parametrize("name", ["qa", "chat", "alpaca"])
def test_a_question_without_a_reply_gives_no_pair(name: str) -> None:
    assert list(VIEWS[name].rows(record())) == []


def test_chunks_are_the_question_the_replies_and_the_sections() -> None:
    rows = [row.model_dump(mode="json") for row in VIEWS["rag"].rows(KNEE)]
    assert [(row["id"], row["metadata"]["parent_id"], row["metadata"]["kind"]) for row in rows] == [
        ("test:7#question", None, "question"),
        ("test:7#reply-1", "test:7#question", "reply"),
        ("test:7#reply-2", "test:7#question", "reply"),
        ("test:7#article-1", "test:7#question", "article"),
        ("test:7#article-2", "test:7#question", "article"),
        ("test:7#article-3", "test:7#question", "article"),
    ]
    assert [row["metadata"]["url"] for row in rows[:3]] == [*["https://example.org/7"] * 2, "https://example.org/7#b"]
    assert rows[0]["metadata"]["date"] == "2007-02-03"
    assert rows[5]["text"].startswith("Care\nDo this.")
    for row in rows:
        assert all(value is None or isinstance(value, str | int | bool) for value in row["metadata"].values())


def test_the_graph_has_each_node_and_edge_once() -> None:
    rows = [row.model_dump() for row in VIEWS["graph"].rows(KNEE)]
    nodes = {row["id"]: row for row in rows if row["kind"] == "node"}
    edges = [(row["source"], row["type"], row["target"]) for row in rows if row["kind"] == "edge"]
    own = "https://example.org/7"
    assert list(nodes) == [own, "https://example.org/8", "thread:Ankle", "faq:test::Joints"]
    assert edges == [
        (own, "similar", "https://example.org/8"),
        (own, "similar", "thread:Ankle"),
        (own, "related_faq", "faq:test::Joints"),
    ]
    assert (nodes[own]["record_id"], nodes[own]["reply_count"]) == ("test:7", 2)
    assert nodes["https://example.org/8"]["record_id"] is None


def test_a_thread_that_shows_itself_as_similar_has_no_edge_to_itself() -> None:
    one = record(1, url="https://example.org/1", similar=[similar("Me", "https://example.org/1")])
    assert [row.model_dump()["kind"] for row in VIEWS["graph"].rows(one)] == ["node"]


def test_lists_nested_as_deeply_as_a_line_can_be_are_read() -> None:
    item = {"label": None, "text": "deep", "items": []}
    for _ in range(90):
        item = {"label": None, "text": None, "items": [item]}
    one = record(1, article={"heading": None, "sections": [{"heading": None, "text": None, "items": [item]}]})
    (row,) = (row.model_dump() for row in VIEWS["flat"].rows(one))
    assert row["article_text"].strip() == "- deep"
