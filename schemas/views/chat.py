"""The view ``chat``: one conversation a row, as tools for fine-tuning take it."""

from typing import Literal

from schemas.types import LanguageTag, Listed, Model, Text, Url


class Message(Model):
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    """Who speaks: ``user`` asks, ``assistant`` answers."""
    content: Text
    """What is said."""


class ChatRow(Model):
    """One question and one of its replies as a conversation of two turns."""

    id: Text
    """Identity of the conversation, unique in a dataset: ``record_id``, ``#reply-``, number of the reply."""
    messages: Listed[Message]
    """The question (title and body) as ``user``, then the reply as ``assistant``."""
    record_id: Text
    """Identity of the record."""
    url: Url | None
    """Canonical address of the thread."""
    language: LanguageTag | None
    """BCP 47 tag of the page's language."""
    department: Text | None
    """Specialty of the answering person, else the one the page is filed under."""
    licence: Text | None
    """Licence or terms of reuse that the site declares, where they are known."""
