"""Big5 pages that do not say so, say something else, or are broken: read, and nothing around the break is lost."""

import pytest
from ehospital.chinese import MAKES, big5, expected, question_url, served
from ehospital.chinese_cases import CASES, PLAIN
from ehospital.compare import differences, found, leaves
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.page import Page
from scraper.pipeline import read_page

URL = question_url(310002)
WANTED = leaves(expected(PLAIN, URL))


def with_meta(html: str, meta: str) -> str:
    return html.replace("<head>", f"<head>{meta}")


LABELS = {
    "no label": ("", "text/html"),
    "no header at all": ("", ""),
    "big5": ("", "text/html; charset=big5"),
    "Big5-HKSCS": ("", "text/html; charset=Big5-HKSCS"),
    "big5 in the page": ('<meta http-equiv="Content-Type" content="text/html; charset=big5">', "text/html"),
    "utf-8 in the page": ('<meta charset="utf-8">', "text/html"),
    "utf-8 in the header": ("", "text/html; charset=utf-8"),
    "a server's default": ("", "text/html; charset=iso-8859-1"),
    "windows-1252 in the page": ('<meta charset="windows-1252">', "text/html"),
    "ascii": ("", "text/html; charset=us-ascii"),
    "no encoding of that name": ("", "text/html; charset=none"),
}


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("make", MAKES)
def test_big5_is_read_whatever_the_label(make: str, label: str) -> None:
    meta, content_type = LABELS[label]
    body = big5(with_meta(MAKES[make](PLAIN), meta))
    page = served(body, URL, content_type) if content_type else Page(body, URL, URL)
    assert page.encoding == "big5hkscs"
    assert not differences(WANTED, found(page))


@pytest.mark.parametrize("name", ["name_in_hkscs", "body_in_hkscs", "body_with_backslashes_in_big5"])
@pytest.mark.parametrize("label", ["no label", "big5", "utf-8 in the page", "a server's default"])
def test_characters_that_break_other_codecs_are_read_whatever_the_label(name: str, label: str) -> None:
    meta, content_type = LABELS[label]
    for make in MAKES.values():
        page = served(big5(with_meta(make(CASES[name]), meta)), URL, content_type)
        assert not differences(leaves(expected(CASES[name], URL)), found(page))


def test_the_pairs_are_the_ones_that_are_known() -> None:
    assert "憇担".encode("big5hkscs") == b"\xfc\x7c\xfc\xae"
    for make in MAKES.values():
        assert b"\xfc\x7c\xfc\xae" in big5(make(CASES["name_in_hkscs"]))


@pytest.mark.parametrize(
    ("broken", "shown"),
    [
        pytest.param(b"\xa4", "\ufffd", id="half a pair"),
        pytest.param(b"\xff", "\ufffd", id="no lead"),
        pytest.param(b"\x80", "\ufffd", id="below the leads"),
        pytest.param(b"\xa4\x20", "\ufffd", id="lead before a blank"),
        pytest.param(b"\x81\x40", "\ufffd@", id="pair of nothing"),
        pytest.param(b"\x00", "", id="NUL"),
    ],
)
@pytest.mark.parametrize("make", MAKES)
def test_broken_octets_cost_no_more_than_themselves(make: str, broken: bytes, shown: str) -> None:
    before, after = "請問該看哪一科", "？"
    body = big5(MAKES[make](PLAIN)).replace(
        f"{before}{after}".encode("big5hkscs"), before.encode("big5") + broken + b"<br>?"
    )
    record = read_page(served(body, URL)).records[0]
    assert record.question.text == f"醫師您好：\n左手小指麻木已經兩個月。\n{before}{shown}\n?"
    assert record.replies[0].text == PLAIN.replies[0].text


@pytest.mark.parametrize("cut", [1, 40, 200])
@pytest.mark.parametrize("make", MAKES)
def test_page_that_was_cut_off_is_still_read(make: str, cut: int) -> None:
    body = big5(MAKES[make](PLAIN))
    end = body.index("祝健康".encode("big5")) + 1
    page = served(body[:end] if cut == 1 else body[: end - cut], URL)
    record = read_page(page).records[0]
    assert (record.title, record.question.asker.name) == ("左手小指麻木", "小安")
    assert page.encoding == "big5hkscs"


@pytest.mark.parametrize("label", ["no label", "big5", "big5 in the page", "utf-8 in the page", "a server's default"])
def test_page_saved_as_utf_8_is_read_whatever_the_label(label: str) -> None:
    meta, content_type = LABELS[label]
    for make in MAKES.values():
        page = served(with_meta(make(PLAIN), meta).encode(), URL, content_type)
        assert page.encoding == "utf-8"
        assert not differences(WANTED, found(page))
        assert served(with_meta(make(PLAIN), meta).encode()[:-30] + b"\xe7", URL, content_type).encoding == "utf-8"


OTHERS = {
    "cp1252": "Été à la forêt: l'élève préfère le café. Über Äpfel, Öl und Größe. ¿Qué? ¡Sí! Señor, 20°C, £50, ½",
    "cp1251": "Привет, меня зовут Анна, и у меня уже неделю болит горло.",
    "koi8-r": "Привет, меня зовут Анна, и у меня уже неделю болит горло.",
    "iso8859-7": "Γεια σου, πονάει ο λαιμός μου εδώ και μια εβδομάδα",
    "euc-jp": "お医者様、喉が痛いです。どうすればいいですか。",
    "shift_jis": "お医者様、喉が痛いです。どうすればいいですか。",
    "euc-kr": "안녕하세요 목이 아픕니다 어떻게 해야 합니까",
    "gb2312": "医生您好：我的左手小指与无名指麻木已经两个月，请问需要做什么检查？",
    "tis-620": "สวัสดีครับ คุณหมอ ผมเจ็บคอมาหนึ่งสัปดาห์แล้ว",
    "cp1255": "שלום רב יש לי כאב גרון כבר שבוע",
    "cp1256": "مرحبا، حلقي يؤلمني منذ أسبوع",
}


@pytest.mark.parametrize("encoding", OTHERS)
def test_what_is_declared_as_something_else_and_is_no_big5_stays_so(encoding: str) -> None:
    body = f"<html><body><p>{OTHERS[encoding]}</p></body></html>".encode(encoding) * 5
    for declared in ("iso-8859-1", "utf-8"):
        assert served(body, None, f"text/html; charset={declared}").encoding in ("cp1252", "utf-8")


def test_a_sign_before_a_letter_is_no_chinese() -> None:
    assert served("<p>It was 20°C, 25°C and 30°C.</p>".encode("cp1252"), None).text.count("°C") == 3


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 400))
def test_any_octets_anywhere_neither_crash_nor_lose_the_encoding(noise: bytes, where: int) -> None:
    body = big5(MAKES["zh_legacy"](PLAIN))
    page = served(body[:where] + noise.replace(b"\x00", b"") + body[where:], URL)
    read_page(page)
    assert isinstance(page.text, str)
