"""Which addresses a crawl follows."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from scraper.crawler.frontier import DEPTH_REASON
from scraper.crawler.series import Series
from scraper.request import DEFAULT_PORTS, host_key
from scraper.settings import Settings

OTHER_HOST = "scope: host"
"""Reason of an address on a host that is no seed's."""
SCOPE_REASONS = (OTHER_HOST, "scope: --include", "scope: --exclude", DEPTH_REASON)
"""Reasons that a change of seeds or settings may lift."""


class Scope:
    """The seeds' hosts and ports, any path, narrowed by the settings. The seeds themselves always belong to it."""

    def __init__(self, seeds: Sequence[str], settings: Settings) -> None:
        found = {seed: Series.of(seed) for seed in seeds}
        self.series = tuple(series for series in found.values() if series is not None)
        """The seeds that count."""
        self.seeds = tuple(seed for seed, series in found.items() if series is None)
        """The others."""
        self._seeds = frozenset(self.seeds)
        self.hosts = {host_key(seed): origin_of(seed) for seed in reversed(seeds)}
        """Host and port → scheme, host and port, as the first seed on it has them."""
        self._include = re.compile(settings.include) if settings.include else None
        self._exclude = re.compile(settings.exclude) if settings.exclude else None
        self._max_depth = settings.max_depth

    def host(self, url: str) -> str | None:
        """Return the host and port of an address if they are in the scope."""
        try:
            host = host_key(url)
        except ValueError:
            return None
        return host if host in self.hosts else None

    def is_seed(self, url: str) -> bool:
        """Whether an address was given, itself or by its number."""
        return url in self._seeds or any(series.number(url) is not None for series in self.series)

    def verdict(self, url: str, depth: int) -> str | None:
        """Return the reason not to follow an address, or None to follow it."""
        if self.is_seed(url):
            return None
        if self.host(url) is None:
            return OTHER_HOST
        if self._include and not self._include.search(url):
            return "scope: --include"
        if self._exclude and self._exclude.search(url):
            return "scope: --exclude"
        if self._max_depth is not None and depth > self._max_depth:
            return DEPTH_REASON
        return None

    def signature(self) -> str:
        """Return a text that differs where the verdicts may."""
        patterns = [pattern.pattern if pattern else "" for pattern in (self._include, self._exclude)]
        return repr([sorted([*self._seeds, *(series.text for series in self.series)]), *patterns, self._max_depth])

    def open_hosts(self) -> frozenset[tuple[str, int]]:
        """Return the hosts (without brackets) and ports of the scope."""
        found = set()
        for host, origin in self.hosts.items():
            parts = urlsplit(origin)
            name = (parts.hostname or "").rstrip(".")
            ports = {parts.port} if parts.port and host.endswith(f":{parts.port}") else set(DEFAULT_PORTS.values())
            found |= {(name, port) for port in ports if port}
        return frozenset(found)


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{host_key(parts)}"
