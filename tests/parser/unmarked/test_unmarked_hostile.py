"""Pages of any mixture, size and depth: no crash, and no value without a place."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.parser.view import PageView
from tests.parser.unmarked.evidence import astray
from tests.parser.unmarked.scores import CORPORA, FLOOR, page_of, read

_PIECES = st.sampled_from(
    (
        '<div class="post">', '<div class="answer">', '<div class="question">', "</div>", "<h1>Why?</h1>",
        "<h2>3 Answers</h2>",
        "<h2>FAQ</h2>", "<h3>How?</h3>", "<p>Q: Why?</p>", "<p>A: So it is.</p>", "<p>Question:</p>", "<dt>Who?",
        "<dd>", "<li>",
        "<ul>", "</ul>", "<b>Ann</b>", '<a class="author" href="/u/1">Bob</a>', "March 5, 2024", "2024-03-06 10:00",
        "03/04/2024",
        "3 hours ago", "<article>", "</article>", "<table><tr><td>", "</table>", "<br>",
        "<p>Asked by Bob on 2024-03-05</p>",
        "<p>Answered by Cleo</p>", "<details>", "<summary>How?</summary>", "<time datetime=2024-03-05>", "</time>",
        "12",
        "Reply", "<hr>", "&nbsp;", "\n", "Is it the lid? I do not know.", "<pre>", "</pre>", "<nav>", "</nav>",
        "4 votes",
        "Accepted answer", "Joined: 2019-03-05", "<p>", "— Ann, 5 March 2024", "问：为什么？", "答：因为。", "#1",
        "<body>",
    )
)  # fmt: skip


@given(st.lists(_PIECES, max_size=50).map("".join))
@settings(max_examples=150, deadline=None)
def test_every_value_of_any_mixture_stands_on_the_page(text: str) -> None:
    page = page_of(text)
    for draft in read(page):
        assert list(astray(PageView(page), draft)) == []
        assert draft.value["question"]["text"]
        assert all(reply["text"] for reply in draft.value["replies"])


_AUTHORED = [case.page.text for corpus in CORPORA if corpus in FLOOR for case in list(CORPORA[corpus]())[::7]]
_WOUNDS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 80), st.one_of(st.just(""), _PIECES)), max_size=6)


@given(st.sampled_from(_AUTHORED), _WOUNDS)
@settings(max_examples=200, deadline=None)
def test_every_value_of_a_damaged_page_stands_on_it(text: str, wounds: list[tuple[float, int, str]]) -> None:
    for where, length, piece in wounds:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + length :]
    page = page_of(text)
    for draft in read(page):
        assert list(astray(PageView(page), draft)) == []
        assert all(reply["text"] for reply in draft.value["replies"])


@given(st.text(max_size=300), st.booleans())
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_left_alone(text: str, plain: bool) -> None:
    page = page_of(text.encode("utf-8", "replace").decode(), None, "text/plain" if plain else "text/html")
    for draft in read(page):
        assert draft.value["question"]["text"]


_POST = "<div class=post><p class=author>ann{n}</p><p class=date>2024-03-05 10:00</p><p>It is off, {n}. Why?</p></div>"
_MAKERS: dict[str, Callable[[int], str]] = {
    "posts": lambda n: "".join(_POST.format(n=i) for i in range(n)),
    "posts in one element": lambda n: "".join(f"<b>ann{i}</b> (2024-03-05)<br>Why {i}?<br>" for i in range(n)),
    "posts in posts": lambda n: "".join(f"<div class=post><p>ann{i} 2024-03-05</p><p>Why?</p>" for i in range(n)),
    "days in deep elements": lambda n: "<div>" * 900 + "".join(f"<p>ann {i} 2024-03-05</p>" for i in range(n)),
    "answers": lambda n: "<h2>Answers</h2>" + "".join(
        f"<div class=answer><p>x {i}</p><p>2024-03-05</p></div>" for i in range(n)
    ),
    "labels": lambda n: "<div>" + "".join(f"<p>Q: Why {i}?</p><p>A: It is {i}, and more.</p>" for i in range(n)),
    "frequent questions": lambda n: "<h1>FAQ</h1><div>" + "".join(f"<b>Why {i}?</b><br>It is.<br>" for i in range(n)),
    "one line": lambda n: "2024-03-05 by ann " * n,
    "question marks": lambda n: f"<h1>{'? ' * n}a</h1>" + _POST.format(n=1) + _POST.format(n=2),
    "figures": lambda n: f"<p>{'1' * n}</p><h1>Why?</h1>" + _POST.format(n=1) + _POST.format(n=2),
    "times": lambda n: "<div>" + "".join(f"<time datetime=2024-03-05>x{i}</time><br>" for i in range(n)),
}  # fmt: skip


@pytest.mark.parametrize("kind", _MAKERS)
def test_many_parts_are_read_to_a_limit(kind: str) -> None:
    for draft in read(page_of(f"<title>x - forum</title><h1>Kettle?</h1>{_MAKERS[kind](1500)}")):
        assert len(draft.value["replies"]) <= 1000


@pytest.mark.slow
@pytest.mark.parametrize("kind", _MAKERS)
def test_ten_megabytes_are_read_or_left_alone(kind: str) -> None:
    make = _MAKERS[kind]
    read(page_of(make(10_000_000 * 1000 // len(make(1000)))))
