"""The notebook of the documentation runs, and shows what comes out of it today."""

import pytest

from tests.notebook import PATH, executed, kept


def outputs(notebook: object) -> list[tuple[str, list[object]]]:
    return [
        (cell.source, [output.get("text") or output["data"] for output in cell.outputs])
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.slow
@pytest.mark.readers
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the kernel's own libraries
def test_the_notebook_shows_what_comes_out_of_it() -> None:
    assert outputs(executed()) == outputs(kept())


def test_the_notebook_is_small() -> None:
    assert PATH.stat().st_size < 20_000
