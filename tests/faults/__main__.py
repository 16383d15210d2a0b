"""Writes the pages of faults and threats from their tables.

python -m tests.faults
"""

from pathlib import Path

from tests.faults import table, threats

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"faults.md": table.page, "threat-model.md": threats.page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(DOCS / name)
