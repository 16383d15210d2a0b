"""Presidio behind the port for finders, whether it is installed or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec

import pytest

from scraper.errors import MissingExtra
from scraper.privacy import Kind, Privacy, Span
from scraper.privacy.presidio import PresidioFinder, Result
from tests.privacy.records import KEY, record


@dataclass
class Found:
    """A finding as Presidio gives it."""

    entity_type: str
    start: int
    end: int


class Analyzer:
    """Finds the word Zaphod, and a date."""

    def analyze(self, *, text: str, language: str, entities: list[str], score_threshold: float) -> Iterable[Result]:
        self.language = language
        at = text.find("Zaphod")
        yield Found("DATE_TIME", 0, 3)
        if at >= 0:
            yield Found("PERSON", at, at + 6)
            yield Found("PERSON", at + 3, at + 9000)


@pytest.mark.parametrize(("tag", "asked"), [("en", "en"), ("zh-Hant", "zh"), (None, "en"), ("de-AT", "en")])
def test_an_analyzer_is_asked_in_a_language_that_it_knows(tag: str | None, asked: str) -> None:
    analyzer = Analyzer()
    assert next(PresidioFinder(analyzer).find("I met Zaphod", tag)) == Span(6, 12, Kind.NAME, "zaphod")
    assert analyzer.language == asked


def test_what_it_finds_is_taken_with_the_rest_and_what_is_impossible_is_not() -> None:
    text = "We met Zaphod, not Dr. Wang."
    protected, _ = Privacy("redact", KEY, [PresidioFinder(Analyzer())]).protect(record(text=text))
    assert protected.question.text == "We met [name], not Dr. [name]."


def test_it_is_used_where_it_is_installed_and_elsewhere_the_pip_line_is_named() -> None:
    if find_spec("presidio_analyzer") is None:
        with pytest.raises(MissingExtra, match=r"pip install 'qaharvest\[presidio\]'"):
            PresidioFinder()
    else:
        text = "IBAN GB29NWBK60161331926819 and 10.0.0.1"
        kinds = {(text[span.start : span.end], span.kind) for span in PresidioFinder().find(text, "en")}
        assert ("GB29NWBK60161331926819", Kind.ID) in kinds
