"""Text of strangers in what is read as Markdown or YAML: cut short, on one line, escaped."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

_MOST_NAME = 80  # characters of a name that are told
_PLAIN = re.compile(r"[a-z][a-z0-9_]*(-[a-z0-9_]+)*")
_YAML_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def one_line(text: str, most: int) -> str:
    """Return text on one line, without characters that cannot be seen or turn the direction of writing."""
    begun = text[: most * 4]
    seen = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in begun)
    line = " ".join(seen.split())
    return line if len(line) <= most and len(text) == len(begun) else line[: most - 1] + "…"


def escaped(text: str, most: int = _MOST_NAME) -> str:
    """Return text for a line or cell of Markdown: on one line, cut short, nothing in it is mark-up."""
    plain = re.sub(r"([\\`*_{}\[\]#!|~$])", r"\\\1", one_line(text, most))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def code(text: str) -> str:
    """Return text as code within a line of Markdown."""
    return f"`{one_line(text, _MOST_NAME).replace('`', chr(39)).replace('|', '/')}`"


def visible(text: str) -> str:
    """Return JSON with the characters escaped that break a line or turn the direction of writing."""
    return "".join(
        f"\\u{ord(one):04x}" if unicodedata.category(one) in ("Cf", "Zl", "Zp") and ord(one) < 0x10000 else one
        for one in text
    )


def yaml(value: Mapping[str, Any] | Sequence[Any], indent: str = "") -> str:
    """Return mappings, lists and scalars as YAML; every text that is not a plain word is quoted as in JSON."""
    if isinstance(value, Mapping):
        return "".join(f"{indent}{_scalar(key)}:{_below(one, indent)}" for key, one in value.items())
    return "".join(f"{indent}-{_entry(one, indent)}" for one in value)


def _below(value: Any, indent: str) -> str:
    if isinstance(value, Mapping | list | tuple) and value:
        return "\n" + yaml(value, indent + "  ")
    return f" {_scalar(value)}\n"


def _entry(value: Any, indent: str) -> str:
    if isinstance(value, Mapping) and value:
        return " " + yaml(value, indent + "  ").removeprefix(indent + "  ")
    return _below(value, indent)


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    line = one_line(value, 1000)
    is_plain = _PLAIN.fullmatch(line) and line not in _YAML_WORDS
    return line if is_plain else json.dumps(line, ensure_ascii=False)
