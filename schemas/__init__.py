"""The contract: what a record is, as pydantic models and as a published JSON Schema.

This package knows nothing of the scraper; a tool that only reads datasets can import it alone.
"""

from schemas.provenance import ArchiveLocation, FieldEvidence, Provenance
from schemas.qa import (
    SCHEMA_VERSION,
    Article,
    ArticleItem,
    ArticleSection,
    Asker,
    QARecord,
    Question,
    RelatedFAQ,
    Reply,
    SimilarThread,
)

__all__ = [
    "SCHEMA_VERSION",
    "ArchiveLocation",
    "Article",
    "ArticleItem",
    "ArticleSection",
    "Asker",
    "FieldEvidence",
    "Provenance",
    "QARecord",
    "Question",
    "RelatedFAQ",
    "Reply",
    "SimilarThread",
]
