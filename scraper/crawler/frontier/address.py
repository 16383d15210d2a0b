"""Where a shared frontier is kept: the URL of a PostgreSQL database, and the name of a crawl in it."""

import hashlib
from typing import NamedTuple, Self
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from scraper.errors import UsageError

SCHEMES = ("postgresql", "postgres")

_PREFIX = "qaharvest_"
_MOST_OCTETS = 63  # of a PostgreSQL identifier
_SECRET = {"password", "sslpassword"}
_WRONG = (
    "The frontier's address cannot be used; write postgresql://HOST/DATABASE, "
    "with /, @ and # of a password as %2F, %40 and %23."
)


def is_shared(where: str) -> bool:
    """Whether a text is meant as the URL of a PostgreSQL database."""
    return where.partition("://")[0] in SCHEMES and "://" in where


class Address(NamedTuple):
    """A crawl in a database. Its text shows no password."""

    conninfo: str
    """As libpq takes it, the password included where the URL has one."""
    schema: str
    """The schema of the crawl's tables."""
    shown: str
    """The URL without a password, with the name of the crawl."""

    @classmethod
    def of(cls, url: str, crawl: str = "") -> Self:
        """Read a URL.

        :param crawl: name of the crawl where the URL has no ``crawl=`` in its query.
        :raises UsageError: if there is no such address, or no name.
        """
        try:
            parts = urlsplit(url)
            pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), max_num_fields=50)
            _ = parts.port if "," not in parts.netloc else None  # libpq takes several hosts
        except ValueError as error:
            raise UsageError(_WRONG) from error
        # A password with / or # in it: what is shown must not hold half of it.
        if parts.scheme not in SCHEMES or "@" in parts.path or parts.fragment:
            raise UsageError(_WRONG)
        name = next((value for key, value in pairs if key == "crawl"), crawl)
        if not name or not name.isprintable():
            raise UsageError("The crawl in the database has no name: add ?crawl=NAME to the frontier's address.")
        rest = [(key, value) for key, value in pairs if key != "crawl"]
        conninfo = _joined(parts.netloc, parts.path, rest)
        told = [pair for pair in rest if pair[0] not in _SECRET]
        user, at, place = parts.netloc.rpartition("@")
        shown = _joined(user.partition(":")[0] + at + place, parts.path, [*told, ("crawl", name)])
        return cls(conninfo, schema_of(name), shown)

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"

    def __str__(self) -> str:
        return repr(self)


def schema_of(crawl: str) -> str:
    """Return the name of the schema of a crawl; a long one is cut and told apart by a digest."""
    name = _PREFIX + crawl
    if len(name.encode()) <= _MOST_OCTETS:
        return name
    digest = hashlib.sha256(crawl.encode()).hexdigest()[:12]
    return name.encode()[: _MOST_OCTETS - 13].decode(errors="ignore") + "-" + digest


def _joined(netloc: str, path: str, pairs: list[tuple[str, str]]) -> str:
    query = urlencode(pairs, quote_via=quote)
    return f"postgresql://{netloc}{path}{'?' if query else ''}{query}"
