"""Topics that a page attaches to a question: links that say they are tags."""

from selectolax.lexbor import LexborNode

from scraper.parser.place import NodePlace
from scraper.parser.rules import Found
from scraper.parser.unmarked.outline import class_words
from scraper.parser.unmarked.repetition import Unit
from scraper.parser.unmarked.structure import Structure
from scraper.parser.values import clean_line

MAX_TOPICS = 50
MAX_TOPIC_CHARS = 50
_LINKS = "a[rel~=tag],a[class*=tag],[class*=tag] a"
_WORDS = frozenset({"tag", "tags", "posttag", "taglist"})
_MAX_STEPS = 3  # from a link to the element that says of a list that it is one of tags


def find_topics(structure: Structure, question: Unit) -> list[Found]:
    """Return the tags inside a question's lines."""
    found: dict[str, Found] = {}
    for node in structure.view.css(_LINKS):
        around = structure.outline.around(node)
        if around is None or not question.first <= around.first <= around.last <= question.last or not _is_tag(node):
            continue
        text = clean_line(node.text(separator=" "))
        if 0 < len(text) <= MAX_TOPIC_CHARS:
            found.setdefault(text, Found(text, "tag", NodePlace(node, end=len(text))))
        if len(found) == MAX_TOPICS:
            break
    return list(found.values())


def _is_tag(node: LexborNode) -> bool:
    if "tag" in (node.attributes.get("rel") or "").split():
        return True
    current: LexborNode | None = node
    for _ in range(_MAX_STEPS):
        if current is None:
            break
        if class_words(current) & _WORDS:
            return True
        current = current.parent
    return False
