"""The table of docs/privacy.md, and the floors below which no figure may fall."""

import json
from pathlib import Path

from tests.privacy.measuring import figures, texts

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"
FLOORS = Path(__file__).parent / "floors.json"
BEGIN = "<!-- measured: python -m tests.privacy -->\n"
END = "<!-- end of measured -->\n"


def table() -> str:
    """Return the figures as a table in Markdown."""
    lines = ["| part | language | kind | marked | recall | found | precision |", "|---|---|---|---:|---:|---:|---:|"]
    for part, language, kind, tally in figures():
        lines.append(
            f"| {part} | {language} | {kind} | {tally.marked} | {tally.recall:.2f} "
            f"| {tally.found} | {tally.precision:.2f} |"
        )
    return "\n".join(lines) + "\n"


def measured() -> dict[str, list[float]]:
    """Return recall and precision by part, language and kind, cut (not rounded) to three digits."""
    return {
        f"{part}/{language}/{kind}": [int(tally.recall * 1000) / 1000, int(tally.precision * 1000) / 1000]
        for part, language, kind, tally in figures()
    }


def floors() -> dict[str, list[float]]:
    return json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def section() -> str:
    """Return what stands between the marks in the page."""
    counts = {part: len(texts(part)) for part in ("held out", "tuned on")}
    return (
        f"{counts['held out']} texts are held out (written before the finders were tuned, not looked at while they "
        f"were), {counts['tuned on']} are those\nthat were tuned on.\n\n{table()}"
    )


def write() -> None:
    """Write the table into the page; lift each floor to what is measured, never lower one."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(before + BEGIN + section() + END + rest.partition(END)[2], encoding="utf-8")
    old = floors()
    lifted = {key: [max(pair) for pair in zip(now, old.get(key, now), strict=True)] for key, now in measured().items()}
    FLOORS.write_text(json.dumps(lifted, indent=1) + "\n", encoding="utf-8")
