"""A page and its records explained as one HTML file: fields highlighted, and beside them a list that tells why.

The file holds no script and needs no network. What comes from the page is escaped here and in
``scraper.cli.explain_page``; a Content-Security-Policy stands behind that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice

from scraper.cli.explain_page import Mark, marked_page, visible
from scraper.cli.explain_style import POLICY, STYLE
from scraper.cli.explain_text import plain
from scraper.cli.stories import FieldStory, RecordStory, groups, short_name, silent_together
from scraper.parser.language import language_tag
from scraper.parser.locate import Located, Locator, Sight
from scraper.parser.view import PageView

MAX_FIELDS = 4000  # that are told; a page with more is told in part
MAX_EMPHASISED = 1000  # of which all lines are emphasised when they are chosen; of others only the first
MAX_VALUE_CHARS = 600
MAX_EXCERPT_CHARS = 400
MAX_PLACE_CHARS = 4000
MAX_QUESTION_CHARS = 100

_KINDS = ("page", "question", "asker", "reply", "article", "similar", "related")
_SIGHTS = {
    Sight.UNSEEN: "Not shown on the page: it stands in an element that readers do not see.",
    Sight.ATTRIBUTE: "Not shown on the page: it is an attribute of the element.",
    Sight.JSON_LD: "Not shown on the page: a script says it in JSON-LD.",
    Sight.ELSEWHERE: "Not on the page.",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """What is written.

    :param source: where the page came from, for people.
    :param site: the profile that read it.
    :param records: the page's records in order.
    :param reasons: why there is no record, or not one of every thread.
    """

    source: str
    site: str
    records: Sequence[RecordStory]
    reasons: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    number: int
    story: FieldStory
    kind: str
    title: str
    located: Located | None


def render(view: PageView, explained: Explained) -> Iterator[str]:
    """Yield the HTML file in pieces."""
    locator = Locator(view)
    found = (
        (group, story)
        for record in explained.records
        for group in groups(record.fields)
        for story in group.fields
        if story.rule is not None
    )
    told = {
        id(story): _Told(number, story, group.kind, group.title, locator.locate(story.location or ""))
        for number, (group, story) in enumerate(islice(found, MAX_FIELDS), start=1)
    }
    marks = [
        Mark(
            one.number,
            one.kind,
            f"{one.title} {short_name(one.story.field)}",
            one.located.spans,
            one.located.sight is Sight.ATTRIBUTE,
        )
        for one in told.values()
        if one.located is not None and one.located.spans
    ]
    page = marked_page(locator.blocks, marks, view.absolute)
    title = visible((view.title or explained.source)[:200])
    yield from _head(title, [mark.number for mark in marks])
    yield f'<a class="skip" href="#fields">Skip to the fields</a>\n<header>\n<h1 dir="auto">{title}</h1>\n'
    yield f"<p>{_source(explained.source)}, read by <b>{visible(explained.site)}</b>.</p>\n"
    yield from (f'<p class="reason">{visible(reason)}</p>\n' for reason in explained.reasons)
    yield _legend({one.kind for one in told.values()})
    if len(explained.records) > 1:
        links = "".join(
            f'<li><a href="#r{number}">{visible(record.record_id or "no valid record")}</a>{_asked(record)}</li>\n'
            for number, record in enumerate(explained.records, start=1)
        )
        yield f'<nav aria-label="Records of this page">\n<h2>{len(explained.records)} records</h2>\n'
        yield f"<ol>\n{links}</ol>\n</nav>\n"
    yield '</header>\n<div class="columns">\n'
    yield f'<main id="page" aria-label="The page"{_language(view)}>\n{page.markup}</main>\n'
    yield '<aside id="fields" aria-label="Fields">\n'
    for number, record in enumerate(explained.records, start=1):
        yield from _record(number, record, told, page.shown)
    if not explained.records:
        yield "<p>No record came out of this page.</p>\n"
    if len(told) == MAX_FIELDS:
        yield f'<p class="left-out">Only the first {MAX_FIELDS:,} fields are told.</p>\n'
    yield "</aside>\n</div>\n</body>\n</html>\n"


def _head(title: str, marked: Sequence[int]) -> Iterator[str]:
    emphasis = "".join(f":root:has(#f{number}:target) .in{number}," for number in marked[:MAX_EMPHASISED])
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Explained: {_flat(title)}</title>\n"
        f"<style>{STYLE}"
    )
    if emphasis:
        yield f"{emphasis[:-1]} {{ outline: 3px solid var(--target); outline-offset: 1px; }}\n"
    yield "</style>\n</head>\n<body>\n"


def _flat(markup: str) -> str:
    """Return text that was made visible without its tags, for a place where there can be none."""
    return markup.replace('<span class="control">', "").replace("</span>", "")


def _source(source: str) -> str:
    shown = visible(source[:500])
    if source.startswith(("http://", "https://")):
        return f'<a href="{escape(source)}" rel="noopener noreferrer nofollow">{shown}</a>'
    return shown


def _language(view: PageView) -> str:
    """Return the attributes that tell the page's language and direction, as far as the page says them."""
    node = view.root
    attributes: Mapping[str, str | None] = node.attributes if node is not None else {}
    tag = language_tag(attributes.get("lang") or "")
    direction = (attributes.get("dir") or "").lower()
    told = f' lang="{escape(tag)}"' if tag else ""
    return told + (f' dir="{direction}"' if direction in ("ltr", "rtl") else "")


