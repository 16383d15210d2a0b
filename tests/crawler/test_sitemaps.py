"""Reading sitemaps in all their forms, whole and broken."""

import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawler.sitemaps import MAX_ADDRESSES, Sitemap, read_sitemap
from scraper.request import MAX_URL_CHARS

NAMESPACE = ' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def urlset(*locations: str, namespace: str = NAMESPACE) -> str:
    entries = "".join(f"<url><loc>{each}</loc><lastmod>2026-01-01</lastmod></url>\n" for each in locations)
    return f"{HEAD}<urlset{namespace}>\n{entries}</urlset>\n"


def pages(text: str | bytes) -> tuple[str, ...]:
    found = read_sitemap(text.encode() if isinstance(text, str) else text)
    assert found.sitemaps == ()
    return found.pages


def test_a_urlset_names_pages() -> None:
    assert pages(urlset("https://a.example/1", " \n https://a.example/2 \n ")) == (
        "https://a.example/1",
        "https://a.example/2",
    )


def test_an_index_names_sitemaps() -> None:
    text = f"{HEAD}<sitemapindex{NAMESPACE}><sitemap><loc>https://a.example/1.xml.gz</loc></sitemap></sitemapindex>"
    assert read_sitemap(text.encode()) == Sitemap((), ("https://a.example/1.xml.gz",))


@pytest.mark.parametrize(
    "text",
    [
        urlset("https://a.example/1", namespace=""),
        urlset("https://a.example/1", namespace=' xmlns="http://www.google.com/schemas/sitemap/0.84"'),
        "\ufeff" + urlset("https://a.example/1"),
        "\n\n  " + urlset("https://a.example/1"),
        urlset("https://a.example/1").removeprefix(HEAD),
        urlset("<![CDATA[https://a.example/1]]>"),
        urlset("<!-- one -->https://a.example/1"),
        urlset("https://a.example/&#49;"),
        '<s:urlset xmlns:s="x"><s:url><s:loc>https://a.example/1</s:loc></s:url></s:urlset>',
        "<s:urlset><s:url><s:loc>https://a.example/1</s:loc></s:url></s:urlset>",
        "<URLSET><URL><LOC>https://a.example/1</LOC></URL></URLSET>",
        "https://a.example/1",
        "\ufeffhttps://a.example/1\r\n\r\n",
        "<rss version='2.0'><channel><link>https://a.example/</link><item><title>x</title>"
        "<link>https://a.example/1</link><guid>https://a.example/2</guid></item></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><link href='https://a.example/'/><entry>"
        "<link rel='self' href='https://a.example/3'/><link href='https://a.example/1'/><id>https://a.example/4</id></entry></feed>",
        "<feed><entry><link rel='alternate' href='https://a.example/1'/></entry></feed>",
    ],
)
def test_the_forms_in_use_are_read(text: str) -> None:
    assert pages(text) == ("https://a.example/1",)
    assert pages(gzip.compress(text.encode())) == ("https://a.example/1",)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "iso-8859-1", "big5", "gb2312", "windows-1252", "no-such-encoding"]
)
def test_whatever_encoding_is_declared_the_addresses_are_read(encoding: str) -> None:
    text = '<?xml version="1.0" encoding="%s"?><urlset><url><loc>https://a.example/1</loc></url></urlset>' % encoding  # noqa: UP031
    body = text.encode("utf-16" if encoding == "utf-16" else "ascii")
    assert pages(body) == ("https://a.example/1",)


def test_big5_text_beside_the_addresses_does_no_harm() -> None:
    text = '<?xml version="1.0" encoding="big5"?><rss><item><title>內科許功蓋</title><link>https://a.example/1</link></item></rss>'
    assert pages(text.encode("big5")) == ("https://a.example/1",)


def test_images_and_other_languages_are_not_entries_of_their_own() -> None:
    text = urlset(
        "https://a.example/1</loc><image:image><image:loc>https://a.example/i.png</image:loc></image:image>"
        '<xhtml:link rel="alternate" href="https://a.example/de"/><loc>https://a.example/second'
    )
    assert pages(text) == ("https://a.example/1",)


def test_entities_and_escapes_are_undone() -> None:
    assert pages(urlset("https://a.example/?a=1&amp;b=2&#38;c=%E4%BD%A0")) == (
        "https://a.example/?a=1&b=2&c=%E4%BD%A0",
    )


def test_a_bare_ampersand_does_not_end_the_reading() -> None:
    found = pages(urlset("https://a.example/1", "https://a.example/?a=1&b=2&amp;c", "https://a.example/3"))
    assert found == ("https://a.example/1", "https://a.example/?a=1&b=2&c", "https://a.example/3")


@pytest.mark.parametrize(
    "ending",
    [
        "",
        "<url><loc>https://a.example/cut",
        "<url><loc>https://a.example/cut</loc>",
        "</wrong>",
        "<url><loc>https://a.example/x</loc></sitemap></url>",
        "\x00\x01",
        "<a b=c>",
    ],
)
def test_a_broken_file_gives_the_entries_before_the_break(ending: str) -> None:
    whole = urlset("https://a.example/1", "https://a.example/2").removesuffix("</urlset>\n")
    assert pages(whole + ending) == ("https://a.example/1", "https://a.example/2")


