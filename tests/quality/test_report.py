"""The report: what it counts, and that nothing a page says can act in it."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from scraper.quality.coverage import Drift
from scraper.quality.metrics import Metrics, measure
from scraper.quality.report import Subject, render
from scraper.stats import Stats

SAMPLE = Path(__file__).parents[2] / "data/sample/records.jsonl"
EVIL = "</style><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x1b[31m\"'"


def subject(**changes: Any) -> Subject:
    values: dict[str, Any] = {
        "name": "run", "seeds": ("https://site.example/",), "made_at": "2026-01-01T00:00:00Z",
        "stats": Stats(pages=3, records=2), "drift": (), "drifted": (), "explain": "qaharvest explain --run run",
    }  # fmt: skip
    return Subject(**values | changes)


def sample() -> list[bytes]:
    return SAMPLE.read_bytes().split(b"\n")[:-1]


class Elements(HTMLParser):
    """Every element of a document with its attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def rejected(reasons: list[str]) -> Iterator[bytes]:
    for number, reason in enumerate(reasons):
        yield json.dumps({"source": f"https://site.example/{number}", "reason": reason, "issues": []}).encode()


def test_counts_of_the_sample_are_its_own() -> None:
    records = [json.loads(line) for line in sample()]
    metrics = measure(sample(), [])
    assert metrics.records == len(records)
    site = records[0]["site"]
    assert metrics.fields[site, "/question/text"] == metrics.sites[site]
    assert metrics.fields[site, "/replies"] == sum(bool(r["replies"]) for r in records if r["site"] == site)
    with_author = [r for r in records if r["site"] == site and any(reply["author"] for reply in r["replies"])]
    assert metrics.fields[site, "/replies/author"] == len(with_author)
    assert sum(metrics.replies.values()) == sum(metrics.genders.values()) == len(records)
    rules = {rule for (_, field, rule) in metrics.rules if field == "/question/text"}
    assert rules == {r["provenance"]["fields"]["/question/text"]["rule"] for r in records}


def test_rejects_of_one_kind_are_counted_together() -> None:
    reasons = ["invalid: 'a' is 17 letters", "invalid: 'b' is 18 letters", "failed: HTTP 404"]
    metrics = measure([], rejected(reasons))
    assert sorted(metrics.reasons.values()) == [1, 2]
    first = next(reason for reason, number in metrics.reasons.items() if number == 2)
    assert metrics.examples[first] == "https://site.example/0"


def test_nothing_a_page_says_can_act() -> None:
    record = json.loads(sample()[0])
    record |= {"department": EVIL, "language": EVIL, "site": EVIL}
    record["provenance"]["licence"] = EVIL
    record["provenance"]["fields"]["/question/text"] = {"rule": EVIL, "location": EVIL}
    metrics = measure([json.dumps(record).encode()], rejected([EVIL]))
    drift = [Drift(EVIL, EVIL, "missing", 1.0, 0.0, 10)]
    markup = render(subject(name=EVIL, seeds=[EVIL], drift=drift, drifted=[EVIL], explain=EVIL), metrics)
    seen = Elements(markup).seen
    assert not {tag for tag, _ in seen} & {"script", "img", "link", "iframe", "a", "form", "object"}
    assert not [name for _, attributes in seen for name in attributes if name.startswith("on")]
    assert markup.count("</style>") == 1
    assert "\x1b" not in markup
    assert "\u202e" not in markup
    assert ("meta", {"http-equiv": "Content-Security-Policy"}) in [
        (tag, {"http-equiv": attributes["http-equiv"]}) for tag, attributes in seen if "http-equiv" in attributes
    ]


def test_drift_and_the_pages_passed_over_are_shown() -> None:
    drift = [Drift("forum", "replies/author", "borrowed", 1.0, 0.1, 20)]
    markup = render(subject(drift=drift, drifted=["https://site.example/odd"]), Metrics())
    assert str(drift[0]) in markup
    assert "https://site.example/odd" in markup
    assert "No sign" in render(subject(), Metrics())
