"""A web of many hosts that misbehaves as real ones do, and writes down every request it gets.

What an address answers follows from the seed and the address alone, so the truth is known: which questions there are,
which can never be had, and what each host permits. Addresses of a host:

    /             the first list          /q/N           question N
    /list/N       a list of questions     /q/N?utm_…     the same question
    /old/N        redirects to /q/N       /print/N       a copy that names /q/N as canonical
    /private/N    forbidden by robots.txt
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import blake2b

PER_LIST = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answers."""

    status: int = 200
    """0: no answer at all, the connection breaks; -1: it comes too late."""
    body: str = ""
    location: str | None = None
    retry_after: float | None = None
    seconds: float = 0.05


@dataclass(slots=True)
class Visits:
    """What a host saw of the crawler."""

    starts: list[tuple[float, str]] = field(default_factory=list)
    in_flight: int = 0
    not_before: float = 0.0
    """Virtual time before which the host asked not to be bothered."""
    free_at: float = 0.0
    """Virtual time at which the last answer is out: one connection a host."""
    permitted: float = 0.0
    """Seconds that the requests had to take at the pace the host permits."""
    violations: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Host:
    """One host: its size, its rules and its temper."""

    name: str
    questions: int
    crawl_delay: float | None
    robots_fails: int
    """Requests for robots.txt that are answered 503 before the file is there."""
    stormy: float
    """Share of addresses that fail at first."""
    visits: Visits = field(default_factory=Visits)
    asked: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


class Web:
    """The hosts, and the verdict on every request.

    :param delay: seconds between requests that the crawler was told to keep.
    """

    def __init__(self, seed: int, hosts: int, pages: int, delay: float) -> None:
        rng = random.Random(seed)
        self._seed = seed
        self.delay = delay
        self.hosts: dict[str, Host] = {}
        for number in range(hosts):
            name = f"h{number}.test"
            self.hosts[name] = Host(
                name,
                questions=pages // hosts,
                crawl_delay=rng.choice([None, None, delay * 2]),
                robots_fails=rng.choice([0, 0, 0, 1, 2]),
                stormy=rng.choice([0.0, 0.02, 0.2]),
            )

    def chance(self, *what: object) -> float:
        """Return a number between 0 and 1 that follows from the seed and what is asked about."""
        text = repr((self._seed, *what)).encode()
        return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") / 2**64

    def is_gone(self, host: str, number: int) -> bool:
        """Whether a question does not exist."""
        return self.chance(host, number, "gone") < 0.05

    def is_hopeless(self, host: str, number: int) -> bool:
        """Whether a question's address fails for ever."""
        return self.chance(host, number, "hopeless") < 0.005

    def expected(self) -> set[str]:
        """Return the id of every record there must be."""
        return {
            record_id(host.name, number)
            for host in self.hosts.values()
            for number in range(host.questions)
            if not self.is_gone(host.name, number) and not self.is_hopeless(host.name, number)
        }

    def permitted_delay(self, host: Host) -> float:
        """Return the seconds that must lie between two requests to a host, as far as it has told its wish."""
        told = host.asked["/robots.txt"] > host.robots_fails and host.visits.starts[-1][1] != "/robots.txt"
        return max(self.delay, host.crawl_delay or 0.0) if told else self.delay

    def arrives(self, name: str, path: str, now: float) -> Answer:
        """Take a request that begins now: judge it, and return the answer."""
        host = self.hosts[name]
        visits = host.visits
        self._judge(host, path, now)
        visits.starts.append((now, path))
        visits.in_flight += 1
        host.asked[path] += 1
        answer = self._answer(host, path, host.asked[path])
        visits.free_at = now + answer.seconds
        return answer

    def told(self, name: str, answer: Answer, now: float) -> None:
        """Take note that an answer arrived: only now the crawler knows how long it is to wait."""
        if answer.retry_after is not None:
            visits = self.hosts[name].visits
            visits.not_before = max(visits.not_before, now + answer.retry_after)

    def leaves(self, name: str) -> None:
        """Take note that an answer is out."""
        self.hosts[name].visits.in_flight -= 1

    def _judge(self, host: Host, path: str, now: float) -> None:
        visits, delay = host.visits, self.permitted_delay(host)
        if visits.starts:
            last = visits.starts[-1][0]
            due = max(last + delay, visits.not_before)
            visits.permitted += max(due, visits.free_at) - last
            if now < due - 1e-6:
                visits.violations.append(f"{host.name}{path} {due - now:.3f} s too early at {now:.3f}")
        if visits.in_flight:
            visits.violations.append(f"{host.name}{path} while {visits.in_flight} were in flight")
        if path.startswith("/private/"):
            visits.violations.append(f"{host.name}{path} is forbidden")
        if path != "/robots.txt" and not host.asked["/robots.txt"]:
            visits.violations.append(f"{host.name}{path} before robots.txt")

    def _answer(self, host: Host, path: str, attempt: int) -> Answer:
        seconds = 0.01 + 0.2 * self.chance(host.name, path, attempt, "seconds")
        if path == "/robots.txt":
            if attempt <= host.robots_fails:
                wait = round(40 * self.chance(host.name, attempt, "robots"))
                return Answer(503, retry_after=wait if wait > 20 else None, seconds=seconds)
            asked = f"Crawl-delay: {host.crawl_delay}\n" if host.crawl_delay else ""
            return Answer(200, f"User-agent: *\nDisallow: /private/\n{asked}", seconds=seconds)
        _, _, rest = path.partition("/")
        kind, _, tail = rest.partition("/")
        number = int(tail.partition("?")[0]) if tail else 0
        if kind in ("q", "print") and self.is_hopeless(host.name, number):
            return Answer(500, seconds=seconds)
        fault = self._fault(host, path, attempt)
        if fault is not None:
            return fault
        if kind in ("", "list"):
            return Answer(200, self._list(host, number), seconds=seconds)
        if kind == "old":
            return Answer(301, location=f"http://{host.name}/q/{number}", seconds=seconds)
        if kind in ("q", "print") and number < host.questions and not self.is_gone(host.name, number):
            return Answer(200, f"question {number}", seconds=seconds)
        return Answer(404, seconds=seconds)

    def _fault(self, host: Host, path: str, attempt: int) -> Answer | None:
        """Return a passing fault: at most two in a row, fewer than the crawler's tries."""
        if attempt > 2 or self.chance(host.name, path, attempt, "fault") >= host.stormy:
            return None
        kind = self.chance(host.name, path, attempt, "kind")
        if kind < 0.3:
            return Answer(429, retry_after=round(1 + 9 * self.chance(host.name, path, "wait")))
        if kind < 0.5:
            return Answer(503)
        if kind < 0.75:
            return Answer(0)
        return Answer(-1, seconds=30.0)

    def _list(self, host: Host, number: int) -> str:
        """Return the addresses that a list leads to, one a line."""
        first = number * PER_LIST
        found = []
        for question in range(first, min(first + PER_LIST, host.questions)):
            found.append(f"/q/{question}")
            twin = self.chance(host.name, question, "twin")
            if twin < 0.1:
                found.append(f"/q/{question}?utm_source=list")
            elif twin < 0.2:
                found.append(f"/old/{question}")
            elif twin < 0.3:
                found.append(f"/print/{question}")
            elif twin < 0.33:
                found.append(f"/private/{question}")
        if first + PER_LIST < host.questions:
            found.append(f"/list/{number + 1}")
        return "\n".join(found)


def record_id(host: str, number: int) -> str:
    """Return the id of a question's record."""
    return f"sim:{host}-{number}"
