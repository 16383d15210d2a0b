"""Joins the stages: from a page to its records. Pure: no network, no clock, no disk."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from schemas import SCHEMA_VERSION, Provenance, QARecord
from scraper.errors import NotQAPage
from scraper.merging import MAX_PAGES, PageReplies, join, part_of
from scraper.page import Page, ThreadPart
from scraper.parser.draft import Draft, Evidence
from scraper.parser.extraction import Extraction, Links
from scraper.parser.links import find_links
from scraper.parser.page_robots import page_directives
from scraper.parser.profile import SiteProfile
from scraper.parser.universal import STRUCTURED, UNIVERSAL
from scraper.parser.values import clean_text
from scraper.parser.view import PageView
from scraper.quality.coverage import field_counts, passed_over
from scraper.sites import BUILT_IN, Sites
from scraper.stats import FieldCount
from scraper.validation import Rejected, validate, validate_as
from scraper.version import __version__

EXTRACTOR = f"qaharvest/{__version__}"

MAX_REASONS = 3  # of the profiles that read a page and found no question

READABLE_TYPES = frozenset({"text/html", "text/plain"})


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that one page gives. Frozen; pickles.

    :param site: name of the profile that read the page.
    :param url: canonical address of the page; None for a file without one.
    :param links: where the page leads.
    :param records: valid records, in reading order; of a thread that spans several pages, what its first page gives.
    :param rejected: threads from which no valid record could be made.
    :param not_qa: why the page holds no question; None where it holds one.
    :param coverage: which fields the records have, and a page that its site's own profile should have read.
    :param passed_over: name of that profile.
    :param parts: what the page gives to threads that span several pages, to be merged with their other pages.
    :param robots: what the page asks of robots, in lower case.
    """

    site: str
    url: str | None
    links: Links
    records: tuple[QARecord, ...]
    rejected: tuple[Rejected, ...]
    not_qa: str | None
    coverage: tuple[FieldCount, ...] = ()
    passed_over: str | None = None
    parts: tuple[ThreadPart, ...] = ()
    robots: tuple[str, ...] = ()


def read_page(page: Page, *, site: str | None = None, sites: Sites = BUILT_IN) -> Reading:
    """Read a page with the profile that claims it.

    :param site: name of the profile to use whatever the page says.
    :param sites: the profiles there are.
    :raises UnknownSite: if there is no profile of that name.
    """
    extraction = extract_page(page, site=site, sites=sites)
    made = list(outcomes(page, extraction, sites))
    good = [draft for draft, outcome in made if isinstance(outcome, QARecord)]
    coverage = [count for draft in good for count in field_counts(extraction.site, draft)]
    if extraction.passed_over is not None:
        coverage.append(passed_over(extraction.passed_over))
    return Reading(
        extraction.site,
        extraction.url,
        extraction.links,
        tuple(outcome for _, outcome in made if isinstance(outcome, QARecord)),
        tuple(outcome for _, outcome in made if isinstance(outcome, Rejected)),
        extraction.not_qa,
        tuple(coverage),
        extraction.passed_over,
        tuple(_parts(page, made)),
        extraction.robots,
    )


def read_thread(pages: Iterable[Page], *, site: str | None = None, sites: Sites = BUILT_IN) -> Reading:
    """Read pages and merge those that are pages of one thread.

    :param pages: at least one.
    :return: what the pages give together, merged threads last; the rest is the first page's.
    :raises UnknownSite: if there is no profile of that name.
    """
    readings = [read_page(page, site=site, sites=sites) for page in pages]
    parts = [part for reading in readings for part in reading.parts]
    of_threads = {part.record_id for part in parts}
    joined = list(join(parts))
    whole = [record for reading in readings for record in reading.records if record.record_id not in of_threads]
    return replace(
        readings[0],
        records=(*whole, *(outcome for outcome in joined if isinstance(outcome, QARecord))),
        rejected=(
            *(rejected for reading in readings for rejected in reading.rejected),
            *(outcome for outcome in joined if isinstance(outcome, Rejected)),
        ),
    )


def outcomes(
    page: Page, extraction: Extraction, sites: Sites = BUILT_IN
) -> Iterator[tuple[Draft, QARecord | ThreadPart | Rejected]]:
    """Yield what becomes of each draft: a record, a later page of its thread, or the reasons why it is neither."""
    profile = sites.named(extraction.site)
    for draft, record_id, url in _identify(extraction, profile):
        number = _page_number(draft, record_id)
        if number is None or number == 1:
            yield draft, make_record(page, profile, draft, record_id, url, robots=extraction.robots)
        else:
            gives = _later_page(page, profile, draft, record_id, url, robots=extraction.robots)
            yield draft, gives if isinstance(gives, Rejected) else part_of(gives, number, page.url or page.source)


