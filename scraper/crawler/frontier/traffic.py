"""What a host was asked in all, for its webmaster."""

from dataclasses import dataclass


@dataclass(slots=True)
class Traffic:
    """Counts over the whole life of a frontier, written with the commits: a kill may lose the last moments'."""

    requests: int = 0
    """Requests that went out, those for robots.txt and sitemaps and those that failed included."""
    refusals: int = 0
    """Answers with status 429 or 503."""
    received: int = 0
    """Octets of answers' bodies; see :func:`scraper.crawler.metered.octets_of`."""
    first_at: float | None = None
    """Unix time at which the first request went out."""
    shortest_gap: float | None = None
    """Least seconds between the starts of two requests; None before there were two."""
    longest_wait: float = 0.0
    """Most seconds that the host was left alone after a refusal: what it asked for, or our own back-off."""

    def went_out(self, now: float, before: float) -> None:
        """Count a request.

        :param before: Unix time at which the one before it went out; 0 if there was none.
        """
        self.requests += 1
        if self.first_at is None:
            self.first_at = now
        gap = now - before
        if before and gap >= 0:  # else the clock was set back meanwhile: nothing was measured
            self.shortest_gap = gap if self.shortest_gap is None else min(self.shortest_gap, gap)
