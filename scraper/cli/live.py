"""The live display of a crawl on a terminal."""

from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.live import Live as RichLive
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from scraper.cli.progress import duration, event_line, news, unusual
from scraper.cli.terminal import printable
from scraper.crawler.observer import Snapshot
from scraper.settings import Settings


class Live:
    """Shows a crawl in a few lines that change in place and are gone when it ends.

    :param verbose: tell every event above the display.
    :param announce: say aloud what is unusual about the settings.
    """

    def __init__(self, *, verbose: bool = False, announce: bool = True) -> None:
        self.verbose = verbose
        self.announce = announce
        self.console = Console(stderr=True, highlight=False)
        self.display = RichLive(console=self.console, auto_refresh=False, transient=True)
        self.name = ""

    def started(self, run: Path, settings: Settings) -> None:
        """Say aloud what is unusual about the settings, and open the display."""
        for sentence in unusual(settings) if self.announce else ():
            self.console.print(Text(sentence, style="yellow"))
        self.name = printable(str(run))
        self.display.start()

    def progress(self, snapshot: Snapshot) -> None:
        """Draw the display anew."""
        self.display.update(render(self.name, snapshot), refresh=True)

    def event(self, name: str, **fields: object) -> None:
        """Write the event above the display, if every event is wanted or it is one that its reader must act on."""
        if self.verbose:
            self.console.print(Text(event_line(name, fields), style="dim"), soft_wrap=True)
        elif sentence := news(name, fields):
            self.console.print(Text(sentence, style="yellow"), soft_wrap=True)

    def close(self) -> None:
        """Take the display away."""
        self.display.stop()


def render(name: str, snapshot: Snapshot) -> RenderableType:
    """Return the display for one moment."""
    stats = snapshot.stats
    settled = stats.fetched + stats.failed
    head = Table.grid(padding=(0, 2))
    for _ in range(5):
        head.add_column(no_wrap=True)
    head.add_row(
        Text(name, style="bold"),
        ProgressBar(
            total=max(settled + snapshot.queued + snapshot.in_flight, 1),
            completed=settled,
            width=24,
            complete_style="green",
        ),
        Text(f"{snapshot.pages_per_second:.1f} pages/s", style="bold green"),
        Text(duration(snapshot.seconds)),
        Text(f"{duration(snapshot.eta)} left" if snapshot.eta is not None else "", style="dim"),
    )
    counts = Table.grid(padding=(0, 3))
    counts.add_row(
        _count("pages", stats.pages),
        _count("records", stats.records, "green"),
        _count("rejected", stats.pages_rejected, "yellow"),
        _count("not Q&A", stats.pages_not_qa),
    )
    counts.add_row(
        _count("queue", snapshot.queued),
        _count("in flight", snapshot.in_flight),
        _count("failed", stats.failed, "red"),
        _count("skipped", stats.skipped),
    )
    waits = [
        Text(f"waits {duration(wait.seconds)}: {printable(wait.host)} ({printable(wait.reason)})", style="dim")
        for wait in snapshot.hosts
        if wait.seconds >= 1
    ]
    return Group(head, counts, *waits)


def _count(label: str, number: int, style: str = "") -> Text:
    return Text.assemble((f"{label} ", "dim"), (f"{number:,}", f"bold {style}" if number else "dim"))
