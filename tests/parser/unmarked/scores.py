"""How right the reading of pages without mark-up is, field by field, over pages written for it.

python -m tests.parser.unmarked.scores
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scraper.errors import NotQAPage
from scraper.page import Page
from scraper.parser.draft import Draft
from scraper.parser.unmarked import UNMARKED
from scraper.parser.view import PageView
from tests.parser.unmarked import no_pairs, no_threads, pairs, tame, wild, wild_questions
from tests.parser.unmarked.layouts import LAYOUTS, Layout
from tests.parser.unmarked.stories import STORIES, Story

FLOOR: dict[str, dict[str, float]] = json.loads((Path(__file__).parent / "floor.json").read_text(encoding="utf-8"))
URL = "https://site.example/some/page"

Fields = Mapping[str, Any]
"""JSON pointer below the list of records → value."""


@dataclass(frozen=True)
class Case:
    """A page and what it must give.

    :param expected: every value of its records, but the language.
    """

    name: str
    page: Page
    expected: Fields


@dataclass
class Score:
    """Numbers of values.

    :param said: found on the pages.
    :param right: found, and so expected.
    :param expected: that the pages say.
    """

    said: int = 0
    right: int = 0
    expected: int = 0

    @property
    def precision(self) -> float:
        """Share of what is said that is right."""
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        """Share of what the pages say that is found."""
        return self.right / self.expected if self.expected else 1.0


def page_of(text: str, url: str | None = URL, kind: str = "text/html") -> Page:
    """Return a text as a page."""
    return Page(text.encode(), url or "page.html", url, 200, (("Content-Type", f"{kind}; charset=utf-8"),))


def read(page: Page) -> tuple[Draft, ...]:
    """Return what the structure of a page gives; nothing where it is silent."""
    try:
        return UNMARKED.drafts(PageView(page), {})
    except NotQAPage:
        return ()


def values(pointer: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every value below a pointer that is not absent."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from values(f"{pointer}/{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from values(f"{pointer}/{number}", inner)
    elif value is not None:
        yield pointer, str(value)


def found_on(page: Page) -> dict[str, Any]:
    """Return every value of a page's drafts, but the language."""
    found: dict[str, Any] = {}
    for number, draft in enumerate(read(page)):
        found |= {pointer: value for pointer, value in values(f"/{number}", draft.value) if "/language" not in pointer}
    return found


def laid_out() -> Iterator[Case]:
    """Yield every story in every layout."""
    for name, layout in LAYOUTS.items():
        for language, story in STORIES.items():
            yield Case(f"{name}-{language}", page_of(layout.make(story)), _of_story(story, layout))


def _of_story(story: Story, layout: Layout) -> dict[str, Any]:
    join = " ".join if layout.one_line else "\n".join
    question = story.question
    told: dict[str, Any] = {
        "/0/title": story.title,
        "/0/question/title": story.title,
        "/0/question/text": story.title if layout.title_only else join(question.text),
        "/0/question/asked_on": question.day,
        "/0/question/asker/name": question.author,
    }
    for number, said in enumerate(story.replies):
        reply = f"/0/replies/{number}"
        told |= {f"{reply}/author": said.author, f"{reply}/text": join(said.text), f"{reply}/replied_on": said.day}
        if layout.votes:
            told |= {f"{reply}/score": 6 - number} | ({f"{reply}/accepted": True} if number == 0 else {})
    if layout.votes:
        told["/0/question/score"] = 7
    return {pointer: str(value) for pointer, value in told.items()}


def by_hand() -> Iterator[Case]:
    """Yield the threads in the mark-up of many kinds of sites."""
    for name, made in {**wild.BOARDS, **wild_questions.QUESTIONS, **wild_questions.HARD}.items():
        told: dict[str, Any] = {"title": made.title}
        if not made.is_labelled:
            told["question/title"] = made.title
        author, day, text = made.posts[0]
        told |= {"question/asker/name": author, "question/asked_on": day, "question/text": text}
        for number, (author, day, text) in enumerate(made.posts[1:]):
            reply = f"replies/{number}"
            told |= {f"{reply}/author": author, f"{reply}/replied_on": day, f"{reply}/text": text}
        told |= dict(made.also)
        expected = {f"/0/{pointer}": str(value) for pointer, value in told.items() if value is not None}
        yield Case(name, page_of(made.html, made.url), expected)


def paired() -> Iterator[Case]:
    """Yield the pages of labelled and of frequent questions."""
    for kind in pairs.KINDS:
        for language, asked in pairs.PAIRS.items():
            is_text = kind is pairs.plain_text
            expected = {}
            for number, (question, answer) in enumerate(asked):
                expected |= {f"/{number}/question/text": question, f"/{number}/replies/0/text": answer}
                if not is_text:
                    expected[f"/{number}/title"] = pairs.title_of(kind, language)
            page = page_of(kind(language), kind="text/plain" if is_text else "text/html")
            yield Case(f"{kind.__name__}-{language}", page, expected)


def silent() -> Iterator[Case]:
    """Yield the pages that give no record."""
    for name, text in no_threads.pages():
        yield Case(name, page_of(text), {})
    for name, text in {**no_pairs.PAGES, **tame.PAGES}.items():
        yield Case(name, page_of(text), {})


CORPORA = {
    "threads in many layouts": laid_out, "threads of many kinds of sites": by_hand,
    "labelled and frequent questions": paired, "no questions with answers": silent,
}  # fmt: skip


def score(corpus: str) -> Score:
    """Return how right the reading of a corpus is."""
    total = Score()
    for case in CORPORA[corpus]():
        found = found_on(case.page)
        total.said += len(found)
        total.expected += len(case.expected)
        total.right += sum(found.get(pointer) == value for pointer, value in case.expected.items())
    return total


def table() -> str:
    """Return the scores as a table."""
    lines = [f"{'corpus':34}{'pages':>7}{'values':>8}{'precision':>11}{'recall':>8}"]
    for corpus, cases in CORPORA.items():
        result = score(corpus)
        pages = sum(1 for _ in cases())
        lines.append(f"{corpus:34}{pages:>7}{result.expected:>8}{result.precision:>11.4f}{result.recall:>8.4f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
