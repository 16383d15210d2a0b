"""How right: every authored thread in every rendering of every site, compared field by field with what it says.

python -m benchmarks.extraction           # JSON
python -m benchmarks.extraction --table   # a table for people; fails where a score is below its floor
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "sites"))

from ehospital.awkward import CASES, Case  # type: ignore[import-not-found]
from ehospital.chinese import MAKES, expected, question_url, served  # type: ignore[import-not-found]
from ehospital.chinese_cases import CASES as CHINESE  # type: ignore[import-not-found]
from ehospital.compare import FLOOR, differences, found, leaves, page_of, wanted  # type: ignore[import-not-found]
from families import awkward as families  # type: ignore[import-not-found]
from families.reading import FLOOR as FAMILY_FLOOR  # type: ignore[import-not-found]
from families.reading import NAMES, compared  # type: ignore[import-not-found]

from scraper.demo.renderings import RENDERINGS
from scraper.demo.seed import seed_thread
from scraper.demo.threads import authored_threads


@dataclass(frozen=True)
class Row:
    """One rendering of one site."""

    site: str
    rendering: str
    pages: int
    pages_wrong: int
    fields: int
    wrong: int
    floor: float

    @property
    def score(self) -> float:
        """Share of fields that came out right."""
        return 1 - self.wrong / self.fields


def score() -> Iterator[Row]:
    """Yield a row for each rendering."""
    cases = {"seed": Case(seed_thread())} | CASES
    cases |= {f"authored_{thread.number}": Case(thread) for thread in authored_threads()}
    for rendering in RENDERINGS:
        counted = []
        for case in cases.values():
            meant = wanted(rendering, case)
            counted.append((len(meant), len(differences(meant, found(page_of(rendering, case.thread))))))
        yield _row("ehospital", rendering, counted, FLOOR[rendering])
    for make, render in MAKES.items():
        counted = []
        for thread in CHINESE.values():
            meant = leaves(expected(thread, question_url(thread.number))) | thread.reads
            counted.append(
                (len(meant), len(differences(meant, found(served(render(thread), question_url(thread.number))))))
            )
        yield _row("ehospital", make, counted, FLOOR[make])
    for name in NAMES:
        counted = [(fields, len(wrong)) for fields, wrong in (compared(name, case) for case in families.CASES)]
        yield _row(name.split()[0], name.split(maxsplit=1)[1], counted, FAMILY_FLOOR[name])


def _row(site: str, rendering: str, counted: list[tuple[int, int]], floor: float) -> Row:
    fields, wrong = (sum(numbers) for numbers in zip(*counted, strict=True))
    return Row(site, rendering, len(counted), sum(1 for _, some in counted if some), fields, wrong, floor)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description=__doc__)
    parser.add_argument("--table", action="store_true")
    rows = list(score())
    if not parser.parse_args().table:
        print(json.dumps([asdict(row) for row in rows]))
        return 0
    print(f"{'site':<14} {'rendering':<16} {'pages':>6} {'fields':>8} {'wrong':>6} {'score':>7} {'floor':>6}")
    for row in rows:
        counts = f"{row.pages:>6,} {row.fields:>8,} {row.wrong:>6,} {row.score:>7.4f} {row.floor:>6.2f}"
        print(f"{row.site:<14} {row.rendering:<16} {counts}")
    return int(any(row.score < row.floor for row in rows))


if __name__ == "__main__":
    sys.exit(main())
