"""Views of records: pure functions that turn a record into rows, found by name."""

from collections.abc import Callable, Iterable

from schemas.qa import QARecord
from schemas.types import Model
from schemas.views import ROWS
from scraper.exporters.port import View
from scraper.exporters.views.flat import flat_rows
from scraper.exporters.views.graph import graph_rank, graph_rows
from scraper.exporters.views.pairs import alpaca_rows, chat_rows, qa_rows
from scraper.exporters.views.rag import rag_rows


def full_rows(record: QARecord) -> Iterable[QARecord]:
    """Return the record itself."""
    return (record,)


_FUNCTIONS: dict[str, tuple[Callable[[QARecord], Iterable[Model]], str]] = {
    "full": (full_rows, "record_id"),
    "flat": (flat_rows, "record_id"),
    "qa": (qa_rows, "id"),
    "chat": (chat_rows, "id"),
    "alpaca": (alpaca_rows, "id"),
    "rag": (rag_rows, "id"),
    "graph": (graph_rows, "id"),
}

VIEWS = {
    name: View(name, ROWS[name], rows, key, graph_rank if name == "graph" else None)
    for name, (rows, key) in _FUNCTIONS.items()
}
"""Every view by its name."""
