"""A run: one folder that holds a crawl's settings, frontier, archive and records. Its methods are the CLI's verbs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Unpack

from pydantic import ValidationError

from schemas.qa import QARecord
from scraper.crawler.frontier import HostEntry, State
from scraper.crawler.frontier.ledger import Ledger
from scraper.crawler.observer import Observer
from scraper.errors import UsageError
from scraper.executors import Executor
from scraper.feeding.tail import Opened, Tail, polls
from scraper.feeding.told import Told
from scraper.frames import Records
from scraper.page import Page
from scraper.planning import HostPlan
from scraper.quality.coverage import Drift, FieldCoverage, whole_coverage
from scraper.reextraction import Reextraction
from scraper.refresh import NOTE as REFRESH
from scraper.refresh import Refresh, Refreshing
from scraper.request import fingerprint, resolve
from scraper.run_folder import RECORDS, REJECTS, RunFolder, folder_at
from scraper.run_reading import archived_pages, committed_lines, newest_pages, open_lines
from scraper.run_start import Outcome, Start, drift_of, pace_of
from scraper.settings import Settings
from scraper.sites import BUILT_IN, Sites, sites_of
from scraper.standing import Standing, standing_of
from scraper.stats import Stats

if TYPE_CHECKING:
    import pandas
    import pyarrow

    from scraper.exporting.options import Exported, Keywords, Progress

__all__ = ["HostStatus", "Outcome", "Run", "Status"]

PATIENCE = 10.0
"""Seconds for which a run that has not begun is waited for by those who follow it."""

_MOST_DRIFTED = 20


@dataclass(frozen=True, slots=True)
class HostStatus:
    """One host of the run's scope."""

    host: str
    """Host and port."""
    states: dict[str, int]
    """State → number of addresses."""
    crawl_delay: float | None
    """Seconds that robots.txt asks for between requests."""
    robots: str
    """``rules``, ``open``, ``closed``, or ``unknown`` before it was asked for."""
    next_at: float
    """Unix time before which the host is not asked."""
    waits_for: str | None
    """Why the host waits longer than its usual delay."""
    interval: float
    """Seconds between request starts at present."""
    paced_by: str
    """What sets the interval: ``delay`` (ours), ``crawl-delay`` or ``slow answers``."""
    robots_at: float | None
    """Unix time at which robots.txt was read."""
    robots_until: float | None
    """Unix time from which it must be read again."""
    requests: int
    """Requests that went out, those for robots.txt and sitemaps and those that failed included."""
    received: int
    """Octets of answers' bodies."""
    refusals: int
    """Answers with status 429 or 503."""
    longest_wait: float
    """Most seconds that the host was left alone after a refusal."""
    first_at: float | None
    """Unix time of the first request."""
    last_at: float | None
    """Unix time of the last request."""
    shortest_gap: float | None
    """Least seconds between the starts of two requests, as measured."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where a run stands; ``as_dict`` is what ``--json`` prints."""

    run: str
    """Path of the folder."""
    running: bool
    """Whether a crawl is working on the folder now."""
    seeds: tuple[str, ...]
    """Addresses the crawl began with."""
    states: dict[str, int]
    """State → number of addresses; their sum is every address ever seen."""
    reasons: dict[str, int]
    """Kind of reason (the part before the colon) → number of skipped or failed addresses."""
    hosts: tuple[HostStatus, ...]
    """Hosts of the scope."""
    stats: Stats
    """Counts over the whole life of the run."""
    left: int
    """Addresses still to ask for."""
    due_at: float | None
    """Unix time of the next permitted request; None when nothing is left."""
    coverage: tuple[FieldCoverage, ...]
    """How many records of each profile have each field."""
    drift: tuple[Drift, ...]
    """Signs that a site's layout is not what its profile knows."""
    drifted: tuple[str, ...]
    """Addresses of pages that their site's own profile should have read and did not: the newest, a few."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain dicts, lists, strings and numbers."""
        return asdict(self)


