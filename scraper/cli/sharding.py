"""Archives read shard by shard through an executor: workers read files and leave what they gave, here it is joined.

A shard's result depends on nothing but the shard and the rules, and is named by a digest of both. So it may be made any
number of times, anywhere, and one that is there already need not be made again.
"""

import contextlib
import hashlib
import json
import os
import socket
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from functools import cache
from itertools import chain
from typing import Any, BinaryIO

from scraper.cli.inputs import FileKey, read_input
from scraper.cli.reading import ReadLines, Unread, read_in_order
from scraper.cli.shard_lines import read_results, write_results
from scraper.cli.shards import SMALL_OCTETS, ArchiveFile, Shard, read_part, shards_of
from scraper.errors import UsageError
from scraper.executors import Executor
from scraper.executors.local import Pool
from scraper.executors.repeating import Repeating, Told
from scraper.pipeline import EXTRACTOR
from scraper.sites import Sites
from scraper.storage.scratch import SUFFIX, Scratch

_FORMAT = 1  # of the scratch files


@dataclass(frozen=True, slots=True)
class ShardJob:
    """One shard and how it is read. Pickles.

    :param name: of its scratch file.
    :param folder: the folder in which its relative paths begin.
    :param program: what reads it: name and version.
    """

    shard: Shard
    name: str
    site: str | None
    sites: Sites
    scratch: Scratch
    folder: str
    program: str = EXTRACTOR

    @property
    def label(self) -> str:
        """How messages call it."""
        return self.shard.label


def read_shard(job: ShardJob, pool: Callable[[int], Executor] | None = None) -> bool:
    """Read a shard and leave what it gave in the scratch place; tell whether there was anything to do.

    Pages are read in a process beside this one, so that a page that ends its process is set aside as everywhere.

    :param pool: makes what runs that process; by default one that lasts.
    :raises UsageError: if this machine lacks what it needs: the version, the files, the scratch place.
    """
    if job.program != EXTRACTOR:
        raise UsageError(
            f"The machine {socket.gethostname()} of the cluster has {EXTRACTOR}, not {job.program}; install the same "
            "version on all of them."
        )
    job.scratch.check()
    if job.scratch.has(job.name):
        return False
    with _in_folder(job.folder):
        missing = job.shard.missing()
        if missing is not None:
            raise UsageError(
                f"The machine {socket.gethostname()} of the cluster does not see {missing}: put the archive where "
                "every machine sees it, such as a shared folder or s3://, or read it without --ray-address."
            )
        found = chain.from_iterable(read_part(part) for part in job.shard.parts)
        results = read_in_order(found, job.site, 1, sites=job.sites, alone=0, pool=pool or _Lasting)
        job.scratch.put(job.name, lambda file: _write(results, file))
    return True


def _write(results: Iterator[ReadLines | Unread], file: BinaryIO) -> None:
    write_results(results, file)


def read_sharded(
    paths: Sequence[str],
    executor: Executor,
    scratch: Scratch,
    site: str | None,
    sites: Sites,
    *,
    leave_out: Collection[FileKey] = (),
    octets: int = SMALL_OCTETS,
    told: Told = lambda *_: None,
) -> Iterator[ReadLines | Unread]:
    """Read the inputs of ``extract`` and yield what each page gave, in the order of a reading without shards.

    :param octets: of small files that make one shard.
    :raises WorkerLost: if a shard cannot be read though it was tried again.
    :raises UsageError: if the workers do not see what they need.
    """
    plan: list[Shard | str] = []
    for path in paths:
        shards = shards_of(path, leave_out=leave_out, octets=octets)
        plan += [path] if shards is None else shards
    jobs = [part if isinstance(part, str) else _job(part, scratch, site, sites) for part in plan]
    work = Repeating(executor, read_shard, [job for job in jobs if not isinstance(job, str)], told)
    damaged: set[str] = set()
    for job in jobs:
        if isinstance(job, str):
            yield from read_in_order(read_input(job, leave_out=leave_out), site, executor.workers, sites=sites)
            continue
        part = job.shard.parts[0]
        run = part.run if isinstance(part, ArchiveFile) else None
        if run in damaged:  # a run is read up to the damage
            continue
        work.wait_for(job)
        with scratch.opened(job.name) as file:
            for result in read_results(file):
                if run is not None and isinstance(result, Unread):
                    damaged.add(run)
                yield result


def _job(shard: Shard, scratch: Scratch, site: str | None, sites: Sites) -> ShardJob:
    rules = [EXTRACTOR, _FORMAT, site, asdict(sites), [(known.name, sites.origin(known.name)) for known in sites.all()]]
    made_of: list[Any] = [asdict(part) for part in shard.parts]
    text = json.dumps([os.getcwd(), made_of, rules])  # noqa: PTH109
    name = hashlib.sha256(text.encode()).hexdigest()[:32] + SUFFIX
    return ShardJob(shard, name, site, sites, scratch, os.getcwd())  # noqa: PTH109


@contextlib.contextmanager
def _in_folder(folder: str) -> Iterator[None]:
    """Let relative paths mean what they mean where the command was given; a machine without that folder has none."""
    with contextlib.chdir(folder) if os.path.isdir(folder) else contextlib.nullcontext():  # noqa: PTH112
        yield


@cache
def _reader() -> Pool:
    return Pool(1)


class _Lasting:
    """One process that reads pages, kept for the next shard of this worker: starting one takes as long as 50 pages."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def submit(self, work: Callable[[Any], Any], argument: Any) -> "Future[Any]":
        """Run the work there."""
        return _reader().submit(work, argument)

    def close(self) -> None:
        """Leave it; it ends with this process."""
