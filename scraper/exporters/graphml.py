"""GraphML: the nodes and edges of the view ``graph``, for tools that draw and measure networks.

The format is that of http://graphml.graphdrawing.org; each attribute has one type for all nodes, or all edges.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from schemas.types import Model
from schemas.views.graph import GraphRow
from scraper.errors import UsageError
from scraper.exporters.port import View
from scraper.exporters.shape import columns_of

_TYPES = {"whole": "long", "number": "double", "flag": "boolean"}
_STRUCTURE = frozenset({"id", "kind", "source", "target"})  # told by elements, not by attributes
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2


class GraphmlWriter:
    """Writes nodes and edges to an XML file."""

    def __init__(self, path: Path, view: View) -> None:
        self._columns = [column for column in columns_of(view.row) if column.name not in _STRUCTURE]
        self._file = path.open("w", encoding="utf-8", newline="\n")
        self._file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        self._file.write('<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        for domain in ("node", "edge"):
            for column in self._columns:
                kind = _TYPES.get(column.kind, "string")
                name = column.name
                self._file.write(f'<key id="{domain}-{name}" for="{domain}" attr.name="{name}" attr.type="{kind}">')
                self._file.write(f"<desc>{_text(column.description)}</desc></key>\n")
        self._file.write('<graph edgedefault="directed">\n')

    def write(self, rows: Sequence[Model]) -> None:
        """Add nodes and edges; nodes come first."""
        for row in rows:
            plain = row.model_dump(mode="json")
            if plain["kind"] == "node":
                head = f"<node id={_quoted(plain['id'])}>"
            else:
                ends = f"source={_quoted(plain['source'])} target={_quoted(plain['target'])}"
                head = f"<edge id={_quoted(plain['id'])} {ends}>"
            self._file.write(f"{head}{self._attributes(plain)}</{plain['kind']}>\n")

    def close(self) -> None:
        """Finish the file."""
        if not self._file.closed:
            self._file.write("</graph>\n</graphml>\n")
            self._file.close()

    def _attributes(self, plain: dict[str, Any]) -> str:
        return "".join(
            f'<data key="{plain["kind"]}-{column.name}">{_text(str(plain[column.name]))}</data>'
            for column in self._columns
            if plain[column.name] is not None
        )


def _text(text: str) -> str:
    return escape(_NOT_IN_XML.sub("", text))


def _quoted(text: str) -> str:
    return quoteattr(_NOT_IN_XML.sub("", text))


class Graphml:
    """The format; the same rows always give the same bytes."""

    suffixes = (".graphml",)

    def open(self, path: Path, view: View) -> GraphmlWriter:
        """Begin a file.

        :raises UsageError: if the rows are no nodes and edges, or columns that make them were left out.
        """
        if view.name != "graph" or not set(GraphRow.model_fields) >= set(view.columns) >= _STRUCTURE:
            raise UsageError("GraphML holds nodes and edges: give --view graph, and leave --select out.")
        return GraphmlWriter(path, view)


EXPORTER = Graphml()
