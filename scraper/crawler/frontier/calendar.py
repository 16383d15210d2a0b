"""When which host is due: a heap whose outdated entries are dropped as they come up."""

from heapq import heappop, heappush
from itertools import count

from scraper.crawler.frontier.pace import Host


class Calendar:
    """The hosts for which something waits, by the time they may be asked.

    Each host has one valid entry at most, told by its ``slot``; to move a host is to enter it again.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, int, Host]] = []
        self._entries = count()  # a host that was lost and came back is another object of the same number

    def enter(self, host: Host, due: float) -> None:
        """Enter a host, in the place of its present entry."""
        if host.slot != due:
            host.slot = due
            heappush(self._heap, (due, host.id, next(self._entries), host))

    @staticmethod
    def remove(host: Host) -> None:
        """Drop a host's entry."""
        host.slot = None

    def first(self) -> float | None:
        """Return the earliest time; None where no host is entered."""
        while self._heap and self._heap[0][3].slot != self._heap[0][0]:
            heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def take(self, now: float) -> Host | None:
        """Remove and return the host that has been due for longest; None if none is."""
        due = self.first()
        if due is None or due > now:
            return None
        host = heappop(self._heap)[3]
        host.slot = None
        return host
