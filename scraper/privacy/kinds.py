"""What is looked for, and the port behind which it is looked for."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, Protocol


class Mode(StrEnum):
    """What becomes of values that point at a person."""

    KEEP = "keep"
    """Nothing is changed."""
    PSEUDONYMISE = "pseudonymise"
    """Each is replaced by a keyed pseudonym: the same for the same value wherever it stands."""
    REDACT = "redact"
    """Each is replaced by the name of its kind in brackets, or taken out."""


class Kind(StrEnum):
    """Kinds of values that point at a person."""

    NAME = "name"
    """Names and nicknames of people."""
    EMAIL = "e-mail"
    """Addresses of mail, spelled out ones too."""
    PHONE = "phone"
    """Numbers of telephones."""
    ID = "id"
    """Numbers of persons, patients and documents; identities of the record itself."""
    CARD = "card"
    """Numbers of payment cards."""
    URL = "url"
    """Addresses of pages."""
    IP = "ip"
    """Addresses of machines."""
    PATH = "path"
    """Paths of files, which often hold the name of an account."""
    HANDLE = "handle"
    """Names of accounts in social networks and messengers."""
    AGE = "age"
    """Ages, which are made coarser."""
    DATE = "date"
    """Days and times, which are made coarser."""
    ORGANIZATION = "organization"
    """The hospital or body that an answering person belongs to."""


class Span(NamedTuple):
    """A stretch of text that points at a person."""

    start: int
    end: int
    kind: Kind
    identity: str
    """What tells it from others of its kind: two spans with the same identity get the same pseudonym."""


class Finder(Protocol):
    """Whatever finds spans in a text: the built-in finders, or a library behind this port."""

    def find(self, text: str, language: str | None) -> Iterable[Span]:
        """Return the spans of ``text``, in any order.

        :param text: the text, in which what others found is covered by `scraper.privacy.folding.COVER`.
        :param language: BCP 47 tag of the page, None where it is not known.
        """
        ...
