"""Runs ``docs/dataset.ipynb`` from its first cell to its last; as a program it keeps what came out.

python -m tests.notebook
"""

import sys
from pathlib import Path
from typing import Any

PATH = Path(__file__).parents[1] / "docs/dataset.ipynb"

_SECONDS = 120


def kept() -> Any:
    """Return the notebook as it stands in the documentation."""
    import nbformat  # noqa: PLC0415 - an extra, which a quick run of all tests needs not have

    return nbformat.read(PATH, as_version=4)


def executed() -> Any:
    """Return the notebook as it comes out of a run in its own folder, its outputs as plain text.

    :raises nbclient.exceptions.CellExecutionError: if a cell fails.
    """
    from nbclient import NotebookClient  # noqa: PLC0415 - the same

    notebook = kept()
    where = {"metadata": {"path": str(PATH.parent)}}
    NotebookClient(notebook, timeout=_SECONDS, resources=where).execute()
    for cell in notebook.cells:
        cell.metadata.clear()
        for output in cell.get("outputs", ()):
            if "data" in output:
                output.data = {"text/plain": output.data["text/plain"]}
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return notebook


def main() -> None:
    """Keep what comes out."""
    import nbformat  # noqa: PLC0415 - the same

    nbformat.write(executed(), PATH)


if __name__ == "__main__":
    sys.exit(main())