def _asked(record: RecordStory) -> str:
    """Return the beginning of a record's question, to tell it from the page's others."""
    said = {story.field: story.value for story in record.fields}
    question = said.get("/question/title") or said.get("/question/text")
    return f" <bdi>{visible(str(question)[:MAX_QUESTION_CHARS])}</bdi>" if question else ""


def _legend(kinds: set[str]) -> str:
    keys = "".join(f'<li class="key {kind}">{kind}</li>' for kind in _KINDS if kind in kinds)
    return f'<ul class="legend" aria-label="Colours">{keys}</ul>\n' if keys else ""


def _record(number: int, record: RecordStory, told: Mapping[int, _Told], shown: frozenset[int]) -> Iterator[str]:
    yield f'<section id="r{number}" aria-labelledby="r{number}-id">\n'
    yield f'<h2 id="r{number}-id">{visible(record.record_id or "A thread that gave no valid record")}</h2>\n'
    for group in groups(record.fields):
        found = [told[id(story)] for story in group.fields if id(story) in told]
        if found:
            yield f'<h3 class="{group.kind}">{group.title}</h3>\n<ul class="fields">\n'
            for one in found:
                yield _field(one, is_shown=one.number in shown)
            yield "</ul>\n"
    silent = silent_together(record.fields)
    if silent:
        yield '<h3>nothing found</h3>\n<ul class="fields">\n'
        for rules, fields in silent:
            yield f"<li><b>{visible(', '.join(fields))}</b>{_tried(rules)}</li>\n"
        yield "</ul>\n"
    yield "</section>\n"


def _field(told: _Told, *, is_shown: bool) -> str:
    story = told.story
    name = visible(short_name(story.field))
    linked = f'<a href="#f{told.number}">{name}</a>' if is_shown else name
    lines = [
        f"<b>{linked}</b>",
        f'<p class="value" dir="auto">{_cut(plain(story.value), MAX_VALUE_CHARS)}</p>',
        f'<p><span class="what">rule</span> <code>{_cut(story.rule or "", MAX_EXCERPT_CHARS)}</code></p>',
        f'<p><span class="what">where</span> <code>{_cut(story.location or "", MAX_PLACE_CHARS)}</code></p>',
        *_note(told, is_shown=is_shown),
    ]
    if story.borrowed:
        lines.append('<p class="note">A universal rule found it; the site\'s own found nothing.</p>')
    if story.tried:
        lines.append(_tried(story.tried))
    return f'<li id="l{told.number}" class="{told.kind}">{"".join(lines)}</li>\n'


def _cut(text: str, limit: int) -> str:
    """Return text as HTML, with a note where it is cut."""
    if len(text) <= limit:
        return visible(text)
    return f'{visible(text[:limit])}<span class="left-out">… {len(text) - limit:,} more characters</span>'


def _note(told: _Told, *, is_shown: bool) -> Iterator[str]:
    located = told.located
    if located is None:
        yield '<p class="note">The page has no such place.</p>'
        return
    if located.sight is Sight.SHOWN:
        if not is_shown:
            yield '<p class="note">In a part of the page that was left out here.</p>'
        return
    location = told.story.location or ""
    if location.startswith(("http://", "https://")):
        yield '<p class="note">On another page of the thread.</p>'
        return
    yield f'<p class="note">{_SIGHTS[located.sight]}</p>'
    if located.text is not None and located.sight is not Sight.ELSEWHERE:
        excerpt = f"{visible(_name_of(located, location))}{_cut(located.text, MAX_EXCERPT_CHARS)}"
        yield f'<pre class="excerpt" tabindex="0" dir="auto">{excerpt}</pre>'


def _name_of(located: Located, location: str) -> str:
    """Return what names a value that no reader sees: an attribute, or a key in the JSON."""
    if located.sight is Sight.ATTRIBUTE:
        return f"{location.rpartition(' [')[2].rstrip(']')} = "
    return f"{location.rpartition('/')[2]}: " if located.sight is Sight.JSON_LD else ""


def _tried(rules: Sequence[str]) -> str:
    entries = "".join(f"<li><code>{_cut(rule, MAX_EXCERPT_CHARS)}</code></li>" for rule in rules[:50])
    number = f"{len(rules)} {'rule' if len(rules) == 1 else 'rules'} found nothing"
    return f"<details><summary>{number}</summary><ul>{entries}</ul></details>"
