"""Rules written as text: the form in which profile files hold them, which is the name they have in evidence.

``css('h1')`` · ``css('time')[datetime] >> day`` · ``line('^Asked by (.+)$')`` · ``between('^Question$', '^Answers$')``.
What stands between quotes is taken as it is: nothing is escaped, and any of ``'`` ``"`` and the backtick may be the
quote, whichever the text does not hold. Nothing in a rule's text executes.
"""

import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from itertools import islice
from typing import Any

from scraper.parser.converters import CONVERTERS, Kind, matcher
from scraper.parser.element_rules import Absolute, Has, Own, check_selector, elements
from scraper.parser.line_rules import MAX_LINE_CHARS, Address, Between, Later, Line, runs_from
from scraper.parser.making import MAX_ENTRIES
from scraper.parser.rules import Constant, Converted, Css, Each, Rule, Scope, quoted

MAX_RULE_CHARS = 2000

_QUOTED = r"'[^']*'|\"[^\"]*\"|`[^`]*`"
_HEAD = re.compile(
    rf"""\s*(?P<kind>[A-Za-z_]+)
    (?:\(\s*(?:(?P<first>{_QUOTED})\s*(?:,\s*(?P<second>{_QUOTED})\s*)?|(?P<plain>-?\d{{1,18}}|[Tt]rue|[Ff]alse)\s*)\))?
    (?:\[(?P<attribute>[^\]\s]+)\])?\s*""",
    re.X,
)
_THEN = re.compile(rf"\s*>>\s*(?P<name>[A-Za-z_]+)(?:\(\s*(?P<pattern>{_QUOTED})\s*\))?\s*")
_EACH = re.compile(r"\s*each\((?P<rule>.*)\)\s*", re.S)


@dataclass(frozen=True, slots=True)
class RuleKind:
    """One kind of rule that a text may hold.

    :param form: how it is written.
    :param about: one clause for the guide.
    :param looks: ``elements``, ``lines``, or an empty text where it looks at neither.
    """

    form: str
    about: str
    looks: str


RULE_KINDS: dict[str, RuleKind] = {
    "css": RuleKind("css('SELECTOR')", "text of the first element that has some", "elements"),
    "self": RuleKind("self", "text of the entry's (or thread's) own element", "elements"),
    "has": RuleKind("has('SELECTOR')", "yes, where such an element is there", "elements"),
    "line": RuleKind("line('REGEX')", "first line that matches; group 1, where there is one", "lines"),
    "later": RuleKind("later('REGEX')", "the same of the second line that matches", "lines"),
    "between": RuleKind("between('REGEX', 'REGEX')", "text between two lines that match", "lines"),
    "after": RuleKind("after('REGEX')", "text below a line that matches", "lines"),
    "address": RuleKind("address('REGEX')", "what matches in the page's address; group 1, where there is one", ""),
    "constant": RuleKind("constant('TEXT')", "always this; also `constant(5)`, `constant(True)`", ""),
}
"""By name. An attribute is told in brackets: ``css('time')[datetime]``, ``self[id]``."""


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A rule read from text.

    :param kind: kind of value it finds.
    :param looks: where it looks (see ``RuleKind``).
    """

    rule: Rule
    kind: Kind
    looks: str


class Entries:
    """Finds the entries of a list, or the threads of a page; names itself as it is written."""

    def __init__(self, name: str, find: Callable[[Scope], Sequence[Scope]], looks: str) -> None:
        self.__name__ = name
        self.looks = looks
        self._find = find

    def __call__(self, scope: Scope) -> Sequence[Scope]:
        """Return the entries' scopes, in reading order."""
        return self._find(scope)


def read_rule(text: str) -> Rule:
    """Return the rule that a text tells of; ``read_rule(rule.name).name == rule.name``.

    :raises ValueError: if it is none; the message is a sentence without its full stop.
    """
    return parse_rule(text).rule


def parse_rule(text: str) -> ReadRule:
    """Return the rule that a text tells of, with the kind of value it finds.

    :raises ValueError: if it is none.
    """
    head = _checked_head(text)
    read = _simple(text, head)
    position = head.end()
    while position < len(text):
        then = _THEN.match(text, position)
        if then is None:
            raise ValueError(f"{text!r}: {text[position:]!r} cannot be read; only '>> CONVERTER' may follow a rule")
        read = _converted(read, then)
        position = then.end()
    return read


def read_each(text: str) -> Each:
    """Return the list of plain values that ``each(css('a.tag'))`` tells of.

    :raises ValueError: if it is none.
    """
    match = _EACH.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no list; write it as each(css('a.tag'))")
    inner = parse_rule(match["rule"])
    head = _checked_head(match["rule"])
    if head["kind"] != "css" or inner.kind is not Kind.TEXT:
        raise ValueError(f"{text!r}: a list of plain values is made of css('…') and gives text")
    selector, attribute = _unquoted(head["first"]), head["attribute"]
    own: Rule = Own(attribute, name=Css(selector, attribute=attribute).name)
    for then in _THEN.finditer(match["rule"], head.end()):
        own = _converted(ReadRule(own, Kind.TEXT, "elements"), then).rule
    return Each(_elements(selector, own.name), {"": own}, required=("",))


