"""What the universal profile gives agrees with an independent reader of structured mark-up, field by field.

The oracle (extruct) reads the same page; what it finds is put through the same rules, so that only the reading of the
mark-up differs. Every field that it can give must be what we give: name, text, author, dates, counts, addresses, tags,
and whether an answer is accepted. Texts are compared without blanks and the marks of lists, which the oracle has not.

Where the two differ on purpose, the page is not compared:

- Malformed blocks. One broken block of JSON-LD costs the oracle all of the page; here it is repaired or costs itself
  alone. Pages with comments, CDATA, escaped or unescaped quotes are read here only.
- What a reader does not see. The oracle gives the labels of buttons and hidden text as text.
- What the oracle does not know of its syntax: ``@context`` that renames terms, ``@reverse``, escaped media types,
  ``itemref`` to elements that hold further references, an ``itemtype`` whose page forgot ``itemscope``.
- RDFa that the standard reads as no one meant it: a plain link around a property makes the link's target the subject,
  terms without a vocabulary are nothing, ``nofollow`` is a property.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from scraper.page import Page
from scraper.parser.jsonld import read_jsonld
from scraper.parser.markup_text import line_of
from scraper.parser.structured import Markup
from scraper.parser.things import Syntax, Thing, Words, local_name
from scraper.parser.universal import STRUCTURED
from scraper.parser.values import clean_text
from scraper.parser.view import PageView
from tests.parser.marked_up import SYNTAXES, draw

pytestmark = pytest.mark.slow

URL = "https://forum.example/q/1"
FIXTURES = Path(__file__).parent.parent / "sites" / "universal"
PAGES = 120  # drawn at random, of each syntax
# Fixtures that are read on purpose where the oracle reads nothing or something else: why.
BEYOND_THE_ORACLE = {
    "json_ld_across_blocks": "the oracle does not join what several blocks say of one name",
    "json_ld_languages": "the oracle does not choose the language of the page",
    "json_ld_vocabulary": "the oracle does not read the context: the second question is none of schema.org's",
    "microdata_question": "the label of a button is no text",
    "microdata_in_page_and_sidebar": "the oracle does not say where on the page a thing stands",
}


class Said(Words):
    """A plain value as the oracle gives it: text, whatever is in it."""

    @property
    def text(self) -> str | None:
        return super().text if self.json is not None else clean_text(self.raw or "")

    @property
    def line(self) -> str | None:
        return line_of(self.raw or "", escaped=self.json is not None)


class OracleView(PageView):
    """A page whose mark-up the oracle has read in one syntax."""

    def __init__(self, page: Page, syntax: Syntax, found: Any) -> None:
        super().__init__(page)
        assert self.tree is not None
        self._root = self.tree.root
        self._syntax = syntax
        self._json = read_jsonld(self.tree)[0][0].place if syntax is Syntax.JSON_LD else None
        self._named: dict[str, Any] = {}
        self._open: set[str] = set()
        nodes = list(self._unfolded(found))
        self._named = {node["@id"]: node for node in nodes if "@id" in node and len(node) > 1}
        self.oracle = Markup(tuple(self._thing(node) for node in self._first(nodes)))

    @property
    def markup(self) -> Markup:
        return self.oracle

    def _unfolded(self, value: Any) -> Any:
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, list):
                yield from self._unfolded(node)
            elif isinstance(node, dict):
                yield node
                yield from self._unfolded(node.get("@graph", []))

    def _first(self, nodes: list[Any]) -> list[Any]:
        """Return the nodes that no other leads to; the oracle gives those of RDFa all beside each other."""
        if self._syntax is not Syntax.RDFA:
            return nodes
        targets = {value["@id"] for node in nodes for value in _values(node) if "@id" in value}
        return [node for node in nodes if node["@id"] not in targets]

    def _thing(self, node: dict[str, Any]) -> Thing:
        if self._syntax is Syntax.MICRODATA:
            types, properties = node.get("type", []), node.get("properties", {})
        else:
            types = node.get("@type", [])
            properties = {key: value for key, value in node.items() if not key.startswith("@")}
        made = {local_name(key): tuple(self._made(value)) for key, value in properties.items()}
        names = frozenset(map(local_name, [types] if isinstance(types, str) else types))
        assert self._root is not None
        return Thing(self._syntax, names, made, self._json or Said("", self._root).place, self._root)

    def _made(self, value: Any) -> Any:
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                name = part.get("@id")
                if "@value" in part:
                    yield from self._made(part["@value"])
                elif name in self._named and name not in self._open:
                    self._open.add(name)
                    yield self._thing(self._named[name])
                    self._open.discard(name)
                elif name not in self._named:
                    yield self._made_of_address(name) if set(part) == {"@id"} else self._thing(part)
            elif isinstance(part, list):
                yield from self._made(part)
            elif part is not None:
                assert self._root is not None
                yield Said(str(part), self._root, json=self._json)

    def _made_of_address(self, name: str) -> Words:
        assert self._root is not None
        return Said(name, self._root, "href")


def _values(node: dict[str, Any]) -> list[Any]:
    lists = [values for values in node.values() if isinstance(values, list)]
    return [value for values in lists for value in values if isinstance(value, dict)]


def bare(text: str | None) -> str | None:
    """Return a text without blanks and the marks of lists."""
    return re.sub(r"\s+", "", re.sub(r"^(?:- |\d+\. )", "", text, flags=re.M)) if text is not None else None


def fields(view: PageView) -> list[dict[str, Any]]:
    """Return the fields of a page's threads that both readers can give."""
    found = []
    for draft in STRUCTURED.drafts(view, {}) if view.subjects else ():
        question = draft.value["question"]
        flat = {f"question/{name}": question.get(name) for name in ("title", "text", "asked_on", "score")}
        flat |= {"question/asker": question["asker"]["name"], "tags": draft.value["tags"] or None}
        replies = [{**reply, "text": bare(reply["text"])} for reply in draft.value["replies"]]
        found.append({**flat, "question/text": bare(question.get("text")), "replies": replies})
    return found


