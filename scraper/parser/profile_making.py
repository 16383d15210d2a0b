"""From the text of a profile to the profile: rules are read, and checked against the fields they are for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches

from scraper.errors import NotQAPage
from scraper.parser.converters import Kind
from scraper.parser.making import MAX_ENTRIES
from scraper.parser.nodes import outermost
from scraper.parser.place import At
from scraper.parser.profile import Rendition, SiteProfile
from scraper.parser.profile_text import ListText, ProfileText, RenditionText, Rules
from scraper.parser.rule_text import Entries, compiled, is_each, parse_rule, read_each, read_entries
from scraper.parser.rules import Each, FirstOf, Rule, Scope
from scraper.parser.view import PageView
from scraper.request import host_key

FIELDS: Mapping[str, Kind] = {
    "language": Kind.TEXT,
    "title": Kind.TEXT,
    "department": Kind.TEXT,
    "tags": Kind.TEXT,
    "question/title": Kind.TEXT,
    "question/text": Kind.TEXT,
    "question/asked_on": Kind.DAY,
    "question/score": Kind.NUMBER,
    "question/asker/name": Kind.TEXT,
    "question/asker/gender": Kind.GENDER,
    "question/asker/age_min": Kind.NUMBER,
    "question/asker/age_max": Kind.NUMBER,
    "question/asker/age_text": Kind.TEXT,
}
"""Fields that a profile file may have rules for, with the kind of value each takes."""

LISTS: Mapping[str, Mapping[str, Kind]] = {
    "replies": {
        "author": Kind.TEXT,
        "department": Kind.TEXT,
        "organization": Kind.TEXT,
        "text": Kind.TEXT,
        "replied_on": Kind.DAY,
        "score": Kind.NUMBER,
        "accepted": Kind.YES_NO,
        "url": Kind.ADDRESS,
    },
    "similar": {
        "title": Kind.TEXT,
        "url": Kind.ADDRESS,
        "question_excerpt": Kind.TEXT,
        "author": Kind.TEXT,
        "department": Kind.TEXT,
        "reply_excerpt": Kind.TEXT,
        "question_truncated": Kind.YES_NO,
        "reply_truncated": Kind.YES_NO,
    },
    "related_faqs": {"term": Kind.TEXT, "department": Kind.TEXT, "url": Kind.ADDRESS},
}
"""Lists that a profile file may read, with the fields of their entries."""

ALWAYS_REQUIRED = {"replies": "text", "similar": "title", "related_faqs": "term"}
"""The field of each list that the record cannot do without."""


_KINDS = {
    Kind.DAY: "'>> day'",
    Kind.NUMBER: "'>> count'",
    Kind.GENDER: "'>> gender'",
    Kind.ADDRESS: "'>> absolute'",
    Kind.YES_NO: "has('…') or constant(True)",
    Kind.TEXT: "no converter but line, match or age_text",
}
_IDENTITY = {"native_id": Kind.TEXT, "address": Kind.ADDRESS, "key": Kind.TEXT, "part": Kind.NUMBER}


def make_profile(profile: ProfileText) -> SiteProfile:
    """Return the profile that reads pages as the text says.

    It is at home on its hosts and claims no page of another one.

    :raises ValueError: if a value is impossible; the message names the key and is a sentence without its full stop.
    """
    if not profile.renditions:
        raise ValueError("it has no [[rendition]]; add one, with its fields")
    if profile.name == "universal":
        raise ValueError("name: universal is the name of the rules for any site; choose another")
    for host in profile.hosts:
        _check_host(host)
    for name, share in profile.baseline.items():
        if not 0 <= share <= 1:
            raise ValueError(f"baseline, {name}: a share lies between 0 and 1, not {share}")
    names = [rendition.name for rendition in profile.renditions]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"two renditions are named {twice!r}; give each its own name")
    with _at("questions"):
        questions = compiled(profile.questions) if profile.questions is not None else None
    return SiteProfile(
        name=profile.name,
        description=profile.description or f"rules for {profile.name}",
        example=profile.example or (f"https://{profile.hosts[0]}/" if profile.hosts else ""),
        renditions=tuple(_rendition(rendition) for rendition in profile.renditions),
        hosts=tuple(host.lower() for host in profile.hosts),
        anywhere=False,
        questions=questions,
        licence=profile.licence,
        rendered=profile.rendered,
        baseline=dict(profile.baseline),
    )


def _check_host(host: str) -> None:
    try:
        plain = host_key(f"https://{host}")
    except ValueError:
        plain = ""
    if not plain or plain != host.lower() or set(host) & set("/?#@ "):
        raise ValueError(f"hosts: {host!r} is no host name; write the name alone, such as 'forum.example'")


def _rendition(text: RenditionText) -> Rendition:
    with _at(f"rendition {text.name!r}"):
        with _at("threads"):
            threads = read_entries(text.threads) if text.threads is not None else None
        looks = threads.looks if threads is not None else ""
        rules = {
            name: _rule(name, rules, _kind_of(name, FIELDS), looks)
            for name, rules in text.fields.items()
            if name != "tags"
        }
        asked = [rules[name] for name in ("question/text", "question/title") if name in rules]
        if not asked:
            raise ValueError("it has no rule for question/text; add one to [rendition.fields]")
        if "question/title" in rules:  # a page without another heading has the question's title for its own
            rules["title"] = _first_of([rules[name] for name in ("title", "question/title") if name in rules])
        lists = {name: _list(name, entries, looks) for name, entries in text.lists.items()}
        if "tags" in text.fields:
            lists["tags"] = _plain_list("tags", text.fields["tags"], looks)
        identity = {
            name: _rule(name, given, kind, looks) for name, kind in _IDENTITY.items() if (given := getattr(text, name))
        }
        return Rendition(
            name=text.name,
            threads=_threads(threads, asked, identity.get("part"), lists.get("replies")),
            fields={**rules, **lists},
            native_id=identity.get("native_id"),
            address=identity.get("address"),
            key=identity.get("key"),
            part=identity.get("part"),
        )


def _threads(
    entries: Entries | None, asked: Sequence[Rule], part: Rule | None, replies: Each | None
) -> Callable[[PageView], Sequence[Scope]]:
    """Return what finds the threads of a page: the scopes in which a question stands, or more replies to one."""

    def threads(view: PageView) -> Sequence[Scope]:
        page = Scope(view)
        scopes = [page] if entries is None else _outermost(entries(page))
        found = [
            scope
            for scope in scopes
            if any(_is_on_page(rule, scope) for rule in asked) or _is_later_page(scope, part, replies)
        ]
        if not found:
            where = f" in {entries.__name__}" if entries is not None and scopes else ""
            sought = asked[0].names()[0] if scopes or entries is None else entries.__name__
            raise NotQAPage(f"{sought} found nothing{where}")
        return found

    return threads


def _outermost(scopes: Sequence[Scope]) -> Sequence[Scope]:
    """Return threads but those inside others: no thread is part of another one."""
    nodes = {node.mem_id for node in outermost(scope.node for scope in scopes if scope.node is not None)}
    return [scope for scope in scopes if scope.node is None or scope.node.mem_id in nodes]


def _is_on_page(rule: Rule, scope: Scope) -> bool:
    found = rule.find(scope)
    return found is not None and not isinstance(found.place, At)


def _is_later_page(scope: Scope, part: Rule | None, replies: Each | None) -> bool:
    """Whether this is a later page of a thread: the question need not be there again, but a reply must."""
    number = part.find(scope) if part is not None else None
    if number is None or number.value < 2 or replies is None:
        return False
    return any(_is_on_page(replies.fields["text"], entry) for entry in replies.scopes(scope)[:MAX_ENTRIES])


def _list(name: str, text: ListText, looks: str) -> Each:
    if name not in LISTS:
        raise ValueError(f"there is no list {name!r}; the lists are {', '.join(LISTS)}")
    with _at(name):
        with _at("each"):
            each = read_entries(text.each)
            _check_looks(text.each, each.looks, looks)
        inner = "lines" if each.looks == "lines" else looks
        fields = {
            field: _rule(field, rules, _kind_of(field, LISTS[name]), inner) for field, rules in text.fields.items()
        }
        required = tuple(dict.fromkeys((ALWAYS_REQUIRED[name], *text.required)))
        if missing := next((field for field in required if field not in fields), None):
            raise ValueError(f"an entry needs its {missing}; add a rule for it")
        return Each(each, fields, required)


def _plain_list(name: str, rules: Rules, looks: str) -> Each:
    with _at(name):
        if len(rules) != 1 or not is_each(rules[0]):
            raise ValueError("this is a list of plain values; write it as each(css('a.tag'))")
        _check_looks(rules[0], "elements", looks)
        return read_each(rules[0])


def _kind_of(name: str, known: Mapping[str, Kind]) -> Kind:
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"the fields are {', '.join(known)}"
    raise ValueError(f"there is no field {name!r}; {hint}")


def _rule(name: str, rules: Rules, kind: Kind, looks: str) -> Rule:
    with _at(name):
        if not rules:
            raise ValueError("it has no rule; write one, or take the line out")
        found: list[Rule] = []
        for text in rules:
            read = parse_rule(text)
            _check_looks(text, read.looks, looks)
            if read.kind is not kind:
                raise ValueError(f"{text!r} gives {read.kind}, and this takes {kind}: use {_KINDS[kind]}")
            found.append(read.rule)
        return _first_of(found)


def _check_looks(text: str, own: str, around: str) -> None:
    """Check that a rule does not look for elements where entries are runs of lines.

    :raises ValueError: if it does.
    """
    if around == "lines" and own == "elements":
        raise ValueError(f"{text!r} looks for elements, and the entries are lines; use line, between or after")


def _first_of(rules: Sequence[Rule]) -> Rule:
    return rules[0] if len(rules) == 1 else FirstOf(rules)


@contextmanager
def _at(where: str) -> Iterator[None]:
    """Let what is complained of inside name the key."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error
