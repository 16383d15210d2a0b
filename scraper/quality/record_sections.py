"""The sections of a report that tell what the records hold and which of them to look at."""

from collections import Counter

from scraper.quality.languages import UNSURE, agree
from scraper.quality.markup import bars, code, name, percent, table, text
from scraper.quality.metrics import UNKNOWN, Copies, Metrics
from scraper.quality.outliers import KINDS
from scraper.quality.run_sections import Section
from scraper.quality.subject import Subject

_MOST_DEPARTMENTS = 20
_MOST_LANGUAGES = 12
_MOST_PAIRS = 12
_MOST_PASSAGES = 10
_LEAST_OFTEN = 5  # records of a passage
_LEAST_SHARE = 0.02  # of all records


def departments(metrics: Metrics) -> Section:
    """Tell under which departments the pages are filed."""
    named = len(metrics.departments.keys() - {UNKNOWN})
    if not named:
        return "No record names one.", ""
    counts = dict(metrics.departments.most_common())
    unknown = counts.pop(UNKNOWN, 0)
    said = f"{named:,} in all; {_some(unknown, metrics.records)} none."
    return said, bars("Records by department", "department", counts, most=_MOST_DEPARTMENTS, kind="unheard")


def languages(metrics: Metrics) -> Section:
    """Tell the languages that pages say they are in, and whether their texts agree."""
    if not metrics.records:
        return "No records yet.", ""
    shown = bars("What the pages say", "language", dict(metrics.languages.most_common()), most=_MOST_LANGUAGES)
    if not metrics.identified:
        return "As the pages say themselves.", shown
    apart: Counter[tuple[str, str]] = Counter()
    silent: Counter[str] = Counter()
    unsure = differing = 0
    for (own, found), number in metrics.identified.items():
        unsure += number * (found == UNSURE)
        if own == UNKNOWN:
            silent[found] += number
        elif not agree(own, found):
            apart[own, found] += number
            differing += number
    said = (
        f"{percent(differing / metrics.records)} of the questions look like another language than their page says."
        if differing
        else "No question looks like another language than its page says."
    ) + (f" {percent(unsure / metrics.records)} are too short or too mixed to tell." if unsure else "")
    if apart:
        rows = [(name(own), name(found), f"{number:,}") for (own, found), number in apart.most_common(_MOST_PAIRS)]
        shown += table("Where they differ", ("page says", "looks like", "records"), rows, numbers=(2,))
    if silent:
        shown += bars(
            "Looks like, where the page says nothing", "language", dict(silent.most_common()), most=_MOST_PAIRS
        )
    return said, shown


def copies(found: Copies, records: int) -> Section:
    """Tell the clusters of records that say nearly the same."""
    if not found.clusters:
        return "No two records say nearly the same.", ""
    said = (
        f"{found.records:,} records ({percent(found.records / records)}) are in {found.clusters:,} clusters that say "
        f"nearly the same; {found.exact:,} repeat an earlier text entirely. "
        "<code class=word>export --dedup</code> keeps one of each."
    )
    rows = [
        (f"{size:,}", f"{', '.join(code(one) for one in ids)}{' …' if size > len(ids) else ''}")
        for size, ids in found.largest
    ]
    return said, table("The largest clusters", ("records", "first of them"), rows)


def passages(metrics: Metrics) -> Section:
    """Tell the paragraphs that many replies share."""
    often = metrics.passages.frequent(max(_LEAST_OFTEN, int(metrics.records * _LEAST_SHARE)), _MOST_PASSAGES)
    if not often:
        return "No paragraph is repeated in many replies.", ""
    rows = [(name(passage), f"{number:,}", percent(number / metrics.records)) for passage, number in often]
    said = "Paragraphs that many records' replies share: greetings and signatures, or page furniture taken for text."
    return said, table("By records", ("paragraph", "records", "share"), rows, numbers=(1, 2), kind="unheard")


def outliers(subject: Subject, metrics: Metrics) -> Section:
    """Tell which records are odd, with their ids."""
    found = metrics.outliers
    kinds = [kind for kind in KINDS if found.numbers[kind]]
    if not kinds:
        return "None.", ""
    rows = []
    for kind in kinds:
        listed = "".join(f"<li>{code(record_id)} {name(what)}</li>\n" for record_id, what in found.examples[kind])
        more = found.numbers[kind] - len(found.examples[kind])
        listed += f"<li>and {more:,} more</li>\n" if more > 0 else ""
        told = f"<details><summary>Which</summary><ul>\n{listed}</ul></details>"
        rows.append((f"{text(KINDS[kind])}{told}", f"{found.numbers[kind]:,}"))
    command = f": <code>{text(subject.explain)} RECORD_ID</code>" if subject.why else "."
    said = f"Worth a look before relying on them{command}"
    return said, table("By kind", ("what is odd", "records"), rows, numbers=(1,), kind="unheard")


def _some(number: int, records: int) -> str:
    """Return how many of the records name nothing, as the beginning of a clause."""
    return f"{percent(number / records)} of the records name" if number else "no record names"
