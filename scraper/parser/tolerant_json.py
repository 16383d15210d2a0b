"""JSON as pages write it: read strictly where it is right, repaired where the repair is unambiguous, else left out.

What is tolerated: CDATA marks and HTML or script comments round the JSON, raw control characters and line breaks in
strings, comments and trailing commas between values, semicolons after them, several values one after the other, quotes
written as ``&quot;``, invalid escapes, and unescaped quotes inside a string where only one reading is possible.
"""

import html
import json
import re
from collections.abc import Callable
from typing import Any

MAX_CHARS = 2_000_000  # of one block
MAX_REPAIRED_CHARS = 500_000  # a broken block larger than this is not worth the time
MAX_DEPTH = 100  # of nested lists and objects; real mark-up stays below 20
MAX_VALUES = 1000  # values one after the other in one block

_STRING = r'"(?:[^"\\]|\\.)*+"?'
_OPENERS = re.compile(rf"{_STRING}|[\[{{]|[\]}}]", re.S)
_WRAPPING = re.compile(
    r"(?:\s*+(?:<!--[^{\[]*?-->|(?:/\*\s*+)?(?:<!\[CDATA\[|<!--|//[ \t]*+<!\[CDATA\[|//[ \t]*+<!--)(?:\s*+\*/)?)){1,8}+"
)
_BETWEEN = re.compile(r"[\s;,\ufeff]*+")
# An unclosed comment or string runs to the end, so that each character is looked at once.
_COMMENT = re.compile(rf"({_STRING})|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|//[^\n]*|<!--|-->", re.S)
_TRAILING_COMMA = re.compile(rf"({_STRING})|(,[\s,]*+)(?=([}}\]])?)", re.S)
_BAD_ESCAPE = re.compile(r"\\(?:([\"\\/bfnrt]|u[0-9a-fA-F]{4})|(.)?)", re.S)
_STRUCTURE = re.compile(r'[{}\[\]":,]')
_ENDS_KEY = re.compile(r'"\s*+:')
# After a value of an object: the next key with its colon, or ends of objects and lists up to one, or the end.
_KEY = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"\s*+:'
_ENDS_VALUE = re.compile(
    rf'"\s*+(?:,\s*+(?:{_KEY}|\}})|(?:[}}\]]\s*+)++(?:$|;|,\s*+(?:{_KEY}|[\[{{"}}\]])|\]\]>|-->|//|/\*))', re.S
)


class Unreadable(ValueError):
    """A block holds no JSON that could be read."""


def read_values(text: str) -> list[Any]:
    """Return the JSON values of a block, one after the other. Numbers come as they are written, as strings.

    :raises Unreadable: if there is none, or it is too large or nested too deep.
    """
    if len(text) > MAX_CHARS:
        raise Unreadable("too large")
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    text = text.lstrip("\ufeff \t\r\n")
    if _is_too_deep(text):
        raise Unreadable("nested too deep")
    for repair in _REPAIRS if len(text) <= MAX_REPAIRED_CHARS else _REPAIRS[:2]:
        try:
            return _decode(repair(text))
        except (ValueError, RecursionError):
            continue
    raise Unreadable("not JSON")


def _decode(text: str) -> list[Any]:
    values: list[Any] = []
    position = 0
    while len(values) < MAX_VALUES:
        between = _BETWEEN.match(text, position)
        position = between.end() if between else position
        if text[position : position + 1] not in ("{", "["):
            break
        value, position = _DECODER.raw_decode(text, position)
        values.append(value)
    if not values:
        raise Unreadable("no object")
    return values


def _is_too_deep(text: str) -> bool:
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return False
    depth = 0
    for match in _OPENERS.finditer(text):
        character = text[match.start()]
        if character in "{[":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif character in "}]":
            depth = max(0, depth - 1)
    return False


def _as_written(text: str) -> str:
    return text


def _unwrapped(text: str) -> str:
    match = _WRAPPING.match(text)
    return text[match.end() :] if match else text


def _tidied(text: str) -> str:
    """Return the text without comments and trailing commas, its escapes mended."""
    text = _COMMENT.sub(lambda match: match[1] or " ", _unwrapped(text))
    text = _TRAILING_COMMA.sub(lambda match: match[1] or ("" if match[3] else match[2]), text)
    return _BAD_ESCAPE.sub(_mended, text)


def _mended(match: re.Match[str]) -> str:
    if match[1] is not None:
        return match[0]
    # JSON has no \' : scripts write it for the quote alone. Any other backslash means itself.
    return "'" if match[2] == "'" else "\\\\" + (match[2] or "")


def _requoted(text: str) -> str:
    r"""Return the text with the unescaped quotes inside its strings escaped.

    A quote closes a key only before a colon, and a value of an object only before what may follow one. A string in a
    list closes at its next quote: there a comma between two quotes says nothing, and what then does not parse is left.
    """
    text = _unwrapped(text)
    kept: list[str] = []
    inside: list[str] = []  # the open brackets
    position = last = 0
    is_key = False
    while (match := _STRUCTURE.search(text, position)) is not None:
        character = match[0]
        position = match.end()
        if character in "{[":
            inside.append(character)
            is_key = character == "{"
        elif character in "}]":
            if inside:
                inside.pop()
            is_key = False
        elif character == ",":
            is_key = bool(inside) and inside[-1] == "{"
        elif character == ":":
            is_key = False
        else:
            closes = _ENDS_KEY if is_key else _ENDS_VALUE if inside and inside[-1] == "{" else None
            end = _closing_quote(text, position, closes)
            if end < 0:
                raise Unreadable("a string does not end")
            content = text[position:end]
            kept += (text[last:position], _BARE_QUOTE.sub(r'\1\\"', content))
            last = end
            position = end + 1
    return "".join([*kept, text[last:]])


_BARE_QUOTE = re.compile(r'((?<!\\)(?:\\\\)*+)"')
_NEXT_QUOTE = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.S)


def _closing_quote(text: str, start: int, closes: re.Pattern[str] | None) -> int:
    """Return the position of the quote that closes a string, or -1."""
    position = start
    while (match := _NEXT_QUOTE.match(text, position)) is not None:
        quote = match.end() - 1
        if closes is None or closes.match(text, quote):
            return quote
        position = match.end()
    return -1


_REPAIRS: tuple[Callable[[str], str], ...] = (
    _as_written,
    _unwrapped,
    _tidied,
    _requoted,
    lambda text: _tidied(_requoted(text)),
)


def _plain_number(written: str) -> str:
    return written.removesuffix(".0")


_DECODER = json.JSONDecoder(
    strict=False, parse_int=_plain_number, parse_float=_plain_number, parse_constant=lambda _: None
)
