"""Addresses of shared frontiers: what is taken, and what is never shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawler.frontier.address import Address, is_shared, schema_of
from scraper.errors import UsageError


@pytest.mark.parametrize(
    ("url", "conninfo", "shown"),
    [
        ("postgresql://db/crawls", "postgresql://db/crawls", "postgresql://db/crawls?crawl=run"),
        ("postgres://me:p%40w@db:5433/x", "postgresql://me:p%40w@db:5433/x", "postgresql://me@db:5433/x?crawl=run"),
        (
            "postgresql://db/x?password=pw&sslmode=require&crawl=other",
            "postgresql://db/x?password=pw&sslmode=require",
            "postgresql://db/x?sslmode=require&crawl=other",
        ),
        ("postgresql://a:1,b:2/x", "postgresql://a:1,b:2/x", "postgresql://a:1,b:2/x?crawl=run"),
        ("postgresql:///x", "postgresql:///x", "postgresql:///x?crawl=run"),
    ],
)
def test_an_address_is_read(url: str, conninfo: str, shown: str) -> None:
    address = Address.of(url, "run")
    assert (address.conninfo, address.shown) == (conninfo, shown)
    assert Address.of(shown).schema == address.schema


@pytest.mark.parametrize("url", ["mysql://db/x", "postgresql://me:a/b@db/x", "postgresql://me:a#b@db/x", "x", ""])
def test_what_is_no_address_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Address.of(url, "run")
    assert "a/b" not in str(caught.value)
    assert "a#b" not in str(caught.value)


def test_paths_are_no_addresses() -> None:
    assert is_shared("postgres://db/x")
    assert not is_shared("data/run")
    assert not is_shared("postgresql")


@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=200))
def test_a_schema_fits_an_identifier_and_is_one_crawls_alone(one: str, other: str) -> None:
    assert len(schema_of(one).encode(errors="surrogatepass")) <= 63
    assert (schema_of(one) == schema_of(other)) == (one == other)


@given(st.text(st.characters(codec="ascii"), max_size=60))
def test_an_address_with_a_password_never_shows_it(noise: str) -> None:
    assert "S3CRET" not in said_of(f"postgresql://me:S3CRET@db/x?{noise}")


def said_of(url: str) -> str:
    try:
        address = Address.of(url, "run")
    except UsageError as error:
        return str(error)
    return address.shown + repr(address) + str(address)
