"""What the names in a piece of JSON-LD mean: its ``@context``, as far as pages use it.

Contexts elsewhere on the web are not loaded: under them, and where there is none, names count as those of schema.org.
What a context says itself is heeded: another vocabulary, prefixes, and other names for terms and keywords
(https://www.w3.org/TR/json-ld11/#the-context).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scraper.parser.things import local_name

MAX_TERMS = 1000  # of one context
MAX_NAME_CHARS = 500  # of what a term stands for
MAX_CONTEXTS = 20  # in one list of them

SCHEMA_ORG = "https://schema.org/"
KEYWORDS = frozenset({"@id", "@type", "@value", "@list", "@set", "@graph", "@reverse", "@language", "@context"})
# The context of schema.org itself gives these two keywords plain names.
_PLAIN_KEYWORDS = {"type": "@type", "id": "@id"}


@dataclass(frozen=True, slots=True)
class Context:
    """Meaning of names.

    :param terms: name → the keyword, prefix or full name it stands for.
    :param vocabulary: what stands before the names that are no term.
    """

    terms: Mapping[str, str] = field(default_factory=lambda: _PLAIN_KEYWORDS)
    vocabulary: str = SCHEMA_ORG

    def name(self, key: str) -> str:
        """Return the keyword, the name in schema.org, or the full name elsewhere that a key or type stands for."""
        if key in self.terms:
            return local_name(self.terms[key])
        if ":" not in key:
            return key if self.vocabulary == SCHEMA_ORG or key.startswith("@") else self.vocabulary + key
        return local_name(self._expanded(key))

    def within(self, value: Any) -> "Context":
        """Return the context that holds inside an object with the given ``@context``."""
        context = self
        for part in value[:MAX_CONTEXTS] if isinstance(value, list) else [value]:
            if part is None or isinstance(part, str):
                context = DEFAULT
            elif isinstance(part, dict):
                context = context._with(part)
        return context

    def _with(self, said: dict[str, Any]) -> "Context":
        vocabulary = said.get("@vocab", self.vocabulary)
        if not isinstance(vocabulary, str) or len(vocabulary) > MAX_NAME_CHARS or local_name(vocabulary) == "":
            vocabulary = SCHEMA_ORG
        terms = dict(self.terms)
        for term, meaning in list(said.items())[:MAX_TERMS]:
            meant = meaning.get("@id") if isinstance(meaning, dict) else meaning
            if not term.startswith("@") and isinstance(meant, str) and len(meant) <= MAX_NAME_CHARS:
                terms[term] = meant
        context = Context(terms, vocabulary)
        # A term may be said with a prefix that the same context defines.
        return Context({term: context._expanded(meant) for term, meant in terms.items()}, vocabulary)

    def _expanded(self, name: str) -> str:
        prefix, colon, rest = name.partition(":")
        known = self.terms.get(prefix) if colon and not rest.startswith("//") else None
        return known + rest if known is not None and len(name) <= MAX_NAME_CHARS else name


DEFAULT = Context()
"""Where nothing is said: names are those of schema.org."""
