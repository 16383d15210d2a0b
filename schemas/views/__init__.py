"""Rows that records are turned into for other tools: a model and a published JSON Schema for each view."""

from schemas.qa import QARecord
from schemas.types import Model
from schemas.views.alpaca import AlpacaRow
from schemas.views.chat import ChatRow
from schemas.views.flat import FlatRow
from schemas.views.graph import GraphRow
from schemas.views.qa import QARow
from schemas.views.rag import RagRow

ROWS: dict[str, type[Model]] = {
    "full": QARecord,
    "flat": FlatRow,
    "qa": QARow,
    "chat": ChatRow,
    "alpaca": AlpacaRow,
    "rag": RagRow,
    "graph": GraphRow,
}
"""View → model of its rows; the one place where views are listed."""
