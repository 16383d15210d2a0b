"""Reads every pair of the table, prints what came of it, and writes the page.

python -m tests.readers
"""

import logging
import sys
import tempfile
import warnings
from pathlib import Path

from tests.readers.table import PAGE, Pair, cases_of, page, pairs


def _outcome(pair: Pair) -> str:
    for case in cases_of(pair):
        with tempfile.TemporaryDirectory() as folder:
            try:
                wrong = pair.differences(case, Path(folder))
            except Exception as error:  # noqa: BLE001 - whatever a library raises is what came of it
                wrong = [f"{type(error).__name__}: {error}"]
        if wrong:
            return f"{case}: {wrong[0]}"
    return "ok"


def main() -> int:
    """Return 0 if every pair is as it should be; only then the page is written."""
    warnings.simplefilter("ignore")
    logging.disable()
    outcomes = []
    for pair in pairs():
        outcomes.append(_outcome(pair))
        print(f"{pair.view.name:8}{pair.kind:20}{pair.reading.reader:12}{outcomes[-1]}", flush=True)
    failed = sum(outcome != "ok" for outcome in outcomes)
    print(f"{len(outcomes)} pairs, {failed} failed")
    if not failed:
        PAGE.write_text(page(), encoding="utf-8")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
