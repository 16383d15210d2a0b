"""The view ``flat``: one row a record, scalar columns alone."""

from collections.abc import Iterable

from schemas.qa import QARecord, Reply
from schemas.views.flat import FlatRow
from scraper.exporters.views.texts import PARAGRAPH, article_text, joined


def flat_rows(record: QARecord) -> Iterable[FlatRow]:
    """Return the record as one row."""
    question, asker, told = record.question, record.question.asker, record.provenance
    number, reply = _chosen(record.replies)
    return (
        FlatRow.model_construct(
            record_id=record.record_id,
            schema_version=record.schema_version,
            site=record.site,
            url=record.url,
            language=record.language,
            title=record.title,
            department=record.department,
            tags=joined(record.tags, "; "),
            question_title=question.title,
            question_text=question.text,
            asked_on=question.asked_on,
            question_score=question.score,
            asker_name=asker.name,
            asker_gender=asker.gender,
            asker_age_min=asker.age_min,
            asker_age_max=asker.age_max,
            asker_age_text=asker.age_text,
            reply_count=len(record.replies),
            reply_number=number,
            reply_author=reply and reply.author,
            reply_department=reply and reply.department,
            reply_organization=reply and reply.organization,
            reply_text=reply and reply.text,
            replied_on=reply and reply.replied_on,
            reply_score=reply and reply.score,
            reply_accepted=reply and reply.accepted,
            reply_url=reply and reply.url,
            replies_text=joined((one.text for one in record.replies), PARAGRAPH),
            article_heading=record.article and record.article.heading,
            article_text=article_text(record.article),
            similar_count=len(record.similar),
            related_faq_count=len(record.related_faqs),
            source=told.source,
            fetched_at=told.fetched_at,
            http_status=told.http_status,
            content_sha256=told.content_sha256,
            extractor=told.extractor,
            licence=told.licence,
        ),
    )


def _chosen(replies: tuple[Reply, ...]) -> tuple[int | None, Reply | None]:
    """Return the accepted reply, else the first, with its number from 1."""
    accepted = next((number for number, reply in enumerate(replies, start=1) if reply.accepted), 1)
    return (accepted, replies[accepted - 1]) if replies else (None, None)
