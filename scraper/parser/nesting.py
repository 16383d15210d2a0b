"""Limits on elements within elements and on the size of tags, before the text reaches the parser.

What a page costs must grow with its size. Four things in the tree construction of HTML (WHATWG HTML §13.2.6) cost more:
every tag looks up the open elements; emphasis that is not closed is opened anew in every paragraph after it; every
option of a choice looks at all before it; and so does every attribute of a tag.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

MAX_NESTING = 512
"""Elements within elements, as in browsers; deeper ones are read as if their tags were not there."""
MAX_EMPHASIS = 20
"""Elements such as ``<b>`` and ``<font>`` that wait for their end; further ones are read as if they were not there."""
MAX_OPTIONS = 4000
"""Of one choice; further ones are read as if their tags were not there."""
MAX_TAG_CHARS = 50_000
"""Of one tag with its attributes; a longer one is read without them."""

_FEW_TAGS = 4000
_FEW_UNCLOSED = 1000
_LARGE_PAGE = 4 * MAX_TAG_CHARS
_LONG_TAG = re.compile(rf"<([a-z][a-z0-9-]*+)[^<>]{{{MAX_TAG_CHARS},}}+>?", re.I)
# Comments and elements whose content is no mark-up are passed over as a whole. What is not closed runs to the end, so
# that each character is looked at once.
_ANY_TAG = r"<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)(?:[^>\"']|\"[^\"]*+\"?|'[^']*+'?)*+>?"
_PLAIN_TAG = re.compile(_ANY_TAG, re.I | re.S)
_TAG = re.compile(
    r"<!--(?:.*?-->|.*)|<(?P<raw>script|style|textarea|title)\b(?:.*?</(?P=raw)\b[^>]*+>?|.*)|" + _ANY_TAG, re.I | re.S
)
_EMPHASIS = frozenset("b big code em font i s small strike strong tt u".split())
# Elements without an end tag, whose end tag may be left out, or that a second one closes: they do not nest.
_UNNESTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr"
    " a button nobr p option thead tbody tfoot tr td th caption colgroup body head html".split()
)
_RUBY_PARTS = frozenset("rb rp rt rtc".split())
_FOREIGN = frozenset({"svg", "math"})
_HTML_IN = {
    "svg": frozenset({"foreignobject", "desc", "title"}),
    "math": frozenset({"mi", "mn", "mo", "ms", "mtext", "annotation-xml"}),
}
_SCOPES = (
    frozenset({"applet", "marquee", "object", "table", "template"}) | _FOREIGN | _HTML_IN["svg"] | _HTML_IN["math"]
)
# Across these an end tag of an element that is not one of them itself reaches nothing (§13.2.4.2 "special").
_SPECIAL = _SCOPES | frozenset(
    "address article aside blockquote center dd details dir div dl dt fieldset figcaption figure footer frameset h1"
    " header hgroup iframe li listing main menu nav noembed noframes noscript ol plaintext pre search section select"
    " summary ul xmp".split()
)
_HEADINGS = dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "h1")  # the end tag of one closes any other
# An entry closes the one before it unless a special element other than these stands between them.
_PASSED = frozenset({"address", "div"})
_ENTRIES = {"li": ("li",), "dd": ("dd", "dt"), "dt": ("dd", "dt")}
# These end foreign content wherever they stand in it (§13.2.6.5).
_BREAKS_OUT = frozenset(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta"
    " nobr ol p pre ruby s small span strong strike sub sup table tt u ul var".split()
)


def limit_markup(html: str) -> str:
    """Bound what costs the parser more than its size: the depth of elements, and the attributes of one of them."""
    if len(html) >= _LARGE_PAGE:
        html = _LONG_TAG.sub(r"<\1>", html)
    return limit_nesting(html)


def limit_nesting(html: str) -> str:
    """Drop the tags of elements nested deeper than ``MAX_NESTING``, and of emphasis beyond ``MAX_EMPHASIS``."""
    tags = html.count("<")
    if tags < _FEW_TAGS and tags - 2 * html.count("</") < _FEW_UNCLOSED:
        return html
    return "".join(_kept(html))


def _kept(html: str) -> Iterator[str]:
    open_elements = _OpenElements()
    done = 0
    while (match := _TAG.search(html, done)) is not None:
        yield html[done : match.start()]
        if match["raw"] and open_elements.in_foreign:
            # In a drawing these are elements like any other, and what is in them is mark-up.
            match = _PLAIN_TAG.match(html, match.start()) or match
        done = match.end()
        written = match["name"]
        if written is None:
            yield match[0]
            continue
        name = written.lower()
        name = _HEADINGS.get(name, name)
        kept = open_elements.end(name) if match["end"] else open_elements.start(name, match[0])
        yield match[0] if kept else "" if name in _EMPHASIS else " "
    yield html[done:]


class _OpenElements:
    """Which elements are open, as far as the parser's own list of them matters. Each tag takes the same time."""

    def __init__(self) -> None:
        self._names: list[str] = []  # innermost last; an empty name is one that was closed in the midst of others
        self._places: dict[str, list[int]] = defaultdict(list)
        self._special: list[int] = []
        self._barriers: list[int] = []  # special elements that an entry of a list does not look past
        self._scopes: list[int] = []
        self._modes: list[int] = []  # where HTML becomes a drawing or a formula, and that HTML again, by turns
        self._depth = 0
        self._options = 0  # of the select that is open
        self._waiting: Counter[str] = Counter()  # emphasis
        self._dropped: Counter[str] = Counter()

    def start(self, name: str, tag: str) -> bool:
        """Open an element; return whether its tag is kept.

        :param tag: the whole tag.
        """
        if name in _EMPHASIS:
            self._waiting[name] += 1
            if self._waiting.total() > MAX_EMPHASIS:
                self._dropped[name] += 1
                return False
        if tag.endswith("/>") and (name in _FOREIGN or (self.in_foreign and name not in _BREAKS_OUT)):
            return True
        if self.in_foreign:
            if name not in _BREAKS_OUT:
                is_html = name in _HTML_IN[self._names[self._modes[-1]]]
                return self._open(name, is_border=is_html and (name != "annotation-xml" or "html" in tag.lower()))
            self._close_from(self._modes[-1])
        if name == "option" and self._places["select"]:
            self._options += 1
            return self._options <= MAX_OPTIONS
        if self._does_not_nest(name):
            return True
        if name == "select":
            self._options = 0
        elif name in _ENTRIES:
            self._close_entry(name)
        return self._open(name, is_border=name in _FOREIGN)

    def end(self, name: str) -> bool:
        """Close an element; return whether its tag is kept."""
        if name in _EMPHASIS and self._waiting[name]:
            self._waiting[name] -= 1
        if self._dropped[name]:
            self._dropped[name] -= 1
            return False
        places = self._places[name]
        if not places:
            return True
        is_across = bool(self._special) and self._special[-1] > places[-1]
        if is_across and name in _EMPHASIS:
            self._names[places.pop()] = ""
            self._depth -= 1
        elif name in _SPECIAL:
            lists = self._places["ul"][-1:] + self._places["ol"][-1:] if name == "li" else []
            if name in _SCOPES or max(self._scopes[-1:] + lists, default=-1) < places[-1]:
                self._close_from(places[-1])
        elif not is_across:
            self._close_from(places[-1])
        return True

    @property
    def in_foreign(self) -> bool:
        """Whether what comes now stands in a drawing or a formula, not in HTML inside it."""
        return len(self._modes) % 2 == 1

    def _does_not_nest(self, name: str) -> bool:
        if name in _RUBY_PARTS:
            return bool(self._places["ruby"])
        return name in _UNNESTED or (name == "form" and not self._places["template"])

    def _close_entry(self, name: str) -> None:
        """Close the entry of a list that the next one ends."""
        last = max((self._places[entry][-1] for entry in _ENTRIES[name] if self._places[entry]), default=-1)
        if last >= 0 and last >= max(self._barriers[-1:], default=-1):
            self._close_from(last)

    def _open(self, name: str, *, is_border: bool) -> bool:
        if self._depth >= MAX_NESTING:
            self._dropped[name] += 1
            return False
        place = len(self._names)
        self._names.append(name)
        self._places[name].append(place)
        self._depth += 1
        if name in _SPECIAL:
            self._special.append(place)
            if name not in _PASSED:
                self._barriers.append(place)
        if name in _SCOPES:
            self._scopes.append(place)
        if is_border:
            self._modes.append(place)
        return True

    def _close_from(self, place: int) -> None:
        while len(self._names) > place:
            name = self._names.pop()
            if name:
                self._places[name].pop()
                self._depth -= 1
        for places in (self._special, self._barriers, self._scopes, self._modes):
            while places and places[-1] >= place:
                places.pop()