def test_a_cut_gzip_file_gives_the_entries_before_the_cut() -> None:
    text = urlset(*(f"https://a.example/{number * 7919 % 100_003}" for number in range(20_000)))
    packed = gzip.compress(text.encode())
    found = pages(packed[: len(packed) // 2])
    assert 5_000 < len(found) < 15_000


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
        "<!DOCTYPE html>",
    ],
)
def test_a_document_type_declaration_ends_the_reading(declaration: str) -> None:
    assert (
        read_sitemap(f"{declaration}<urlset><url><loc>https://a.example/&a;</loc></url></urlset>".encode()) == Sitemap()
    )


@pytest.mark.parametrize(
    "location",
    [
        "",
        "/relative",
        "//a.example/1",
        "ftp://a.example/1",
        "javascript:alert(1)",
        "https://",
        "https://[::1/",
        "https://a.example:99999/",
        "https://a.example/" + "x" * MAX_URL_CHARS,
        "x" * 1_000_000,
    ],
)
def test_only_absolute_http_addresses_count(location: str) -> None:
    assert pages(urlset(location, "https://a.example/1")) == ("https://a.example/1",)
    assert pages(f"{location}\nhttps://a.example/1") == ("https://a.example/1",)


def test_addresses_are_escaped_for_the_wire() -> None:
    assert pages(urlset("https://a.example/頁 1", "HTTP://A.example/%zz")) == (
        "https://a.example/%E9%A0%81%201",
        "http://a.example/%zz",
    )


def test_each_address_is_named_once() -> None:
    assert pages(urlset(*["https://a.example/1"] * 3)) == ("https://a.example/1",)


@pytest.mark.parametrize("as_text", [False, True])
def test_no_more_than_the_permitted_number_is_read(as_text: bool) -> None:
    addresses = [f"https://a.example/{number}" for number in range(MAX_ADDRESSES + 10)]
    found = pages("\n".join(addresses) if as_text else urlset(*addresses))
    assert found == tuple(addresses[:MAX_ADDRESSES])


def test_a_gzip_bomb_is_read_no_further_than_permitted() -> None:
    bomb = gzip.compress(urlset("https://a.example/1").encode() + b" " * 60_000_000, 1)
    tracemalloc.start()
    try:
        assert pages(bomb) == ("https://a.example/1",)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 250_000_000


def test_endless_depth_ends_the_reading() -> None:
    assert pages("<urlset><url><loc>https://a.example/1</loc></url>" + "<a>" * 1_000_000) == ("https://a.example/1",)


@given(st.binary(max_size=300))
def test_any_octets_give_absolute_addresses(body: bytes) -> None:
    for variant in (body, b"<" + body, gzip.compress(body), b"\x1f\x8b" + body):
        found = read_sitemap(variant)
        assert all(each.startswith(("http://", "https://")) for each in found.pages + found.sitemaps)


PIECES = st.sampled_from(
    "<url> </url> <loc> </loc> <sitemap> </sitemap> <item> <link> <entry> </entry> <link/> <![CDATA[ ]]> <!-- --> "
    "<x:loc> <!DOCTYPE &amp; & https://a.example/1 <link\nhref='https://b.example/'/>".split(" ")
)


@given(st.lists(PIECES, max_size=30))
def test_any_jumble_of_tags_is_read_without_an_error(pieces: list[str]) -> None:
    found = read_sitemap(("<urlset>" + "".join(pieces)).encode())
    assert all(each.startswith(("http://", "https://")) for each in found.pages + found.sitemaps)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("<urlset><url><loc>https://a.example/1</loc><lastmod>2024-05-01</lastmod></url></urlset>", 1714521600.0),
        ("<urlset><url><lastmod> 2024-05-01T02:00:00+02:00 </lastmod><loc>https://a.example/1</loc></url></urlset>",
         1714521600.0),
        ("<feed><entry><link href='https://a.example/1'/><updated>2024-05-01T00:00:00Z</updated></entry></feed>",
         1714521600.0),
        ("<rss><item><link>https://a.example/1</link><pubDate>Wed, 01 May 2024 00:00:00 +0000</pubDate></item></rss>",
         1714521600.0),
        ("<urlset><url><loc>https://a.example/1</loc><lastmod>yesterday</lastmod></url></urlset>", None),
        ("<urlset><url><loc>https://a.example/1</loc><x><lastmod>2024-05-01</lastmod></x></url></urlset>", None),
        ("<urlset><url><loc>https://a.example/1</loc><lastmod></lastmod></url></urlset>", None),
    ],
)  # fmt: skip
def test_the_time_of_the_last_change_is_read(text: str, at: float | None) -> None:
    found = read_sitemap(text.encode())
    assert found.pages == ("https://a.example/1",)
    assert found.modified.get("https://a.example/1") == at
