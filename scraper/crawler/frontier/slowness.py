"""How much slower than usual a host answers, and what that makes of its delay."""

from dataclasses import dataclass

FLOOR = 0.5
"""Seconds: answers that come sooner are never slow."""
FACTOR = 2.0
"""Answers are slow where they take more than so many times what is usual."""
MOST_TIMES = 10.0
"""The delay grows to so many times itself at most; so a host that was given none is never slowed down."""
MOST_SECONDS = 30.0
"""The delay grows by so many seconds at most."""

_LATELY = 1 / 4  # weight of the newest answer: after some quick answers a slow one is forgotten
_USUALLY = 1 / 64
_FIRST = 8  # the usual is the plain mean of the first answers: a quick front page does not make all others slow
_LONGEST = 10.0  # seconds that one answer counts as, so that an address that hangs is not felt for minutes


@dataclass(slots=True)
class Slowness:
    """Seconds from a request to the end of its answer, smoothed fast and slowly (exponentially weighted means).

    The thought is that of TCP's round-trip estimate (RFC 6298 §2): what is long is learned from each host, and only a
    change counts. A host whose answers always take long is kept waiting by nobody: it is asked one by one already.
    """

    lately: float = 0.0
    """Smoothed fast."""
    usually: float = 0.0
    """Smoothed slowly."""
    answers: int = 0
    """How many were measured."""

    def measure(self, seconds: float) -> None:
        """Take note of how long an answer took."""
        seconds = min(max(seconds, 0.0), _LONGEST)
        self.answers += 1
        usual = 1 / self.answers if self.answers <= _FIRST else _USUALLY
        self.usually += usual * (seconds - self.usually)
        self.lately += max(_LATELY, usual) * (seconds - self.lately)

    def lengthen(self, delay: float) -> float:
        """Return the seconds between request starts that suit the host now; never less than the delay.

        While answers are slow it is the time they take lately and, on top, what that is too much: so long the host
        has nothing to do for us between an answer and the next request.
        """
        excess = self.lately - max(FACTOR * self.usually, FLOOR)
        if excess <= 0:
            return delay
        return max(delay, min(self.lately + excess, MOST_TIMES * delay, delay + MOST_SECONDS))
