"""Sites to learn from: a page with the values a person would type, and the site's other pages with their records."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scraper.demo.renderings import RENDERINGS
from scraper.demo.thread import expected_record
from scraper.demo.threads import authored_threads, thread_path
from scraper.errors import NotQAPage
from scraper.learning.known import Known, read_known
from scraper.learning.learner import Lesson, learn
from scraper.learning.profiles import profile_of
from scraper.page import Page
from scraper.parser.profile import SiteProfile
from scraper.parser.profile_file import read_profile
from scraper.parser.profile_text import write_profile
from scraper.parser.view import PageView
from tests.learning import authored, microdata
from tests.sites.ehospital import chinese, chinese_cases
from tests.sites.families import awkward, threads
from tests.sites.families.record import SHAPES, Shape

FLOOR: dict[str, float] = json.loads((Path(__file__).parent / "floor.json").read_text(encoding="utf-8"))
LEAST = 0.95

Record = Mapping[str, Any]
Pair = tuple[Page, Record]

_QUESTION = ("title", "department", "question.title", "question.text", "question.asked_on", "question.score")
_ASKER = ("question.asker.name", "question.asker.gender", "question.asker.age_text")
_REPLY = ("author", "department", "organization", "text", "replied_on", "score")
_LISTS = ("replies", "similar", "related_faqs")


@dataclass(frozen=True)
class Site:
    """A site.

    :param name: the site, and how its pages are made.
    :param first: the page that is learned from, with its record.
    :param others: makes the site's other pages.
    :param values: what is typed.
    """

    name: str
    first: Pair
    others: Callable[[], Iterator[Pair]]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """How a learned profile reads the other pages.

    :param right: fields that come out right.
    :param fields: fields that are there, or come out.
    """

    right: int
    fields: int
    wrong: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of right fields."""
        return self.right / self.fields


def typed(record: Record, *, names: Sequence[str] = (*_QUESTION, *_ASKER), reply: Sequence[str] = _REPLY) -> list[str]:
    """Return what somebody would type who sees the page: of each long text the first and last words."""
    given = [(name, _at(record, name.replace(".", "/"))) for name in names]
    for number, entry in enumerate(record["replies"][:2]):
        given += [(f"replies.{number}.{key}", entry.get(key)) for key in reply]
    given += [(f"tags.{number}", tag) for number, tag in enumerate(record["tags"][:2])]
    return [f"{name}={_ends(value) if name.endswith('text') else value}" for name, value in given if value is not None]


def _ends(value: str) -> str:
    words = value.split()
    return value if len(words) < 14 else f"{' '.join(words[:5])} … {' '.join(words[-4:])}"


def _at(record: Any, field: str) -> Any:
    for key in field.split("/"):
        record = record.get(key) if isinstance(record, Mapping) else None
    return record


def _page(body: str | bytes, url: str, kind: str = "text/html; charset=utf-8") -> Page:
    return Page(body.encode() if isinstance(body, str) else body, url, url, headers=(("Content-Type", kind),))


def _ehospital(rendering: str) -> Site:
    form = RENDERINGS[rendering]

    def pair(thread: Any) -> Pair:
        url = f"https://qa.example{thread_path(thread)}"
        return _page(form.render(thread, url), url, form.content_type), expected_record(
            thread, url=url, links=form.links
        )

    whole = [t for t in authored_threads() if t.name and t.gender and t.age and t.replies]
    first = pair(whole[0])
    rest = [thread for thread in authored_threads() if thread is not whole[0]]
    return Site(f"ehospital {rendering}", first, lambda: map(pair, rest), tuple(typed(first[1])))


FORUM_THREAD = threads.thread(
    threads.post(
        "Since last week my left knee hurts when I climb stairs.",
        "It clicks, too. Should I see somebody about it?",
        author="wanderer",
        likes=4,
        day=authored.date(2023, 11, 2),
    ),
    threads.post(
        "That sounds like the kneecap.",
        "Ride a bicycle and avoid deep squats for a while.",
        author="Dr. Voss",
        likes=9,
        day=authored.date(2023, 11, 3),
        accepted=True,
    ),
    threads.post("Mine got better with new shoes.", author="hillwalker", likes=2, day=authored.date(2023, 11, 5)),
    title="Knee hurts on the stairs",
    number=5151,
    forum="Joints and bones",
    tags=("knee", "stairs"),
)


def _forum(shape: Shape) -> Site:
    def pair(thread: threads.Thread, reads: Mapping[str, object] | None = None) -> Pair:
        return _page(shape.page(thread), shape.url(thread)), _with(shape.record(thread), reads or {})

    first = pair(FORUM_THREAD)
    names = ("question.title", "department", "question.text", "question.asked_on", "question.score", _ASKER[0])
    cases = awkward.CASES.values()
    return Site(
        f"{shape.family} {shape.name}",
        first,
        lambda: (pair(case.thread, case.reads) for case in cases),
        tuple(typed(first[1], names=names)),
    )


CHINESE_THREAD = chinese.Thread(
    number=208811,
    title="膝蓋上樓梯會痛",
    asker=chinese.Asker("阿德／男／(50~59),2009/11/20", "阿德", "male", "50~59", 50, 59),
    asked_on="2009-11-20",
    question="醫師您好：\n最近上樓梯時左膝會痛，有時有聲音。\n請問需要照X光嗎？",
    replies=(
        chinese.Reply(
            "您好：\n建議至骨科門診檢查。\n平時請避免深蹲。",
            "新竹醫院／骨科／林志成, 2009/11/23",
            "林志成",
            "骨科",
            "新竹醫院",
            "2009-11-23",
        ),
    ),
)


