"""What tags and attributes mean to a reader: what begins a line, what is hidden, what is page furniture."""

import re
from functools import lru_cache

HIDDEN_TAGS = frozenset(
    (
        "audio button canvas dialog embed frame frameset head iframe img input map math meter noembed noframes"
        " noscript object optgroup option picture progress rp rt script select source style svg template textarea"
        " title track video xmp -comment -doctype"
    ).split()
)
BLOCK_TAGS = frozenset(
    (
        "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure"
        " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol p plaintext pre"
        " search section summary table tbody td tfoot th thead tr ul"
    ).split()
)
HEADING_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "summary": 6, "legend": 6, "caption": 6}
HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
STRONG_TAGS = frozenset({"b", "strong", "th"})
CONTAINER_TAGS = BLOCK_TAGS - HEADING_LEVELS.keys() - {"p"}
PRE_TAGS = frozenset({"pre", "listing", "plaintext"})
LIST_TAGS = frozenset({"ul", "ol", "dl", "menu", "dir"})
FURNITURE_TAGS = frozenset({"aside", "footer", "header", "search"})
_FURNITURE_ROLES = frozenset(
    ("alert alertdialog banner complementary contentinfo dialog menu menubar navigation search toolbar tablist").split()
)
_FURNITURE_WORDS = frozenset(
    (
        "ad ads advert advertisement advertising banner breadcrumb breadcrumbs consent cookie cookies crumbs"
        " footer gdpr login masthead menu modal nav navbar navigation newsletter pager pagination popup promo"
        " promotion share sharing sidebar signin skip social sponsor sponsored subscribe toolbar topbar trending"
    ).split()
)
_CONTENT_WORDS = frozenset(
    ("answer article ask asker body comment content entry main message post question reply text thread title").split()
)
_UNSEEN_CLASSES = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|u-hidden|d-none|is-hidden)(?:\s|$)", re.I
)
_HIDING_ATTRIBUTES = frozenset({"hidden", "style", "aria-hidden", "role"})
_UNSEEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.I)
BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table(?!-c)|table-cell)", re.I)
_PRE_STYLE = re.compile(r"white-space\s*:\s*(pre(?:-wrap|-line)?|break-spaces)", re.I)
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_WORD_SPLIT = re.compile(r"[\s_-]+|(?<=[a-z])(?=[A-Z])")


def pre_of(tag: str, style: str) -> str | None:
    """Return how an element keeps white space, where it says so."""
    if tag in PRE_TAGS:
        return "pre"
    match = _PRE_STYLE.search(style) if style else None
    return match[1].lower() if match else None


def is_unseen(tag: str, attributes: dict[str, str | None]) -> bool:
    """Whether the attributes of an element say that a reader does not see it."""
    classes = attributes.get("class")
    if classes and _names_unseen(classes):
        return True
    if _HIDING_ATTRIBUTES.isdisjoint(attributes):
        return False
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    if style and _UNSEEN_STYLE.search(style):
        return True
    if attributes.get("aria-hidden") == "true" and tag not in BLOCK_TAGS:
        return True
    return attributes.get("role") == "button" and not attributes.get("href")


@lru_cache(maxsize=4096)
def _names_unseen(classes: str) -> bool:
    return _UNSEEN_CLASSES.search(classes) is not None


def is_furniture(attributes: dict[str, str | None], tag: str) -> bool:
    """Whether the attributes of an element say that it is navigation, a banner, a footer, a side bar or the like."""
    role = attributes.get("role")
    if role and role in _FURNITURE_ROLES:
        return True
    if tag in ("html", "body", "main", "article", "a") or HEADING_LEVELS.get(tag):
        return False
    classes, name = attributes.get("class"), attributes.get("id")
    return bool(classes and _names_furniture(classes)) or bool(name and _names_furniture(name))


@lru_cache(maxsize=4096)
def _names_furniture(classes: str) -> bool:
    if len(classes) > 500:
        return False
    for token in classes.split():
        words = {word.lower() for word in _WORD_SPLIT.split(token)}
        if words & _FURNITURE_WORDS and not words & _CONTENT_WORDS:
            return True
    return False
