"""Pages in any encoding, labelled rightly, wrongly or not at all."""

import pytest

from scraper.page import Page
from scraper.pipeline import read_page

MARKUP = """<!doctype html><title>失眠</title><script type="application/ld+json">{"@type": "QAPage", "mainEntity":
{"@type": "Question", "name": "失眠怎麼辦？", "text": "我每天四點醒來。", "acceptedAnswer": {"text": "早點睡。"}}}</script>"""
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "big5hkscs", "gb18030")
LABELS = ("utf-8", "utf-16", "utf-16le", "utf-32", "big5", "gb2312", "iso-8859-1", "shift_jis", "utf-7", "x-user-defined",
          "hz-gb-2312", "iso-2022-kr", "nonsense", "", "idna", "punycode", "rot13", "zlib", "unicode_escape", "base64")  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("label", LABELS)
def test_any_label_on_any_encoding_is_survived(encoding: str, label: str) -> None:
    body = MARKUP.encode(encoding)
    read_page(Page(body, source="page", headers=(("Content-Type", f"text/html; charset={label}"),)))
    declared = f"<meta charset={label}>".encode("ascii") + body
    read_page(Page(declared, source="page", headers=(("Content-Type", "text/html"),)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "big5hkscs"])
def test_encodings_that_can_be_told_without_a_label_are_read(encoding: str) -> None:
    body = MARKUP.encode(encoding)
    (record,) = read_page(Page(body, source="page", headers=(("Content-Type", "text/html"),))).records
    assert record.question.text == "我每天四點醒來。"


def test_lone_surrogates_never_reach_a_record() -> None:
    body = MARKUP.replace("四", "\\ud83d").replace("早", "&#xD83D;&amp;#xDC00;\\udc00").encode()
    (record,) = read_page(Page(body, source="page", headers=(("Content-Type", "text/html"),))).records
    assert record.model_dump_json().encode()
    assert record.replies[0].text is not None