def read_entries(text: str) -> Entries:
    """Return what finds the entries of a list: ``css('.answer')``, or ``line('^Reply by')`` where each begins.

    With ``later('^Posted by')`` the first line that matches begins the question, not a reply.

    :raises ValueError: if the text is neither.
    """
    read = parse_rule(text)
    head = _checked_head(text)
    argument = _unquoted(head["first"]) if head["first"] else ""
    if head.end() == len(text) and head["kind"] == "css" and head["attribute"] is None:
        return _elements(argument, read.rule.name)
    if head.end() == len(text) and head["kind"] in ("line", "later"):
        runs = partial(runs_from, compiled(argument), skip=int(head["kind"] == "later"))
        return Entries(read.rule.name, lambda scope: list(islice(runs(scope), MAX_ENTRIES)), "lines")
    raise ValueError(f"{text!r} does not tell where entries are; write css('…'), line('…') or later('…') alone")


def is_each(text: str) -> bool:
    """Whether a text tells of a list of plain values."""
    return _EACH.fullmatch(text) is not None


def compiled(pattern: str) -> re.Pattern[str]:
    """Return a regular expression.

    :raises ValueError: if it is none.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a later Python will read it otherwise is no fault of its author
        try:
            return re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from error


def _elements(selector: str, name: str) -> Entries:
    def find(scope: Scope) -> Sequence[Scope]:
        return [Scope(scope.view, node) for node in islice(elements(selector, scope), MAX_ENTRIES)]

    return Entries(name, find, "elements")


def _checked_head(text: str) -> re.Match[str]:
    if len(text) > MAX_RULE_CHARS:
        raise ValueError(f"a rule of {len(text):,} characters is too long; {MAX_RULE_CHARS:,} are read")
    if not text.isprintable():
        raise ValueError(f"{text!r} holds characters that cannot be printed; take them out")
    head = _HEAD.match(text)
    if head is None or head["kind"] not in RULE_KINDS:
        name = head["kind"] if head is not None else text[:40]
        near = get_close_matches(name, RULE_KINDS, n=1)
        raise ValueError(
            f"{text!r} begins with no rule; "
            + (f"did you mean {near[0]}?" if near else f"the rules are {', '.join(RULE_KINDS)}")
        )
    return head


def _simple(text: str, head: re.Match[str]) -> ReadRule:
    """Return the rule before the first ``>>``."""
    name, attribute = head["kind"], head["attribute"]
    first = _unquoted(head["first"]) if head["first"] else None
    second = _unquoted(head["second"]) if head["second"] else None
    shape = RULE_KINDS[name]
    wants = shape.form.count("'") // 2
    given = (first is not None) + (second is not None)
    is_value = name == "constant" and head["plain"] is not None
    if (given != wants or (head["plain"] is not None and name != "constant")) and not is_value:
        raise ValueError(f"{text!r} cannot be read; write it as {shape.form}")
    if attribute is not None and name not in ("css", "self"):
        raise ValueError(f"{text!r}: only css('…') and self may have an attribute in brackets")
    kind = Kind.YES_NO if name == "has" else Kind.TEXT
    rule: Rule
    if name == "constant":
        value = _plain(head["plain"]) if is_value else first
        rule = Constant(value, why="the profile file")
        kind = Kind.YES_NO if isinstance(value, bool) else Kind.NUMBER if isinstance(value, int) else Kind.TEXT
    elif name == "self":
        rule = Own(attribute)
    elif shape.looks == "elements":
        check_selector(first or "")
        rule = Has(first or "") if name == "has" else Css(first or "", attribute=attribute)
    else:
        for pattern in (first, second):
            compiled(pattern or "")
        made: dict[str, Callable[..., Rule]] = {
            "line": Line, "later": Later, "between": Between, "after": Between, "address": Address
        }  # fmt: skip
        rule = made[name](*(part for part in (first, second) if part is not None))
    return ReadRule(rule, kind, shape.looks)


def _converted(read: ReadRule, then: re.Match[str]) -> ReadRule:
    name, pattern = then["name"], then["pattern"]
    known = [*CONVERTERS, "match", "absolute"]
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise ValueError(f"{name!r} is no converter; {hint}")
    if (pattern is not None) != (name == "match"):
        raise ValueError(f"'>> {name}' cannot be read; write match('REGEX'), and the others without brackets")
    if read.kind is not Kind.TEXT:
        raise ValueError(f"'{read.rule.name}' gives {read.kind}, and '>> {name}' reads text; leave one of them out")
    if name == "absolute":
        return ReadRule(Absolute(read.rule), Kind.ADDRESS, read.looks)
    if name == "match":
        expression = _unquoted(pattern)
        convert: Callable[[str], Any] = matcher(compiled(expression), f"match({quoted(expression)})", MAX_LINE_CHARS)
        return ReadRule(Converted(read.rule, convert), Kind.TEXT, read.looks)
    return ReadRule(Converted(read.rule, CONVERTERS[name].convert), CONVERTERS[name].gives, read.looks)


def _unquoted(text: str) -> str:
    return text[1:-1]


def _plain(text: str) -> bool | int:
    return text.lower() == "true" if text.lower() in ("true", "false") else int(text)
