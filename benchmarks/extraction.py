"""How right: every authored thread in every rendering, read and compared with what it says, field by field.

python -m benchmarks.extraction
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "sites"))

from ehospital.awkward import CASES, Case  # type: ignore[import-not-found]
from ehospital.compare import differences, found, page_of, wanted  # type: ignore[import-not-found]

from scraper.demo.renderings import RENDERINGS
from scraper.demo.seed import seed_thread
from scraper.demo.threads import authored_threads


def score() -> dict[str, Any]:
    """Return how many records and fields were read, and how many were wrong, by rendering."""
    cases = {"seed": Case(seed_thread())} | CASES
    cases |= {f"authored_{thread.number}": Case(thread) for thread in authored_threads()}
    renderings = {}
    for rendering in RENDERINGS:
        counts = {"fields": 0, "wrong": 0, "records_wrong": 0}
        for case in cases.values():
            expected = wanted(rendering, case)
            wrong = differences(expected, found(page_of(rendering, case.thread)))
            counts["fields"] += len(expected)
            counts["wrong"] += len(wrong)
            counts["records_wrong"] += bool(wrong)
        renderings[rendering] = counts
    return {"real": 1, "awkward": len(CASES), "authored": len(cases) - 1 - len(CASES), "renderings": renderings}


if __name__ == "__main__":
    print(json.dumps(score()))
