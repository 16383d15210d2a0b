"""Gathering what the workers of a shared crawl wrote, each into files of its own, into the files of the run."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from scraper.crawler.frontier import Batch, Frontier
from scraper.errors import UsageError
from scraper.run_folder import RECORDS, REJECTS, is_worker_file, mapped_os_errors
from scraper.swap import Swap

_PIECE = 1024 * 1024


def pending(lengths: dict[str, int], name: str) -> list[str]:
    """Return the workers' files of records or rejects that were not gathered yet, in their order.

    :param lengths: file name → committed length.
    :param name: ``records.jsonl`` or ``rejects.jsonl``.
    """
    return sorted(one for one, length in lengths.items() if length and is_worker_file(one) and one.endswith(f".{name}"))


def gather_worker_files(path: Path, frontier: Frontier) -> int:
    """Append what workers committed to the run's files, and let their own go; return how many were gathered.

    The caller sees to it that nobody else gathers, and that the workers whose files these are have ended: what they
    may still write was never committed. A kill at any instant leaves either all of it or nothing done.

    :raises StorageFull: if the disk refuses.
    :raises UsageError: if a worker's file is not in the folder.
    """
    swap = Swap(path, frontier)
    swap.repair()
    lengths = dict(frontier.files())
    gathered: dict[str, int] = {}
    written = {name: pending(lengths, name) for name in (RECORDS, REJECTS)}
    if not any(written.values()):
        return 0
    for name, parts in written.items():
        with swap.writing(name) as new:
            for part in (name, *parts):
                for piece in _committed(path / part, lengths.get(part, 0)):
                    new.write(piece)
            gathered[name] = new.tell()
    old = [part for parts in written.values() for part in parts]
    swap.put_in_place(Batch(files={**gathered, **dict.fromkeys(old, 0)}))
    for part in old:
        with mapped_os_errors(path / part, path):
            (path / part).unlink(missing_ok=True)
    return len(old)


def _committed(path: Path, length: int) -> Iterator[bytes]:
    if not length:
        return
    with _opened(path) as file:
        while length and (piece := file.read(min(length, _PIECE))):
            length -= len(piece)
            yield piece
    if length:
        raise UsageError(f"{path} was shortened by someone: put it back and gather again with 'qaharvest crawl'.")


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise UsageError(
            f"{path} is not here: bring the folders of all machines together, then gather with 'qaharvest crawl'."
        ) from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.") from error
