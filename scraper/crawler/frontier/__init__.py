"""The frontier: every address ever seen, each in one state with a reason, and the pace of every host.

It hands out a request only when its host may be asked. What it knows survives the process: delays, back-off and
robots.txt answers are kept with the host, so a restart is as polite as an uninterrupted crawl. Times are Unix seconds
and always given by the caller, so that a simulation can run the clock.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from schemas.provenance import ArchiveLocation
from scraper.crawler.frontier.traffic import Traffic
from scraper.errors import FrontierError
from scraper.page import ThreadPart, Validators
from scraper.request import Request
from scraper.stats import FieldCount, Stats

DEPTH_REASON = "depth"
"""Reason of an address that lay too deep; finding it nearer brings it back."""


class Conflict(FrontierError):
    """Another worker made part of a batch true meanwhile, or took a host over: nothing of the batch holds.

    What belongs to requests that are no longer held (``Frontier.holds``) is not ours to settle; the rest may be made
    a batch of again.
    """


class State(StrEnum):
    """Where an address stands. Every address ever seen is in exactly one state."""

    QUEUED = "queued"
    """To be asked for."""
    LEASED = "leased"
    """Handed out, not settled yet."""
    RETRY = "retry"
    """To be asked for again, not before a set time."""
    DONE = "done"
    """Answered, and its page read."""
    SKIPPED = "skipped"
    """Not fetched, or fetched and set aside; the reason tells which."""
    FAILED = "failed"
    """Given up."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger says about one address."""

    url: str
    """The address as it was or will be asked for."""
    state: State
    """Where it stands."""
    reason: str | None
    """Why, where the state alone does not say it; ``robots: …``, ``scope: …``, ``trap: …``, ``failed: …``."""
    kind: str
    """``page`` or ``sitemap``."""
    depth: int
    """Links followed from a seed."""
    hops: int
    """Redirects followed to get here."""
    attempts: int
    """Requests made so far that failed."""
    retry_at: float | None
    """Unix time before which it is not asked again."""
    via: str | None
    """Address of the page that led here; None for a seed."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast hosts may be asked; the wishes of each host come on top."""

    delay: float = 1.0
    """Seconds between request starts to one host."""
    per_host: int | None = None
    """Requests in flight to one host; None means 1, or ``concurrency`` for a host without any delay."""
    concurrency: int = 32
    """Requests in flight in total."""
    robots: bool = True
    """Whether a host's robots.txt must be known before anything else is asked of it."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A request handed out. It is held until it is settled, or until the process ends."""

    id: int
    """Number of the address in this frontier."""
    key: bytes
    """Fingerprint of the canonical address."""
    host: str
    """Host and port."""
    request: Request
    """What to ask for."""
    attempts: int = 0
    """Requests made before that failed."""
    via: int | None = None
    """Number of the address that led here."""
    parked: bool = False
    """Whether it was put behind everything else before."""
    version: "Version | None" = None
    """What is kept of its page; None where it was never read."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a lease."""

    lease: Lease
    state: State
    reason: str | None = None
    retry_at: float | None = None
    """For a retry: Unix time before which it is not asked again."""
    attempts: int = 0
    """Requests made so far that failed."""
    url: str | None = None
    """A new address under the same key, where a redirect changed only what does not count."""
    hops: int = 0
    """Redirects followed, with ``url``."""
    parked: bool = False
    """Queued again behind everything else."""


@dataclass(frozen=True, slots=True)
class Found:
    """An address found, with the verdict on it."""

    key: bytes
    request: Request
    host: str | None
    """Host and port; None for an address outside the scope."""
    via: int | None = None
    """Number of the address that led here."""
    reason: str | None = None
    """Why it is skipped; None where it is to be asked for."""
    modified: float | None = None
    """Unix time at which its page changed last, as its site tells: one that was read before that is asked for again."""