def compared(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> tuple[int, list[str]]:
    """Return how many fields the oracle gives, and in which of them we differ."""
    count, wrong = 0, []
    for number, record in enumerate(theirs):
        own = ours[number] if number < len(ours) else {"replies": []}
        for name, value in record.items():
            if name == "replies":
                for reply in value:
                    # RDF has no order, so a reply is found by its text; where several have the same, by all it says.
                    said = {key: part for key, part in reply.items() if part is not None}
                    same = [other for other in own["replies"] if other["text"] == reply["text"]]
                    best = min((_differing(said, other) for other in same), key=len, default=list(said))
                    count += len(said)
                    wrong += [f"replies/{key} of {reply['text']!r}" for key in best]
            elif value is not None:
                count += 1
                if own.get(name) != value:
                    wrong.append(f"{name}: {own.get(name)!r}, the oracle {value!r}")
    return count, wrong


def _differing(said: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [key for key, value in said.items() if other[key] != value]


def check(body: str, syntax: Syntax, url: str | None = URL) -> tuple[int, list[str]]:
    import extruct  # noqa: PLC0415 - only the slow tests need it

    page = Page(body.encode(), source="t", url=url, headers=(("Content-Type", "text/html; charset=utf-8"),))
    view = PageView(page)
    view.markup = Markup(tuple(thing for thing in view.markup.things if thing.syntax is syntax))
    try:
        found = extruct.extract(body, base_url=url, syntaxes=[syntax.value])[syntax.value]
    except json.JSONDecodeError:
        return 0, []  # one broken block costs the oracle all of them
    oracle = OracleView(page, syntax, found) if found and view.markup.things else None
    return compared(fields(view), fields(oracle)) if oracle is not None else (0, [])


@pytest.mark.parametrize("syntax", Syntax)
def test_every_field_of_the_oracle_is_ours(syntax: Syntax, capsys: pytest.CaptureFixture[str]) -> None:
    count: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in range(PAGES):
        rng = Random(f"{syntax} {seed}")
        found, differing = check(SYNTAXES[syntax](draw(rng), rng), syntax)
        count["drawn"] += found
        wrong += [f"page {seed}: {line}" for line in differing]
    for path in sorted(FIXTURES.glob("*/page.html")):
        if path.parent.name not in BEYOND_THE_ORACLE and not path.parent.name.startswith("not_"):
            expected = json.loads((path.parent / "expected.json").read_text(encoding="utf-8"))
            found, differing = check(path.read_text(encoding="utf-8"), syntax, expected["url"])
            count["fixtures"] += found
            wrong += [f"{path.parent.name}: {line}" for line in differing]
    total = count.total()
    with capsys.disabled():
        sys.stdout.write(f"\n{syntax}: {total - len(wrong)} of {total} fields agree ({dict(count)})\n")
    assert total > 1000
    assert not wrong, "\n".join(wrong[:50])
