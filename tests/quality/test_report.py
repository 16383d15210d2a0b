"""The report: what it counts, and that nothing a page says can act in it."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

from scraper.quality import plots
from scraper.quality.coverage import Drift
from scraper.quality.duplicates import Duplicates
from scraper.quality.languages import Identifier
from scraper.quality.metrics import Metrics, measure
from scraper.quality.plain import as_dict, subject_dict
from scraper.quality.report import Subject, render
from scraper.quality.subject import HostCounts
from scraper.stats import Stats
from tests.quality.varied import lines, sample

ROOT = Path(__file__).parents[2]
EVIL = "</style><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x1b[31m\"'"
HOST = HostCounts("site.example", {"done": 3, "queued": 0}, 4, 3_000_000, 1, "rules", 1.0)


def subject(**changes: Any) -> Subject:
    values: dict[str, Any] = {
        "name": "run", "seeds": ("https://site.example/",), "made_at": "2026-01-01T00:00:00Z",
        "stats": Stats(pages=3, records=2), "explain": "qaharvest explain --run run",
        "why": "qaharvest status run --why", "hosts": (HOST,),
    }  # fmt: skip
    return Subject(**values | changes)


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    return Identifier()


@pytest.fixture(scope="module")
def markup(metrics: Metrics) -> str:
    return render(subject(), metrics)


@pytest.fixture(scope="module")
def metrics(identifier: Identifier) -> Metrics:
    """Counts over many records, with all that the libraries can tell."""
    reasons = ["invalid: /question/text: is missing", "failed: HTTP 404"]
    with Duplicates() as duplicates:
        return measure(lines(200), rejected(reasons), duplicates=duplicates, identifier=identifier, today="2026-01-01")


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
        yield json.dumps(
            {
                "source": f"https://site.example/{number}",
                "reason": reason,
                "issues": [{"field": "/a", "message": "is odd", "rule": None}],
            }
        ).encode()


def test_counts_of_the_sample_are_its_own() -> None:
    records = [json.loads(line) for line in sample()]
    metrics = measure(sample(), [])
    assert metrics.records == len(records)
    site = records[0]["site"]
    assert metrics.fields[site, "/question/text"] == metrics.sites[site]
    assert metrics.fields[site, "/replies"] == sum(bool(r["replies"]) for r in records if r["site"] == site)
    with_author = [r for r in records if r["site"] == site and any(reply["author"] for reply in r["replies"])]
    assert metrics.fields[site, "/replies/author"] == len(with_author)
    assert sum(metrics.replies.values()) == sum(metrics.askers.values()) == len(records)
    rules = {rule for (_, field, rule) in metrics.rules if field == "/question/text"}
    assert rules == {r["provenance"]["fields"]["/question/text"]["rule"] for r in records}


def test_rejects_of_one_kind_are_counted_together() -> None:
    reasons = ["invalid: 'a' is 17 letters", "invalid: 'b' is 18 letters", "failed: HTTP 404"]
    metrics = measure([], rejected(reasons))
    assert [found.number for found in metrics.rejects.values()] == [2, 1]
    first = next(iter(metrics.rejects.values()))
    assert first.sources == ["https://site.example/0", "https://site.example/1"]
    assert first.issues == {"/a: is odd": 2}


def test_nothing_a_page_says_can_act() -> None:
    record = json.loads(sample()[0])
    record |= {"department": EVIL, "language": EVIL, "site": EVIL}
    record["provenance"]["licence"] = EVIL
    record["provenance"]["fields"]["/question/text"] = {"rule": EVIL, "location": EVIL}
    record |= {"record_id": EVIL, "language": EVIL}
    record["replies"][0]["text"] = record["question"]["text"]
    metrics = measure([json.dumps(record).encode()] * 6, rejected([EVIL]))
    drift = [Drift(EVIL, EVIL, "missing", 1.0, 0.0, 10)]
    drifted = [EVIL, "javascript:alert(1)", "https://site.example/" + EVIL, 'https://site.example/"><script>']
    host = HostCounts(EVIL, {EVIL: 1}, 1, 1, 1, EVIL, 1.0)
    evil = subject(name=EVIL, seeds=[EVIL], drift=drift, drifted=drifted, explain=EVIL, why=EVIL, hosts=[host])
    markup = render(evil, metrics)
    seen = Elements(markup).seen
    assert not {tag for tag, _ in seen} & {"script", "img", "link", "iframe", "form", "object", "base"}
    hrefs = [attributes["href"] or "" for tag, attributes in seen if tag == "a"]
    assert all(re.match(r"https://site\.example/|#[a-z0-9-]+$", href) for href in hrefs)
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


def test_every_part_of_a_full_report_is_sound(markup: str) -> None:
    seen = Elements(markup).seen
    ids = [attributes["id"] for _, attributes in seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    within = [
        attributes["href"] for tag, attributes in seen if tag == "a" and (attributes["href"] or "").startswith("#")
    ]
    assert {str(href)[1:] for href in within} <= set(ids)
    assert {"pages", "rejects", "fields", "timeline", "lengths", "askers", "copies", "outliers", "hosts"} <= set(ids)
    assert all(attributes.get("aria-label") for tag, attributes in seen if tag == "svg")
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in seen if tag == "th")
    levels = [int(tag[1]) for tag, _ in seen if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_same_input_gives_the_same_report(markup: str, metrics: Metrics) -> None:
    assert render(subject(), metrics) == markup


def test_plots_are_text_and_colours_of_the_page(markup: str) -> None:
    assert markup.count("<svg ") == 6
    assert "<text" in markup
    assert "var(--one)" in markup
    assert not re.search(r"#a[1-5]0000|font-family|<metadata|DejaVu", markup.split("</style>")[1])


def test_plotting_leaves_nothing_behind() -> None:
    before = dict(mpl.rcParams)
    plots.timeline([(24_000, 1), (24_001, 3)], 1, "two months")
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("months", [["2020-01"], ["2019-12", "2020-11"], ["1992-01", "2090-01"]])
def test_any_span_of_time_can_be_drawn(months: list[str]) -> None:
    metrics = Metrics(records=len(months))
    metrics.months.update(months)
    assert 'id="timeline"' in render(subject(), metrics)


def test_nothing_at_all_is_a_report_too() -> None:
    markup = render(Subject("empty", "2026-01-01T00:00:00Z", "qaharvest explain"), measure([], []))
    assert "No records yet." in markup
    assert "<svg" not in markup
    assert "None." in render(subject(stats=Stats()), Metrics())


def test_without_the_extra_the_numbers_stand_where_the_plots_would() -> None:
    code = (
        "import sys\n"
        "for name in ('datasketch', 'py3langid', 'py3langid.langid', 'matplotlib', 'numpy'): sys.modules[name] = None\n"
        "from scraper.quality.metrics import measure\nfrom scraper.quality.report import Subject, render\n"
        "from tests.quality.varied import lines\n"
        "print(render(Subject('run', 'now', 'explain'), measure(lines(30), [])))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "pip install" in done.stdout
    assert "<svg" not in done.stdout
    assert "nine tenths up to" in done.stdout


def test_what_is_odd_is_told_with_its_record() -> None:
    record = json.loads(sample()[0])
    record["question"] |= {"text": "??", "asked_on": "1970-01-01"}
    record["question"]["asker"] |= {"age_min": 130, "age_max": 130}
    record["replies"][0] |= {"text": "??", "replied_on": "1969-12-31"}
    future = json.loads(sample()[1])
    future["question"]["asked_on"], future["replies"] = "2999-01-01", []
    found = measure([json.dumps(one).encode() for one in (record, future)], []).outliers
    assert found.examples["date before the web"] == [(record["record_id"], "1969-12-31")]
    assert found.examples["date in the future"][0][0] == future["record_id"]
    for kind in ("reply before question", "age", "hardly any text", "reply repeats question"):
        assert [record_id for record_id, _ in found.examples[kind]] == [record["record_id"]]
        assert found.numbers[kind] == 1


def test_a_text_in_another_language_than_its_page_says_is_told(identifier: Identifier) -> None:
    record = json.loads(sample()[0])
    record["question"]["text"] = "這兩個月以來手指關節附近一直反覆脫皮，擦了藥膏三天會好，停藥之後又開始裂開。"
    metrics = measure([json.dumps(record).encode()], [], identifier=identifier)
    assert metrics.identified == {("en", "zh-Hant"): 1}
    assert metrics.outliers.numbers["language"] == 1
    assert metrics.outliers.examples["language"] == [(record["record_id"], "says en, looks like zh-Hant")]


def test_the_metrics_are_plain_values(metrics: Metrics) -> None:
    plain = json.loads(json.dumps({**subject_dict(subject()), **as_dict(metrics)}))
    assert plain["records"] == 200
    assert plain["near_duplicates"]["clusters"] > 0
    assert plain["stats"]["pages"] == 3
    assert sum(found["records"] for found in plain["languages_identified"]) == 200


def test_what_a_page_repeats_without_end_stays_small() -> None:
    record = json.loads(sample()[0])
    record["department"] = record["site"] = record["record_id"] = record["language"] = "\u202ex<" * 50_000
    record["replies"][0]["text"] = ("a line that is long enough to be counted " * 9 + "\n") * 500
    metrics = measure([json.dumps(record).encode()] * 3, rejected(["x" * 1_000_000]))
    assert len(render(subject(), metrics)) < 200_000
