"""Undoing content codings within bounds."""

import gzip
import tracemalloc
import zlib
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawler.decoding import Decoder, content_codings
from scraper.errors import ContentRefused, NetworkError

CODINGS = [(), ("gzip",), ("deflate",), ("gzip", "gzip"), ("deflate", "gzip")]


def encode(body: bytes, codings: tuple[str, ...]) -> bytes:
    for coding in codings:
        body = gzip.compress(body) if coding == "gzip" else zlib.compress(body)
    return body


def decode(codings: tuple[str, ...], *chunks: bytes, limit: int = 100_000, truncate: bool = False) -> bytes:
    decoder = Decoder(codings, limit, truncate=truncate)
    for chunk in chunks:
        decoder.feed(chunk)
    return decoder.finish()


@given(st.binary(max_size=5000), st.sampled_from(CODINGS), st.lists(st.integers(0, 6000), max_size=8))
def test_any_body_in_any_pieces_comes_out_as_it_went_in(body: bytes, codings: tuple[str, ...], cuts: list[int]) -> None:
    sent = encode(body, codings)
    edges = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    assert decode(codings, *(sent[a:b] for a, b in pairwise(edges))) == body


@given(st.lists(st.binary(max_size=300), max_size=20), st.sampled_from(CODINGS), st.booleans())
def test_any_octets_decode_within_the_limit_or_are_refused(
    chunks: list[bytes], codings: tuple[str, ...], truncate: bool
) -> None:
    try:
        body = decode(codings, *chunks, limit=500, truncate=truncate)
    except (ContentRefused, NetworkError):
        return
    assert len(body) <= 500


@given(st.binary(min_size=1, max_size=2000), st.sampled_from(CODINGS[1:]), st.data())
def test_a_damaged_stream_never_gives_another_error(body: bytes, codings: tuple[str, ...], data: st.DataObject) -> None:
    sent = bytearray(encode(body, codings))
    sent[data.draw(st.integers(0, len(sent) - 1))] ^= data.draw(st.integers(1, 255))
    with suppress(ContentRefused, NetworkError):
        decode(codings, bytes(sent))


def test_every_stream_that_ends_early_is_noticed() -> None:
    for codings in CODINGS[1:]:
        sent = encode(b"hello" * 50, codings)
        for length in range(1, len(sent)):
            with pytest.raises(NetworkError):
                decode(codings, sent[:length])


@pytest.mark.parametrize("beside", [-259, -258, -2, -1, 0, 1, 2, 258, 259])
def test_bodies_of_about_the_size_of_a_piece_are_whole(beside: int) -> None:
    for pieces in (1, 2):
        body = b"\0" * (pieces * 64 * 1024 + beside)
        for codings in CODINGS:
            assert decode(codings, encode(body, codings), limit=10**6) == body
        bare = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        assert decode(("deflate",), bare.compress(body) + bare.flush(), limit=10**6) == body


def test_nothing_at_all_is_an_empty_body() -> None:
    for codings in CODINGS:
        assert decode(codings) == b""
        assert decode(codings, b"") == b""


def test_padding_after_the_end_is_passed_over() -> None:
    for padding in (b"\0", b"\0" * 1000, b"junk"):
        assert decode(("gzip",), gzip.compress(b"hello"), padding) == b"hello"
        assert decode(("gzip",), gzip.compress(b"hello") + padding) == b"hello"
        assert decode(("deflate",), zlib.compress(b"hello") + padding) == b"hello"


def test_padding_cannot_go_on_for_ever() -> None:
    with pytest.raises(ContentRefused, match="larger"):
        decode(("gzip",), gzip.compress(b"hello"), *([b"\0" * 1000] * 100), limit=1000)


def test_a_full_decoder_takes_no_more() -> None:
    for codings in CODINGS:
        decoder = Decoder(codings, 5, truncate=True)
        decoder.feed(encode(b"hello world", codings))
        assert decoder.full
        decoder.feed(b"more of it")
        assert decoder.finish() == b"hello"


def test_members_without_content_cannot_go_on_for_ever() -> None:
    with pytest.raises(ContentRefused, match="members"):
        decode(("gzip",), gzip.compress(b"") * 20_000, limit=10_000_000)


@pytest.mark.parametrize("codings", CODINGS[1:])
@pytest.mark.parametrize("truncate", [False, True])
def test_a_bomb_takes_no_more_memory_than_the_limit(codings: tuple[str, ...], truncate: bool) -> None:
    bomb = encode(b"\0" * 60_000_000, codings)
    tracemalloc.start()
    try:
        if truncate:
            assert len(decode(codings, bomb, limit=1_000_000, truncate=True)) == 1_000_000
        else:
            with pytest.raises(ContentRefused, match="larger than 1000000"):
                decode(codings, bomb, limit=1_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6_000_000


def test_the_stage_between_is_bounded_too() -> None:
    # Decodes to nothing in the end, by way of 50 MB in the middle.
    middle = gzip.compress(b"") + b"\0" * 50_000_000
    with pytest.raises(ContentRefused):
        decode(("gzip", "gzip"), gzip.compress(middle), limit=1_000_000)


def test_an_announced_length_beyond_the_limit_is_refused_beforehand() -> None:
    Decoder((), 100).expect(100)
    Decoder((), 100, truncate=True).expect(10**12)
    with pytest.raises(ContentRefused):
        Decoder((), 100).expect(101)
    with pytest.raises(ContentRefused):
        Decoder(("gzip",), 100).expect(10**6)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (None, ()),
        ("", ()),
        ("identity", ()),
        ("gzip", ("gzip",)),
        (" X-GZip ", ("gzip",)),
        ("deflate, identity, gzip", ("deflate", "gzip")),
    ],
)
def test_the_field_names_codings_in_their_order(field: str | None, expected: tuple[str, ...]) -> None:
    assert content_codings(field) == expected


@given(st.text())
def test_any_field_names_known_codings_or_is_refused(field: str) -> None:
    try:
        codings = content_codings(field)
    except ContentRefused:
        return
    assert set(codings) <= {"gzip", "deflate"}
    assert len(codings) <= 2
