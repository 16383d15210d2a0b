"""Long work shows itself: plain lines in a pipe, JSON lines where asked for, silence where asked for."""

import os
import socket
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

from scraper.cli.terminal import is_terminal, printable, say, say_json
from scraper.crawler.observer import Observer, Snapshot
from scraper.settings import Settings

_MACHINE = socket.gethostname()  # so that the logs of several machines can be put together
_PLAIN_SECONDS = 2.0
_TERMINAL_SECONDS = 0.2


class Display(Observer, Protocol):
    """An observer that may hold the terminal until it is closed."""

    def close(self) -> None:
        """Give the terminal back."""


class Ticker:
    """One line that counts: rewritten in place on a terminal, a new line every two seconds elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.in_place = is_terminal(sys.stderr)
        self.next = time.monotonic() + _PLAIN_SECONDS
        self.shown = False

    def tick(self, text: str) -> None:
        """Show the line, if it is time to."""
        now = time.monotonic()
        if self.quiet or now < self.next:
            return
        self.next = now + (_TERMINAL_SECONDS if self.in_place else _PLAIN_SECONDS)
        if self.in_place:
            with suppress(OSError):
                sys.stderr.write(f"\r\x1b[K{text}")
                sys.stderr.flush()
            self.shown = True
        else:
            say(text)

    def close(self) -> None:
        """Take the line away, so that other lines can be written."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            self.shown = False


class Plain:
    """Tells a crawl in plain lines.

    :param quiet: tell nothing but what must be said aloud.
    :param verbose: tell every event.
    :param announce: say aloud what is unusual about the settings.
    """

    def __init__(self, *, quiet: bool = False, verbose: bool = False, announce: bool = True) -> None:
        self.quiet = quiet
        self.verbose = verbose
        self.announce = announce
        self.next = 0.0

    def started(self, run: Path, settings: Settings) -> None:  # noqa: ARG002 - part of the port
        """Say aloud what is unusual about the settings."""
        for sentence in unusual(settings) if self.announce else ():
            say(sentence)
        self.next = time.monotonic() + _PLAIN_SECONDS

    def progress(self, snapshot: Snapshot) -> None:
        """Write a line every two seconds."""
        now = time.monotonic()
        if not self.quiet and now >= self.next:
            self.next = now + _PLAIN_SECONDS
            say(line_of(snapshot))

    def event(self, name: str, **fields: object) -> None:
        """Write the event, if every event is wanted or it is one that its reader must act on."""
        if not self.quiet and (line := event_line(name, fields) if self.verbose else news(name, fields)):
            say(line)

    def close(self) -> None:
        """End; nothing is left open."""


class JsonLines:
    """Tells a crawl as one JSON object a line."""

    def __init__(self) -> None:
        self.run = ""
        self.next = 0.0

    def started(self, run: Path, settings: Settings) -> None:
        """Log the start with all settings, and a warning for each unusual one."""
        self.run = str(run)
        self.event("started", settings=asdict(settings))
        for sentence in unusual(settings):
            self.event("warning", message=sentence)

    def progress(self, snapshot: Snapshot) -> None:
        """Log the counts every two seconds."""
        now = time.monotonic()
        if now >= self.next:
            self.next = now + _PLAIN_SECONDS
            self.event("progress", **asdict(snapshot))

    def event(self, name: str, **fields: object) -> None:
        """Log one event."""
        reserved = {"time", "event", "run", "machine", "process"}
        told = {(f"{key}_" if key in reserved else key): value for key, value in fields.items()}
        say_json(name, run=self.run, machine=_MACHINE, process=os.getpid(), **told)

    def close(self) -> None:
        """End; nothing is left open."""


def observer_for(*, quiet: bool, verbose: bool, log_json: bool, announce: bool = True) -> Display:
    """Return the observer that suits standard error and the options.

    :param announce: say aloud what is unusual about the settings.
    """
    if log_json:
        return JsonLines()
    if quiet or not is_terminal(sys.stderr):
        return Plain(quiet=quiet, verbose=verbose, announce=announce)
    from scraper.cli.live import Live  # noqa: PLC0415 - rich is loaded only where a terminal shows it

    return Live(verbose=verbose, announce=announce)


def unusual(settings: Settings) -> list[str]:
    """Return a sentence for each setting that a bystander would want to know of."""
    told = []
    if settings.ignore_robots:
        told.append(
            "Warning: robots.txt is ignored in this run (--ignore-robots); "
            "--no-ignore-robots obeys it again. Do this only on a site of your own."
        )
    if settings.allow_private_hosts:
        told.append(
            "Note: private and loopback addresses of the seeds' own hosts may be asked in this run "
            "(--allow-private-hosts); --no-allow-private-hosts closes them again."
        )
    return told


def line_of(snapshot: Snapshot) -> str:
    """Return where a crawl stands, as one plain line."""
    stats = snapshot.stats
    told = (
        f"{duration(snapshot.seconds)}: {stats.pages:,} pages ({snapshot.pages_per_second:.1f}/s), "
        f"{stats.records:,} records, {stats.pages_rejected:,} rejected, {stats.pages_not_qa:,} not Q&A, "
        f"{snapshot.queued:,} queued, {snapshot.in_flight:,} in flight, {stats.failed:,} failed"
    )
    if snapshot.hosts and snapshot.hosts[0].seconds >= 1:
        wait = snapshot.hosts[0]
        told += f", {printable(wait.host)} waits {duration(wait.seconds)} ({printable(wait.reason)})"
    return told + (f", about {duration(snapshot.eta)} left" if snapshot.eta is not None else "")


def event_line(name: str, fields: dict[str, object]) -> str:
    """Return an event as one plain line."""
    return printable(" ".join([name, *(f"{key}={value}" for key, value in fields.items())]), limit=500)


def news(name: str, fields: dict[str, object]) -> str | None:
    """Return a sentence for an event that explains why a crawl may bring nothing; None for the others."""
    told = {key: printable(str(value), limit=300) for key, value in fields.items()}
    if name == "robots" and fields.get("state") == "closed":
        return f"Note: the robots.txt of {told['host']} could not be had, so nothing is asked there: {told['reason']}"
    if name == "seed_redirects_away":
        return f"Note: {told['url']} leads to another host; to crawl that one, give it as an address: {told['target']}"
    return None


def duration(seconds: float) -> str:
    """Return a time span as people write it: ``8.4 s``, ``2 min 05 s``, ``3 h 12 min``."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours < 48 else f"{hours / 24:.1f} days"
