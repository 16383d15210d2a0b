"""Takes out of a record what points at a person."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from schemas.provenance import Provenance
from schemas.qa import Article, ArticleItem, ArticleSection, Asker, QARecord, RelatedFAQ, Reply, SimilarThread
from scraper.privacy import fields
from scraper.privacy.audit import Change
from scraper.privacy.finding import find
from scraper.privacy.folding import REPLACED
from scraper.privacy.kinds import Finder, Kind, Mode
from scraper.privacy.people import People, same_name
from scraper.privacy.pseudonyms import KEY_OCTETS, digest, pseudonym

_PROTECTED_ID = re.compile("record-[0-9a-f]{24}")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}://")


class Privacy:
    """One way to protect records; keeps nothing of those it has seen.

    :param mode: what becomes of values that point at a person.
    :param key: 32 octets (`owners_key`), which only the dataset's owner has; not needed to keep everything. To redact
        needs it too: a record keeps an identity, and one that anybody can compute leads back to its page.
    :param finders: what looks for further spans in free text, such as `scraper.privacy.presidio.PresidioFinder`.
    :raises ValueError: if there is no such mode, or the key is not of 32 octets.
    """

    def __init__(self, mode: Mode | str, key: bytes | None = None, finders: Sequence[Finder] = ()) -> None:
        self.mode = Mode(mode)
        if self.mode is not Mode.KEEP and (key is None or len(key) != KEY_OCTETS):
            raise ValueError(f"the key must be of {KEY_OCTETS} octets")
        self._key = key or b""
        self._finders = tuple(finders)

    def protect(self, record: QARecord) -> tuple[QARecord, Counter[Change]]:
        """Return ``record`` as it may be given away, and how often what was changed where.

        A pure function of the record, the mode and the key. The result is a valid record; to protect it again changes
        nothing.
        """
        if self.mode is Mode.KEEP:
            return record, Counter()
        work = _Work(self.mode, self._key, self._finders, record)
        return work.protected(), work.changes


class _Work:
    """One record on its way."""

    def __init__(self, mode: Mode, key: bytes, finders: Sequence[Finder], record: QARecord) -> None:
        self.changes: Counter[Change] = Counter()
        self._redact = mode is Mode.REDACT
        self._key = key
        self._finders = finders
        self._record = record
        self._people = People.of(record)
        self._again = _PROTECTED_ID.fullmatch(record.record_id.rpartition(":")[2]) is not None

    def protected(self) -> QARecord:
        record = self._record
        question = record.question
        asker = self._asker(question.asker)
        return record.model_copy(
            update={
                "record_id": self._record_id(),
                "url": self._url(record.url, "url"),
                "title": self._maybe(record.title, "title"),
                "tags": tuple(self._text(tag, "tags") for tag in record.tags),
                "question": question.model_copy(
                    update={
                        "title": self._maybe(question.title, "question.title"),
                        "text": self._text(question.text, "question.text"),
                        "asked_on": self._day(question.asked_on, "question.asked_on"),
                        "asker": asker,
                    }
                ),
                "replies": tuple(map(self._reply, record.replies)),
                "article": record.article and self._article(record.article),
                "similar": tuple(map(self._similar, record.similar)),
                "related_faqs": tuple(map(self._faq, record.related_faqs)),
                "provenance": self._provenance(record.provenance, asker),
            }
        )

    def _count(self, kind: Kind, field: str) -> None:
        self.changes[Change(kind, field)] += 1

    def _instead(self, kind: Kind, identity: str) -> str:
        """Return what stands in the place of a value."""
        if kind is Kind.AGE:
            return identity  # it is the coarser age itself
        return f"[{kind}]" if self._redact else pseudonym(self._key, kind, identity)

    def _text(self, text: str, field: str) -> str:
        parts: list[str] = []
        done = 0
        for span in find(text, self._people, self._record.language, self._finders):
            parts += text[done : span.start], self._instead(span.kind, span.identity)
            done = span.end
            self._count(span.kind, field)
        return "".join(parts) + text[done:] if parts else text

    def _maybe(self, text: str | None, field: str) -> str | None:
        return text and self._text(text, field)

    def _name(self, name: str | None, field: str) -> str | None:
        if name is None or REPLACED.fullmatch(name):
            return name
        self._count(Kind.NAME, field)
        return self._instead(Kind.NAME, same_name(name))

    def _url(self, url: str | None, field: str) -> str | None:
        if url is None or REPLACED.fullmatch(url):
            return url
        self._count(Kind.URL, field)
        # .invalid leads nowhere (RFC 2606 §2); the same address gives the same one, so that links between records hold.
        return None if self._redact else f"https://{pseudonym(self._key, Kind.URL, url)}.invalid/"

    def _day(self, day: date | None, field: str) -> date | None:
        if not self._redact or fields.coarser_day(day) == day:
            return day
        self._count(Kind.DATE, field)
        return fields.coarser_day(day)

    def _asker(self, asker: Asker) -> Asker:
        aged = fields.by_tens(asker) if self._redact else fields.oldest_joined(asker)
        if aged != asker:
            self._count(Kind.AGE, "question.asker.age_text")
        if aged.age_text == asker.age_text:
            aged = aged.model_copy(update={"age_text": self._maybe(asker.age_text, "question.asker.age_text")})
        return aged.model_copy(update={"name": self._name(asker.name, "question.asker.name")})

    def _organization(self, organization: str | None) -> str | None:
        if not self._redact or organization is None:
            return self._maybe(organization, "replies.organization")
        self._count(Kind.ORGANIZATION, "replies.organization")
        return None

    def _reply(self, reply: Reply) -> Reply:
        return reply.model_copy(
            update={
                "author": self._name(reply.author, "replies.author"),
                "organization": self._organization(reply.organization),
                "text": self._text(reply.text, "replies.text"),
                "replied_on": self._day(reply.replied_on, "replies.replied_on"),
                "url": self._url(reply.url, "replies.url"),
            }
        )

    def _article(self, article: Article) -> Article:
        sections = tuple(map(self._section, article.sections))
        return article.model_copy(
            update={"heading": self._maybe(article.heading, "article.heading"), "sections": sections}
        )

    def _section(self, section: ArticleSection) -> ArticleSection:
        return section.model_copy(
            update={
                "heading": self._maybe(section.heading, "article.sections.heading"),
                "text": self._maybe(section.text, "article.sections.text"),
                "items": tuple(map(self._item, section.items)),
            }
        )

    def _item(self, item: ArticleItem) -> ArticleItem:
        return item.model_copy(
            update={
                "label": self._maybe(item.label, "article.sections.items.label"),
                "text": self._maybe(item.text, "article.sections.items.text"),
                "items": tuple(map(self._item, item.items)),
            }
        )

    def _similar(self, thread: SimilarThread) -> SimilarThread:
        return thread.model_copy(
            update={
                "title": self._text(thread.title, "similar.title"),
                "url": self._url(thread.url, "similar.url"),
                "question_excerpt": self._maybe(thread.question_excerpt, "similar.question_excerpt"),
                "author": self._name(thread.author, "similar.author"),
                "reply_excerpt": self._maybe(thread.reply_excerpt, "similar.reply_excerpt"),
            }
        )

    def _faq(self, faq: RelatedFAQ) -> RelatedFAQ:
        return faq.model_copy(
            update={
                "term": self._text(faq.term, "related_faqs.term"),
                "url": self._url(faq.url, "related_faqs.url"),
            }
        )

    def _record_id(self) -> str:
        record = self._record
        if self._again:
            return record.record_id
        self._count(Kind.ID, "record_id")
        return f"{record.site}:record-{digest(self._key, 'record', record.record_id)[:24]}"

    def _provenance(self, provenance: Provenance, asker: Asker) -> Provenance:
        changed: dict[str, object] = {"source": self._source(provenance.source), "archive": None}
        if provenance.archive is not None:
            self._count(Kind.PATH, "provenance.archive")
        fetched = None if self._redact else fields.same_day(provenance.fetched_at)
        if fetched != provenance.fetched_at:
            self._count(Kind.DATE, "provenance.fetched_at")
            changed["fetched_at"] = fetched
        if not self._again:
            self._count(Kind.ID, "provenance.content_sha256")
            changed["content_sha256"] = digest(self._key, "content", provenance.content_sha256)
        changed["fields"] = {
            pointer: fields.without_length(evidence) if pointer.endswith(("/name", "/author")) else evidence
            for pointer, evidence in provenance.fields.items()
            if not self._taken_out(pointer, asker)
        }
        return provenance.model_copy(update=changed)

    def _source(self, source: str) -> str:
        if REPLACED.fullmatch(source):
            return source
        kind = Kind.URL if _ADDRESS.match(source) else Kind.PATH
        self._count(kind, "provenance.source")
        if kind is Kind.URL and not self._redact:
            return f"https://{pseudonym(self._key, kind, source)}.invalid/"
        return self._instead(kind, source)

    def _taken_out(self, pointer: str, asker: Asker) -> bool:
        """Tell whether the value at ``pointer`` is null now: then there is nothing to give evidence for."""
        last = pointer.rpartition("/")[2]
        if last in {"age_min", "age_max", "age_text"}:
            return getattr(asker, last) is None
        return self._redact and last in {"url", "organization"}
