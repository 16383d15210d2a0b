"""The last look at a request before it goes out: robots.txt and traps."""

from collections import OrderedDict

from scraper.crawler.frontier import Frontier, Lease, Settled, State
from scraper.crawler.reading import PageLines
from scraper.crawler.robots import RobotsRules
from scraper.crawler.scope import Scope
from scraper.crawler.traps import Budgets, patterns_of
from scraper.request import Kind

_RULES_HELD = 256  # parsed robots.txt files; the others are parsed again from the frontier


class Gate:
    """Turns requests away that robots.txt forbids or that lead into a trap."""

    def __init__(self, frontier: Frontier, scope: Scope, *, robots: bool) -> None:
        self._frontier = frontier
        self._scope = scope
        self._robots = robots
        self._rules: OrderedDict[str, RobotsRules] = OrderedDict()
        self.budgets = Budgets()

    def admit(self, lease: Lease) -> Settled | None:
        """Return what becomes of the request instead of being asked for; None lets it pass."""
        url = lease.request.url
        if self._robots and (rule := self.rules(lease.host).deciding(url)) and not rule.allow:
            return Settled(lease, State.SKIPPED, f"robots: {rule}")
        if lease.request.kind is Kind.PAGE and not self._scope.is_seed(url):
            for pattern in patterns_of(url):
                spent = self._frontier.pattern_pages(pattern.key) + self.budgets.on_the_way(pattern.key)
                if spent >= pattern.limit:
                    if not lease.parked:
                        return Settled(lease, State.QUEUED, parked=True)
                    return Settled(
                        lease, State.SKIPPED, f"trap: {pattern.limit} pages of {pattern.text} gave no new record"
                    )
            self.budgets.start(lease.id, url)
        return None

    def opens_links(self, page: PageLines) -> bool:
        """Whether the links of a page may be followed; not where it asks that they are not, and robots are obeyed."""
        return not (self._robots and page.nofollow)

    def rules(self, host: str) -> RobotsRules:
        """Return the host's rules; without a robots.txt all is allowed."""
        rules = self._rules.get(host)
        if rules is None:
            kept = self._frontier.robots(host)
            rules = RobotsRules.parse(kept.body) if kept else RobotsRules()
            self._rules[host] = rules
            if len(self._rules) > _RULES_HELD:
                self._rules.popitem(last=False)
        return rules

    def set_rules(self, host: str, rules: RobotsRules) -> None:
        """Hold the rules of a robots.txt that was just read."""
        self._rules.pop(host, None)
        self._rules[host] = rules