class Thread(NamedTuple):
    """What is kept of a thread that spans several pages."""

    record_id: str
    parts: list[ThreadPart]
    """What its pages gave, by their number, each once."""


class Reread(Protocol):
    """What reading all pages of the archive again gave."""

    def records(self) -> Iterable[tuple[bytes, bool]]:
        """Return the fingerprints of the ids of the records written, each with whether it was only kept."""

    def parts(self) -> Iterable[tuple[bytes, ThreadPart]]:
        """Return what pages gave to threads, each with the fingerprint of its address, in the order of the pages."""

    def reasons(self) -> Iterable[tuple[bytes, str | None]]:
        """Return the fingerprint of each page's address, and the reason for the ledger."""

    def spans(self) -> Iterable[tuple[int, FieldCount]]:
        """Return which fields the records have (see ``Frontier.coverage``)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One sight of a page. Pickles."""

    digest: bytes
    """The first 16 octets of the SHA-256 of its body."""
    validators: Validators
    """What the server told with it, for the next time."""
    at: float
    """Unix time."""
    archive: ArchiveLocation | None = None
    """Where its content lies; None until it is written."""


@dataclass(frozen=True, slots=True)
class Version:
    """What is kept of a page to ask for it again."""

    seen: Seen
    """The last sight of it."""
    first_at: float
    """Unix time of the first."""
    checks: int = 0
    """How often it was asked for again."""
    changes: int = 0
    """How often it was another then."""
    due_at: float = 0.0
    """Unix time from which on it is worth asking again."""


@dataclass(slots=True)
class Batch:
    """What one transaction makes true: all of it, or nothing."""

    settled: list[Settled] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    superseded: list[Found] = field(default_factory=list)
    """Addresses of pages that are held already under another address; they are skipped unless already answered."""
    records: list[bytes] = field(default_factory=list)
    """Fingerprints of the ids of the records written."""
    kept: list[bytes] = field(default_factory=list)
    """Fingerprints of the ids of records that a refresh did not write anew."""
    whole: list[str] = field(default_factory=list)
    """Ids of records written that stand on one page, now at least."""
    stats: Stats = field(default_factory=Stats)
    """Counts to add."""
    files: dict[str, int] = field(default_factory=dict)
    """File name → its whole length in bytes."""
    coverage: list[FieldCount] = field(default_factory=list)
    """Which fields the records have that are written now."""
    parts: list[tuple[int, ThreadPart]] = field(default_factory=list)
    """Number of an address, and what its page gave to a thread that spans several pages."""
    retry_failed: bool = False
    """Whether every address that was given up is queued again, as if it had never been asked for."""
    versions: list[tuple[int, Version]] = field(default_factory=list)
    """Number of an address, and what is kept of its page to ask for it again."""
    reread: Reread | None = None
    """What takes the place of all that pages gave before; ``stats`` then holds the counts of pages and records."""
    patterns: dict[bytes, int] = field(default_factory=dict)
    """Fingerprint of an address pattern → pages of it since the last new record."""
    notes: dict[str, str] = field(default_factory=dict)
    """Notes to keep with the frontier."""


@dataclass(frozen=True, slots=True)
class RobotsDue:
    """A host whose robots.txt must be asked for now."""

    host: str
    origin: str
    """Scheme, host and port."""


@dataclass(frozen=True, slots=True)
class HostRobots:
    """A robots.txt answer as it is kept with its host."""

    state: str
    """``rules``, ``open`` or ``closed``."""
    body: bytes
    fetched_at: float
    expires_at: float
    crawl_delay: float | None


@dataclass(frozen=True, slots=True)
class HostEntry:
    """What the frontier knows of one host of the scope."""

    host: str
    states: dict[State, int]
    asked_at: float
    """Unix time of the last request start; 0 if it was never asked."""
    due_at: float
    """Unix time before which it is not asked."""
    waits_for: str
    """What sets ``due_at``: ``delay``, ``crawl-delay``, ``slow answers``, ``back-off`` …"""
    robots: HostRobots | None
    interval: float
    """Seconds between request starts at present."""
    paced_by: str
    """What sets ``interval``: ``delay``, ``crawl-delay`` or ``slow answers``."""
    traffic: Traffic
    """What it was asked in all."""


