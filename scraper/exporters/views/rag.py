"""The view ``rag``: one chunk a question, reply and section of an article."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from schemas.qa import QARecord
from schemas.views.rag import ChunkMetadata, RagRow
from scraper.exporters.views.pairs import reply_id
from scraper.exporters.views.texts import asked, section_text


def rag_rows(record: QARecord) -> Iterator[RagRow]:
    """Yield the question, then the replies, then the sections of the article that hold text."""
    question = record.question
    question_id = f"{record.record_id}#question"
    title = question.title or record.title
    yield _chunk(
        record, question_id, "question", 1, asked(question),
        title=title, author=question.asker.name, day=question.asked_on,
    )  # fmt: skip
    for number, reply in enumerate(record.replies, start=1):
        yield _chunk(
            record, reply_id(record, number), "reply", number, reply.text, parent=question_id, title=title,
            author=reply.author, day=reply.replied_on, url=reply.url, department=reply.department,
            accepted=reply.accepted,
        )  # fmt: skip
    sections = record.article.sections if record.article is not None else ()
    told = [(section.heading, text) for section in sections if (text := section_text(section))]
    for number, (heading, text) in enumerate(told, start=1):
        section_id = f"{record.record_id}#article-{number}"
        yield _chunk(record, section_id, "article", number, text, parent=question_id, title=heading)


def _chunk(
    record: QARecord,
    chunk_id: str,
    kind: Literal["question", "reply", "article"],
    number: int,
    text: str,
    *,
    title: str | None,
    parent: str | None = None,
    author: str | None = None,
    day: date | None = None,
    url: str | None = None,
    department: str | None = None,
    accepted: bool | None = None,
) -> RagRow:
    metadata = ChunkMetadata.model_construct(
        record_id=record.record_id,
        parent_id=parent,
        kind=kind,
        number=number,
        title=title,
        author=author,
        url=url or record.url,
        site=record.site,
        department=department or record.department,
        date=day,
        language=record.language,
        accepted=accepted,
        licence=record.provenance.licence,
    )
    return RagRow.model_construct(id=chunk_id, text=text, metadata=metadata)
