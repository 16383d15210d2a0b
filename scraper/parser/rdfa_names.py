"""Names in RDFa attributes: terms of the vocabulary in scope, and names with a prefix (RDFa Core 1.1 §7.4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scraper.parser.things import local_name

MAX_NAMES = 20  # in one attribute
MAX_PREFIXES = 100  # that one attribute defines
MAX_NAME_CHARS = 500

SCHEMA_ORG = "https://schema.org/"

# Words of HTML's own for the kind of a link, which say nothing of the thing (https://html.spec.whatwg.org/#linkTypes
# and what pages have added). `author` is not among them: it is a property too.
_LINK_TYPES = frozenset(
    (
        "alternate amphtml apple-touch-icon archives bookmark canonical category contents dns-prefetch dofollow edituri"
        " expect external first follow gallery help home icon index last license lightbox manifest me modulepreload"
        " next nofollow noopener noreferrer opener payment pingback preconnect prefetch preload prerender prev previous"
        " privacy-policy search shortcut shortlink sponsored start stylesheet tag terms-of-service tooltip ugc up"
        " wlwmanifest"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Names:
    """What names mean in a part of the page.

    :param vocabulary: what stands before terms; None where the page says none: then terms count as schema.org's, whose
        pages often forget it; empty where it says that there is none.
    :param prefixes: prefix in lower case → what it stands for.
    """

    vocabulary: str | None = None
    prefixes: Mapping[str, str] = field(default_factory=lambda: {"schema": SCHEMA_ORG})

    def within(self, attributes: Mapping[str, str | None]) -> "Names":
        """Return what names mean inside an element."""
        vocabulary = self.vocabulary
        if "vocab" in attributes:
            vocabulary = (attributes["vocab"] or "").strip()
            vocabulary = SCHEMA_ORG if vocabulary and local_name(vocabulary.rstrip("/#") + "/") == "" else vocabulary
        defined = dict(_prefixes(attributes)) if "prefix" in attributes or _has_namespaces(attributes) else {}
        if vocabulary == self.vocabulary and not defined:
            return self
        return Names(vocabulary, {**self.prefixes, **defined})

    def all(self, written: str | None) -> list[str]:
        """Return the names of types or properties in an attribute."""
        return [name for token in _tokens(written) if (name := self._name(token)) is not None]

    def links(self, written: str | None, *, prefixed: bool) -> list[str]:
        """Return the names of properties in ``rel`` or ``rev``, without the words that HTML has for links.

        :param prefixed: whether only names with a prefix count (HTML+RDFa 1.1 §3.1).
        """
        if not written:
            return []
        tokens = [token for token in _tokens(written) if token.lower() not in _LINK_TYPES]
        if prefixed or not self.vocabulary:
            tokens = [token for token in tokens if ":" in token]
        return [name for token in tokens if (name := self._name(token)) is not None]

    def resource(self, written: str) -> str:
        """Return the address that an attribute for resources names: an address, or a name with a known prefix."""
        written = written.strip()
        if written.startswith("[") and written.endswith("]"):
            written = written[1:-1]
        prefix, colon, rest = written.partition(":")
        known = self.prefixes.get(prefix.lower()) if colon and not rest.startswith("//") else None
        return known + rest if known is not None else written

    def _name(self, token: str) -> str | None:
        if ":" in token:
            return local_name(self.resource(token))
        if self.vocabulary is None:
            return token
        return local_name(self.vocabulary + token) if self.vocabulary else None


def _has_namespaces(attributes: Mapping[str, str | None]) -> bool:
    return any(name.startswith("xmlns:") for name in attributes)


def _tokens(written: str | None) -> list[str]:
    return [token for token in (written or "").split()[:MAX_NAMES] if len(token) <= MAX_NAME_CHARS]


def _prefixes(attributes: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    for name, value in attributes.items():
        if name.startswith("xmlns:") and value and len(value) <= MAX_NAME_CHARS:
            yield name[len("xmlns:") :].lower(), value.strip()
    tokens = (attributes.get("prefix") or "").split()[: 2 * MAX_PREFIXES]
    for prefix, meaning in zip(tokens[::2], tokens[1::2], strict=False):
        if prefix.endswith(":") and len(meaning) <= MAX_NAME_CHARS:
            yield prefix[:-1].lower(), meaning
