"""Percent-escapes in the addresses of 台灣e院: the site writes them in Big5 and answers to UTF-8 as well.

So one page has two addresses (``%A4%BA%AC%EC`` and ``%E5%85%A7%E7%A7%91`` are both 內科), and more, since the second
octet of a Big5 pair is often an ASCII character that may be escaped or not (``%B4_`` and ``%B4%5F`` are both 復).
"""

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes

from scraper.request import as_sent

ENCODING = "big5hkscs"

_RAW = re.compile(r"([^\x00-\x7f]+)")
_CHINESE = re.compile("[\u2e80-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def read_value(escaped: str) -> str | None:
    """Return the text that a parameter's value stands for, or None where its octets are neither UTF-8 nor Big5.

    Octets are taken for UTF-8 only if all of them are, and Chinese characters come out: few Big5 texts are valid
    UTF-8 by chance, and what comes out then is hardly ever Chinese.
    """
    octets = _octets(escaped)
    return None if octets is None else _read(octets)


def canonical_value(escaped: str) -> str:
    """Return a parameter's value in the form the site writes: Big5, unreserved characters as they are.

    A value with characters that Big5 does not have stays UTF-8; one that is no text stays as it is.
    """
    octets = _octets(escaped)
    text = None if octets is None else _read(octets)
    if octets is None or text is None:
        return escaped
    return quote_from_bytes(encoded(text) or octets, safe="")


def encoded(text: str) -> bytes | None:
    """Return text as the Big5 octets a browser would send, or None where it has a character outside Big5."""
    sent = [as_sent(character, ENCODING) for character in text]
    return None if None in sent else b"".join(octets for octets in sent if octets is not None)


def _octets(escaped: str) -> bytes | None:
    """Return the octets of a value; characters that stand there unescaped count in the encoding of the others."""
    parts = _RAW.split(escaped.replace("+", " "))
    if len(parts) == 1:
        return unquote_to_bytes(parts[0])
    texts: list[str] = []
    for number, part in enumerate(parts):
        text = part if number % 2 else read_value(part)
        if text is None:
            return None
        texts.append(text)
    return "".join(texts).encode("utf-8", "surrogatepass")


def _read(octets: bytes) -> str | None:
    text = _decoded(octets, "utf-8")
    return text if text is not None and _CHINESE.search(text) else _decoded(octets, ENCODING)


def _decoded(octets: bytes, encoding: str) -> str | None:
    try:
        return octets.decode(encoding)
    except UnicodeDecodeError:
        return None
