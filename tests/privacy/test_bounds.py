"""Hostile texts cost no more than their length: every expression is bounded."""

import importlib
import pkgutil
import re
from itertools import pairwise
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

import scraper.privacy
from scraper.privacy import Privacy
from scraper.privacy.finding import find
from scraper.privacy.people import People
from tests.privacy.records import KEY, record

MODULES = [
    importlib.import_module(f"scraper.privacy.{module.name}")
    for module in pkgutil.iter_modules(scraper.privacy.__path__)
    if module.name != "presidio"
]
EXPRESSIONS = {
    f"{module.__name__}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
}
REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}
# One class of characters again and again: it is walked once and never tried in another way.
ONE_CLASS = {"scraper.privacy.people._PARTS", "scraper.privacy.people.ALL_CHINESE", "scraper.privacy.names_en._WORDS"}
HOSTILE = [
    *(
        "a",
        "A",
        "1",
        "1 ",
        "0",
        "@",
        "a@",
        "a.",
        "1.",
        "1-",
        ":",
        "a:",
        "/",
        "\\",
        "C:\\",
        "(",
        "+",
        ".",
        "\n",
        "--",
        "A-",
    ),
    *("Dr. ", "Dr. A", "Hi ", "Hi A", "A ", "Aa ", "my son ", "Thanks, ", "name is ", "'s ", "miki", "mikimiki "),
    *("陳", "陳醫師", "敬上", "祝", "我叫陳", "林志明", "ａ", "９", "é", "\u0301", "İ"),
    *("[at]", " at ", " dot ", "x dot ", "LINE ", "MRN ", "tel ", "4111 ", "[name]", "person-", "https://", "www."),
]


def widths(tree: parser.SubPattern, outer: int = 1) -> list[int]:
    """Return how many steps each repetition may take, those around it multiplied in."""
    found = []
    for operation, argument in tree:
        inner = outer
        parts = argument if isinstance(argument, tuple) else (argument,)
        if operation in REPEATS:
            inner = outer * (10**9 if argument[1] is sre.MAXREPEAT else argument[1])
            found.append(inner)
        for part in parts:
            for sub in part if isinstance(part, list) else [part]:
                if isinstance(sub, parser.SubPattern):
                    found += widths(sub, inner)
    return found


@pytest.mark.parametrize("name", sorted(set(EXPRESSIONS) - ONE_CLASS))
def test_no_expression_repeats_without_a_bound(name: str) -> None:
    expression = EXPRESSIONS[name]
    assert max(widths(parser.parse(expression.pattern, expression.flags & ~re.UNICODE)), default=0) <= 2048


def test_an_expression_without_a_bound_would_be_seen() -> None:
    assert max(widths(parser.parse("(?:a{1,9}b){1,9}c"))) == 81
    assert max(widths(parser.parse("x(?:a|b+)"))) > 2048


@pytest.mark.parametrize("piece", ["miki", "mi", "m", "aa"])
def test_many_people_are_looked_for_by_a_bounded_number_of_lengths(piece: str) -> None:
    people = People((f"{'a' * (1 + number % 50)}{number}", True) for number in range(2000))
    lengths = max(map(len, people._lengths.values()))
    assert lengths <= 64
    assert sum(1 for _ in people.find(piece * 2000)) == 0


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_megabyte_of_anything_is_read_through(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    spans = find(text, People([("miki", False), ("Chen Xianchang", True), ("林志明", True)]))
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_a_long_text_is_protected() -> None:
    text = "Dear Dr. Wang, 我是阿明。 " * 300
    protected, _ = Privacy("redact", KEY).protect(record(text=text.strip(), asker="阿明"))
    assert "Wang" not in protected.question.text
    assert "阿明" not in protected.question.text
