"""Records turned into rows by workers, range by range of a file; here the rows are counted and written in their order.

Only what depends on one record alone is done there. What must know all records (near-duplicates, a sample of a fixed
size, splits, rows that records share) is done in one process, without shards, so that the outcome is always the same.
"""

import hashlib
import io
import json
import os
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from scraper.errors import UsageError
from scraper.executors import Executor
from scraper.executors.repeating import Repeating, Told
from scraper.exporting.choice import Choice
from scraper.exporting.options import Options
from scraper.exporting.protection import Protection
from scraper.exporting.rows import Rows, view_named
from scraper.exporting.source import Source
from scraper.exporting.tally import Sight, sight_of
from scraper.privacy import Audit, Mode, key_path
from scraper.privacy.audit import Change
from scraper.privacy.kinds import Kind
from scraper.storage.scratch import SUFFIX, Scratch
from scraper.version import __version__

RANGE_OCTETS = 32 * 1024 * 1024
"""Octets of records in one shard: some ten thousand records, some seconds of work."""


class Made(NamedTuple):
    """What one record gave."""

    sight: Sight
    octets: int
    """Length of the line it was."""
    lines: list[bytes]
    """Its rows as lines of JSON."""


class Counts(NamedTuple):
    """What is known of a shard when all of its records were read."""

    read: int
    not_chosen: dict[str, int]
    audit: Audit


def fits(source: Source, options: Options) -> bool:
    """Whether every record can be dealt with alone, and read where the work runs."""
    alone = not (options.dedup or options.clusters or options.split or isinstance(options.sample, int))
    return alone and view_named(options.view).rank is None and source.plain_path is not None


@dataclass(frozen=True, slots=True)
class Sharding:
    """Who does the work.

    :param octets: of records in one shard.
    """

    executor: Executor
    scratch: Scratch
    told: Told = lambda *_: None
    octets: int = RANGE_OCTETS

    def made(self, source: Source, options: Options, key: str | None) -> Iterator[Made | Counts]:
        """Yield what the records gave, in their order, and counts behind those of each shard.

        :param key: fingerprint of the key of the pseudonyms.
        :raises UsageError: if a line is no record, or workers do not see what they need.
        :raises WorkerLost: if a shard cannot be read though it was tried again.
        """
        assert source.plain_path is not None
        path = source.plain_path.absolute()
        own_key = None if options.privacy == Mode.KEEP else Path(options.privacy_key or key_path()).absolute()
        asked = replace(options, privacy_key=str(own_key) if own_key else None)
        with path.open("rb") as file:
            ranges = list(_ranges(file, source.length, self.octets))
        jobs = [_job(path, reach, asked, key, self.scratch) for reach in ranges]
        work = Repeating(self.executor, make_rows, jobs, self.told)
        for job in jobs:
            work.wait_for(job)
            with self.scratch.opened(job.name) as file:
                if not (yield from _results(file)):
                    for _ in source.records():  # raises, and names the line
                        pass
                    raise UsageError(f"{source.name} changed while it was read; run the same command again.")


@dataclass(frozen=True, slots=True)
class RangeJob:
    """A range of a file of records, and what is made of it. Pickles.

    :param name: of its scratch file.
    :param inode: of the file, so that one that was put in its place is noticed.
    """

    name: str
    path: str
    inode: int
    start: int
    end: int
    options: Options
    key: str | None
    scratch: Scratch
    program: str = __version__

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"{self.path} from byte {self.start}"


def make_rows(job: RangeJob) -> bool:
    """Make the rows of a range and leave them in the scratch place; tell whether there was anything to do.

    :raises UsageError: if this machine lacks what it needs: the version, the file, the key, the scratch place.
    """
    machine = f"The machine {socket.gethostname()} of the cluster"
    if job.program != __version__:
        raise UsageError(f"{machine} has qaharvest {__version__}, not {job.program}; install the same on all of them.")
    job.scratch.check()
    if job.scratch.has(job.name):
        return False
    for path in (job.path, job.options.privacy_key):
        if path is not None and not Path(path).exists():
            raise UsageError(f"{machine} does not see {path}: put it where every machine sees it.")
    protection = Protection(job.options)
    if protection.key_fingerprint != job.key:
        raise UsageError(f"{machine} has another key in {job.options.privacy_key}: put the same one there.")
    with Path(job.path).open("rb") as file:
        if os.fstat(file.fileno()).st_ino != job.inode:
            raise UsageError(f"{job.path} changed while it was read; run the same command again.")
        file.seek(job.start)
        source = Source(cast("BinaryIO", file), job.path, length=job.end - job.start, is_ours=False)
        job.scratch.put(job.name, lambda out: _write(source, job.options, protection, out))
    return True


def _write(source: Source, options: Options, protection: Protection, out: BinaryIO) -> None:
    choice = Choice(options, lambda _: None)
    rows = Rows(options.view, options.select)
    try:
        for chosen in protection.protected(choice.records(source)):
            made = rows.of_record(chosen.record)
            sight = sight_of(chosen.record)
            head = {"rows": len(made), "octets": chosen.octets, "sight": [*sight[:-1], sight.day and str(sight.day)]}
            _line(out, head)
            out.writelines(f"{row.model_dump_json()}\n".encode() for row in made)
    except UsageError:  # a line that is no record: which one is told by who knows how many are before it
        _line(out, {"damaged": True})
        return
    audit = protection.audit
    changes = [(change.kind.value, change.field, count) for change, count in audit.changes.items()]
    counts = {"read": choice.read, "not_chosen": choice.not_chosen, "looked_at": audit.records}
    _line(out, {**counts, "changed": audit.changed, "changes": changes})


def _line(out: BinaryIO, head: dict[str, Any]) -> None:
    out.write(json.dumps(head, separators=(",", ":")).encode("ascii") + b"\n")


def _results(file: BinaryIO) -> Any:
    """Yield what a shard gave; return whether all of its lines are records."""
    while "rows" in (head := json.loads(file.readline())):
        lines = [file.readline().removesuffix(b"\n") for _ in range(head["rows"])]
        sight = Sight(*head["sight"])
        yield Made(sight._replace(day=sight.day and date.fromisoformat(str(sight.day))), head["octets"], lines)
    if "damaged" in head:
        return False
    changes = Counter({Change(Kind(kind), field): count for kind, field, count in head["changes"]})
    yield Counts(head["read"], head["not_chosen"], Audit(head["looked_at"], head["changed"], changes))
    return True


def _ranges(file: BinaryIO, length: int | None, octets: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of whole lines."""
    whole = file.seek(0, io.SEEK_END)
    end = whole if length is None else min(length, whole)
    start = 0
    while start < end:
        file.seek(min(start + octets, end))
        file.readline()
        stop = min(file.tell(), end)
        yield start, stop
        start = stop


def _job(path: Path, reach: tuple[int, int], options: Options, key: str | None, scratch: Scratch) -> RangeJob:
    status = path.stat()
    made_of = [__version__, str(path), status.st_ino, status.st_mtime_ns, reach, key, asdict(options)]
    name = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:32] + SUFFIX
    return RangeJob(name, str(path), status.st_ino, *reach, options, key, scratch)
