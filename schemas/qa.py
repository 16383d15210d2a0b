"""The question-and-answer record, ``schema_version`` 1.0.

Every key is always present with one fixed type: an absent value is ``null``, an absent list is ``[]``.
Field order here is the key order of every line that is written.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.provenance import Provenance
from schemas.types import LanguageTag, Listed, Model, Text, Url

SCHEMA_VERSION: Literal["1.0"] = "1.0"


class Asker(Model):
    """The person who asked, who is often not the patient."""

    name: Text | None
    """Name or nickname as printed."""
    gender: Literal["female", "male", "other"] | None
    """Gender of the asker."""
    age_min: int | None = Field(ge=0, le=200)
    """Lowest age in years, inclusive; null where the band is open or absent."""
    age_max: int | None = Field(ge=0, le=200)
    """Highest age in years, inclusive; null where the band is open or absent."""
    age_text: Text | None
    """Age or age band as printed, such as ``40~49``."""


class Question(Model):
    """What was asked, by whom and when."""

    title: Text | None
    """The asker's own title."""
    text: Text
    """Body of the question; paragraphs are separated by one line feed."""
    asked_on: date | None
    """Calendar day of the question as written on the page (ISO 8601)."""
    score: int | None
    """Votes for minus votes against (likes where there are no votes)."""
    asker: Asker
    """The person who asked."""


class Reply(Model):
    """One answer."""

    author: Text | None
    """Who answered."""
    department: Text | None
    """Specialty of the answering person."""
    organization: Text | None
    """Hospital or other body the answering person belongs to."""
    text: Text
    """Body of the reply; paragraphs are separated by one line feed."""
    replied_on: date | None
    """Calendar day of the reply as written on the page (ISO 8601)."""
    score: int | None
    """Votes for minus votes against (likes where there are no votes)."""
    accepted: bool | None
    """Whether the site marks this as the accepted answer; null where it marks none."""
    url: Url | None
    """Address of this reply."""


class ArticleItem(Model):
    """One entry of a list in the article."""

    label: Text | None
    """Leading words before the colon, such as ``Hydration``."""
    text: Text | None
    """What the entry says."""
    items: Listed["ArticleItem"]
    """Entries nested under this one."""


class ArticleSection(Model):
    """A heading of the article with what stands under it."""

    heading: Text | None
    """Heading of the section; null for text before the first heading."""
    text: Text | None
    """Paragraphs of the section outside its list, separated by one line feed."""
    items: Listed[ArticleItem]
    """The section's list."""


class Article(Model):
    """Editorial text that the site adds under the reply."""

    heading: Text | None
    """Heading of the whole article, such as ``More Info``."""
    sections: Listed[ArticleSection]
    """Sections in reading order."""


class SimilarThread(Model):
    """Another person's thread that the site shows as similar; never part of this page's answers."""

    title: Text
    """Title of the other thread."""
    url: Url | None
    """Address of the other thread."""
    question_excerpt: Text | None
    """Beginning of its question, verbatim."""
    author: Text | None
    """Who answered it."""
    department: Text | None
    """Specialty of the answering person."""
    reply_excerpt: Text | None
    """Beginning of its reply, verbatim."""
    question_truncated: bool
    """Whether the question excerpt was cut by the site."""
    reply_truncated: bool
    """Whether the reply excerpt was cut by the site."""


class RelatedFAQ(Model):
    """A topic of the site's FAQ that the page points to."""

    term: Text
    """Name of the topic."""
    department: Text | None
    """Specialty the topic belongs to."""
    url: Url | None
    """Address of the topic."""


class QARecord(Model):
    """One question with its replies, as read from one page."""

    schema_version: Literal["1.0"]
    """Version of this contract."""
    record_id: Text
    """Identity that is stable over re-crawls: site name, colon, native id or a hash."""
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
    tags: Listed[Text]
    """Topics the site attaches."""
    question: Question
    """What was asked."""
    replies: Listed[Reply]
    """Answers in the order of the page."""
    article: Article | None
    """Editorial text under the reply."""
    similar: Listed[SimilarThread]
    """Other threads shown as similar."""
    related_faqs: Listed[RelatedFAQ]
    """FAQ topics shown as related."""
    provenance: Provenance
    """Where the record and each of its values came from."""