class Run:
    """One run folder. Making one touches nothing on disk.

    :param path: the folder as given; ``Run.at`` applies the rules for names.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._folder = RunFolder(path)

    @classmethod
    def at(cls, where: str | Path) -> "Run":
        """Return the run at a name (``data/NAME``) or a path.

        :raises UsageError: if the name or path is not allowed.
        """
        return cls(folder_at(where))

    @property
    def exists(self) -> bool:
        """Whether a crawl was ever started here."""
        return self._folder.toml.is_file()

    @property
    def running(self) -> bool:
        """Whether a crawl or a re-extraction works on the folder now."""
        return self._folder.is_locked()

    def settings(self) -> Settings:
        """Return the settings kept in ``run.toml``.

        :raises UsageError: if there is no run here, or the file is damaged.
        """
        return self._kept()[0]

    def seeds(self) -> tuple[str, ...]:
        """Return the seeds kept in ``run.toml``.

        :raises UsageError: if there is no run here, or the file is damaged.
        """
        return self._kept()[1]

    def sites(self) -> Sites:
        """Return the profiles that the run knows: those there are, and that of its profile file.

        :raises UsageError: if there is no run here.
        :raises SettingsError: if its profile file cannot be read or is no profile.
        """
        return sites_of(self.settings())

    def crawl(
        self,
        seeds: Sequence[str] = (),
        *,
        changes: Mapping[str, Any] | None = None,
        fresh: bool = False,
        refresh: Refreshing = False,
        retry_failed: bool = False,
        observer: Observer | None = None,
        executor: Executor | None = None,
    ) -> Outcome:
        """Crawl, or go on where an earlier start ended.

        :param seeds: addresses to begin with; a run that exists needs none.
        :param changes: settings that replace kept ones.
        :param fresh: wipe the run's files first; seeds and settings stay unless others are given.
        :param refresh: ask again for every page that is done, or for those that are due by how often they changed;
            what changed is told in ``changes.jsonl``.
        :param retry_failed: ask again for every address that was given up.
        :param executor: where pages are read; by default in processes beside this one.
        :raises UsageError: if there is nothing to begin with, or a setting is impossible.
        :raises RunLocked: if another process crawls into this folder.
        :raises StorageFull: if the disk refuses a write; starting again goes on.
        """
        start = Start(
            self._folder,
            tuple(seeds),
            changes or {},
            fresh=fresh,
            refresh=refresh,
            retry_failed=retry_failed,
            observer=observer,
            executor=executor,
        )
        return start.run()

    def plan(
        self,
        seeds: Sequence[str] = (),
        *,
        changes: Mapping[str, Any] | None = None,
        refresh: Refreshing = False,
        retry_failed: bool = False,
    ) -> tuple[HostPlan, ...]:
        """Return what ``crawl`` with the same words would ask of each host; nothing is fetched or written.

        :raises UsageError: if there is nothing to begin with, or a setting is impossible.
        """
        start = Start(
            self._folder,
            tuple(seeds),
            changes or {},
            fresh=False,
            refresh=refresh,
            retry_failed=retry_failed,
            observer=None,
            executor=None,
        )
        return start.plan()

    def status(self) -> Status:
        """Return where the run stands; never waits for a crawl that is working.

        :raises UsageError: if there is no run here.
        """
        settings, seeds = self._kept()
        running = self.running
        with self._ledger(settings) as ledger:
            states, spans = ledger.states(), ledger.coverage()
            return Status(
                run=str(self.path),
                running=running,
                seeds=seeds,
                states={state.value: n for state, n in states.items()},
                reasons=ledger.reasons(),
                hosts=tuple(_host_status(host) for host in ledger.hosts()),
                stats=ledger.stats(),
                left=states[State.QUEUED] + states[State.RETRY],
                due_at=ledger.next_due(),
                coverage=whole_coverage(spans),
                drift=drift_of(spans, _sites_or_built_in(settings)),
                drifted=tuple(ledger.drifted(_MOST_DRIFTED)),
            )

    def why(self, url: str) -> Standing | None:
        """Return what became of an address, and what decided it; None if it was never seen.

        :raises UsageError: if there is no run here, or ``url`` is no http(s) address.
        """
        absolute = resolve(None, url)
        if absolute is None:
            raise UsageError(f"{url!r} is not an http or https address.")
        settings = self.settings()
        with self._ledger(settings) as ledger:
            return standing_of(absolute, ledger, _sites_or_built_in(settings).canonical)

    def failed(self) -> Iterator[tuple[str, str, int]]:
        """Yield the addresses that were given up, each with the reason and the number of tries.

        :raises UsageError: if there is no run here.
        """
        with self._ledger() as ledger:
            yield from ledger.failed()

    def stats(self) -> Stats:
        """Return the counts over the whole life of the run.

        :raises UsageError: if there is no run here.
        """
        with self._ledger() as ledger:
            return ledger.stats()

    def lines(self) -> Iterator[bytes]:
        """Yield the whole lines of ``records.jsonl``, without their line feed.

        :raises UsageError: if there is no run here.
        """
        return self._lines(RECORDS)

    def rejects(self) -> Iterator[bytes]:
        """Yield the whole lines of ``rejects.jsonl``, without their line feed.

        :raises UsageError: if there is no run here.
        """
        return self._lines(REJECTS)

    def _lines(self, name: str) -> Iterator[bytes]:
        with self._ledger() as ledger:
            file, length = open_lines(self.path / name, ledger)
        with file:
            yield from committed_lines(file, length)

    def open_records(self) -> tuple[BinaryIO, int]:
        """Open ``records.jsonl``; return it with its committed length.

        :raises UsageError: if there is no run here, or the file cannot be read.
        """
        with self._ledger() as ledger:
            return open_lines(self.path / RECORDS, ledger)

    def records(self) -> Iterator[QARecord]:
        """Yield the records.

        :raises UsageError: if there is no run here, or a line is no record.
        """
        return self._parsed(self.lines())

    def _parsed(self, lines: Iterable[bytes]) -> Iterator[QARecord]:
        for number, line in enumerate(lines, start=1):
            try:
                yield QARecord.model_validate_json(line)
            except ValidationError as error:
                raise UsageError(f"{self.path / RECORDS}, line {number} is no record of this version.") from error

    def to_batches(self, view: str = "flat") -> "pyarrow.RecordBatchReader":
        """Return the rows of a view of the records as Arrow batches (see ``scraper.frames``)."""
        return Records(self.records).to_batches(view)

    def to_arrow(self, view: str = "flat") -> "pyarrow.Table":
        """Return the rows of a view of the records as an Arrow table (see ``scraper.frames``)."""
        return Records(self.records).to_arrow(view)

    def to_pandas(self, view: str = "flat") -> "pandas.DataFrame":
        """Return the rows of a view of the records as a data frame (see ``scraper.frames``)."""
        return Records(self.records).to_pandas(view)

    def follow(self, *, forever: bool = False) -> Iterator[QARecord]:
        """Yield the records, then new ones as they are committed, until no crawl works on the run any more.

        A record whose content changes, by a refresh or because its thread went on, is yielded again. A run that has
        not begun is waited for, ten seconds long.

        :param forever: whether further crawls are waited for too.
        :raises UsageError: if there is no run here, or a line is no record.
        """
        with closing(Told()) as told:
            looks = polls(self.tail(), lambda: self.running, forever=forever, patience=PATIENCE)
            yield from self._parsed(line for lines in looks for line in told.news(lines))

    def tail(self) -> Tail:
        """Return what reads the lines of ``records.jsonl`` as they are committed, also while the file is replaced."""
        return Tail(self._open_tail)

    def _open_tail(self) -> Opened:
        with self._ledger() as ledger:
            while True:
                refresh = Refresh.of_note(ledger.note(REFRESH))
                file, length = open_lines(self.path / RECORDS, ledger)
                # Still the same? Else a crawl ended or began meanwhile, and the file was replaced.
                if Refresh.of_note(ledger.note(REFRESH)) == refresh:
                    return Opened(file, length, refresh.records if refresh else 0)
                file.close()

    def export(
        self, out: str | Path, view: str = "full", *, progress: "Progress | None" = None, **options: "Unpack[Keywords]"
    ) -> "Exported":
        """Write the records for other tools, whole or not at all; also while the run is crawled.

        :param out: file whose name's end tells the format, or a folder for a dataset of the Hugging Face hub.
        :param view: what a row is: ``full``, ``flat``, ``qa``, ``chat``, ``alpaca``, ``rag`` or ``graph``.
        :param progress: told now and then how many records were read and rows written.
        :param options: the other fields of ``scraper.exporting.options.Options``, such as ``where=["replies > 0"]``.
        :raises UsageError: if there is no run here, or the options or the place do not do.
        :raises StorageFull: if the disk refuses a write.
        :raises ExportError: if the format cannot hold a row.
        """
        # What exports is loaded when it is wanted: crawls start sooner without it.
        from scraper.exporting.export import export  # noqa: PLC0415
        from scraper.exporting.options import Options  # noqa: PLC0415
        from scraper.exporting.source import Source  # noqa: PLC0415

        file, length = self.open_records()
        with closing(Source(file, str(self.path / RECORDS), length=length)) as source:
            return export(source, str(out), Options(view=view, **options), progress=progress)

    def pages(self) -> Iterator[Page]:
        """Yield the pages of the archive in the order they were written.

        ``archive.file`` is relative to the run folder, ``source`` the address asked for.

        :raises UsageError: if there is no run here.
        :raises ArchiveError: if a file is damaged.
        """
        with self._ledger() as ledger:
            lengths = ledger.files()
        yield from archived_pages(self.path, lengths)

    def newest_pages(self) -> Iterator[Page]:
        """Yield the pages of the archive as ``pages`` does, of each address the newest version alone.

        :raises UsageError: if there is no run here.
        :raises ArchiveError: if a file is damaged.
        """
        with self._ledger() as ledger:
            refreshed, lengths = ledger.note(REFRESH) is not None, ledger.files()
        if not refreshed:  # then no address was asked twice
            yield from self.pages()
            return
        sites = _sites_or_built_in(self.settings())
        yield from newest_pages(self.path, lengths, lambda page: fingerprint(sites.canonical(page.url or page.source)))

    def reextraction(self) -> Reextraction:
        """Return what reads the archive again and replaces the records; to be used with ``with``.

        :raises UsageError: if there is no run here.
        :raises SettingsError: if its profile file cannot be read or is no profile.
        """
        return Reextraction(self._folder, self.sites().canonical)

    def _kept(self) -> tuple[Settings, tuple[str, ...]]:
        if not self.exists:
            raise UsageError(f"There is no run in {self.path}: start one with 'qaharvest crawl {self.path.name} URL'.")
        return self._folder.read_toml()

    @contextmanager
    def _ledger(self, settings: Settings | None = None) -> Iterator[Ledger]:
        if not self._folder.frontier.is_file():
            self._kept()
            raise UsageError(f"The crawl into {self.path} has not begun yet: start it with 'qaharvest crawl'.")
        ledger = Ledger(self._folder.frontier, pace_of(settings) if settings else None)
        try:
            yield ledger
        finally:
            ledger.close()


def _sites_or_built_in(settings: Settings) -> Sites:
    """Return the profiles of a run; where its profile file is gone, what the run holds can be seen without it."""
    try:
        return sites_of(settings)
    except UsageError:
        return BUILT_IN


def _host_status(host: HostEntry) -> HostStatus:
    robots, traffic = host.robots, host.traffic
    return HostStatus(
        host=host.host,
        states={state.value: n for state, n in host.states.items()},
        crawl_delay=robots.crawl_delay if robots else None,
        robots=robots.state if robots else "unknown",
        next_at=host.due_at,
        waits_for=None if host.waits_for == "delay" else host.waits_for,
        interval=host.interval,
        paced_by=host.paced_by,
        robots_at=robots.fetched_at if robots else None,
        robots_until=robots.expires_at if robots else None,
        requests=traffic.requests,
        received=traffic.received,
        refusals=traffic.refusals,
        longest_wait=traffic.longest_wait,
        first_at=traffic.first_at,
        last_at=host.asked_at if traffic.requests else None,
        shortest_gap=traffic.shortest_gap,
    )
