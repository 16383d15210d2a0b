"""Inputs made from good ones: octets changed, pieces cut out, doubled, mixed, and words put in where they hurt."""

import random
from collections.abc import Sequence

MAX_OCTETS = 128 * 1024

# Numbers at the edges, deep nesting, characters that end lines, steer terminals or are no characters at all.
_WORDS = (
    *(b"\0", b"\r\n", b"\n\n", b"\r", b"\x1b[31m", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xef\xbb\xbf"),
    *(b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xd9\xa3", b"\xef\xbc\x91"),
    *(b"-1", b"0", b"99999999999999999999", b"9" * 5000, b"1e999", b"nan", b"0x0", b"%", b"%zz", b"%00"),
    *(b"[" * 3000, b"{" * 3000, b"(" * 3000, b"<b>" * 3000, b"a" * 5000, b" " * 5000, b"../"),
    *(b"&", b"&#0;", b"&#xd800;", b"<!--", b"-->", b"<![CDATA[", b'"', b"'", b"\\", b"\\u0000", b"\\ud800"),
)


def mutate(rng: random.Random, corpus: Sequence[bytes], words: Sequence[bytes] = ()) -> bytes:
    """Return an input: mostly one of the corpus with some changes, sometimes one drawn from the words alone."""
    vocabulary = (*_WORDS, *words)
    if not corpus or rng.random() < 0.15:
        return b"".join(rng.choice(vocabulary) for _ in range(rng.randrange(1, 30)))[:MAX_OCTETS]
    content = bytearray(rng.choice(corpus))
    for _ in range(1 + int(rng.expovariate(0.4))):
        _change(rng, content, corpus, vocabulary)
    return bytes(content[:MAX_OCTETS])


def _change(rng: random.Random, content: bytearray, corpus: Sequence[bytes], vocabulary: Sequence[bytes]) -> None:
    at = rng.randrange(len(content) + 1)
    end = min(at + 1 + int(rng.expovariate(0.02)), len(content))
    match rng.randrange(8):
        case 0:  # one octet becomes another
            if at < len(content):
                content[at] = rng.randrange(256)
        case 1:  # one bit falls over
            if at < len(content):
                content[at] ^= 1 << rng.randrange(8)
        case 2:
            del content[at:end]
        case 3:
            content[at:at] = content[at:end] * rng.choice((1, 2, 10, 200))
        case 4:
            content[at:at] = rng.choice(vocabulary)
        case 5:  # a word in place of what stands there
            content[at:end] = rng.choice(vocabulary)
        case 6:  # a piece of another one
            other = rng.choice(corpus)
            start = rng.randrange(len(other) + 1)
            content[at:at] = other[start : start + 1 + int(rng.expovariate(0.005))]
        case 7:  # it breaks off
            del content[at:]
