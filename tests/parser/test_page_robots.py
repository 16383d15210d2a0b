"""What pages ask of robots, by header fields and by elements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.page import Page
from scraper.parser.page_robots import MAX_DIRECTIVES, page_directives
from scraper.parser.view import PageView

HTML = ("Content-Type", "text/html")


def directives(*tags: str, html: str = "") -> tuple[str, ...]:
    page = Page(html.encode(), "t", headers=(HTML, *(("X-Robots-Tag", tag) for tag in tags)))
    return page_directives(page, PageView(page).tree)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("noindex", ("noindex",)),
        ("NoIndex, NOFOLLOW", ("noindex", "nofollow")),
        (" noindex ,nofollow,, noindex", ("noindex", "nofollow")),
        ("noindex nofollow; noai", ("noindex", "nofollow", "noai")),
        ("none", ("noindex", "nofollow")),
        ("none, noai, noimageai", ("noindex", "nofollow", "noai", "noimageai")),
        ("noarchive, nosnippet, notranslate, noimageindex", ("noarchive", "nosnippet", "notranslate", "noimageindex")),
        ("all", ()),
        ("index, follow", ()),
        ("follow, nofollow", ("nofollow",)),
        ("", ()),
        (",;, :", ()),
        ("some-new_word9", ("some-new_word9",)),
        ("n\u00f6index, 5, <b>, \u202enofollow", ()),
        ("max-snippet:-1, max-image-preview: Large", ("max-snippet: -1", "max-image-preview: large")),
        ("max-snippet:", ()),
        ("noindex: yes", ("noindex",)),
        # dates
        ("unavailable_after: 2030-01-02", ("unavailable_after: 2030-01-02",)),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST, noai", ("unavailable_after: 25 jun 2030 15:00:00 pst", "noai")),
        (
            "unavailable_after: Tuesday, 25-Jun-30 15:00:00 UTC, nofollow",
            ("unavailable_after: tuesday, 25-jun-30 15:00:00 utc", "nofollow"),
        ),
        ("unavailable_after: June 25, 2030", ("unavailable_after: june 25, 2030",)),
        ("unavailable_after: , noai", ("noai",)),
    ],
)  # fmt: skip
def test_a_list_is_read_alike_in_a_header_field_and_in_an_element(tag: str, expected: tuple[str, ...]) -> None:
    assert directives(tag) == expected
    assert directives(html=f'<meta name="robots" content="{tag}">') == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("qaharvest: noindex", ("noindex",)),
        ("QAHarvest : noindex, nofollow", ("noindex", "nofollow")),
        ("qaharvest/1.0: nofollow", ("nofollow",)),
        ("*: nofollow", ("nofollow",)),
        ("otherbot: noindex, nofollow", ()),
        ("qaharvester: noindex", ()),
        ("qaharvest-images: noindex", ()),
        ("noai, otherbot: noindex, nofollow", ("noai",)),
        ("otherbot: nofollow, qaharvest: noindex, noai", ("noindex", "noai")),
        ("qaharvest: noai, otherbot: nofollow", ("noai",)),
        ("otherbot: unavailable_after: 2030-01-02, nofollow", ()),
        ("qaharvest: unavailable_after: 2 Jan 2030 10:00:00 GMT", ("unavailable_after: 2 jan 2030 10:00:00 gmt",)),
        ("qaharvest: max-snippet: 5", ("max-snippet: 5",)),
        ("a:b:c:nofollow", ()),
    ],
)
def test_a_header_field_may_name_the_robot_it_speaks_to(tag: str, expected: tuple[str, ...]) -> None:
    assert directives(tag) == expected


def test_fields_and_elements_are_added_up_whatever_their_case() -> None:
    page = Page(
        b'<HTML><HEAD><META NAME="Robots" CONTENT="NoArchive"></HEAD><BODY>'
        b"<p>x<meta content='noai, noindex' name=QAHARVEST><meta name=otherbot content=nosnippet>"
        b'<meta name="robots"><meta property="robots" content="notranslate"><!-- <meta name=robots content=none> -->',
        "t",
        headers=(HTML, ("x-robots-tag", "noindex"), ("X-ROBOTS-TAG", "x: nosnippet"), ("X-Robots-Tag", "nofollow")),
    )
    assert page_directives(page, PageView(page).tree) == ("noindex", "nofollow", "noarchive", "noai")


def test_one_field_for_another_robot_says_nothing_of_the_next_field() -> None:
    assert directives("otherbot: noindex", "nofollow") == ("nofollow",)


def test_a_plain_text_has_its_header_fields() -> None:
    page = Page(b"words", "t.txt", headers=(("Content-Type", "text/plain"), ("X-Robots-Tag", "noai")))
    assert page_directives(page, PageView(page).tree) == ("noai",)


def test_a_page_that_asks_nothing_has_none() -> None:
    assert directives(html="<p>robots: noindex</p>") == ()


WORDS = st.sampled_from(
    ["noindex", "nofollow", "none", "unavailable_after", "qaharvest", "x", ":", ",", ";", " ", "2030"]
)
TAGS = st.lists(WORDS | st.text(max_size=5), max_size=20).map("".join)


@given(st.lists(TAGS, max_size=5), TAGS)
def test_whatever_is_said_is_told_in_bounds(tags: list[str], content: str) -> None:
    html = '<meta name="robots" content="{}">'.format(content.replace('"', "").encode("utf-8", "replace").decode())
    found = directives(*tags, html=html)
    assert len(found) == len(set(found)) <= MAX_DIRECTIVES
    for directive in found:
        assert directive == directive.lower().strip()
        assert directive.isascii()
        assert directive.isprintable()
        assert 0 < len(directive) <= 100
    assert "none" not in found


@given(st.lists(st.sampled_from(["noindex", "nofollow", "noai", "nosnippet"]), max_size=8))
def test_how_directives_are_spread_over_fields_and_elements_makes_no_difference(words: list[str]) -> None:
    html = "".join(f"<meta name=robots content={word}>" for word in words)
    assert directives(", ".join(words)) == directives(*words) == directives(html=html) == tuple(dict.fromkeys(words))


@pytest.mark.parametrize(
    "tag", ["a," * 500_000, "a" * 1_000_000, ":" * 1_000_000, "unavailable_after: 1" + ",1" * 500_000, " " * 1_000_000]
)
def test_a_hostile_field_costs_little_and_gives_little(tag: str) -> None:
    assert sum(map(len, directives(*[tag] * 50, html=f"<meta name=robots content='{tag}'>"))) < 1_000


def test_hostile_elements_give_no_more_than_the_bound() -> None:
    html = "".join(f"<meta name=robots content='x{number}'>" for number in range(20_000))
    assert len(directives(html=html)) == MAX_DIRECTIVES
