"""The recipes of the cookbook run as printed on the sample, and print what stands below them."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/cookbook.md"
_FENCE = re.compile(r"^```(?!text)(\w+)\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?", re.M | re.S)


def recipes() -> dict[str, list[tuple[str, str, str]]]:
    """Heading → its snippets: language, code, what it prints."""
    _, *sections = PAGE.read_text(encoding="utf-8").split("\n## ")
    return {section.partition("\n")[0]: _FENCE.findall(section) for section in sections}


def ran() -> list[str]:
    """Headings with a snippet that needs no site."""
    return [heading for heading, snippets in recipes().items() if any(one[0] != "sh" for one in snippets)]


def printed(language: str, code: str, folder: Path) -> str:
    command = {"bash": ["bash", "-euo", "pipefail", "-c", code], "py": [sys.executable, "-c", code]}[language]
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(folder / "cache"),
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    }
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{code}\n{done.stderr}"
    return done.stdout


@pytest.mark.slow
@pytest.mark.readers
@pytest.mark.parametrize("heading", ran())
def test_a_recipe_prints_what_stands_below_it(heading: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "data/sample/records.jsonl", tmp_path)
    for language, code, shown in recipes()[heading]:
        assert printed(language, code, tmp_path) == shown, code


@pytest.mark.slow
@pytest.mark.readers
def test_a_bulk_request_has_an_action_before_each_document(tmp_path: Path) -> None:
    shutil.copy(ROOT / "data/sample/records.jsonl", tmp_path)
    ((language, code, _),) = recipes()["Elasticsearch and OpenSearch"]
    printed(language, code, tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "bulk.ndjson").read_bytes().split(b"\n")[:-1]]
    assert [action["index"]["_id"] for action in lines[::2]] == [document["id"] for document in lines[1::2]]
    assert {action["index"]["_index"] for action in lines[::2]} == {"qa"}
    assert all(document["answer"] for document in lines[1::2])


def test_every_snippet_is_run_or_needs_a_site() -> None:
    for heading, snippets in recipes().items():
        assert snippets, heading
        for language, code, shown in snippets:
            assert language in ("bash", "py") or (language == "sh" and " mysite" in code and not shown), code
            assert ("print(" in code) == bool(shown) or language != "py", code


def test_the_tools_that_people_ask_for_have_a_recipe() -> None:
    assert set(recipes()) >= {
        "DuckDB",
        "pandas",
        "polars",
        "datasets",
        "Fine-tuning",
        "RAG",
        "jq",
        "SQLite",
        "networkx",
    }
