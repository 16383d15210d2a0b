"""The view ``flat``: one row a record, scalar columns alone."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from schemas.types import LanguageTag, Model, Sha256, Text, Url


class FlatRow(Model):
    """One record as one row of scalars; of its replies the chosen one has columns of its own."""

    record_id: Text
    """Identity of the record; unique in a dataset."""
    schema_version: Text
    """Version of the record's contract."""
    site: Text
    """Name of the site profile that read the page; ``universal`` where none claimed it."""
    url: Url | None
    """Canonical address of the thread; null for a file without one."""
    language: LanguageTag | None
    """BCP 47 tag of the page's language."""
    title: Text | None
    """Page title without the site's or department's suffix."""
    department: Text | None
    """Specialty the page is filed under."""
    tags: Text | None
    """Topics the site attaches, joined by ``; ``; null where there are none."""
    question_title: Text | None
    """The asker's own title."""
    question_text: Text
    """Body of the question."""
    asked_on: date | None
    """Calendar day of the question as written on the page (ISO 8601)."""
    question_score: int | None
    """Votes for the question minus votes against."""
    asker_name: Text | None
    """Name or nickname of the asker as printed."""
    asker_gender: Literal["female", "male", "other"] | None
    """Gender of the asker."""
    asker_age_min: int | None
    """Lowest age of the asker in years, inclusive; null where the band is open or absent."""
    asker_age_max: int | None
    """Highest age of the asker in years, inclusive; null where the band is open or absent."""
    asker_age_text: Text | None
    """Age or age band as printed, such as ``40~49``."""
    reply_count: int = Field(ge=0)
    """Number of replies."""
    reply_number: int | None = Field(ge=1)
    """Place of the chosen reply on the page, from 1: the accepted one, else the first; null without a reply."""
    reply_author: Text | None
    """Who gave the chosen reply."""
    reply_department: Text | None
    """Specialty of who gave the chosen reply."""
    reply_organization: Text | None
    """Hospital or other body of who gave the chosen reply."""
    reply_text: Text | None
    """Body of the chosen reply."""
    replied_on: date | None
    """Calendar day of the chosen reply as written on the page (ISO 8601)."""
    reply_score: int | None
    """Votes for the chosen reply minus votes against."""
    reply_accepted: bool | None
    """Whether the site marks the chosen reply as the accepted answer; null where it marks none."""
    reply_url: Url | None
    """Address of the chosen reply."""
    replies_text: Text | None
    """Bodies of all replies in the order of the page, with a blank line between them; null without a reply."""
    article_heading: Text | None
    """Heading of the editorial text, such as ``More Info``."""
    article_text: Text | None
    """The editorial text's sections with their headings and lists, as plain text; null without one."""
    similar_count: int = Field(ge=0)
    """Number of threads shown as similar."""
    related_faq_count: int = Field(ge=0)
    """Number of FAQ topics shown as related."""
    source: Text
    """URL asked for, or the path of the file as it was given."""
    fetched_at: AwareDatetime | None
    """When the page was fetched (RFC 3339, UTC); null for a file."""
    http_status: int | None
    """Status of the HTTP answer; null for a file."""
    content_sha256: Sha256
    """SHA-256 of the page's body after content decoding, in hexadecimal."""
    extractor: Text
    """Name and version of the program that read the page."""
    licence: Text | None
    """Licence or terms of reuse that the site declares, where they are known."""
