"""Dataset folders for the tests of what describes them; what is not from the sample is authored (CC0-1.0)."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from scraper.exporters.hub import describe
from scraper.exporters.port import ExportedFile, Facts, SiteFacts
from scraper.exporters.views import VIEWS
from scraper.exporting.export import export
from scraper.exporting.options import Exported, Options
from scraper.exporting.source import Source
from tests.exporters.authored import SAMPLE, record

FACTS = Facts(
    records=3,
    rows=5,
    without_rows=1,
    sites=(SiteFacts("ehospital", None, 2), SiteFacts("stackexchange", "CC BY-SA 4.0", 1)),
    languages={"zh-Hant": 2, "en": 1, "und": 1},
    extractors={"authored 1": 3},
    fetched_from=date(2026, 1, 30),
    fetched_to=date(2026, 2, 1),
    example=next(iter(VIEWS["flat"].rows(record()))),
    choices={
        "where": [],
        "select": [],
        "sample": None,
        "seed": 0,
        "split": {"train": 0.8, "test": 0.2},
        "dedup": False,
    },
    privacy={"mode": "keep"},
)
FILES = (
    ExportedFile("data/train-00000-of-00002.parquet", "train", 3, 300, "a" * 64),
    ExportedFile("data/train-00001-of-00002.parquet", "train", 1, 100, "b" * 64),
    ExportedFile("data/test-00000-of-00001.parquet", "test", 1, 50, "c" * 64),
)


def described(folder: Path, facts: Facts = FACTS, *, view: str = "flat", suffix: str = ".parquet") -> dict[str, str]:
    """Text of each file that describes a folder, by its name."""
    return {
        name: (folder / name).read_text(encoding="utf-8")
        for name in describe(folder, VIEWS[view], suffix, FILES, facts)
    }


def exported(folder: Path, view: str, suffix: str = ".parquet", **options: Any) -> Exported:
    """Export the sample to a folder."""
    with SAMPLE.open("rb") as file:
        return export(Source(file, "sample"), f"{folder}/", Options(view=view, format=suffix, **options))


def told(program: str, cache: Path, *arguments: str | Path) -> Any:
    """What another Python prints as JSON, without network; big libraries leave no trace in this one."""
    offline = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(cache), "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**os.environ, **offline},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)
