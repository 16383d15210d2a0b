"""The canonical form of addresses, and links made absolute."""

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.request import canonical_url, fingerprint, host_key, resolve


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://example.com", "http://example.com/"),
        ("HTTP://Example.COM:80/Path", "http://example.com/Path"),
        ("https://example.com:443/", "https://example.com/"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("http://example.com./a", "http://example.com/a"),
        ("http://user:secret@example.com/a", "http://example.com/a"),
        ("http://example.com/a#part", "http://example.com/a"),
        ("http://example.com/a?b=2&a=1", "http://example.com/a?a=1&b=2"),
        ("http://example.com/a?b=&a", "http://example.com/a?a&b="),
        ("http://example.com/a?utm_source=x&gclid=1&fbclid=2&q=1", "http://example.com/a?q=1"),
        ("http://example.com/a?PHPSESSID=1&sid=2&JSESSIONID=3", "http://example.com/a"),
        ("http://example.com/a;jsessionid=12?x=1", "http://example.com/a?x=1"),
        ("http://example.com/a?presid=1", "http://example.com/a?presid=1"),
        ("http://example.com/%e5%85%a7?d=%a4%ba", "http://example.com/%E5%85%A7?d=%A4%BA"),
        ("http://example.com/A?Q=B", "http://example.com/A?Q=B"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
    ],
)
def test_canonical_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


def test_a_broken_port_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"[Pp]ort"):
        canonical_url("http://example.com:x/")


def test_fingerprints_are_16_bytes_and_differ() -> None:
    assert len(fingerprint("http://example.com/")) == 16
    assert fingerprint("http://example.com/a") != fingerprint("http://example.com/b")


def test_hosts_are_name_and_port() -> None:
    assert host_key("https://A.example:443/x") == "a.example"
    assert host_key("http://a.example:8000") == "a.example:8000"


@pytest.mark.parametrize(
    ("base", "href", "url"),
    [
        ("http://a.example/x/y", "z", "http://a.example/x/z"),
        ("http://a.example/x/y", "?p=2", "http://a.example/x/y?p=2"),
        ("http://a.example/x", "//b.example/", "http://b.example/"),
        ("http://a.example/x", " \n/y ", "http://a.example/y"),
        (None, "http://a.example/", "http://a.example/"),
        (None, "/y", None),
        ("http://a.example/", "#top", None),
        ("http://a.example/", "javascript:alert(1)", None),
        ("http://a.example/", "mailto:x@a.example", None),
        ("http://a.example/", "http://[broken/", None),
        ("http://a.example/", "http://a.example:99999/", None),
        ("http://a.example/", "", None),
        (None, "http://a\x07b.example/", None),
        (None, "http://a\x1b[31m.example/", None),
        (None, "http://a b.example/", None),
        (None, "http://a%00b.example/", None),
        (None, "http://./x", None),
        (None, "http://me:secret@a.example/x", "http://a.example/x"),
        ("http://me:secret@a.example/x", "/y", "http://a.example/y"),
        ("http://a.example/", "//me@b.example:8000/", "http://b.example:8000/"),
    ],
)
def test_links_become_absolute_http_addresses_or_nothing(base: str | None, href: str, url: str | None) -> None:
    assert resolve(base, href) == url


def test_a_query_is_escaped_in_the_pages_encoding_and_a_path_in_utf8() -> None:
    assert resolve("http://a.example/", "?d=內科", "big5hkscs") == "http://a.example/?d=%A4%BA%AC%EC"
    assert resolve("http://a.example/", "?d=內", "utf-16-le") == "http://a.example/?d=%E5%85%A7"
    assert resolve("http://a.example/", "/內", "big5hkscs") == "http://a.example/%E5%85%A7"


@given(st.text(max_size=200))
def test_any_href_gives_an_address_or_nothing(href: str) -> None:
    url = resolve("http://a.example/x", href)
    if url is not None:
        assert url.startswith(("http://", "https://"))
        assert url.isascii()
        assert canonical_url(canonical_url(url)) == canonical_url(url)


PATHS = st.text(st.sampled_from("/.a?#%\\ :@;é"), max_size=12).map("/".__add__)


@given(PATHS, st.sampled_from(["http://a.example/x/y?z", "https://u:p@a.example:81/..", "http://[::1]:8/a;b"]))
def test_an_absolute_path_replaces_the_bases_path(href: str, base: str) -> None:
    whole = urljoin(base, href.strip())
    assert resolve(base, href) == resolve(None, whole)
