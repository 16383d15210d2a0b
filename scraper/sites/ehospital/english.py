"""The e-Hospital, English rendition: patients ask, doctors answer.

The mark-up of these pages is not known, only their text. So the profile rests on the lines that carry structure, which
read the same in any mark-up and in plain text::

    <title> - <Department>
    Share to:
    <question title>
    <question body>
    <name>, <age band> year old <gender>. Ask Date: YYYY/MM/DD
    Dr. <name> reply <Department>
    <reply body>
    Reply Date: YYYY/MM/DD
    More Info                     article: sections with numbered entries
    Similar Q&A                   title, question, "Dr. … reply …", excerpt, "[Read More] <title>"
    Related FAQ                   pairs of term and "(Department)"

A text may quote any of these lines: a landmark counts only as a whole line and only in its place.
"""

import re

from scraper.parser.article import Outline
from scraper.parser.place import BlockPlace, NodePlace, Place
from scraper.parser.profile import Rendition
from scraper.parser.rules import Computed, Constant, Each, Found, Group, LinkIn, Scope, Text, native_id_in_url
from scraper.parser.values import age_max, age_min, age_text, day, gender, is_truncated
from scraper.sites.ehospital.threads import threads
from scraper.sites.ehospital.urls import plain_number

# "Title - Department": a hyphen stands before a department; other separators stand before a site's name.
_LAST_PART = re.compile(r"(?P<before>.*\S)\s+(?P<separator>[-–—|·»]|::)\s+(?P<part>\S.*)", re.S)
_HYPHENS = "-–—"
_MAX_DEPARTMENT_WORDS = 6
_SITE_WORDS = re.compile(
    r"\b(?:e-?hospital|hospital|questions|answers|q\s*&\s*a|faqs?|forum|portal|online|website)\b|\.\w{2,3}$", re.I
)


def _heading(scope: Scope) -> tuple[str, Place] | None:
    heading = scope.spans.get("heading")
    return (heading.blocks[0].text, BlockPlace(heading.blocks)) if heading is not None else None


def _document_title(scope: Scope) -> tuple[str, Place] | None:
    node = scope.view.title_node
    return (scope.view.title, NodePlace(node)) if scope.view.title and node is not None else None


def _title(scope: Scope) -> tuple[str, Place] | None:
    """Return the page's heading, else its ``<title>``, without the department's and the site's name."""
    printed = _heading(scope) or _document_title(scope)
    title = _split(scope)[0]
    return (title, _part_of(printed, 0, title)) if printed is not None else None


def _suffix(scope: Scope) -> tuple[str, Place] | None:
    """Return the department that stands behind the page's title."""
    title, department, place = _split(scope)
    printed = _document_title(scope) if isinstance(place, NodePlace) else _heading(scope)
    if department is None or printed is None:
        return None
    return department, _part_of(printed, printed[0].find(department, len(title)), department)


def _part_of(printed: tuple[str, Place], start: int, part: str) -> Place:
    """Return the place of a part of a printed line."""
    place, end = printed[1], start + len(part)
    if isinstance(place, NodePlace):
        return NodePlace(place.node, start=start, end=end)
    assert isinstance(place, BlockPlace)
    return BlockPlace(place.blocks, start, end)


def _split(scope: Scope) -> tuple[str, str | None, Place | None]:
    """Return title, department and where the department stands."""
    heading, document = _heading(scope), _document_title(scope)
    printed = heading or document
    if printed is None:
        return "", None, None
    text, place = printed
    known = _known_departments(scope)
    parts = _parts(text)
    if (filed := _known_ending(text, parts, known)) is not None:
        return *filed, place
    added: list[tuple[str, str]] = []
    if heading is not None and document is not None and document[0].startswith(text):
        rest = "x" + document[0][len(text) :]
        if (filed := _known_ending(rest, _parts(rest), known)) is not None:
            return text, filed[1], document[1]
        added = [(separator, part) for _, separator, part in reversed(_parts(rest))]
    for before, separator, part in parts:
        if separator in _HYPHENS and not _names_site(part):
            return (before, part, place) if _may_be_department(part) else (text, None, None)
    for separator, part in added:
        if separator in _HYPHENS and _may_be_department(part):
            return text, part, document[1] if document else place
    return text, None, None


def _known_ending(text: str, parts: list[tuple[str, str, str]], known: set[str]) -> tuple[str, str] | None:
    """Return what stands before a known department, and the department; it may hold a separator itself."""
    for before, separator, _ in reversed(parts):
        ending = text[len(before) :].strip().removeprefix(separator).strip()
        if ending.casefold() in known:
            return before, ending
    return next(((before, part) for before, _, part in parts if part.casefold() in known), None)


def _parts(text: str) -> list[tuple[str, str, str]]:
    """Return (what stands before, separator, part) for each part behind a separator, the last part first."""
    parts = []
    rest = text
    while (match := _LAST_PART.fullmatch(rest)) is not None:
        parts.append((match["before"], match["separator"], match["part"]))
        rest = match["before"]
    return parts


def _may_be_department(part: str) -> bool:
    if part[0].islower() or part.endswith(("?", ".", "!")) or _names_site(part):
        return False
    return len(part.split()) <= _MAX_DEPARTMENT_WORDS


def _names_site(part: str) -> bool:
    return _SITE_WORDS.search(part) is not None


def _known_departments(scope: Scope) -> set[str]:
    """Return every department the thread itself names."""
    named = [span for part in scope.parts.values() for entry in part for span in entry.spans.values()]
    return {span.groups["department"][0].casefold() for span in named if "department" in span.groups}


def _first_reply_department(scope: Scope) -> Found | None:
    replies = scope.parts.get("replies", ())
    return Group("doctor", "department").find(replies[0]) if replies else None


_DOCTOR = {
    "author": Group("doctor", "author"),
    "department": Group("doctor", "department"),
}

ENGLISH = Rendition(
    name="english",
    threads=threads,
    native_id=(Group("number", "id") | native_id_in_url(re.compile(r"[?&]q_no=([0-9]+)", re.I))) >> plain_number,
    fields={
        "language": Constant("en"),
        "title": Computed("heading or <title>", _title) | Group("title", "title"),
        "department": Computed("suffix of the title", _suffix)
        | Computed("landmark('doctor').department", _first_reply_department),
        "question/title": Group("title", "title"),
        "question/text": Text("body") | Group("title", "title"),
        "question/asked_on": Group("asker", "date") >> day,
        "question/asker/name": Group("asker", "name"),
        "question/asker/gender": Group("asker", "gender") >> gender,
        "question/asker/age_min": Group("asker", "age") >> age_min,
        "question/asker/age_max": Group("asker", "age") >> age_max,
        "question/asker/age_text": Group("asker", "age") >> age_text,
        "replies": Each(
            "replies",
            {**_DOCTOR, "text": Text("reply"), "replied_on": Group("reply date", "date") >> day},
            required=("text",),
        ),
        "article": Outline("info", "article"),
        "similar": Each(
            "similar",
            {
                "title": Group("title", "title"),
                "url": LinkIn("more") | LinkIn("title"),
                "question_excerpt": Text("question"),
                **_DOCTOR,
                "reply_excerpt": Text("reply"),
                "question_truncated": Text("question") >> is_truncated,
                "reply_truncated": Text("reply") >> is_truncated,
            },
            required=("title",),
        ),
        "related_faqs": Each(
            "faqs",
            {
                "term": Group("term", "term"),
                "department": Group("department", "department"),
                "url": LinkIn("term", "term") | LinkIn("department", "department"),
            },
            required=("term",),
        ),
    },
)
