"""Where a page leads, and which canonical address is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.page import Page
from scraper.parser.links import MAX_LINKS, find_links
from scraper.parser.view import PageView

URL = "https://site.example/a/b?q=1"


def links(markup: str, url: str | None = URL, kind: str = "text/html; charset=utf-8") -> list[str]:
    return list(
        find_links(PageView(Page(markup.encode(), source="t", url=url, headers=(("Content-Type", kind),)))).follow
    )


def canonical(href: str, url: str | None = URL) -> str | None:
    markup = f'<link rel="Canonical" href="{href}">'
    page = Page(markup.encode(), source="t", url=url, headers=(("Content-Type", "text/html"),))
    return find_links(PageView(page)).canonical


def test_links_are_absolute_in_order_and_each_once() -> None:
    markup = "<link rel='next' href='?q=2'><a href=c>1</a><a href='//x.example/d#e'>2</a>"
    markup += "<map><area href=/f></map><a href='c#g'>"
    assert links(markup) == [
        "https://site.example/a/b?q=2",
        "https://site.example/a/c",
        "https://x.example/d",
        "https://site.example/f",
    ]


@pytest.mark.parametrize(
    "href",
    [
        "",
        "#x",
        "javascript:x()",
        "mailto:a@b.example",
        "data:,x",
        "http://",
        "https://[",
        "http://a:99999/",
        "ftp://a/",
    ],
)
def test_what_is_no_address_is_no_link(href: str) -> None:
    assert links(f'<a href="{href}">x</a>') == []


def test_base_element_counts() -> None:
    assert links("<base href='https://other.example/x/'><a href=c>") == ["https://other.example/x/c"]
    assert links("<base href='https://['><a href=c>") == ["https://site.example/a/c"]


def test_without_an_address_only_absolute_links_are_known() -> None:
    assert links("<a href=c><a href=https://x.example/>", url=None) == ["https://x.example/"]


def test_plain_text_leads_nowhere() -> None:
    assert links("<a href=c>", kind="text/plain") == []


def test_links_are_bounded() -> None:
    assert len(links("".join(f"<a href={n}>" for n in range(MAX_LINKS + 10)))) == MAX_LINKS


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/a/c", "https://site.example/a/c"),
        ("https://SITE.example:443/x", "https://site.example:443/x"),
        ("https://other.example/a/b", None),
        ("/", None),
        ("", None),
        ("https://[", None),
    ],
)
def test_canonical_is_believed_on_the_pages_own_host(href: str, expected: str | None) -> None:
    assert canonical(href) == expected


def test_canonical_root_is_right_on_the_root_itself() -> None:
    assert canonical("/", url="https://site.example/") == "https://site.example/"
    assert canonical("https://x.example/", url=None) == "https://x.example/"


@given(st.text(max_size=40))
def test_any_href_gives_an_address_or_nothing(href: str) -> None:
    escaped = href.encode("utf-8", "replace").decode().replace("&", "&amp;").replace('"', "&quot;")
    for url in links(f'<a href="{escaped}">x</a>'):
        assert url.startswith(("http://", "https://"))
        assert not set(url) & set(" \n\t\r\x00")
