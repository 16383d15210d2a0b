"""The views ``qa``, ``chat`` and ``alpaca``: one row a pair of question and reply.

Values come from a record that was checked, so rows are made without checking them again.
"""

from collections.abc import Iterator

from schemas.qa import QARecord
from schemas.views.alpaca import AlpacaRow
from schemas.views.chat import ChatRow, Message
from schemas.views.qa import QARow
from scraper.exporters.views.texts import asked, own_title


def qa_rows(record: QARecord) -> Iterator[QARow]:
    """Yield one row a reply."""
    question = asked(record.question)
    for number, reply in enumerate(record.replies, start=1):
        yield QARow.model_construct(
            id=reply_id(record, number),
            record_id=record.record_id,
            reply_number=number,
            question=question,
            answer=reply.text,
            asker=record.question.asker.name,
            author=reply.author,
            organization=reply.organization,
            asked_on=record.question.asked_on,
            replied_on=reply.replied_on,
            accepted=reply.accepted,
            score=reply.score,
            url=record.url,
            language=record.language,
            department=reply.department or record.department,
            site=record.site,
            licence=record.provenance.licence,
        )


def chat_rows(record: QARecord) -> Iterator[ChatRow]:
    """Yield one conversation a reply."""
    question = Message.model_construct(role="user", content=asked(record.question))
    for number, reply in enumerate(record.replies, start=1):
        yield ChatRow.model_construct(
            id=reply_id(record, number),
            messages=(question, Message.model_construct(role="assistant", content=reply.text)),
            record_id=record.record_id,
            url=record.url,
            language=record.language,
            department=reply.department or record.department,
            licence=record.provenance.licence,
        )


def alpaca_rows(record: QARecord) -> Iterator[AlpacaRow]:
    """Yield one row a reply."""
    title, text = own_title(record.question), record.question.text
    for number, reply in enumerate(record.replies, start=1):
        yield AlpacaRow.model_construct(
            id=reply_id(record, number),
            instruction=title or text,
            input=text if title else "",
            output=reply.text,
        )


def reply_id(record: QARecord, number: int) -> str:
    """Return the identity of one reply of a record.

    :param number: its place on the page, from 1.
    """
    return f"{record.record_id}#reply-{number}"
