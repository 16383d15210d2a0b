"""What became of one address of a run, and all that decided it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from scraper.crawler.asking import MAX_HOPS, REDIRECTS_TO
from scraper.crawler.frontier import Entry
from scraper.crawler.frontier.ledger import Ledger
from scraper.crawler.robots_rules import RobotsRules
from scraper.request import Canonicalizer, fingerprint, host_key


@dataclass(frozen=True, slots=True)
class Hop:
    """One address of a chain of redirects."""

    url: str
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An address of the ledger; ``as_dict`` is what ``--json`` prints."""

    entry: Entry
    canonical: str
    """The form under which it is known: addresses that share it are one page."""
    robots: str
    """The line of robots.txt that decides about it, or why none does."""
    redirected_from: tuple[str, ...]
    """Addresses that led here by redirects, the first one first."""
    redirects_to: tuple[Hop, ...]
    """Where it leads by redirects, up to the last one."""
    seen_at: float | None = None
    """Unix time at which its page was read last."""
    checks: int = 0
    """How often it was asked for again since it was first read."""
    changes: int = 0
    """How often it was another then."""
    due_at: float | None = None
    """Unix time from which on it is worth asking again."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain dicts, lists, strings and numbers."""
        told = asdict(self)
        return {**told.pop("entry"), **told}


def standing_of(url: str, ledger: Ledger, canonical: Canonicalizer) -> Standing | None:
    """Return what became of an address; None if it was never seen.

    :param url: absolute address.
    :raises ValueError: if it cannot be brought to its canonical form.
    """
    form = canonical(url)
    key = fingerprint(form)
    entry = ledger.why(key)
    if entry is None:
        return None
    version = ledger.version(key)
    return Standing(
        entry,
        form,
        _robots(entry.url, ledger),
        tuple(reversed(list(_redirected_from(entry, ledger, canonical)))),
        tuple(_redirects_to(entry, ledger, canonical)),
        *((version.seen.at, version.checks, version.changes, version.due_at) if version else ()),
    )


def _robots(url: str, ledger: Ledger) -> str:
    host = next((host for host in ledger.hosts() if host.host == host_key(url)), None)
    if host is None:
        return "not asked for: the host is outside the scope"
    if host.robots is None:
        return "not asked for yet"
    if host.robots.state != "rules":
        return "there is none" if host.robots.state == "open" else "could not be had, so nothing is asked for now"
    rule = RobotsRules.parse(host.robots.body).deciding(url)
    return "allows it: no line speaks of it" if rule is None else f"{'allows' if rule.allow else 'forbids'} it: {rule}"


def _redirected_from(entry: Entry, ledger: Ledger, canonical: Canonicalizer) -> Iterator[str]:
    for _ in range(entry.hops):
        if entry.via is None or (before := ledger.why(fingerprint(canonical(entry.via)))) is None:
            return
        yield before.url
        entry = before


def _redirects_to(entry: Entry, ledger: Ledger, canonical: Canonicalizer) -> Iterator[Hop]:
    for _ in range(MAX_HOPS):
        if not (entry.reason or "").startswith(REDIRECTS_TO):
            return
        target = (entry.reason or "").removeprefix(REDIRECTS_TO)
        following = ledger.why(fingerprint(canonical(target)))
        if following is None:
            return
        yield Hop(following.url, following.state.value, following.reason)
        entry = following
