"""台灣e院, the Chinese original: two makes of pages behind the same addresses, with the same fields.

Both are told by their elements, page by page. What a page is that shows no question is told last.
"""

from collections.abc import Sequence
from dataclasses import replace

from scraper.parser.making import Fields
from scraper.parser.place import At, Place
from scraper.parser.profile import Rendition
from scraper.parser.rules import Computed, Constant, Each, Found, Group, Scope, Text
from scraper.parser.values import age_max, age_min, age_text, day, gender
from scraper.parser.view import PageView
from scraper.sites.ehospital import legacy, w3
from scraper.sites.ehospital.missing import refuse
from scraper.sites.ehospital.speakers import unpadded
from scraper.sites.ehospital.urls import department_of, plain_number, question_address, question_number


def _number_in_address(scope: Scope) -> tuple[str | None, Place]:
    return question_number(scope.view.page.url), At("the page's address")


def _department_in_address(scope: Scope) -> tuple[str | None, Place]:
    department = department_of(scope.view.page.url)
    return (unpadded(department) or None) if department else None, At("the page's address")


def _department_of_first_doctor(scope: Scope) -> Found | None:
    found = (Group("speaker", "department").find(reply) for reply in scope.parts["replies"])
    return next((one for one in found if one is not None), None)


def _address(scope: Scope) -> tuple[str | None, Place]:
    """Return the thread's own address, since a topic's page has another one."""
    number = _NUMBER.find(scope)
    url = scope.view.page.url
    if number is None or url is None:
        return None, At("the page's address")
    return question_address(number.value, url, among_others="others" in scope.parts), number.place


_NUMBER = (Group("number", "number") | Computed("q_no in the page's address", _number_in_address)) >> plain_number

_FIELDS: Fields = {
    "language": Constant("zh-Hant"),
    "title": Group("title", "title"),
    "department": Computed("UrlClass in the page's address", _department_in_address)
    | Computed("landmark('speaker').department", _department_of_first_doctor),
    "tags": Each("topics", {"": Group("topic", "topic")}, required=("",)),
    "question/title": Group("title", "title"),
    "question/text": Text("question") | Group("title", "title"),
    "question/asked_on": Group("asker", "date") >> day,
    "question/asker/name": Group("asker", "name"),
    "question/asker/gender": Group("asker", "gender") >> gender,
    "question/asker/age_min": Group("asker", "age") >> age_min,
    "question/asker/age_max": Group("asker", "age") >> age_max,
    "question/asker/age_text": Group("asker", "age") >> age_text,
    "replies": Each(
        "replies",
        {
            "author": Group("speaker", "author"),
            "department": Group("speaker", "department"),
            "organization": Group("speaker", "organization"),
            "text": Text("reply"),
            "replied_on": Group("speaker", "date") >> day,
        },
        required=("text",),
    ),
}


def _legacy_threads(view: PageView) -> Sequence[Scope]:
    return _together(legacy.threads(view))


def _w3_threads(view: PageView) -> Sequence[Scope]:
    """Return the threads of the second make.

    :raises NotQAPage: if the page is one of the site's in which neither make's rules find a question.
    """
    scopes = w3.threads(view)
    if not scopes:
        refuse(view)
    return _together(scopes)


def _together(scopes: Sequence[Scope]) -> Sequence[Scope]:
    """Tell each of several threads of the others; one that is there twice counts once."""
    if len(scopes) < 2:
        return scopes
    seen: set[str] = set()
    kept = []
    for scope in scopes:
        number = scope.spans["number"].groups["number"][0] if "number" in scope.spans else None
        if number is None or number not in seen:
            kept.append(replace(scope, parts={**scope.parts, "others": scopes}))
        if number is not None:
            seen.add(number)
    return kept


_ADDRESS = Computed("address of the number", _address)
_LICENCE = "free reuse with attribution, as the site declares; personal data stay under Taiwan's privacy law"

LEGACY = Rendition(
    name="legacy",
    threads=_legacy_threads,
    fields=_FIELDS,
    native_id=_NUMBER,
    address=_ADDRESS,
    licence=_LICENCE,
)
W3 = Rendition(name="w3", threads=_w3_threads, fields=_FIELDS, native_id=_NUMBER, address=_ADDRESS, licence=_LICENCE)
