"""What stands on a page that is nearest to a value which does not."""

from difflib import SequenceMatcher

from scraper.learning.folding import folded
from scraper.learning.known import Known
from scraper.learning.sightings import Sheet
from scraper.parser.converters import Kind
from scraper.parser.values import written_days

_MOST_LINES = 5000
_MOST_CHARS = 120
_SHORTLIST = 25
_LEAST_LIKENESS = 0.6


def nearest(known: Known, sheet: Sheet) -> str | None:
    """Return the words of the page that are most like a value; None where nothing is like it."""
    words = (_days(known, sheet) if known.kind is Kind.DAY else None) or _lines(known, sheet)
    return words[:_MOST_CHARS] if words is not None else None


def _days(known: Known, sheet: Sheet) -> str | None:
    """Return the day that shares most numbers and letters with the one that was given."""
    asked = set(folded(known.text).replace(",", " ").replace("-", " ").replace("/", " ").split())
    best: tuple[int, str] | None = None
    for block in sheet.stream.lines[:_MOST_LINES]:
        for found in written_days(block.text):
            printed = block.text[found.start : found.end]
            shared = _shared(asked, printed)
            if best is None or shared > best[0]:
                best = shared, printed
    return best[1] if best is not None else None


def _shared(asked: set[str], printed: str) -> int:
    parts = folded(printed).replace(",", " ").replace("-", " ").replace("/", " ").split()
    return sum(any(part.lstrip("0") == one.lstrip("0") or part[:3] == one[:3] for part in parts) for one in asked)


def _lines(known: Known, sheet: Sheet) -> str | None:
    """Return the words that are most like the beginning of a value: a line's, or as many of them as it has."""
    sought = folded(known.ends[0] if known.ends is not None and known.ends[0] else known.text)[:_MOST_CHARS]
    words = set(sought.split())
    lines = [block.text for block in sheet.stream.lines[:_MOST_LINES]]
    likely = sorted(lines, key=lambda line: -_overlap(words, sought, folded(line[: 2 * _MOST_CHARS])))[:_SHORTLIST]
    rated = [(_likeness(sought, folded(part)), part) for line in likely for part in _parts(line, len(sought.split()))]
    best = max(rated, default=(0.0, ""))
    return best[1] if best[0] >= _LEAST_LIKENESS else None


def _parts(line: str, count: int) -> list[str]:
    """Return a line's beginning, and every run of some number of its words."""
    words = line[: 4 * _MOST_CHARS].split()
    runs = [" ".join(words[start : start + count]) for start in range(len(words) - count + 1)] if count <= 6 else []
    return [line, *runs]


def _overlap(words: set[str], sought: str, line: str) -> float:
    """Return a quick measure of likeness: shared words, else words that begin alike."""
    others = line.split()
    alike = sum(any(one[:3] == other[:3] for other in others) for one in words)
    return 2 * len(words.intersection(others)) + alike + len(set(sought).intersection(line)) / (len(set(line)) + 1)


def _likeness(sought: str, words: str) -> float:
    """Return how alike two texts are, 0 to 1; a longer one is compared by its beginning."""
    return SequenceMatcher(None, sought, words[: len(sought) + 10], autojunk=False).ratio()
