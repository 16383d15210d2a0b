"""Asking again for every page of a run, and keeping the newest version of each record.

While a refresh lasts, ``records.jsonl`` holds the old lines, then the new ones. When the crawl ends, both are joined
into one file in which each record stands once; that file takes the place of the old one in three steps of which each
may be the last: write it beside, commit its length with a note that it is to be put in place, put it in place.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from scraper.crawler.frontier import Batch, Frontier
from scraper.request import fingerprint
from scraper.run_folder import RECORDS, REJECTS, mapped_os_errors
from scraper.stats import Stats

_NOTE = "refresh"  # lengths of the files' old parts while a refresh lasts
_SWAP = "refresh.swap"  # set while the new files are to be put in place
_LINES_AT_ONCE = 500


class Refresh:
    """The refresh of one run folder, over as many starts as it takes."""

    def __init__(self, path: Path, frontier: Frontier) -> None:
        self._path = path
        self._frontier = frontier

    def repair(self) -> None:
        """Finish putting files in place, if an earlier start was stopped at it; else remove what it left."""
        swap = bool(self._frontier.note(_SWAP))
        for name in (RECORDS, REJECTS):
            new = self._beside(name)
            with mapped_os_errors(new, self._path):
                if swap and new.exists():
                    new.replace(self._path / name)
                new.unlink(missing_ok=True)
        if swap:
            self._frontier.set_note(_SWAP, "")

    def begin(self) -> int:
        """Queue every page that is done; tell how many. A refresh that lasts still is only gone on with."""
        if self._frontier.note(_NOTE):
            return 0
        lengths = self._frontier.files()
        return self._frontier.requeue_done({_NOTE: json.dumps({n: lengths.get(n, 0) for n in (RECORDS, REJECTS)})})

    def end(self, *, done: bool) -> None:
        """Join old and new lines, so that each record stands once.

        :param done: whether every page was asked; if not, the refresh goes on with the next start.
        """
        note = self._frontier.note(_NOTE)
        if not note:
            return
        old = json.loads(note)
        kept: list[bytes] = []
        lines, size = self._rewrite(RECORDS, old[RECORDS], lambda some: self._not_renewed(some, kept if done else None))
        # Every page that was rejected is asked again, so all of those lines are outdated; addresses given up are not.
        _, rejects = self._rewrite(REJECTS, old[REJECTS], _given_up if done else list)
        removed = lines[0] - lines[1]
        self._frontier.commit(
            Batch(
                files={RECORDS: size[1], REJECTS: rejects[1]},
                stats=Stats(records=-removed),
                records=kept,
                notes={_NOTE: "" if done else json.dumps({RECORDS: size[0], REJECTS: rejects[0]}), _SWAP: "yes"},
            )
        )
        self.repair()

    def _rewrite(
        self, name: str, old: int, keep: Callable[[list[bytes]], Iterable[bytes]]
    ) -> tuple[tuple[int, int], tuple[int, int]]:
        """Write the kept old lines and all new ones beside the file.

        Returns the number of old lines before and after, and the length of the kept old part and of all.
        """
        before = after = 0
        path = self._path / name
        with mapped_os_errors(path, self._path), path.open("rb") as file, self._beside(name).open("xb") as new:
            for some in _chunks(file, old):
                kept = list(keep(some))
                before += len(some)
                after += len(kept)
                new.writelines(kept)
            part = new.tell()
            rest = self._frontier.files().get(name, 0) - old
            while rest > 0 and (piece := file.read(min(rest, 1 << 20))):
                new.write(piece)
                rest -= len(piece)
            new.flush()
            os.fsync(new.fileno())
            return (before, after), (part, new.tell())

    def _not_renewed(self, lines: list[bytes], keys_kept: list[bytes] | None) -> Iterator[bytes]:
        keys = [fingerprint(json.loads(line)["record_id"]) for line in lines]
        renewed = self._frontier.known_records(keys)
        for key, line in zip(keys, lines, strict=True):
            if key not in renewed:
                if keys_kept is not None:
                    keys_kept.append(key)
                yield line

    def _beside(self, name: str) -> Path:
        return self._path / f".{name}.new"


def _given_up(lines: list[bytes]) -> Iterator[bytes]:
    return (line for line in lines if str(json.loads(line)["reason"]).startswith("failed: "))


def _chunks(file: BinaryIO, length: int) -> Iterator[list[bytes]]:
    def lines() -> Iterator[bytes]:
        while file.tell() < length:
            yield file.readline()

    every = lines()
    while some := list(islice(every, _LINES_AT_ONCE)):
        yield some
