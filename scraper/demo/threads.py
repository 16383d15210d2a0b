"""The authored threads and their variations. None of them is a real consultation (see ``content/NOTICE.md``).

Forty topics in ten departments are written by hand in ``content/threads``. A thread takes one of a topic's titles,
stories, questions and some of its details and pieces of advice; who asks, when, and what else the page shows is drawn
by a generator whose seed is the thread's number. So the same number always gives the same thread.
"""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Literal, cast

from scraper.demo.seed import SEED_NUMBER, seed_thread, slug, topic_path
from scraper.demo.thread import Age, Entry, Reply, Section, Similar, Thread, Topic

VARIATIONS = 4
"""Threads made of each topic."""

_FIRST_NUMBER = SEED_NUMBER + 1
_EXCERPT_CHARS = (140, 280)
_FIRST_DAY = date(2006, 3, 1)
_AGES = (
    None,
    Age("10~19", 10, 19),
    Age("20~29", 20, 29),
    Age("30~39", 30, 39),
    Age("34", 34, 34),
    Age("40~49", 40, 49),
    Age("50~59", 50, 59),
    Age("60~69", 60, 69),
    Age("80+", 80, None),
    Age("under 10", None, 9),
)
_GENDERS = cast("tuple[Literal['female', 'male'] | None, ...]", ("female", "male", "female", "male", None))

_CONTENT = files("scraper.demo") / "content"


@cache
def demo_threads() -> tuple[Thread, ...]:
    """Return every thread of the demonstration by number, the real page's first."""
    threads = [_thread(number) for number in range(_FIRST_NUMBER, _FIRST_NUMBER + len(_topics()) * VARIATIONS)]
    return (seed_thread(), *(replace(thread, similar=_similar(thread, threads)) for thread in threads))


def authored_threads() -> tuple[Thread, ...]:
    """Return one thread of each authored topic, without its variations."""
    return tuple(thread for thread in demo_threads() if thread.number != SEED_NUMBER)[: len(_topics())]


def thread_path(thread: Thread) -> str:
    """Return the address of a thread's page on the demonstration site."""
    return f"/qa/{slug(thread.department)}/{thread.number}-{slug(thread.title)}"


@cache
def _topics() -> tuple[dict[str, Any], ...]:
    names = sorted(file.name for file in (_CONTENT / "threads").iterdir() if file.name.endswith(".json"))
    departments = [json.loads((_CONTENT / "threads" / name).read_text(encoding="utf-8")) for name in names]
    return tuple(
        {**topic, "department": department["department"], "doctors": department["doctors"]}
        for department in departments
        for topic in department["threads"]
    )


@cache
def _people() -> dict[str, list[str]]:
    people: dict[str, list[str]] = json.loads((_CONTENT / "people.json").read_text(encoding="utf-8"))
    return people


def _thread(number: int) -> Thread:
    variation, index = divmod(number - _FIRST_NUMBER, len(_topics()))
    topic = _topics()[index]
    rng = Random(number)  # noqa: S311 - chooses words, guards nothing
    people = _people()
    name = rng.choice(people["names"]) if rng.random() < 0.95 else None
    doctor = rng.choice(topic["doctors"])
    asked_on = _FIRST_DAY + timedelta(days=rng.randrange(5000))
    replied_on = asked_on + timedelta(days=rng.randrange(9))
    text = _question(topic, variation, doctor, rng)
    reply = Reply(doctor, topic["department"], _reply(topic, name, rng), replied_on)
    department = topic["department"]
    return Thread(
        number=number,
        title=topic["titles"][variation % len(topic["titles"])],
        department=department,
        question_title=rng.choice(topic["question_titles"]),
        question_text=text,
        asked_on=asked_on,
        name=name,
        gender=rng.choice(_GENDERS),
        age=rng.choice(_AGES),
        replies=(reply,) if rng.random() < 0.92 else (),
        article=_article(topic["article"], rng) if topic["article"] else None,
        topics=tuple(Topic(term, department, topic_path(term, department)) for term in topic["topics"])
        if rng.random() < 0.88
        else (),
    )


def _question(topic: dict[str, Any], variation: int, doctor: str, rng: Random) -> str:
    people = _people()
    opening = rng.choice(people["openings"]).format(doctor=doctor)
    story = topic["stories"][variation % len(topic["stories"])]
    details = rng.sample(topic["details"], rng.randint(1, 3))
    ask = f"{rng.choice(topic['asks'])} {rng.choice(people['thanks'])}"
    return "\n".join((f"{opening} {story}", " ".join(details), ask))


def _reply(topic: dict[str, Any], name: str | None, rng: Random) -> str:
    people = _people()
    greeting = rng.choice(people["greetings"]).format(name=name or "reader")
    advice = rng.sample(topic["advice"], rng.randint(2, len(topic["advice"])))
    form = rng.choice(("paragraph", "numbers", "numbers", "bullets", "lines"))
    if form == "numbers":
        advice = [f"{number}. {line}" for number, line in enumerate(advice, 1)]
    elif form == "bullets":
        advice = [f"- {line}" for line in advice]
    elif form == "paragraph":
        advice = [" ".join(advice)]
    return "\n".join((greeting, *advice, rng.choice(people["partings"])))


def _article(written: list[list[Any]], rng: Random) -> tuple[Section, ...] | None:
    """Return all sections, or all but one, or (now and then) none."""
    if rng.random() < 0.15:
        return None
    sections = [Section(part[0], part[1], _entries(part[2]), *part[3:]) for part in written]
    headed = [section for section in sections if section.heading]
    if len(headed) > 2 and rng.random() < 0.5:
        sections.remove(rng.choice(headed))
    return tuple(sections)


def _entries(written: list[list[Any]]) -> tuple[Entry, ...]:
    return tuple(Entry(part[0], part[1], _entries(part[2]) if len(part) > 2 else ()) for part in written)


def _similar(thread: Thread, threads: list[Thread]) -> tuple[Similar, ...]:
    rng = Random(-thread.number)  # noqa: S311
    near = [other for other in threads if other.department == thread.department and other.title != thread.title]
    chosen = rng.sample(near, rng.choice((0, 1, 2, 3, 4, 4)))
    return tuple(_excerpts(other, rng) for other in chosen)


def _excerpts(thread: Thread, rng: Random) -> Similar:
    reply = thread.replies[0] if thread.replies else None
    return Similar(
        thread.title,
        thread_path(thread),
        _cut(thread.question_text, rng),
        reply.author if reply else None,
        reply.department if reply else None,
        _cut(reply.text, rng) if reply else None,
    )


def _cut(text: str | None, rng: Random) -> str | None:
    if text is None:
        return None
    limit = rng.randint(*_EXCERPT_CHARS)
    line = text.replace("\n", " ")
    return line if len(line) <= limit else line[:limit].rstrip() + "..."
