"""The view ``graph``: threads and FAQ terms as nodes, what leads from one to another as edges."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.types import LanguageTag, Model, Text, Url


class GraphRow(Model):
    """One node or one edge; nodes come before edges, and a record's own node before those that are only mentioned."""

    id: Text
    """Identity, unique in a dataset. A thread's is its address, else its ``record_id``."""
    kind: Literal["node", "edge"]
    """Which of the two it is."""
    type: Literal["thread", "faq", "similar", "related_faq"]
    """A node is a ``thread`` or an ``faq`` term; an edge leads to a ``similar`` thread or a ``related_faq``."""
    source: Text | None
    """``id`` of the node an edge begins at; null for a node."""
    target: Text | None
    """``id`` of the node an edge leads to; null for a node."""
    label: Text | None
    """Title of the thread or name of the term; null for an edge."""
    url: Url | None
    """Address of the thread or topic; null for an edge."""
    department: Text | None
    """Specialty the thread or topic is filed under; null for an edge."""
    site: Text
    """Name of the site profile that read the page it stands on."""
    record_id: Text | None
    """Identity of the record; null for an edge and for a thread that is only mentioned."""
    language: LanguageTag | None
    """BCP 47 tag of the record's language; null where ``record_id`` is."""
    asked_on: date | None
    """Calendar day of the record's question; null where ``record_id`` is."""
    reply_count: int | None = Field(ge=0)
    """Number of the record's replies; null where ``record_id`` is."""
