"""Authored records for the tests of privacy, and strategies that draw hostile ones."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from schemas.provenance import ArchiveLocation, FieldEvidence, Provenance
from schemas.qa import Article, ArticleItem, ArticleSection, Asker, QARecord, Question, RelatedFAQ, Reply, SimilarThread

KEY = bytes(range(32))
OTHER_KEY = bytes(32)
URL = "https://example.org/doctor/ShowDetail.php?q_no=12345"
OTHER_URL = "https://example.org/doctor/ShowDetail.php?q_no=99"


def record(
    *,
    text: str = "My knee hurts.",
    asker: str | None = "miki",
    author: str | None = "Chen Xianchang",
    other: str | None = "Hannah Berg",
    ages: tuple[int | None, int | None, str | None] = (40, 49, "40~49"),
) -> QARecord:
    """Return a record in which ``text`` stands in every field of free text."""
    items = (ArticleItem(label=text, text=text, items=(ArticleItem(label=None, text=text, items=()),)),)
    fields = ("/question/text", "/question/asker/name", "/question/asker/age_max", "/url", "/replies/0/organization")
    return QARecord(
        schema_version="1.0",
        record_id="ehospital:12345",
        site="ehospital",
        url=URL,
        language="en",
        title=text,
        department="Rehabilitation",
        tags=(text,),
        question=Question(
            title=text,
            text=text,
            asked_on=date(2007, 2, 3),
            score=3,
            asker=Asker(name=asker, gender="female", age_min=ages[0], age_max=ages[1], age_text=ages[2]),
        ),
        replies=(
            Reply(
                author=author,
                department="Rehabilitation",
                organization="Example Hospital",
                text=text,
                replied_on=date(2007, 2, 4),
                score=None,
                accepted=True,
                url=f"{URL}#a1",
            ),
        ),
        article=Article(heading=text, sections=(ArticleSection(heading=text, text=text, items=items),)),
        similar=(
            SimilarThread(
                title=text,
                url=OTHER_URL,
                question_excerpt=text,
                author=other,
                department="Surgery",
                reply_excerpt=text,
                question_truncated=False,
                reply_truncated=True,
            ),
        ),
        related_faqs=(RelatedFAQ(term=text, department=None, url="https://example.org/faq?t=7"),),
        provenance=Provenance(
            source=URL,
            fetched_at=datetime(2026, 11, 22, 16, 57, 7, tzinfo=UTC),
            http_status=200,
            content_sha256="ab" * 32,
            archive=ArchiveLocation(file="archive/pages-00001.warc.gz", offset=6946, length=1163),
            extractor="qaharvest/0.1.0",
            licence="CC0-1.0",
            fields={pointer: FieldEvidence(rule="css('p')", location="html > p [4:14]") for pointer in fields},
        ),
    )


def texts_of(protected: QARecord) -> str:
    """Return all free text of a record and the names in its fields, a line each."""
    asker, reply, thread = protected.question.asker, protected.replies[0], protected.similar[0]
    return "\n".join(
        filter(None, (protected.title, protected.question.text, reply.text, asker.name, reply.author, thread.author))
    )


_NAMES = (
    *("miki", "Chen Xianchang", "林志明", "阿明", "Ruiz, Carmen", "O'Brien", "歐陽靖", "Su Yi-Chen", "Dr. Wang"),
    *("İpek", "ben_88"),
)
_PIECES = (
    *_NAMES,
    *("Dear", "Hi", "Hello", "Dr.", "Dr", "Mr", "Prof", "Sincerely,", "Thanks,", "--", "My name is", "I'm", "my son"),
    *("醫師", "您好", "敬上", "我叫", "敝姓", "陳", "王", "林", "謝謝", "姓名：", "小姐", "主任", "科"),
    *(
        "a@b.com",
        "jo (at) example (dot) com",
        "ａ＠ｂ．ｃｏｍ",
        "@mimi",
        "LINE ID: tiger1",
        "0912-345-678",
        "(02)2345-6789",
    ),
    *("+1-604-555-0123", "tel", "A123456789", "MRN: 4482913", "219-09-9999", "4111111111111111", "203.0.113.7", "::1"),
    *("https://example.org/x", "www.example.com", "C:\\Users\\x", "/" + "home/x/y", "95 years old", "93歲", "120/80"),
    *("2007-02-03", "[name]", "person-a123456789", "phone-0912345678", "\n", ".", ",", "!", "'s disease", " ", ", "),
)
printable = st.characters(blacklist_categories=["Cc", "Cs"])
pieces = st.lists(st.sampled_from(_PIECES) | st.text(printable, max_size=4), min_size=1, max_size=12)
texts = (st.builds("".join, pieces) | st.builds(" ".join, pieces)).filter(bool)
names = st.none() | st.sampled_from(_NAMES) | st.text(printable, min_size=1, max_size=12)
ages = st.none() | st.integers(0, 200)
records = st.builds(
    record,
    text=texts,
    asker=names,
    author=names,
    other=names,
    ages=st.tuples(ages, ages, st.none() | texts),
)