def extract_page(page: Page, *, site: str | None = None, sites: Sites = BUILT_IN) -> Extraction:
    """Read a page to drafts: the forced profile's, else the first one's that finds a thread, ``universal`` last.

    :raises UnknownSite: if there is no profile of that name.
    """
    forced = sites.named(site) if site is not None else None
    if page.media_type not in READABLE_TYPES:
        name = (forced or UNIVERSAL).name
        return Extraction(name, (), Links(), page.url, f"not a page of text but {page.media_type}")
    view = PageView(page)
    home = forced or sites.at_home(page.url)
    links = find_links(view, home.links if home is not None else None)
    robots = page_directives(page, view.tree)
    reasons: list[str] = []
    profile = UNIVERSAL
    for profile in (forced,) if forced is not None else sites.candidates(page.url):
        try:
            drafts = profile.drafts(view, base=None if profile is UNIVERSAL else STRUCTURED.fields)
        except NotQAPage as error:
            reasons.append(f"{error} ({profile.name})")
            if error.certain:
                address = _address(page, links, profile)
                return Extraction(profile.name, (), links, address, reasons[-1], robots=robots)
            continue
        passed_over = home.name if home is not None and profile is not home else None
        if page.url is not None and profile is not home:
            # A page of another host that is made like the site's own says nothing of the site's terms.
            drafts = tuple(replace(draft, licence=None) for draft in drafts)
        address = _address(page, links, profile)
        return Extraction(profile.name, drafts, links, address, passed_over=passed_over, robots=robots)
    passed_over = home.name if home is not None and _should_hold_a_question(page, home) else None
    # The last ones are those of the universal rules, which say most of a page that no site claims.
    told = reasons if len(reasons) <= MAX_REASONS else [*reasons[: MAX_REASONS - 1], reasons[-1]]
    not_qa = "; ".join(told)
    return Extraction(profile.name, (), links, _address(page, links, profile), not_qa, passed_over, robots)


def _should_hold_a_question(page: Page, home: SiteProfile) -> bool:
    return page.url is not None and home.questions is not None and home.questions.search(page.url) is not None


def _address(page: Page, links: Links, profile: SiteProfile) -> str | None:
    url = links.canonical or page.url
    try:
        return profile.canonical(url) if url is not None else None
    except ValueError:
        return None


def _identify(extraction: Extraction, profile: SiteProfile) -> Iterator[tuple[Draft, str, str | None]]:
    """Yield each draft with its record id and address; ids of one page differ."""
    natives = Counter(draft.native_id for draft in extraction.drafts)
    several = len(extraction.drafts) > 1
    for draft in extraction.drafts:
        url = draft.address or extraction.url
        question = draft.value.get("question") or {}
        if draft.native_id is not None and natives[draft.native_id] == 1:
            yield draft, f"{profile.name}:{draft.native_id}", url
            continue
        if url is None:
            parts = [_normal(question.get(name)) for name in ("title", "text", "asked_on")]
        elif draft.address is None and (draft.key is not None or several):
            parts = [url, _normal(draft.key or question.get("title") or question.get("text"))]
        else:
            parts = [url]
        yield draft, f"{profile.name}:{_hash(parts)}", url


def _normal(value: object) -> str:
    return (clean_text(str(value)) or "").casefold() if value is not None else ""


def _hash(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _page_number(draft: Draft, record_id: str) -> int | None:
    """Return which page of its thread a draft was made from; None where the thread stands on one page alone.

    Only the site's own id tells on another page that it is the same thread.
    """
    part = draft.part
    if not isinstance(part, int) or not 1 <= part <= MAX_PAGES or draft.native_id is None:
        return None
    return part if record_id.endswith(f":{draft.native_id}") else None


def _parts(page: Page, made: Iterable[tuple[Draft, QARecord | ThreadPart | Rejected]]) -> Iterator[ThreadPart]:
    for draft, outcome in made:
        if isinstance(outcome, ThreadPart):
            yield outcome
        elif isinstance(outcome, QARecord) and _page_number(draft, outcome.record_id) == 1:
            yield part_of(outcome, 1, page.url or page.source)


def _later_page(
    page: Page, profile: SiteProfile, draft: Draft, record_id: str, url: str | None, *, robots: tuple[str, ...]
) -> QARecord | PageReplies | Rejected:
    """Return what a later page of a thread gives: its replies, or a whole record where it repeats the question."""
    if draft.value["question"].get("text") is not None:
        return make_record(page, profile, draft, record_id, url, robots=robots)
    of_replies = {pointer: found for pointer, found in draft.evidence.items() if pointer.startswith("/replies/")}
    value = {
        "record_id": record_id,
        "replies": draft.value["replies"],
        "provenance": _provenance(page, draft, of_replies, robots),
    }
    return validate_as(PageReplies, value, draft.evidence, source=page.source)


def make_record(
    page: Page, profile: SiteProfile, draft: Draft, record_id: str, url: str | None, *, robots: tuple[str, ...]
) -> QARecord | Rejected:
    """Return the record that a draft makes, with its provenance, or the reasons why it makes none.

    :param robots: what the page asks of robots.
    """
    value = {
        "schema_version": SCHEMA_VERSION,
        "record_id": record_id,
        "site": profile.name,
        "url": url,
        **draft.value,
        "provenance": _provenance(page, draft, draft.evidence, robots),
    }
    return validate(value, draft.evidence, source=page.source)


def _provenance(page: Page, draft: Draft, evidence: Mapping[str, Evidence], robots: tuple[str, ...]) -> Provenance:
    fields: dict[str, Any] = {
        pointer: {"rule": found.rule, "location": found.location} for pointer, found in evidence.items()
    }
    return Provenance(
        source=page.source,
        fetched_at=page.fetched_at,
        http_status=page.status,
        content_sha256=page.sha256,
        archive=page.archive,
        extractor=EXTRACTOR,
        licence=draft.licence,
        robots=robots,
        fields=fields,
    )
