"""Where a record and each of its values came from."""

from pydantic import AwareDatetime, Field

from schemas.types import Listed, Model, Sha256, Text


class ArchiveLocation(Model):
    """Where the page's bytes lie in the archive."""

    file: Text
    """WARC file: relative to the run folder, or the path as given for a WARC read directly."""
    offset: int = Field(ge=0)
    """First byte of the record's gzip member in that file."""
    length: int = Field(gt=0)
    """Bytes of that gzip member."""


class FieldEvidence(Model):
    """Why one field has its value."""

    rule: Text
    """The rule that found the value."""
    location: Text
    """Where it stands: CSS path and character span, line range in a text, or path in the page's structured markup."""


class Provenance(Model):
    """The story of a record: what was read, when, by what, and why each field has its value."""

    source: Text
    """URL asked for, or the path of the file as it was given."""
    fetched_at: AwareDatetime | None
    """When the page was fetched (RFC 3339, UTC); null for a file."""
    http_status: int | None = Field(ge=100, le=599)
    """Status of the HTTP answer; null for a file."""
    content_sha256: Sha256
    """SHA-256 of the page's body after content decoding, in hexadecimal."""
    archive: ArchiveLocation | None
    """Where the page lies in a WARC archive; null for a plain file."""
    extractor: Text
    """Name and version of the program that read the page."""
    licence: Text | None
    """Licence or terms of reuse that the site declares, where the profile knows them."""
    robots: Listed[Text] = ()
    """What the page asks of robots by ``X-Robots-Tag`` and ``<meta name="robots">``, in lower case (``noindex``)."""
    fields: dict[str, FieldEvidence]
    """JSON pointer into this record → the evidence for the value there."""
