"""The view ``qa``: one row a pair of question and answer."""

from datetime import date

from pydantic import Field

from schemas.types import LanguageTag, Model, Text, Url


class QARow(Model):
    """One question with one of its replies."""

    id: Text
    """Identity of the pair, unique in a dataset: ``record_id``, ``#reply-``, ``reply_number``."""
    record_id: Text
    """Identity of the record."""
    reply_number: int = Field(ge=1)
    """Place of the reply on the page, from 1."""
    question: Text
    """The question as asked: its title, then its body, unless the body begins with the title."""
    answer: Text
    """Body of the reply."""
    asker: Text | None
    """Name or nickname of the asker as printed."""
    author: Text | None
    """Who answered."""
    organization: Text | None
    """Hospital or other body the answering person belongs to."""
    asked_on: date | None
    """Calendar day of the question as written on the page (ISO 8601)."""
    replied_on: date | None
    """Calendar day of the reply as written on the page (ISO 8601)."""
    accepted: bool | None
    """Whether the site marks this as the accepted answer; null where it marks none."""
    score: int | None
    """Votes for the reply minus votes against."""
    url: Url | None
    """Canonical address of the thread."""
    language: LanguageTag | None
    """BCP 47 tag of the page's language."""
    department: Text | None
    """Specialty of the answering person, else the one the page is filed under."""
    site: Text
    """Name of the site profile that read the page."""
    licence: Text | None
    """Licence or terms of reuse that the site declares, where they are known."""