def _chinese(make: str) -> Site:
    def pair(thread: chinese.Thread) -> Pair:
        url = chinese.question_url(thread.number)
        return chinese.served(chinese.MAKES[make](thread), url), _with(chinese.expected(thread, url), thread.reads)

    first = pair(CHINESE_THREAD)
    names = ("question.title", "question.text", "question.asked_on", *_ASKER)
    return Site(
        f"ehospital {make}",
        first,
        lambda: map(pair, chinese_cases.CASES.values()),
        tuple(typed(first[1], names=names)),
    )


def _authored(name: str) -> Site:
    make, kind = authored.MAKES[name]

    def pair(thread: authored.Thread) -> Pair:
        url = authored.URL.format(site=name, number=thread.number)
        return _page(make(thread), url, f"{kind}; charset=utf-8"), authored.record(thread)

    first = pair(authored.THREADS[0])
    names = ("question.title", "department", "question.text", "question.asked_on", _ASKER[0])
    return Site(name, first, lambda: map(pair, authored.THREADS[1:]), tuple(typed(first[1], names=names)))


def _universal() -> Site:
    def pair(thread: authored.Thread) -> Pair:
        url = authored.URL.format(site="micro", number=thread.number)
        return _page(microdata.page(thread), url), authored.record(thread)

    first = pair(authored.THREADS[0])
    names = ("question.title", "question.text", "question.asked_on", _ASKER[0])
    return Site(
        "universal microdata", first, lambda: map(pair, authored.THREADS[1:]), tuple(typed(first[1], names=names))
    )


def _with(record: dict[str, Any], reads: Mapping[str, object]) -> dict[str, Any]:
    """Return a record with some values replaced, by JSON pointer."""
    for pointer, value in reads.items():
        *outer, last = pointer.removeprefix("/").split("/")
        part: Any = record
        for key in outer:
            part = part[int(key) if key.isdigit() else key]
        if isinstance(part, dict):
            part[last] = value
    return record


SITES: dict[str, Callable[[], Site]] = {
    **{f"ehospital {rendering}": lambda rendering=rendering: _ehospital(rendering) for rendering in RENDERINGS},  # type: ignore[misc]
    **{f"ehospital {make}": lambda make=make: _chinese(make) for make in chinese.MAKES},  # type: ignore[misc]
    **{f"{shape.family} {shape.name}": lambda shape=shape: _forum(shape) for shape in SHAPES},  # type: ignore[misc]
    **{name: lambda name=name: _authored(name) for name in authored.MAKES},  # type: ignore[misc]
    "universal microdata": _universal,
}
"""Every site by name; a new one is one more line here."""


@cache
def learned(name: str) -> tuple[Site, tuple[Known, ...], Lesson, SiteProfile]:
    """Return a site, what was typed, and what was learned from its first page."""
    site = SITES[name]()
    page = site.first[0]
    known = read_known(site.values)
    view = PageView(page)
    lesson = learn(view, known)
    return site, known, lesson, read_profile(write_profile(profile_of(lesson, "learned", view, url=page.url)))


def score(name: str, *, every: int = 1) -> Score:
    """Return how the profile that was learned from a site's first page reads its others, over what was taught.

    :param every: reads only every n-th page.
    """
    site, known, _, profile = learned(name)
    fields = list(dict.fromkeys(value.field for value in known))
    right, wrong = 0, []
    for number, (page, record) in enumerate(site.others()):
        if number % every:
            continue
        for field, wanted, found in _compared(fields, record, _read(profile, page)):
            right += wanted == found
            if wanted != found:
                wrong.append(f"{number} {field}: wanted {wanted!r}, found {found!r}")
    return Score(right, right + len(wrong), tuple(wrong))


def _read(profile: SiteProfile, page: Page) -> Record:
    try:
        return profile.drafts(PageView(page))[0].value
    except NotQAPage:
        return {}


def _compared(fields: Sequence[str], record: Record, found: Record) -> Iterator[tuple[str, Any, Any]]:
    """Yield every field that is there or was found, entry by entry."""
    for field in fields:
        one, other = _values(record, field), _values(found, field)
        for number in range(max(len(one), len(other))):
            pair = tuple(values[number] if number < len(values) else None for values in (one, other))
            if pair != (None, None):
                yield f"{field} {number}", *pair


def _values(record: Record, field: str) -> list[Any]:
    name, _, key = field.partition("/")
    if name in _LISTS:
        return [_plain(entry.get(key)) for entry in record.get(name) or ()]
    value = _at(record, field)
    return [_plain(part) for part in value] if isinstance(value, list) else [_plain(value)]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def table(names: Sequence[str]) -> Iterator[str]:
    """Yield a table of the scores."""
    yield f"{'SITE':<24}{'FIELDS':>7}{'SCORE':>8}{'FLOOR':>8}"
    for name in names:
        _, known, _, _ = learned(name)
        yield f"{name:<24}{len({value.field for value in known}):>7}{score(name).share:>8.3f}{FLOOR.get(name, 0):>8.3f}"


if __name__ == "__main__":
    print("\n".join(table(list(SITES))))  # noqa: T201
