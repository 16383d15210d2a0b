"""Every error this package raises, split by who can act on it.

::

    ScraperError
    ├── UsageError            the person at the keyboard must change something (exit code 2)
    │   ├── SettingsError     a setting has an impossible value
    │   ├── UnknownSite       no profile of that name
    │   ├── MissingExtra      an optional library is not installed; names the pip line
    │   ├── RunLocked         another process is crawling into this run folder
    │   ├── StorageFull       the disk refused a write
    │   └── StoreError        a place given by URL (s3://…) cannot be read or written
    │       └── StoreChanged  somebody else wrote there meanwhile, and nothing was
    ├── FetchError            one request failed; ``transient`` says whether asking again may help
    │   ├── NetworkError      no usable connection or answer
    │   ├── FetchTimeout      the answer took too long
    │   ├── StatusError       the server answered with an error status
    │   ├── RobotsDisallowed  robots.txt forbids the address
    │   ├── ContentRefused    too large, undecodable or of a type we do not read
    │   └── AddressRefused    the host resolves to an address we must not connect to
    ├── FrontierError         the frontier file is unreadable or of another version
    ├── ArchiveError          a WARC file cannot be read or written
    ├── ExtractionError       a page gave no record
    │   ├── NotQAPage         the page holds no question
    │   └── LayoutChanged     the page should hold one, but the site's rules went silent
    ├── InvalidRecord         what was found does not make a valid record
    └── ExportError           an export could not be written

No exception of a third-party library crosses a package boundary: each layer maps what it uses.
"""


class ScraperError(Exception):
    """Base of all errors raised on purpose; its text is one sentence for a person."""


class UsageError(ScraperError):
    """The person at the keyboard must change something."""


class SettingsError(UsageError):
    """A setting has an impossible value."""


class UnknownSite(UsageError):
    """No site profile has the given name."""


class MissingExtra(UsageError):
    """An optional library is missing; the text names the pip line that installs it."""


class RunLocked(UsageError):
    """Another process holds the run folder."""


class StorageFull(UsageError):
    """The disk (or a quota) refused a write; nothing committed before is lost."""


class StoreError(UsageError):
    """A place given by URL cannot be read or written; the text never holds credentials."""


class StoreChanged(StoreError):
    """An object is another than the one that was to be replaced; nothing was written."""


class FetchError(ScraperError):
    """One request failed."""

    transient = False
    """Whether the same request may succeed later."""


class NetworkError(FetchError):
    """No connection, or it broke before a whole answer arrived."""

    transient = True


class FetchTimeout(FetchError):
    """The whole request took longer than allowed."""

    transient = True


class StatusError(FetchError):
    """The server answered with an error status."""

    def __init__(self, status: int, *, retry_after: float | None = None) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.retry_after = retry_after
        """Seconds the server asked to wait, counted from the answer; None if it did not say."""

    @property
    def transient(self) -> bool:  # type: ignore[override]
        """Whether the status means "later": 408, 425, 429 and the 5xx that pass (RFC 9110 §15)."""
        return self.status in {408, 425, 429, 500, 502, 503, 504} or 520 <= self.status <= 529


class RobotsDisallowed(FetchError):
    """robots.txt forbids the address."""


class ContentRefused(FetchError):
    """The body is too large, cannot be decoded, or is of a type that is not read."""


class AddressRefused(FetchError):
    """The host resolves only to addresses that must not be connected to."""


class FrontierError(ScraperError):
    """The frontier cannot be read or written."""


class ArchiveError(ScraperError):
    """A WARC file cannot be read or written."""


class ExtractionError(ScraperError):
    """A page gave no record."""


class NotQAPage(ExtractionError):
    """The page holds no question."""

    def __init__(self, reason: str, *, certain: bool = False) -> None:
        super().__init__(reason)
        self.certain = certain
        """Whether the page itself says so (a question that does not exist), so that no other profile is asked."""


class LayoutChanged(ExtractionError):
    """The page should hold a question, but the site's own rules found nothing."""


class InvalidRecord(ScraperError):
    """What was found on the page does not make a valid record."""


class ExportError(ScraperError):
    """An export could not be written."""
