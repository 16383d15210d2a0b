"""A crawl whose run is given by the URL of a store: worked on in the user's cache, published while and after it."""

import click

from scraper.cli.terminal import printable, say, say_json
from scraper.errors import UsageError
from scraper.run import Run


def is_cached(url: str) -> bool:
    """Whether the user's cache holds a run at a URL that perhaps was never published.

    :raises StoreError: if the URL names no place.
    """
    from scraper.storage.cache import Cache  # noqa: PLC0415 - local runs do without
    from scraper.storage.urls import place_at  # noqa: PLC0415

    return Run(Cache(place_at(url)).run).exists


def refuse_shared(frontier: str | None) -> None:
    """Refuse to share a crawl whose run is given by URL: what is published is what one frontier file says.

    :raises UsageError: if there is another frontier.
    """
    if frontier is not None:
        raise UsageError("A run at a URL has a frontier of its own; for --frontier and 'work' name a folder.")


def run_by_url(context: click.Context, url: str, *, quiet: bool, log_json: bool) -> Run:
    """Hold the run at a URL until the command ends, which publishes it; return the local run to crawl into.

    :raises RunLocked: if another process or machine works on it.
    :raises StoreError: if the store refuses.
    """
    from scraper.storage.working import working  # noqa: PLC0415 - local runs do without

    def tell(sentence: str, *, is_warning: bool = False) -> None:
        if log_json:
            say_json("warning" if is_warning else "storage", message=sentence)
        elif is_warning or not quiet:
            say(printable(sentence, 1000))

    return Run(context.with_resource(working(url, tell)))
