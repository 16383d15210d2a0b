"""The view ``graph``: threads and FAQ terms as nodes, what leads from one to another as edges.

A thread is known by its address, so that one that is mentioned and one that is a record are the same node.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from schemas.qa import QARecord, RelatedFAQ, SimilarThread
from schemas.types import Model
from schemas.views.graph import GraphRow

_OWN, _MENTIONED, _EDGE = range(3)


def graph_rows(record: QARecord) -> Iterator[GraphRow]:
    """Yield the record's own node, the nodes it mentions, and the edges to them; none twice, none to itself."""
    own = _own_node(record)
    yield own
    told = {own.id}
    for mentioned in (*map(_thread, record.similar), *(_term(record, faq) for faq in record.related_faqs)):
        if mentioned.id not in told:
            told.add(mentioned.id)
            yield _node(record, mentioned)
            yield _edge(record, own.id, mentioned)


def graph_rank(row: Model) -> int:
    """Return 0 for a record's own node, 1 for one that is only mentioned, 2 for an edge."""
    assert isinstance(row, GraphRow)
    if row.kind == "edge":
        return _EDGE
    return _MENTIONED if row.record_id is None else _OWN


class _Mentioned(NamedTuple):
    """What a page points to."""

    id: str
    type: Literal["thread", "faq"]
    label: str
    url: str | None
    department: str | None


def _thread(thread: SimilarThread) -> _Mentioned:
    thread_id = thread.url or f"thread:{thread.title}"
    return _Mentioned(thread_id, "thread", thread.title, thread.url, thread.department)


def _term(record: QARecord, faq: RelatedFAQ) -> _Mentioned:
    # Terms are told apart by what they are called: the same one is linked on one page and plain text on another.
    term_id = f"faq:{record.site}:{faq.department or ''}:{faq.term}"
    return _Mentioned(term_id, "faq", faq.term, faq.url, faq.department)


def _own_node(record: QARecord) -> GraphRow:
    return GraphRow.model_construct(
        id=record.url or record.record_id,
        kind="node",
        type="thread",
        source=None,
        target=None,
        label=record.question.title or record.title,
        url=record.url,
        department=record.department,
        site=record.site,
        record_id=record.record_id,
        language=record.language,
        asked_on=record.question.asked_on,
        reply_count=len(record.replies),
    )


def _node(record: QARecord, mentioned: _Mentioned) -> GraphRow:
    return GraphRow.model_construct(
        id=mentioned.id,
        kind="node",
        type=mentioned.type,
        source=None,
        target=None,
        label=mentioned.label,
        url=mentioned.url,
        department=mentioned.department,
        site=record.site,
        record_id=None,
        language=None,
        asked_on=None,
        reply_count=None,
    )


def _edge(record: QARecord, source: str, target: _Mentioned) -> GraphRow:
    kind: Literal["similar", "related_faq"] = "similar" if target.type == "thread" else "related_faq"
    return GraphRow.model_construct(
        id=f"{source} {kind} {target.id}",
        kind="edge",
        type=kind,
        source=source,
        target=target.id,
        label=None,
        url=None,
        department=None,
        site=record.site,
        record_id=None,
        language=None,
        asked_on=None,
        reply_count=None,
    )