@dataclass(slots=True)
class Leased:
    """What one call of ``lease`` gives."""

    leases: list[Lease] = field(default_factory=list)
    """To be asked for now."""
    robots: list[RobotsDue] = field(default_factory=list)
    """Hosts whose robots.txt must be asked for now."""
    refused: list[Settled] = field(default_factory=list)
    """Leases that ``admit`` turned away, to be settled in the next batch."""


class Parts(Protocol):
    """What pages gave to threads that span several. An address asked again gives another in its place."""

    def has(self, record_id: str, number: int, before: int) -> bool:
        """Whether an address of a number below ``before`` gave that page of the thread."""

    def last(self) -> int:
        """Return a number that grows with every page that is added; 0 where none ever was."""

    def begun(self, record_ids: Sequence[str]) -> set[str]:
        """Return those of the records whose thread's first page is here."""

    def orphans(self) -> set[str]:
        """Return the records of all threads whose first page is not here."""

    def threads(self) -> Iterator[Thread]:
        """Yield every thread, in the order in which the threads first appeared."""


class Frontier(Protocol):
    """The port. One process may hold several leases; a lease that dies with its process is given out again."""

    @property
    def parts(self) -> Parts:
        """What pages gave to threads that span several."""

    def lease(self, now: float, limit: int, admit: Callable[[Lease], Settled | None]) -> Leased:
        """Hand out requests whose hosts may be asked at ``now``.

        :param limit: at most so many requests.
        :param admit: the verdict on a request just before it is handed out; None lets it pass.
        """

    def returned(self, host: str) -> None:
        """Tell that a request to the host (or for its robots.txt) is no longer in flight."""

    def take_turn(self, host: str, now: float) -> bool:
        """Take a host's turn for a request that was not leased; tell whether it was free.

        If it was, the request must go out (``sent``) and be told to have ended (``returned``), as a leased one.
        """

    def sent(self, host: str, now: float) -> None:
        """Tell that a request to the host goes out just now, leased or not: the delay is counted from here.

        That may be a while after it was handed out, as a new connection takes its time. Until then a host with a
        delay is handed no other.
        """

    def answered(self, host: str, seconds: float | None, octets: int, *, refused: bool = False) -> None:
        """Tell how a request ended that went out to the host, leased or not; nothing where that is outside the scope.

        :param seconds: from the request to the end of the answer, where that says how quick the host is; while
            answers come more slowly than usual, the host is asked less often.
        :param octets: size of the answer's body.
        :param refused: whether the host asked us to slow down.
        """

    def due_at(self, host: str) -> float:
        """Return the Unix time before which the host is not asked; 0 for a host outside the scope."""

    def refused(self, host: str, now: float, started: float, retry_after: float | None, jitter: float) -> bool:
        """Tell that the host asked us to slow down; kept at once.

        Returns whether that is news: False for a request that was on its way already when the host said it last.

        :param started: when the refused request started.
        :param retry_after: seconds the host asked for; None if it did not say.
        :param jitter: between 0 and 1, spreads the back-off of hosts that fail together.
        """

    def welcomed(self, host: str) -> None:
        """Tell that the host answered normally, so that back-off shrinks."""

    def set_robots(self, host: str, robots: HostRobots) -> None:
        """Keep a robots.txt answer with its host."""

    def robots(self, host: str) -> HostRobots | None:
        """Return the robots.txt answer kept with the host."""

    def next_due(self) -> float | None:
        """Return when the next request may be made; None when nothing waits that is not leased."""

    def unseen(self, links: Iterable[tuple[bytes, int]]) -> set[bytes]:
        """Return the keys that are new, or known only at a greater depth than now."""

    def standing(self, key: bytes) -> tuple[State, str | None] | None:
        """Return the state and reason of an address; None if it was never seen."""

    def open_host(self, name: str, origin: str) -> None:
        """Bring a host into the scope.

        :param origin: scheme, host and port.
        """

    def rejudge(self, verdict: Callable[[str, int], str | None], prefixes: Sequence[str]) -> int:
        """Judge again what was skipped for a reason that begins with one of ``prefixes``, and what is queued.

        :param verdict: of an address and its depth: the reason to skip it, or None.
        :return: how many addresses changed their state.
        """

    def revive(self, key: bytes) -> bool:
        """Queue an address again that was skipped or given up; tell whether it was."""

    def version(self, key: bytes) -> Version | None:
        """Return what is kept of an address's page to ask for it again; None where it was never read."""

    def make_due(self, key: bytes) -> None:
        """Let the page of an address be worth asking again from now on, if it was ever read."""

    def requeue_done(self, notes: Mapping[str, str], due: float | None = None) -> int:
        """Queue the addresses that are done, as if no record had been written; tell how many.

        :param notes: kept in the same transaction.
        :param due: only pages that are worth asking again at this Unix time, and sitemaps; None for all.
        """

    def note(self, name: str) -> str | None:
        """Return a note kept with the frontier."""

    def set_note(self, name: str, value: str) -> None:
        """Keep a note with the frontier."""

    def address(self, number: int) -> str | None:
        """Return the address of a number; None if there is none."""

    def is_superseded(self, lease: Lease) -> bool:
        """Whether the address was found, while leased, to be a page that is held already."""

    def known_records(self, keys: Sequence[bytes]) -> set[bytes]:
        """Return those of the record fingerprints that were written already."""

    def renewed_records(self, keys: Sequence[bytes]) -> set[bytes]:
        """Return those of the record fingerprints that were written since the last refresh began, if there was one."""

    def pattern_pages(self, key: bytes) -> int:
        """Return the pages of an address pattern since its last new record."""

    def commit(self, batch: Batch) -> None:
        """Make the batch true in one transaction.

        :raises Conflict: where the frontier is shared, and another worker was quicker; nothing of the batch holds then.
        """

    def holds(self, lease: Lease) -> bool:
        """Whether a request that was handed out is still ours to make and to settle.

        Ask just before it goes out, and after a ``Conflict``. A frontier that is not shared always holds.
        """

    def give_back(self, lease: Lease) -> None:
        """Take back a request that was handed out and did not go out: it is the next one of its host."""

    def look(self) -> bool:
        """See what other workers changed; tell whether there may be more to lease now.

        To be called several times a second, also while nothing is due; it does something twice a second at most. A
        frontier that is not shared has no others.
        """

    def now(self) -> float:
        """Return the Unix time that all who share the frontier go by; it does not jump while a process runs."""

    def states(self) -> dict[State, int]:
        """Return how many addresses stand in each state."""

    def waits(self, now: float, most: int) -> list[tuple[str, float, str]]:
        """Return hosts that may not be asked yet, the longest waits first: name, when it may be, and why not before.

        :param most: so many hosts at most.
        """

    def hosts(self) -> list[HostEntry]:
        """Return what is known of the hosts of the scope."""

    def stats(self) -> Stats:
        """Return the counts over the whole life; failed, skipped and deferred follow from the states."""

    def coverage(self) -> list[tuple[int, FieldCount]]:
        """Return which fields the records of each profile have: the number of a span of records, and a count in it."""

    def files(self) -> Mapping[str, int]:
        """Return the committed lengths of the files."""

    def why(self, key: bytes) -> Entry | None:
        """Return the ledger's entry of one address."""

    def close(self) -> None:
        """Release what the frontier holds."""
