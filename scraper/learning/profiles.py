"""From a lesson to a profile, written as a profile file holds it."""

from collections.abc import Iterable, Iterator

from scraper.learning.addresses import AddressRules, host_of, rules_for
from scraper.learning.choosing import Choice
from scraper.learning.learner import Lesson
from scraper.learning.list_lessons import ListLesson
from scraper.parser.profile_making import FIELDS, LISTS
from scraper.parser.profile_text import ListText, ProfileText, RenditionText, Rules
from scraper.parser.values import clean_line
from scraper.parser.view import PageView

_AGE = "question/asker/age_text"
_MOST_DESCRIPTION_CHARS = 80


def profile_of(
    lesson: Lesson, name: str, view: PageView, *, url: str | None = None, hosts: tuple[str, ...] = ()
) -> ProfileText:
    """Return the profile that a lesson gives.

    :param url: address of the page, if known.
    :param hosts: hosts of the site; by default that of the address.
    """
    told = rules_for(url, lesson.known) if url is not None and lesson.threads is None else AddressRules()
    home = host_of(url) if url is not None else None
    rendition = RenditionText(
        name="learned",
        fields=_in_order(dict(_fields(lesson)), FIELDS),
        lists={
            name: ListText(
                each=lesson.lists[name].each,
                fields=_in_order(dict(_entry_fields(lesson.lists[name])), keys),
                required=lesson.lists[name].required,
            )
            for name, keys in LISTS.items()
            if name in lesson.lists
        },
        threads=lesson.threads.each if lesson.threads is not None else None,
        native_id=(told.native_id,) if told.native_id is not None else (),
    )
    return ProfileText(
        name=name,
        description=_description(view, name, home),
        example=url or "",
        hosts=hosts or ((home,) if home is not None else ()),
        questions=told.questions,
        renditions=(rendition,),
    )


def _in_order(rules: dict[str, Rules], order: Iterable[str]) -> dict[str, Rules]:
    """Return rules in the order of the record."""
    return {name: rules[name] for name in order if name in rules}


def _fields(lesson: Lesson) -> Iterator[tuple[str, Rules]]:
    for field, choice in lesson.fields.items():
        yield field, choice.rules
    if _AGE in lesson.fields:
        for end in ("age_min", "age_max"):
            if f"question/asker/{end}" not in lesson.fields:
                yield f"question/asker/{end}", tuple(_ending_in(lesson.fields[_AGE], end))
    tags = lesson.lists.get("tags")
    if tags is not None:
        yield "tags", (f"each({tags.each})",)


def _entry_fields(lesson: ListLesson) -> Iterator[tuple[str, Rules]]:
    for key, choice in lesson.fields.items():
        yield key, choice.rules
        if key.endswith("_excerpt"):
            yield f"{key.removesuffix('_excerpt')}_truncated", tuple(f"{rule} >> is_truncated" for rule in choice.rules)


def _ending_in(choice: Choice, converter: str) -> Iterator[str]:
    """Yield a choice's rules with another last converter."""
    for rule in choice.rules:
        yield f"{rule.rpartition(' >> ')[0]} >> {converter}"


def _description(view: PageView, name: str, home: str | None) -> str:
    site = view.css_first('meta[property="og:site_name"]')
    words = clean_line((site.attributes.get("content") or "") if site is not None else "")
    return words[:_MOST_DESCRIPTION_CHARS] or f"Learned from a page of {home or name}"
