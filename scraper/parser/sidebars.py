"""Whether something stands beside the page's own content: in a side bar, the navigation or the footer."""

from scraper.parser.things import Syntax, Thing

MAX_STEPS = 200  # up the tree

_TAGS = frozenset({"aside", "nav", "footer"})
_ROLES = frozenset({"complementary", "navigation", "contentinfo"})
_WORDS = frozenset({"sidebar", "side-bar", "related", "related-questions", "similar-questions"})


def is_beside(thing: Thing) -> bool:
    """Whether a thing's element stands beside the content. What a script says stands nowhere."""
    if thing.syntax is Syntax.JSON_LD:
        return False
    node = thing.node
    for _ in range(MAX_STEPS):
        attributes = node.attributes
        words = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()
        if node.tag in _TAGS or attributes.get("role") in _ROLES or not _WORDS.isdisjoint(words):
            return True
        parent = node.parent
        if parent is None or parent.tag in ("body", "main", None):
            return False
        node = parent
    return False
