"""A crawl's records on standard output as they are committed. A thread writes them: the crawl waits for no reader."""

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from scraper.cli.progress import Display
from scraper.cli.terminal import output, printable
from scraper.crawler.observer import Snapshot
from scraper.errors import ScraperError
from scraper.feeding.tail import polls
from scraper.feeding.told import Told
from scraper.run import Run
from scraper.settings import Settings

_SECONDS_LEFT = 5.0  # for the reader of an interrupted crawl to take what is left


class Streaming:
    """Observes a crawl for a display, and writes the run's records to standard output from its start on.

    A reader that goes away is told of, and the crawl goes on without it.

    :param tell: writes such a sentence for a person.
    :raises UsageError: if there is no standard output.
    """

    def __init__(self, run: Run, display: Display, tell: Callable[[str], None]) -> None:
        self.failed = False
        """Whether a reader who is still there, such as a disk, did not get all."""
        self._run = run
        self._tell = tell
        self._display = display
        self._stream = _raw(output())
        self._over = threading.Event()
        # A daemon: a reader that takes nothing must not keep the program from ending.
        self._thread = threading.Thread(target=self._write, name="stdout", daemon=True)
        self._ended_well = False

    def started(self, run: Path, settings: Settings) -> None:
        """Begin to write: what an earlier start had not committed, or is thrown away, is gone by now."""
        self._display.started(run, settings)
        self._thread.start()

    def progress(self, snapshot: Snapshot) -> None:
        """Show where the crawl stands."""
        self._display.progress(snapshot)

    def event(self, name: str, **fields: object) -> None:
        """Show an event, and see how the crawl ends."""
        self._display.event(name, **fields)
        self._ended_well = name == "ended" and fields.get("ended") != "interrupted"

    def close(self) -> None:
        """End; the reader gets the rest first. After an interruption it has only seconds to take it."""
        self._display.close()
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(None if self._ended_well else _SECONDS_LEFT)

    def _write(self) -> None:
        run = self._run
        try:
            with closing(Told()) as told:
                for lines in polls(run.tail(), lambda: not self._over.is_set(), wait=self._over.wait):
                    for line in told.news(lines):
                        _write_whole(self._stream, line + b"\n")
        except OSError as error:
            self.failed = not isinstance(error, BrokenPipeError)
            self._tell(
                f"Note: the records can no longer be written to standard output ({error.strerror or error}); the crawl "
                f"goes on, and they stand in {printable(str(run.path / 'records.jsonl'))}."
            )
        except ScraperError as error:
            self.failed = True
            self._tell(f"Note: no more records are written to standard output: {printable(str(error))}")


def _write_whole(stream: BinaryIO, octets: bytes) -> None:
    rest = memoryview(octets)
    while rest:
        rest = rest[stream.write(rest) or 0 :]


def _raw(stream: BinaryIO) -> BinaryIO:
    """Return what writes at once: a buffer that a thread holds at the end of the program could not be closed."""
    raw: BinaryIO = getattr(stream, "raw", stream)
    return raw
