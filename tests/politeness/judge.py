"""What one host permits at each instant, as far as it has said so; it judges every request it gets.

The rules are written down here a second time, from docs/politeness.md and not from the crawler's code.

A request starts when its octets reach the host (see ``hosts.py``). It must not start

- while another one of the same crawler waits for its answer,
- earlier than the delay after the last one started: the larger of the crawler's own and, once told, Crawl-delay,
- earlier than asked for by Retry-After, counted from the answer that said so,
- after a 429 or 503 without Retry-After, earlier than the back-off: one second, doubled by each refusal, halved by each
  other answer, fifteen minutes at most,
- for a page, before robots.txt was answered; for robots.txt, once it was (it holds for a day),
- for a path that robots.txt forbids,
- without the right User-Agent.

``TOLERANCE`` is for what a clock cannot tell: the crawler keeps a start on disk only where that differs by more than a
millisecond from what it kept when it handed the request out, so a start may be that much earlier after a kill; another
one is for the clocks' granularity. The time of the network is none: the kernel stamps octets as they arrive.

Nobody can say whether a process that was killed had read an answer a moment before. So what the host said less than
``UNREAD`` before a kill is not held against the next process; delays are, since they are written before a request
starts.
"""

from dataclasses import dataclass, field, replace

TOLERANCE = 0.002
UNREAD = 0.25
LONGEST_BACK_OFF = 900.0
FORBIDDEN = "/private/"


@dataclass(frozen=True, slots=True)
class Told:
    """What the crawler knows from the host's answers."""

    robots: bool | None = False
    """Whether robots.txt is known; None where nobody can say."""
    not_before: float = 0.0
    back_off: float = 0.0


@dataclass(frozen=True, slots=True)
class Start:
    """One request that began."""

    at: float
    permitted_at: float
    life: int
    """How many crawls were killed before."""
    fair: bool
    """Whether the time since the request before is one that the host set: see ``Judge.efficiency``."""
    rest: float
    """Seconds in which the host had nothing to do for the crawler before this request."""


@dataclass(slots=True)
class Judge:
    """The verdict on all requests to one host; its caller holds a lock."""

    agent: str
    delay: float
    crawl_delay: float | None = None
    starts: list[Start] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    told: Told = field(default_factory=Told)
    refusals: int = 0
    _told_before: Told = field(default_factory=Told)
    _told_at: float = 0.0
    _answered_at: float = 0.0
    _own_wait: bool = False
    _in_flight: int = 0
    _life: int = 0
    _killed_at: float = 0.0
    _waiting: bool = False
    _cut_achieved: float = 0.0
    _cut_permitted: float = 0.0

    def begins(self, at: float, path: str, agent: str | None, *, waiting: bool) -> int:
        """Judge a request that starts; return which life of the crawler it belongs to.

        :param waiting: whether the crawler has followed a link already, and so knows all the other pages.
        """
        life = self._life if at > self._killed_at else self._life - 1  # its octets lay there when it died
        last = self.starts[-1] if self.starts else None
        if self._in_flight:
            self._violated(at, path, "while another request waits for its answer")
        if agent != self.agent:
            self._violated(at, path, f"as {agent!r}")
        if path.startswith(FORBIDDEN):
            self._violated(at, path, "though robots.txt forbids it")
        self._judge_robots(at, path)
        due = self._due()
        if at < due - TOLERANCE:
            self._violated(at, path, f"{due - at:.4f} s too early")
        fair = waiting and last is not None and last.life == life and not self._own_wait
        rest = at - self._answered_at if last is not None and last.life == life else 0.0
        self._waiting = waiting
        self.starts.append(Start(at, max(due, self._answered_at), life, fair, rest))
        if life == self._life:
            self._in_flight += 1
        return life

    def answers(
        self, at: float, life: int, path: str, *, refuses: bool = False, retry_after: float | None = None
    ) -> None:
        """Take note of what the crawler is told, just before it is."""
        if life != self._life:
            return  # nobody is there to read it
        self._in_flight -= 1
        self._answered_at = at
        self._told_before, self._told_at = self.told, at
        back_off = self.told.back_off
        self._own_wait = refuses and retry_after is None
        if refuses:
            self.refusals += 1
            back_off = min(max(1.0, 2 * back_off), LONGEST_BACK_OFF)
            wait = back_off if retry_after is None else retry_after
            not_before = max(self.told.not_before, at + wait)
            self.told = replace(self.told, back_off=back_off, not_before=not_before)
        else:
            back_off = back_off / 2 if back_off > 1.0 else 0.0
            self.told = replace(self.told, back_off=back_off, robots=self.told.robots or path == "/robots.txt")

    def killed(self, at: float, told_at: float | None = None) -> None:
        """Take note that the crawler's process is gone, and its connections with it.

        :param told_at: when it was told to end, where that was earlier.
        """
        self._count_cut(at if told_at is None else told_at)
        if at - self._told_at < UNREAD:
            self.told = _at_least(self._told_before, self.told)
        self._in_flight = 0
        self._killed_at = at
        self._life += 1

    @property
    def efficiency(self) -> float:
        """Return achieved ÷ permitted rate.

        Both are over the same requests: those that followed another one of the same process while the crawler knew
        more addresses to ask for, and that were not put off by a back-off the crawler chose itself. Permitted is the
        time they would have taken had each started at the first instant allowed (the delay, Retry-After, and the
        host's own time for the answer before), achieved is the time they took. A wait that went on for longer than that
        when its process was killed counts as well, as far as it went.
        """
        fair = [(before, start) for before, start in zip(self.starts, self.starts[1:], strict=False) if start.fair]
        achieved = self._cut_achieved + sum(start.at - before.at for before, start in fair)
        permitted = self._cut_permitted + sum(start.permitted_at - before.at for before, start in fair)
        return permitted / achieved if achieved else 1.0

    @property
    def shortest_gap(self) -> float:
        """Return the least seconds between two starts."""
        gaps = [after.at - before.at for before, after in zip(self.starts, self.starts[1:], strict=False)]
        return min(gaps, default=0.0)

    def _judge_robots(self, at: float, path: str) -> None:
        if path == "/robots.txt":
            if self.told.robots:
                self._violated(at, path, "though it is known")
        elif self.told.robots is False:
            self._violated(at, path, "before robots.txt is known")
        else:
            self.told = replace(self.told, robots=True)  # who asks for pages shows that it knows

    def _due(self) -> float:
        """Return the first instant at which a request may start."""
        return max(self.told.not_before, self.starts[-1].at + self._delay() if self.starts else 0.0)

    def _count_cut(self, at: float) -> None:
        last = self.starts[-1] if self.starts else None
        if last is None or last.life != self._life or self._in_flight or self._own_wait or not self._waiting:
            return
        due = max(self._due(), self._answered_at)
        if at > due:
            self._cut_achieved += at - last.at
            self._cut_permitted += due - last.at

    def _delay(self) -> float:
        return max(self.delay, self.crawl_delay or 0.0) if self.told.robots else self.delay

    def _violated(self, at: float, path: str, what: str) -> None:
        self.violations.append(f"{path} {what} (at {at:.3f})")


def _at_least(before: Told, after: Told) -> Told:
    """Return what a crawler knows that may have read the last answer or not."""
    return Told(
        robots=after.robots if after.robots == before.robots else None,
        not_before=min(before.not_before, after.not_before),
        back_off=min(before.back_off, after.back_off),
    )
