"""The card of a dataset folder: a README for people, below a head in YAML for the Hugging Face hub.

Whatever comes from pages is cut short and escaped: it can neither end the head, nor make a link or mark-up.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from schemas.qa import SCHEMA_VERSION
from schemas.types import Model
from scraper.exporters.port import ExportedFile, Facts, SiteFacts, View
from scraper.exporters.safe_text import code, escaped, one_line, visible, yaml
from scraper.exporters.shape import Column, columns_of

MOST_SITES = 50
"""Sites that are told one by one."""
_MOST_TEXT = 300  # … and of a text in the example
_MOST_ENTRIES = 5  # … and entries of a list in it
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9./_~%-]*)?")
_KINDS = {
    "text": "text",
    "whole": "whole number",
    "number": "number",
    "flag": "true or false",
    "day": "date",
    "moment": "time (UTC)",
    "json": "JSON text",
    "object": "object",
}
_OPTIONS = {
    "where": "`--where`: {}",
    "select": "`--select`: only these columns",
    "sample": "`--sample`: {}, drawn by a hash of the record's id",
    "seed": "`--seed`: {}",
    "dedup": "`--dedup`: of the records that say nearly the same only the first was kept",
}


def title_of(view: View, facts: Facts) -> str:
    """Return the name of a dataset, made of its sites and its view; plain text."""
    names = [one_line(site, 40) for site in dict.fromkeys(one.site for one in facts.sites)]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"Questions and answers from {', '.join(names[:3]) or 'no site'}{more} ({view.name})"


def citation_of(view: View, facts: Facts) -> str:
    """Return a BibTeX entry; what comes from pages is in it without braces and backslashes."""
    title = re.sub(r"[{}\\%#&$~^_@\"]", " ", title_of(view, facts))
    lines = [f"@misc{{qaharvest_{view.name},", f"  title = {{{' '.join(title.split())}}},"]
    if facts.fetched_to is not None:
        lines.append(f"  year = {{{facts.fetched_to.year}}},")
    return "\n".join([*lines, f"  note = {{{facts.rows} rows, exported by qaharvest}}", "}"])


def card(
    head: Mapping[str, Any],
    view: View,
    files: Sequence[ExportedFile],
    facts: Facts,
    loading: Sequence[tuple[str, str]],
) -> str:
    """Return the text of the README.

    :param head: what stands in YAML at its top.
    :param loading: library and code that loads the files.
    """
    sections = [
        f"# {escaped(title_of(view, facts), 200)}",
        _what(view, facts),
        *_loading(loading),
        *_example(facts.example),
        "## Fields",
        _table(("field", "type", "what it is"), _field_lines(columns_of(view.row))),
        "## Sources and licences",
        _sources(facts),
        "## How it was made",
        _made(view, facts),
        "## Files and splits",
        _splits(files, facts),
        "## Privacy",
        _privacy(facts),
        "## Limits",
        _LIMITS,
        "## Citation",
        "Whoever publishes this dataset adds names and an address; the sites above are to be named too.",
        f"```bibtex\n{citation_of(view, facts)}\n```",
    ]
    return f"---\n{yaml(head)}---\n\n" + "\n\n".join(sections) + "\n"


def _what(view: View, facts: Facts) -> str:
    row = " ".join((view.row.__doc__ or "").split()).rstrip(".")
    languages = ", ".join(
        f"{escaped(tag, 20) if tag != 'und' else 'not known'} ({count:,})"
        for tag, count in islice(facts.languages.items(), 10)
    )
    lines = [
        f"Questions that people asked in public and the answers they got, read from web pages by "
        f"qaharvest. Each row is: {row[:1].lower()}{row[1:]} (view `{view.name}`).",
        "",
        f"- **Rows:** {facts.rows:,} from {facts.records:,} records"
        + (f"; {facts.without_rows:,} records gave none" if facts.without_rows else ""),
        f"- **Languages** (records of each): {languages or 'none'}",
    ]
    if facts.fetched_from is not None:
        until = f" to {facts.fetched_to}" if facts.fetched_to != facts.fetched_from else ""
        lines.append(f"- **Pages fetched:** {facts.fetched_from}{until}")
    return "\n".join(lines)


def _loading(loading: Sequence[tuple[str, str]]) -> list[str]:
    if not loading:
        return ["## Load it", "The files in `data` are opened by the tool of their format."]
    told = "`dataset` stands for the path of the folder that holds this file."
    return ["## Load it", told, *(f"{library}:\n\n```python\n{code}\n```" for library, code in loading)]


def _example(example: Model | None) -> list[str]:
    if example is None:
        return []
    shown = json.dumps(_shortened(example.model_dump(mode="json")), ensure_ascii=False, indent=2)
    return ["## A row", "Long texts and lists are cut short here.", f"```json\n{visible(shown)}\n```"]


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _MOST_TEXT else value[: _MOST_TEXT - 1] + "…"
    if isinstance(value, Mapping):
        return {_shortened(key): _shortened(one) for key, one in islice(value.items(), 50)}
    return [_shortened(one) for one in value[:_MOST_ENTRIES]] if isinstance(value, list) else value


def _field_lines(columns: Sequence[Column], within: str = "") -> Iterator[tuple[str, str, str]]:
    for column in columns:
        name = f"{within}{column.name}"
        kind = f"list of {_KINDS[column.kind]}s" if column.is_list else _KINDS[column.kind]
        yield f"`{name}`", kind.replace("texts", "text"), column.description.replace("``", "`").replace("|", "\\|")
        yield from _field_lines(column.columns, f"{name}[]." if column.is_list else f"{name}.")


def _sources(facts: Facts) -> str:
    rows = [
        (escaped(one.site), _hosts(one), f"{one.records:,}", _linked(one.licence) if one.licence else "not known")
        for one in facts.sites[:MOST_SITES]
    ]
    told = (
        "The texts belong to those who wrote them and to the sites that published them. A licence is told where the "
        "site declares one; where it is not known, nothing may be assumed, and reuse has to be asked for."
    )
    left = len(facts.sites) - len(rows)
    more = f"\n\nAnd {left:,} more, which the column of the site tells." if left else ""
    return told + "\n\n" + _table(("site", "pages of", "records", "licence or terms"), rows) + more


def _hosts(site: SiteFacts) -> str:
    return ", ".join(escaped(host) for host in site.hosts[:_MOST_ENTRIES]) or "not told"


def _linked(licence: str) -> str:
    return f"<{licence}>" if len(licence) <= 200 and _ADDRESS.fullmatch(licence) else escaped(licence, 200)


def _made(view: View, facts: Facts) -> str:
    versions = ", ".join(f"{escaped(name)} ({count:,} records)" for name, count in islice(facts.extractors.items(), 10))
    lines = [
        f"- Read by: {versions or 'nothing'}.",
        f"- View `{view.name}` of the record, schema {SCHEMA_VERSION}; its JSON Schema is printed by "
        f"`qaharvest schema --view {view.name}`.",
    ]
    for name, words in _OPTIONS.items():
        choice = facts.choices.get(name)
        if choice:
            told = "; ".join(map(str, choice)) if isinstance(choice, list) else str(choice)
            lines.append(f"- {words.format(escaped(told, 500))}.")
    if not any(facts.choices.get(name) for name in ("where", "sample", "dedup")):
        lines.append("- All records were taken: no filter, no sample; repeated questions were kept.")
    return "\n".join([*lines, "- `manifest.json` tells the counts and options again, for programs."])


def _splits(files: Sequence[ExportedFile], facts: Facts) -> str:
    rows = [(f"`{one.path}`", f"{one.rows:,}", f"{one.octets:,}", f"`{one.sha256}`") for one in files[:MOST_SITES]]
    left = len(files) - len(rows)
    shares: Mapping[str, float] = facts.choices.get("split") or {}
    if len(shares) > 1:
        told = ", ".join(f"`{name}` {share:g}" for name, share in shares.items())
        split = (
            f"Split by a hash of the record's id into {told} (shares asked for). Records that say nearly the same are "
            "in one split, so that what was trained on is not met again in a test; sizes therefore differ a little."
        )
    else:
        split = "There is one split."
    more = f"\n\nAnd {left:,} more files, which `manifest.json` lists." if left else ""
    return split + "\n\n" + _table(("file", "rows", "octets", "SHA-256"), rows) + more


def _privacy(facts: Facts) -> str:
    mode = str(facts.privacy["mode"])
    if mode == "keep":
        return (
            "**Nothing was taken out** (`--privacy keep`): names, ages and whatever people wrote of themselves stand "
            "as they were published. Health is among what they write of; think before passing this on."
        )
    done = "replaced by keyed pseudonyms" if mode == "pseudonymise" else "replaced by a word for their kind"
    rows = [
        (escaped(str(change["kind"])), code(str(change["field"])), f"{change['count']:,}")
        for change in facts.privacy["changes"][: 4 * MOST_SITES]
    ]
    told = (
        f"Names and what else points at a person were {done} (`--privacy {mode}`): something was found in "
        f"{facts.privacy['changed']:,} of {facts.privacy['records']:,} records. What no rule knows is still there."
    )
    return told + ("\n\n" + _table(("kind", "field", "times"), rows) if rows else "")


_LIMITS = """- Answers are what people wrote on public sites, some of them years ago: not checked, and no advice.
- Who asks on the web is no fair sample of anybody; ages, genders and departments are those the pages print.
- A value that a page does not have is null; how sure a reading is, the record's provenance tells (view `full`)."""


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
