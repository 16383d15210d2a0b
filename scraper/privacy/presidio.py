"""Microsoft Presidio as a further finder, for those who have it: `pip install 'qaharvest[presidio]'`.

Without a trained model, only Presidio's recognizers that work by patterns, check digits and libphonenumber look, over a
blank spaCy pipeline: nothing is downloaded. Whoever has a model installed makes the analyzer that uses it and hands it
over; then people are found too, wherever they are named.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from scraper.errors import MissingExtra
from scraper.privacy.kinds import Kind, Span
from scraper.privacy.numbers import same_phone
from scraper.privacy.people import same_name

KINDS = {
    "PERSON": Kind.NAME,
    "PHONE_NUMBER": Kind.PHONE,
    "CREDIT_CARD": Kind.CARD,
    **dict.fromkeys(
        (
            "IBAN_CODE",
            "CRYPTO",
            "US_SSN",
            "US_ITIN",
            "US_PASSPORT",
            "UK_NHS",
            "MEDICAL_LICENSE",
            "ES_NIF",
            "IT_FISCAL_CODE",
        ),
        Kind.ID,
    ),
}
"""What Presidio calls the kinds that are taken from it.

Not its addresses of mail and pages: to check them it fetches a list from the network, and the built-in finders know
them. Not its addresses of machines, among which are numbers of versions; nor places, dates and nationalities.
"""
LEAST_SCORE = 0.4
"""What Presidio gives a telephone number by its form alone; its guesses at bank accounts and licences lie far below."""
LANGUAGES = ("en", "zh")


class Result(Protocol):
    """One finding of an analyzer (`presidio_analyzer.RecognizerResult`)."""

    entity_type: str
    start: int
    end: int


class Analyzer(Protocol):
    """What is used of `presidio_analyzer.AnalyzerEngine`."""

    def analyze(self, *, text: str, language: str, entities: list[str], score_threshold: float) -> Iterable[Result]:
        """Return what is found in ``text``."""
        ...


class PresidioFinder:
    """Finds spans by Presidio.

    :param analyzer: an analyzer of one's own, for `LANGUAGES`; without it, one that needs no trained model is made.
    :raises MissingExtra: if none is given and Presidio is not installed.
    """

    def __init__(self, analyzer: Analyzer | None = None) -> None:
        self._analyzer = analyzer or _without_model()

    def find(self, text: str, language: str | None) -> Iterator[Span]:
        """Yield what Presidio finds; a page of another language than Chinese is read as English."""
        primary = (language or "en").lower().partition("-")[0]
        results = self._analyzer.analyze(
            text=text,
            language=primary if primary in LANGUAGES else "en",
            entities=list(KINDS),
            score_threshold=LEAST_SCORE,
        )
        for result in results:
            kind = KINDS.get(result.entity_type)
            if kind is not None:
                yield Span(result.start, result.end, kind, _identity(kind, text[result.start : result.end]))


def _identity(kind: Kind, text: str) -> str:
    """Return what the built-in finders take for the identity of the same value, so that it gets the same pseudonym."""
    match kind:
        case Kind.NAME:
            return same_name(text)
        case Kind.PHONE:
            return same_phone(text)
        case _:
            return text.replace(" ", "").replace("-", "") if kind is Kind.CARD else text


def _without_model() -> Analyzer:
    try:
        import presidio_analyzer  # noqa: PLC0415 - heavy, and only for those who ask for it
        import spacy  # noqa: PLC0415
        from presidio_analyzer.nlp_engine import SpacyNlpEngine  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtra("Presidio is not installed; get it with: pip install 'qaharvest[presidio]'") from error
    engine: Any = SpacyNlpEngine(models=[{"lang_code": language, "model_name": "blank"} for language in LANGUAGES])
    engine.nlp = {language: spacy.blank(language) for language in LANGUAGES}
    registry = presidio_analyzer.RecognizerRegistry(supported_languages=list(LANGUAGES))
    registry.load_predefined_recognizers(languages=list(LANGUAGES))
    registry.remove_recognizer("SpacyRecognizer")  # it would only repeat that the pipeline is blank
    analyzer: Analyzer = presidio_analyzer.AnalyzerEngine(
        registry=registry, nlp_engine=engine, supported_languages=list(LANGUAGES)
    )
    return analyzer
