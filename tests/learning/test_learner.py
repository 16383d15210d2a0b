"""What is learned from odd pages, and what is not."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import UsageError
from scraper.learning.addresses import address_of, rules_for
from scraper.learning.handles import class_cost, looks_hashed
from scraper.learning.known import make_known, read_known
from scraper.learning.learner import Lesson, learn
from scraper.learning.nearest import nearest
from scraper.learning.profiles import profile_of
from scraper.page import Page
from scraper.parser.profile_file import parse_profile, read_profile
from scraper.parser.profile_text import write_profile
from scraper.parser.view import PageView

POST = '<div class="{}"><b>{}</b><time datetime="{}T10:00Z">{}</time><div class=text>{}</div></div>'
QUESTION = POST.format("post", "Anna", "2024-03-03", "3 March", "<p>My knee hurts.</p><p>What now?</p>")
BOB = POST.format("post reply best", "Bob", "2024-03-03", "3 March", "<p>Rest.</p>")
CARL = POST.format("post reply", "Carl", "2024-03-05", "5 March", "<p>Ice it.</p>")
FORUM = f"<title>Knee</title><body><h1>Sore knee</h1>{QUESTION}{BOB}{CARL}<p>Log in</p></body>"


def view_of(body: str, kind: str = "text/html; charset=utf-8", url: str | None = None) -> PageView:
    return PageView(Page(body.encode("utf-8", "replace"), "page", url, headers=(("Content-Type", kind),)))


def lesson_of(body: str, *values: str, kind: str = "text/html; charset=utf-8") -> tuple[Lesson, dict[str, Any]]:
    """Return what is learned from a page, and what the learned profile finds on the same page."""
    view = view_of(body, kind)
    lesson = learn(view, read_known(values))
    text = write_profile(profile_of(lesson, "mine", view))
    return lesson, dict(read_profile(text).drafts(view)[0].value)


def test_the_first_words_of_a_text_teach_all_of_it() -> None:
    _, found = lesson_of(FORUM, "question.text=My knee", "replies.0.text=Rest.", "replies.1.text=Ice it.")
    assert found["question"]["text"] == "My knee hurts.\nWhat now?"
    assert [reply["text"] for reply in found["replies"]] == ["Rest.", "Ice it."]


def test_both_ends_of_a_text_teach_all_of_it() -> None:
    _, found = lesson_of(FORUM, "question.text=My knee … What now?")
    assert found["question"]["text"] == "My knee hurts.\nWhat now?"


def test_what_nobody_told_of_is_found_where_it_is_unmistakable() -> None:
    lesson, found = lesson_of(FORUM, "question.text=My knee…", "replies.0.text=Rest.", "replies.1.text=Ice it.")
    assert {known.field for known in lesson.found} == {"question/title", "question/asked_on", "replies/replied_on"}
    assert found["question"]["title"] == "Sore knee"
    assert [reply["replied_on"] for reply in found["replies"]] == [date(2024, 3, 3), date(2024, 3, 5)]


def test_a_day_without_its_year_is_completed_by_the_element_it_stands_in() -> None:
    _, found = lesson_of(FORUM, "question.text=My knee…", "question.asked_on=3 March")
    assert found["question"]["asked_on"] == date(2024, 3, 3)


def test_a_mark_is_told_by_what_only_the_marked_entry_has() -> None:
    _, found = lesson_of(
        FORUM, "question.text=My knee…", "replies.0.text=Rest.", "replies.1.text=Ice it.", "replies.0.accepted=yes"
    )
    assert [reply["accepted"] for reply in found["replies"]] == [True, None]


def test_the_question_is_no_reply_though_it_is_marked_up_like_one() -> None:
    alike = FORUM.replace("post reply best", "post").replace("post reply", "post")
    _, found = lesson_of(alike, "question.text=My knee…", "replies.0.text=Rest.", "replies.1.text=Ice it.")
    assert [reply["text"] for reply in found["replies"]] == ["Rest.", "Ice it."]


def test_lines_of_text_that_begin_alike_are_told_from_the_question_too() -> None:
    text = "Knee\nFrom: Anna\nMy knee hurts.\n---\nFrom: Bob\nRest.\nNow.\n---\nFrom: Carl\nIce it.\n---\nEnd\n"
    _, found = lesson_of(
        text,
        "question.text=My knee hurts.",
        "question.asker.name=Anna",
        "replies.0.text=Rest. Now.",
        "replies.0.author=Bob",
        "replies.1.text=Ice it.",
        "replies.1.author=Carl",
        kind="text/plain",
    )
    assert found["question"]["text"] == "My knee hurts."
    assert [(reply["author"], reply["text"]) for reply in found["replies"]] == [
        ("Bob", "Rest.\nNow."),
        ("Carl", "Ice it."),
    ]


def test_the_same_text_in_every_post_is_told_apart() -> None:
    posts = "".join(POST.format("post", name, "2024-03-03", "x", "<p>Yes.</p>") for name in ("Anna", "Bob", "Carl"))
    _, found = lesson_of(
        f"<body>{posts}</body>",
        "question.text=Yes.",
        "question.asker.name=Anna",
        "replies.0.text=Yes.",
        "replies.0.author=Bob",
        "replies.1.text=Yes.",
        "replies.1.author=Carl",
    )
    assert found["question"]["asker"]["name"] == "Anna"
    assert [reply["author"] for reply in found["replies"]] == ["Bob", "Carl"]


def test_a_page_of_several_threads_gives_each_of_them() -> None:
    units = "".join(
        f'<div class="unit"><h3>Title {n}</h3><div class=ask>Question {n} is here.</div>'
        f"<div class=ans>Answer {n} is here.</div></div>"
        for n in range(1, 5)
    )
    view = view_of(f"<body>{units}</body>")
    values = ("question.title=Title 2", "question.text=Question 2 is here.", "replies.0.text=Answer 2 is here.")
    profile = read_profile(write_profile(profile_of(learn(view, read_known(values)), "mine", view)))
    drafts = [draft.value for draft in profile.drafts(view)]
    assert [draft["question"]["title"] for draft in drafts] == [f"Title {n}" for n in range(1, 5)]
    assert [draft["replies"][0]["text"] for draft in drafts] == [f"Answer {n} is here." for n in range(1, 5)]


@pytest.mark.parametrize(
    ("body", "value", "found"),
    [
        (
            "<p class=by>by <b>An</b><i>na</i>&nbsp;Lee</p>",
            "question.asker.name=Anna Lee",
            ("asker", "name", "Anna Lee"),
        ),
        ("<img class=a alt='Anna Lee'>", "question.asker.name=anna lee", ("asker", "name", "Anna Lee")),
        ("<p>Asked on Mar 3, 2024 by Anna</p>", "question.asked_on=2024-03-03", ("asked_on", date(2024, 3, 3))),
        ("<p>Asked 15/3/2024</p>", "question.asked_on=2024-03-15", ("asked_on", date(2024, 3, 15))),
        ("<p>1,234 points</p>", "question.score=1234", ("score", 1234)),
        (
            "<table><tr><th>Title</th><td>Knee &amp; hip</td></tr></table>",
            "question.title=Knee & hip",
            ("title", "Knee & hip"),
        ),
        ("<button class=votes>7</button>", "question.score=7", ("score", 7)),
    ],
)
def test_values_are_found_however_they_are_laid_out(body: str, value: str, found: tuple[Any, ...]) -> None:
    _, draft = lesson_of(f"<body><div class=q>My knee hurts.</div>{body}</body>", "question.text=My knee hurts.", value)
    part = draft["question"]
    for key in found[:-1]:
        part = part[key]
    assert part == found[-1]


def test_ambiguous_days_of_other_pages_are_read_in_the_order_of_this_one() -> None:
    page = "<body><div class=q>My knee hurts.</div><p>Asked {}</p></body>"
    view = view_of(page.format("15/3/2024"))
    known = read_known(("question.text=My knee hurts.", "question.asked_on=2024-03-15"))
    profile = read_profile(write_profile(profile_of(learn(view, known), "mine", view)))
    other = profile.drafts(view_of(page.format("4/3/2024")))[0]
    assert other.value["question"]["asked_on"] == date(2024, 3, 4)


def test_a_text_that_nothing_parts_from_its_neighbour_is_not_learned() -> None:
    lesson = learn(
        view_of("<body><div class=q>My knee hurts.<i>anna</i></div></body>"),
        read_known(("question.text=My knee hurts.",)),
    )
    assert lesson.fields == {}
    assert [known.label for known in lesson.unlearned] == ["question.text"]


def test_what_is_not_on_the_page_is_told_with_what_is_nearest() -> None:
    body = "<body><h1>Knee pain</h1><div class=q>My knee hurts.</div><p>Posted Mar 3, 2024 by Anna</p></body>"
    values = ("question.title=Knee pane", "question.asked_on=3 March", "question.asker.name=Hannah", "tags.0=xylophone")
    lesson = learn(view_of(body), read_known(values))
    told = {known.label: nearest(known, lesson.bench.sheet) for known in lesson.unseen}
    assert told == {
        "question.title": "Knee pain",
        "question.asked_on": "Mar 3, 2024",
        "question.asker.name": "Anna",
        "tags.0": None,
    }


def test_rules_that_rest_on_the_values_themselves_are_not_taken() -> None:
    lesson, _ = lesson_of(FORUM, "question.text=My knee…", "question.asker.name=Anna", "question.title=Sore knee")
    rules = [rule for choice in lesson.fields.values() for rule in choice.rules]
    assert not [rule for rule in rules if "Anna" in rule or "Sore" in rule]


def test_classes_made_by_programs_are_known() -> None:
    assert all(map(looks_hashed, ("css-1x2y3z", "sc-bdVaJa", "x9k2", "_2hXn4", "jss1042a")))
    assert not any(map(looks_hashed, ("post", "post-text", "QAunit", "w3-bar", "col-2", "h1")))
    assert class_cost("post") < class_cost("active") < class_cost("css-1x2y3z")  # type: ignore[operator]
    assert class_cost("md:flex") is None


@pytest.mark.parametrize(
    ("url", "native_id", "questions"),
    [
        ("https://a.b/questions/51/knee", r"address('/questions/(\d+)')", r"/questions/\d+"),
        ("https://a.b/qa/knees/1004-sore", r"address('/qa/[^/?#]+/(\d+)-')", r"/qa/[^/?#]+/\d+-"),
        ("https://a.b/show.php?f=2&t=42&start=20", r"address('[?&]t=(\d+)')", r"/show\.php\?(?:.*&)?t=\d+"),
        ("https://a.b/2024/03/sore-77", r"address('/\d+/\d+/[^/?#]*?-(\d+)')", r"/\d+/\d+/[^/?#]*?-\d+"),
        ("https://a.b/faq/sore-knee", None, "/faq/[^/?#]+$"),
        ("https://a.b/", None, None),
        ("file:///elsewhere/x/42.html", None, None),
    ],
)
def test_addresses_tell_number_and_form(url: str, native_id: str | None, questions: str | None) -> None:
    told = rules_for(url, [make_known("department", "Knees")])
    assert (told.native_id, told.questions) == (native_id, questions)


def test_a_saved_page_tells_where_it_came_from() -> None:
    saved = "<!-- saved from url=(0022)https://a.b/questions/5 --><html><body>x"
    assert address_of(view_of(saved)) == "https://a.b/questions/5"
    linked = "<head><link rel=canonical href=https://a.b/q/1></head>"
    assert address_of(view_of(linked)) == "https://a.b/q/1"
    assert address_of(view_of(linked, url="https://c.d/")) == "https://c.d/"
    assert address_of(view_of("<p>x")) is None


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("question.txt=a", "did you mean question.text"),
        ("title", "names no value"),
        ("replies.text=a", "the first is replies.0.text"),
        ("replies.0.txt=a", "did you mean replies.0.text"),
        ("tags=a", "the first is tags.0"),
        ("question.text=  ", "has no value"),
        ("question.score=many", "is not a number"),
        ("article.heading=a", "cannot be learned"),
        ("=a", "names no field"),
    ],
)
def test_what_cannot_be_a_value_is_told_in_a_sentence(value: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        read_known((value,))
    with pytest.raises(UsageError, match="given twice"):
        read_known(("title=a", "title=b"))


HOSTILE = st.text(alphabet=st.sampled_from("ab<>&\"'`\\\n\t =[]().*+?$^{}|#\u202e\x00回"), max_size=40)


@given(title=HOSTILE, name=HOSTILE)
@settings(max_examples=40, deadline=None)
def test_any_page_gives_a_profile_that_can_be_read(title: str, name: str) -> None:
    body = f"<body><h1>{title}</h1><div class='q'>My knee hurts.</div><p>By {name} on 2024-03-03</p></body>"
    known = read_known(
        value
        for value in (f"question.title={title}", f"question.asker.name={name}", "question.text=My knee hurts.")
        if value.partition("=")[2].strip("\x00\u202e \n\t")
    )
    view = view_of(body)
    text = write_profile(profile_of(learn(view, known), "mine", view))
    assert parse_profile(text).name == "mine"
    assert read_profile(text).drafts(view)[0].value["question"]["text"] == "My knee hurts."
