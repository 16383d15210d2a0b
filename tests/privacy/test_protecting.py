"""Records are given away without what points at a person."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.qa import QARecord
from scraper.privacy import Audit, Change, Kind, Mode, Privacy
from scraper.privacy.people import is_telling
from tests.privacy.records import KEY, OTHER_KEY, OTHER_URL, names, record, records, texts_of

CHANGING = [Mode.PSEUDONYMISE, Mode.REDACT]
SAMPLE = Path(__file__).parents[2] / "data/sample/records.jsonl"


def protect(given_record: QARecord, mode: Mode | str = Mode.PSEUDONYMISE, key: bytes = KEY) -> QARecord:
    return Privacy(mode, key).protect(given_record)[0]


def test_keep_needs_no_key_and_changes_nothing() -> None:
    given_record = record(text="Dear Dr. Wang, write to a@b.com")
    assert Privacy("keep").protect(given_record) == (given_record, Counter())


@pytest.mark.parametrize("mode", CHANGING)
@pytest.mark.parametrize("key", [None, b"short", bytes(33)])
def test_a_key_of_another_length_is_refused(mode: Mode, key: bytes | None) -> None:
    with pytest.raises(ValueError, match="32 octets"):
        Privacy(mode, key)


def test_one_person_has_one_pseudonym_wherever_named() -> None:
    text = "Hello, Director Chen! Thank you, Dr. Chen Xianchang. Xianchang said so.\nSincerely, Dr. Chen"
    protected = protect(record(text=text, other="Xianchang Chen"))
    name = protected.replies[0].author
    assert name is not None
    assert protected.question.text == (
        f"Hello, Director {name}! Thank you, Dr. {name}. {name} said so.\nSincerely, Dr. {name}"
    )
    assert protected.similar[0].author == name != protected.question.asker.name


def test_one_person_has_one_pseudonym_in_chinese() -> None:
    protected = protect(record(text="林醫師您好，志明醫師、林志明醫師都是您。林醫師 敬上", author="林志明"))
    name = protected.replies[0].author
    assert protected.question.text == f"{name}醫師您好，{name}醫師、{name}醫師都是您。{name}醫師 敬上"


def test_a_title_of_those_who_do_not_answer_is_not_taken_for_the_doctor() -> None:
    protected = protect(record(text="陳小姐您好，陳醫師看過。", author="陳大文", asker="小花"))
    lady, doctor = protected.question.text.split("小姐")[0], protected.replies[0].author
    assert lady != doctor
    assert f"，{doctor}醫師" in protected.question.text


def test_pseudonyms_are_the_keys() -> None:
    first, again, other = (protect(record(), key=key) for key in (KEY, KEY, OTHER_KEY))
    assert first == again
    assert first.question.asker.name != other.question.asker.name
    assert first.record_id != other.record_id
    assert first.provenance.content_sha256 != other.provenance.content_sha256


def test_an_address_has_one_pseudonym_so_that_links_between_records_hold() -> None:
    protected = protect(record(text=f"See {OTHER_URL} please"))
    assert protected.similar[0].url is not None
    assert protected.similar[0].url != protected.url
    assert protected.provenance.source == protected.url
    assert protected.question.text.split()[1] in protected.similar[0].url


def test_numbers_written_differently_are_one() -> None:
    text = protect(record(text="0912-345-678 or +886 912 345 678 or ０９１２３４５６７８")).question.text
    assert len(set(text.split(" or "))) == 1


def test_redaction_leaves_the_kinds() -> None:
    text = (
        "Dear Dr. Wang, call 0912-345-678 or jo@example.com. MRN: 4482913, card 4111 1111 1111 1111, "
        "https://example.org/jo from 203.0.113.7, C:\\Users\\jo\\x.txt, @jo_1 is 95 years old."
    )
    assert protect(record(text=text), "redact").question.text == (
        "Dear Dr. [name], call [phone] or [e-mail]. MRN: [id], card [card], "
        "[url] from [ip], [path], [handle] is 90+ years old."
    )


def test_what_leads_back_to_the_page_is_taken_out() -> None:
    for mode in CHANGING:
        line = protect(record(), mode).model_dump_json()
        for trace in ("12345", "example.org", "ab" * 32, "pages-00001", "6946", "16:57", "miki"):
            assert trace not in line, (mode, trace)


def test_redaction_takes_out_more() -> None:
    protected = protect(record(), "redact")
    assert (
        protected.url is protected.replies[0].url is protected.similar[0].url is protected.related_faqs[0].url is None
    )
    assert protected.replies[0].organization is None
    assert str(protected.question.asked_on) == str(protected.replies[0].replied_on) == "2007-01-01"
    assert protected.provenance.fetched_at is None
    assert set(protected.provenance.fields) == {"/question/text", "/question/asker/name", "/question/asker/age_max"}


def test_evidence_still_points_at_the_page_but_not_at_how_long_a_name_is() -> None:
    fields = protect(record()).provenance.fields
    assert fields["/question/text"].location == "html > p [4:14]"
    assert fields["/question/asker/name"].location == "html > p"


@pytest.mark.parametrize(
    ("given_ages", "pseudonymised", "redacted"),
    [
        ((40, 49, "40~49"), (40, 49, "40~49"), (40, 49, "40~49")),
        ((34, 34, "34"), (34, 34, "34"), (30, 39, "30~39")),
        ((95, 95, "95"), (90, None, "90+"), (90, None, "90+")),
        ((90, 99, "90~99"), (90, None, "90+"), (90, None, "90+")),
        ((85, 94, "85~94"), (85, None, "85+"), (80, None, "80+")),
        ((80, None, "80+"), (80, None, "80+"), (80, None, "80+")),
        ((None, 9, "under 10"), (None, 9, "under 10"), (None, 9, "under 10")),
        ((None, None, None), (None, None, None), (None, None, None)),
    ],
)
def test_ages(given_ages: tuple[int | None, int | None, str | None], pseudonymised: object, redacted: object) -> None:
    for mode, expected in zip(CHANGING, (pseudonymised, redacted), strict=True):
        asker = protect(record(ages=given_ages), mode).question.asker
        assert (asker.age_min, asker.age_max, asker.age_text) == expected


def test_changes_are_counted_by_kind_and_field() -> None:
    protected, changes = Privacy("redact", KEY).protect(record(text="Dear Dr. Wang, dear Dr. Wang: a@b.com"))
    assert changes[Change(Kind.NAME, "question.text")] == 2
    assert changes[Change(Kind.EMAIL, "replies.text")] == 1
    audit = Audit.of([changes, Counter()]) + Audit.of([changes])
    assert (audit.records, audit.changed) == (3, 2)
    assert sum(audit.by_kind().values()) == 2 * changes.total()
    assert {"kind": "name", "field": "question.text", "count": 4} in audit.rows()
    assert "Wang" not in json.dumps(audit.rows())
    assert "Wang" not in protected.model_dump_json()


def test_what_is_no_pseudonym_is_not_taken_for_one() -> None:
    text = protect(record(text="phone-0912345678 and person-0912345678"), "redact").question.text
    assert text == "phone-[phone] and person-[phone]"


@pytest.mark.parametrize("mode", CHANGING)
def test_the_sample_is_protected_validly_and_once(mode: Mode) -> None:
    privacy = Privacy(mode, KEY)
    for line in SAMPLE.read_text(encoding="utf-8").split("\n")[:-1]:
        given_record = QARecord.model_validate_json(line)
        protected, _ = privacy.protect(given_record)
        assert QARecord.model_validate_json(protected.model_dump_json()) == protected
        assert privacy.protect(protected) == (protected, Counter())
        names_in_fields = [given_record.question.asker.name, *(reply.author for reply in given_record.replies)]
        for name in filter(None, names_in_fields):
            assert not is_telling(name.lower()) or name not in protected.model_dump_json(exclude={"department", "site"})


@pytest.mark.parametrize("mode", CHANGING)
@settings(max_examples=50)
@given(given_record=records)
def test_whatever_a_record_holds_it_is_protected_validly_and_once(mode: Mode, given_record: QARecord) -> None:
    privacy = Privacy(mode, KEY)
    protected, changes = privacy.protect(given_record)
    assert QARecord.model_validate_json(protected.model_dump_json()) == protected
    assert privacy.protect(protected) == (protected, Counter())
    assert all(count > 0 for count in changes.values())


@settings(max_examples=50)
@given(
    name=names.filter(lambda name: name is not None and is_telling(name.lower())),
    before=st.sampled_from(["", "As ", "請問", "(", "x, "]),
)
def test_no_name_that_a_field_tells_survives_in_the_text(name: str, before: str) -> None:
    protected = protect(record(text=f"{before}{name}, {name.upper()}。{name}", asker=name), "redact")
    assert name.lower() not in texts_of(protected).lower().replace("[name]", "")
