"""The view ``rag``: one chunk a question, reply and section of an article, as vector stores take it."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.types import LanguageTag, Model, Text, Url


class ChunkMetadata(Model):
    """What a store keeps beside the text; scalars alone."""

    record_id: Text
    """Identity of the record."""
    parent_id: Text | None
    """``id`` of the chunk this one belongs to: a reply's and a section's is the question; null for a question."""
    kind: Literal["question", "reply", "article"]
    """What the chunk is."""
    number: int = Field(ge=1)
    """Place among the chunks of its kind in the record, from 1."""
    title: Text | None
    """Title of the question, else of the page; heading of the section for an article."""
    author: Text | None
    """Who wrote it; null for an article."""
    url: Url | None
    """Address of the reply where it has one, else of the thread."""
    site: Text
    """Name of the site profile that read the page."""
    department: Text | None
    """Specialty of the answering person for a reply, else the one the page is filed under."""
    date: date | None
    """Calendar day of the question or reply (ISO 8601); null for an article."""
    language: LanguageTag | None
    """BCP 47 tag of the page's language."""
    accepted: bool | None
    """Whether the site marks the reply as the accepted answer; null for what is no reply."""
    licence: Text | None
    """Licence or terms of reuse that the site declares, where they are known."""


class RagRow(Model):
    """One chunk of text with what is known of it."""

    id: Text
    """Identity of the chunk, unique in a dataset: ``record_id``, ``#question``, ``#reply-N`` or ``#article-N``."""
    text: Text
    """The chunk: title and body of a question, body of a reply, heading and text of a section."""
    metadata: ChunkMetadata
    """What is known of the chunk."""
