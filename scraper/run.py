"""A run: one folder that holds a crawl's settings, frontier, archive and records. Its methods are the CLI's verbs."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, Unpack

from pydantic import ValidationError

from schemas.provenance import ArchiveLocation
from schemas.qa import QARecord
from scraper.archive.reader import read_member
from scraper.crawler.frontier import State
from scraper.crawler.frontier.ledger import Ledger
from scraper.crawler.frontier.opening import open_ledger
from scraper.crawler.observer import Observer
from scraper.errors import UsageError
from scraper.executors import Executor
from scraper.feeding.tail import Opened, Tail, polls
from scraper.feeding.told import Told
from scraper.frames import Records
from scraper.moving import move_frontier
from scraper.outcome import Outcome, drift_of, pace_of
from scraper.page import Page
from scraper.planning import HostPlan
from scraper.quality.coverage import whole_coverage
from scraper.reextraction import Reextraction
from scraper.refresh import NOTE as REFRESH
from scraper.refresh import Refresh, Refreshing
from scraper.request import fingerprint, resolve
from scraper.run_folder import RECORDS, REJECTS, RunFolder, folder_at
from scraper.run_reading import archive_names, archived_pages, committed_lines, newest_pages, open_lines
from scraper.run_start import Start
from scraper.run_status import HostStatus, Status, WorkerStatus, host_status
from scraper.settings import Settings
from scraper.shared_start import worker_start
from scraper.sites import BUILT_IN, Sites, sites_of
from scraper.standing import Standing, standing_of
from scraper.stats import Stats
from scraper.storage.urls import is_url
from scraper.worker_files import pending

if TYPE_CHECKING:
    import pandas
    import pyarrow

    from scraper.exporting.options import Exported, Keywords, Progress

__all__ = ["HostStatus", "Outcome", "Run", "Status"]

PATIENCE = 10.0
"""Seconds for which a run that has not begun is waited for by those who follow it."""

_MOST_DRIFTED = 20


class Run:
    """One run folder. Making one touches nothing on disk.

    :param path: the folder as given; ``Run.at`` applies the rules for names.
    :param folder: what stands for it where its files lie elsewhere.
    """

    def __init__(self, path: Path, folder: RunFolder | None = None) -> None:
        self.path = path
        self._folder = folder or RunFolder(path)

    @classmethod
    def at(cls, where: str | Path) -> "Run":
        """Return the run at a name (``data/NAME``) or a path; at a URL of a store, what is published there.

        :raises UsageError: if the name or path is not allowed.
        """
        if is_url(where):
            from scraper.storage.published import PublishedFolder  # noqa: PLC0415 - local runs do without

            folder = PublishedFolder(str(where))
            return cls(folder.path, folder)
        return cls(folder_at(where))

    @property
    def where(self) -> str:
        """What messages call the run: its path, or its URL."""
        return self._folder.name

    @property
    def exists(self) -> bool:
        """Whether a crawl was ever started here."""
        return self._folder.toml.is_file()

    @property
    def running(self) -> bool:
        """Whether a crawl or a re-extraction works on the folder now."""
        if self._folder.is_locked():
            return True
        if not self.exists or (settings := self.settings()).frontier is None:
            return False
        with self._ledger(settings) as ledger:
            return bool(ledger.workers())

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

    def move_frontier(self, to: str, told: Callable[[int], None] = lambda _: None) -> int:
        """Move the frontier between the folder and PostgreSQL; return how many addresses it knows.

        :param to: ``sqlite``, or the URL of a database.
        :param told: is called with the number of rows copied so far, now and then.
        :raises UsageError: if there is nothing to move, or it is there already.
        :raises FrontierError: if somebody works on the crawl, or the database cannot be used.
        """
        return move_frontier(self._folder, to, told)

    def work(
        self,
        *,
        frontier: str | None = None,
        name: str = "",
        observer: Observer | None = None,
        executor: Executor | None = None,
    ) -> Outcome:
        """Work on a crawl that several processes share, until nothing is left or another way of ``crawl`` to end.

        :param frontier: address of its frontier in PostgreSQL; a folder in which it was worked on needs none.
        :param name: of this worker, shown by ``status``.
        :raises UsageError: if there is no such crawl, or it is not shared.
        :raises FrontierError: if the database cannot be used; starting again goes on.
        :raises StorageFull: if the disk refuses a write; starting again goes on.
        """
        return worker_start(self._folder, frontier, name=name, observer=observer, executor=executor).work()

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
                run=self.where,
                running=running,
                seeds=seeds,
                states={state.value: n for state, n in states.items()},
                reasons=ledger.reasons(),
                hosts=tuple(host_status(host) for host in ledger.hosts()),
                stats=ledger.stats(),
                left=states[State.QUEUED] + states[State.RETRY],
                due_at=ledger.next_due(),
                coverage=whole_coverage(spans),
                drift=drift_of(spans, _sites_or_built_in(settings)),
                drifted=tuple(ledger.drifted(_MOST_DRIFTED)),
                workers=tuple(WorkerStatus(*worker) for worker in ledger.workers()),
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
            lengths = ledger.files()
            file, length = open_lines(self.path / name, ledger, self._folder.open)
        with file:
            yield from committed_lines(file, length)
        for part in pending(lengths, name):  # of workers of a shared crawl, not gathered yet
            with self._folder.open(self.path / part) as file:
                yield from committed_lines(file, lengths[part])

    def open_records(self) -> tuple[BinaryIO, int]:
        """Open ``records.jsonl``; return it with its committed length.

        :raises UsageError: if there is no run here, or the file cannot be read.
        """
        with self._ledger() as ledger:
            lengths = ledger.files()
            file, length = open_lines(self.path / RECORDS, ledger, self._folder.open)
        if not pending(lengths, RECORDS):
            return file, length
        file.close()
        whole = TemporaryFile()  # noqa: SIM115 - the caller closes it
        whole.writelines(line + b"\n" for line in self.lines())
        length = whole.tell()
        whole.seek(0)
        return whole, length

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
                raise UsageError(f"{self.where}/{RECORDS}, line {number} is no record of this version.") from error

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
                file, length = open_lines(self.path / RECORDS, ledger, self._folder.open)
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
        with closing(Source(file, f"{self.where}/{RECORDS}", length=length)) as source:
            return export(source, str(out), Options(view=view, **options), progress=progress)

    def pages(self) -> Iterator[Page]:
        """Yield the pages of the archive in the order they were written.

        ``archive.file`` is relative to the run folder, ``source`` the address asked for.

        :raises UsageError: if there is no run here.
        :raises ArchiveError: if a file is damaged.
        """
        with self._ledger() as ledger:
            lengths = ledger.files()
        yield from archived_pages(self.path, lengths, open_file=self._folder.open)

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
        yield from newest_pages(
            self.path,
            lengths,
            lambda page: fingerprint(sites.canonical(page.url or page.source)),
            open_file=self._folder.open,
        )

    def archive(self) -> dict[str, int] | None:
        """Return the files of the archive, in their order, with the octets of each that count.

        None where pages were asked again: only the whole archive tells then which of them are newest.

        :raises UsageError: if there is no run here.
        """
        with self._ledger() as ledger:
            refreshed, lengths = ledger.note(REFRESH) is not None, ledger.files()
        return None if refreshed else {name: lengths[name] for name in archive_names(lengths)}

    def archived(self, name: str, length: int) -> Iterator[Page]:
        """Yield the pages of one file of the archive, as ``pages`` does.

        :param length: octets that count.
        :raises ArchiveError: if the file is damaged.
        """
        yield from archived_pages(self.path, {name: length}, open_file=self._folder.open)

    def page_at(self, place: ArchiveLocation) -> Page:
        """Return a page of the archive.

        :raises ArchiveError: if no whole page lies there.
        """
        return read_member(self.path / place.file, place.offset, place.length, open_file=self._folder.open)

    def reextraction(self) -> Reextraction:
        """Return what reads the archive again and replaces the records; to be used with ``with``.

        :raises UsageError: if there is no run here.
        :raises SettingsError: if its profile file cannot be read or is no profile.
        """
        if self.exists and self.settings().frontier is not None:
            raise UsageError(
                f"{self.where} keeps its frontier in a database: bring it here with "
                f"'qaharvest frontier {self.path.name} --to sqlite', then read its archive again."
            )
        return Reextraction(self._folder, self.sites().canonical)

    def _kept(self) -> tuple[Settings, tuple[str, ...]]:
        if not self.exists:
            name = self._folder.name if is_url(self._folder.name) else self.path.name
            raise UsageError(f"There is no run in {self.where}: start one with 'qaharvest crawl {name} URL'.")
        return self._folder.read_toml()

    @contextmanager
    def _ledger(self, settings: Settings | None = None) -> Iterator[Ledger]:
        kept = settings or (self._kept()[0] if self.exists and not self._folder.frontier.is_file() else None)
        if kept is not None and kept.frontier is not None:
            shared = open_ledger(kept.frontier, pace_of(kept), crawl=self.path.name)
            try:
                yield shared
            finally:
                shared.close()
            return
        if not self._folder.frontier.is_file():
            self._kept()
            raise UsageError(f"The crawl into {self.where} has not begun yet: start it with 'qaharvest crawl'.")
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
