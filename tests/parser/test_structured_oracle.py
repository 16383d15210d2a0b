"""What the universal profile reads agrees with an independent reader of structured mark-up, on every fixture."""

import json
from pathlib import Path
from typing import Any

import pytest

from scraper.page import Page
from scraper.parser.things import Syntax, Thing, Words
from scraper.parser.view import PageView

pytestmark = pytest.mark.slow

FIXTURES = Path(__file__).parent.parent / "sites" / "universal"
CASES = sorted(path.parent.name for path in FIXTURES.glob("*/page.html"))
# The oracle reads strict JSON and whole references; these pages are repaired or follow the standard where it does not.
BEYOND_THE_ORACLE = {"json_ld_unescaped_quotes", "microdata_references"}


def view_of(case: str) -> tuple[PageView, str]:
    body = (FIXTURES / case / "page.html").read_text(encoding="utf-8")
    page = Page(
        body.encode(), source="t", url="https://x.example/", headers=(("Content-Type", "text/html; charset=utf-8"),)
    )
    return PageView(page), body


def words_of(value: Any) -> set[str]:
    """Return the words of all plain values of the oracle's answer."""
    if isinstance(value, dict):
        return {word for key, part in value.items() if not key.startswith("@") for word in words_of(part)}
    if isinstance(value, list):
        return {word for part in value for word in words_of(part)}
    return set() if value is None or isinstance(value, bool) else set(str(value).split())


def types_of(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = value.get("type", value.get("@type"))
        names = {own} if isinstance(own, str) else set(own or [])
        found = {name.rsplit("/", 1)[-1].removeprefix("schema:") for name in names}
        return found | {name for part in value.values() for name in types_of(part)}
    if isinstance(value, list):
        return {name for part in value for name in types_of(part)}
    return set()


def our_types(thing: Thing) -> set[str]:
    found = {name.rsplit("/", 1)[-1] for name in thing.types}
    for values in thing.properties.values():
        for value in values:
            found |= our_types(value) if isinstance(value, Thing) else set()
    return found


def our_raw(thing: Thing) -> set[str]:
    found: set[str] = set()
    for values in thing.properties.values():
        for value in values:
            found |= our_raw(value) if isinstance(value, Thing) else set((value.raw or "").split())
    return found


@pytest.mark.parametrize("case", [case for case in CASES if case not in BEYOND_THE_ORACLE])
def test_same_types_in_each_syntax(case: str) -> None:
    import extruct  # noqa: PLC0415 — only the slow tests need it

    view, body = view_of(case)
    for syntax, name in ((Syntax.JSON_LD, "json-ld"), (Syntax.MICRODATA, "microdata")):
        try:
            oracle = extruct.extract(body, syntaxes=[name], base_url="https://x.example/")[name]
        except json.JSONDecodeError:
            continue  # one broken block costs the oracle all of them
        ours = {found for thing in view.markup.things if thing.syntax is syntax for found in our_types(thing)}
        assert types_of(oracle) <= ours


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith(("json_ld", "faq_json"))])
def test_every_value_of_the_oracle_is_read(case: str) -> None:
    import extruct  # noqa: PLC0415

    view, body = view_of(case)
    try:
        oracle = extruct.extract(body, syntaxes=["json-ld"])["json-ld"]
    except json.JSONDecodeError:
        return
    ours = {word for thing in view.markup.things for word in our_raw(thing)}
    assert {word for word in words_of(oracle) if not word.startswith("#")} - ours <= {"2.0"}


def test_microdata_values_agree() -> None:
    import extruct  # noqa: PLC0415

    view, body = view_of("microdata_question")
    (oracle,) = extruct.extract(body, syntaxes=["microdata"])["microdata"]
    theirs = oracle["properties"]["mainEntity"]["properties"]
    (ours,) = view.markup.things[0].things("mainEntity")
    for name in ("name", "upvoteCount", "answerCount", "dateCreated"):
        value = next(ours.values(name))
        assert isinstance(value, Words)
        assert value.literal == theirs[name]
    assert ours.first_line("author/name") == theirs["author"]["properties"]["name"]
    assert ours.first_line("text") == " ".join(theirs["text"].split()).replace(" Share", "")
