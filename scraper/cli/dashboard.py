"""``qaharvest dashboard``: a page that shows a run live, for a browser."""

import secrets
import time
from contextlib import closing
from pathlib import Path

import click

from scraper.cli.failures import DONE, os_sentence
from scraper.cli.numbers import count
from scraper.cli.status import seconds_left
from scraper.cli.summary import typed
from scraper.cli.terminal import finish_output
from scraper.cli.verb import verb
from scraper.errors import UsageError
from scraper.operations.dashboard import Door, answering, is_loopback
from scraper.operations.looking import Looking
from scraper.operations.serving import LOOPBACK, serving
from scraper.run import Run
from scraper.storage.urls import is_url

_SHORTEST, _MOST_OCTETS = 16, 4096  # of a token


@verb("dashboard", examples=["qaharvest dashboard demo --port 8780"])
@click.argument("run", metavar="RUN")
@click.option("--port", metavar="N", type=count, default=0, help="Port of the page. [default: any that is free]")
@click.option(
    "--host",
    metavar="ADDRESS",
    default=LOOPBACK,
    help=f"Address to listen on. [default: {LOOPBACK}, this machine only]",
)
@click.option("--token-file", metavar="FILE", help="What must be shown to look; without it, one is made if need be.")
def command(run: str, port: int, host: str, token_file: str | None) -> int:
    """Serve a page that shows RUN live, until Ctrl-C. It only reads, and a crawl does not wait for it.

    Beyond this machine a token is needed: a browser opens the printed link once, programs send the token as
    Authorization: Bearer. There is no TLS: put a proxy that has it between the page and a network you do not trust.
    """
    if not 0 <= port <= 65535:
        raise UsageError(f"--port must lie between 0 and 65535, not {port}.")
    if is_url(run):
        raise UsageError("a dashboard looks at the folder in which a crawl works; give its name or path, not a URL.")
    folder = Run.at(run)
    if not folder.exists:
        raise UsageError(f"there is no run {run}; check the name, or begin it: {typed('crawl', run)} https://…")
    token = _read_token(token_file) if token_file else None if is_loopback(host) else secrets.token_urlsafe(32)
    door = Door(token)
    try:
        with (
            closing(Looking(folder, seconds_left)) as looking,
            serving(host, port, answering(door, lambda: looking.seen)) as bound,
        ):
            shown = f"[{host}]" if ":" in host else host
            click.echo(f"The dashboard is on http://{shown}:{bound}{door.link} until Ctrl-C.")
            if token is not None and not token_file:
                click.echo(f"The link opens one browser, once; programs show the token: {token}")
            finish_output()
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        return DONE


def _read_token(name: str) -> str:
    """Return the token that a file holds.

    :raises UsageError: if it cannot be read, or holds none that is worth the name.
    """
    try:
        with Path(name).open("rb") as file:
            token = file.read(_MOST_OCTETS + 1).decode("ascii").strip()
    except OSError as error:
        raise UsageError(os_sentence(error, name)) from error
    except UnicodeDecodeError:
        token = ""
    if not (_SHORTEST <= len(token) <= _MOST_OCTETS and token.isprintable() and " " not in token):
        raise UsageError(f"{name} holds no token: one line of {_SHORTEST} or more ASCII letters and digits is needed.")
    return token
