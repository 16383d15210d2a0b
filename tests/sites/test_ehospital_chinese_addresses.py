"""One page of 台灣e院, one address: Big5 and UTF-8 escapes, noise, first pages; and where its choices lead."""

from urllib.parse import quote, quote_from_bytes, unquote_to_bytes

import pytest
from ehospital.chinese import HOST, MENU, listing, served
from ehospital.chinese_cases import PLAIN
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.parser.links import find_links
from scraper.parser.view import PageView
from scraper.sites import BUILT_IN
from scraper.sites.ehospital import PROFILE
from scraper.sites.ehospital.escapes import canonical_value, encoded, read_value
from scraper.sites.ehospital.urls import canonical

DEPARTMENTS = (
    "婦產科 泌尿科 肝膽腸胃科 皮膚科 骨科 眼科 外科 內科 耳鼻喉科 精神科 牙科 神經內科 心臟血管專科"
    " 家醫科 兒科 胸腔內科 復健科 營養教室 腫瘤科 神經外科 藥物 中醫科 乳房甲狀腺科 整型外科 罕見疾病"
    " 放射線科 體適能 戒菸 麻醉科 高年科 流感諮詢 核子醫學科 潛水醫學科 漢生病"
).split()
HISTORY = f"{HOST}/doctor/All/history.php"
TOPIC = f"{HOST}/doctor/Often_question/type_detail.php"
DETAIL = f"{HOST}/doctor/All/ShowDetail.php"


def writings(text: str) -> list[str]:
    """Ways in which addresses of one page write a parameter's value."""
    octets = encoded(text)
    assert octets is not None
    sent = quote_from_bytes(octets, safe="~_[]\\^`{|}@")
    every = "".join(f"%{octet:02X}" for octet in octets)
    return [sent, every, every.lower(), quote(text), quote(text).lower(), text]


@pytest.mark.parametrize("name", DEPARTMENTS)
def test_every_writing_of_a_department_is_one_address(name: str) -> None:
    ways = writings(name)
    for path, parameter in ((HISTORY, "UrlClass"), (TOPIC, "q_type"), (f"{HOST}/doctor/All/index.php", "d_class")):
        assert len({canonical(f"{path}?{parameter}={way}") for way in ways}) == 1
    assert {read_value(way) for way in ways} == {name}


def test_the_form_is_the_sites_own() -> None:
    assert canonical(f"{HISTORY}?UrlClass=內科") == f"{HISTORY}?UrlClass=%A4%BA%AC%EC"
    assert canonical(f"{HISTORY}?UrlClass=%E5%BE%A9%E5%81%A5%E7%A7%91") == f"{HISTORY}?UrlClass=%B4_%B0%B7%AC%EC"
    assert canonical(f"{HISTORY}?UrlClass=%B4%5F%B0%B7%AC%EC") == f"{HISTORY}?UrlClass=%B4_%B0%B7%AC%EC"
    assert canonical(f"{TOPIC}?UrlClass=肝膽腸胃科&q_type=排便問題") == (
        f"{TOPIC}?UrlClass=%A8x%C1x%B8z%ADG%AC%EC&q_type=%B1%C6%ABK%B0%DD%C3D"
    )


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("～", b"\xa1\xe3"),
        ("／", b"\xa1\xfe"),
        ("十二指腸", b"\xa4Q\xa4G\xab\xfc\xb8z"),
        ("憇担", b"\xfc|\xfc\xae"),
        ("功", b"\xa5\\"),
    ],
)
def test_characters_are_escaped_as_browsers_do(text: str, octets: bytes) -> None:
    assert encoded(text) == octets
    assert unquote_to_bytes(canonical_value(quote(text))) == octets
    assert canonical_value(canonical_value(quote(text))) == canonical_value(quote(text))


@pytest.mark.parametrize("value", ["%FF%FE", "%A4", "%E5%85", "%80"])
def test_octets_of_no_encoding_stay_as_they_are(value: str) -> None:
    assert read_value(value) is None
    assert canonical(f"{HISTORY}?UrlClass={value}") == f"{HISTORY}?UrlClass={value}"


def test_characters_outside_big5_stay_in_utf_8() -> None:
    assert encoded("痛😭") is None
    assert canonical(f"{TOPIC}?q_type=痛😭") == f"{TOPIC}?q_type={quote('痛😭')}"


def test_characters_beside_escapes_count_with_them() -> None:
    assert canonical(f"{HISTORY}?UrlClass=%B4_健科") == f"{HISTORY}?UrlClass=%B4_%B0%B7%AC%EC"
    assert canonical(f"{HISTORY}?UrlClass=%FF健科") == f"{HISTORY}?UrlClass=%FF健科"


@pytest.mark.parametrize(
    "url",
    [
        f"{DETAIL}?q_no=193985",
        f"{DETAIL}?q_no=193985&SortBy=q_no&PageNo=1",
        f"{DETAIL}?SortBy=q_no&q_no=193985#top",
        f"{DETAIL}?q_no=00193985&PHPSESSID=abc",
        f"{DETAIL}?q_no=193985&UrlClass=%A4%BA%AC%EC",
    ],
)
def test_only_the_number_of_a_question_counts(url: str) -> None:
    assert canonical(url) == f"{DETAIL}?q_no=193985"
    assert BUILT_IN.canonical(url) == f"{DETAIL}?q_no=193985"


def test_other_pages_keep_their_parameters() -> None:
    url = f"{HISTORY}?UrlClass=%A4%BA%AC%EC&SortBy=q_no&PageNo=7"
    assert canonical(url) == f"{HISTORY}?PageNo=7&SortBy=q_no&UrlClass=%A4%BA%AC%EC"
    assert len({canonical(url), canonical(url.replace("=7", "=8")), canonical(url.replace("q_no", "good"))}) == 3


def test_first_page_is_the_one_without_a_number() -> None:
    plain = f"{HISTORY}?UrlClass=%A4%BA%AC%EC"
    assert {canonical(f"{plain}{more}") for more in ("", "&PageNo=1", "&PageNo=01")} == {plain}
    assert canonical(f"{plain}&PageNo=10") != plain
    assert canonical(f"{plain}&PageNo=x") != plain


def test_addresses_of_other_sites_keep_their_octets() -> None:
    url = "https://qa.example/faq?name=%E5%85%A7%E7%A7%91&PageNo=1"
    assert canonical(url) == "https://qa.example/faq?PageNo=1&name=%E5%85%A7%E7%A7%91"


@pytest.mark.parametrize("host", [HOST, "http://sp1.hso.mohw.gov.tw", "http://127.0.0.1:8000"])
@pytest.mark.parametrize(
    "path",
    [
        "/doctor/All/ShowDetail.php?q_no=5",
        "/doctor/All/history.php?UrlClass=%A4%BA%AC%EC",
        "/doctor/All/index.php?d_class=%A4%BA%AC%EC",
        "/doctor/Often_question/type_detail.php?q_type=x",
        "/doctor/Index1.php",
    ],
)
def test_the_site_is_known_by_its_host_and_by_its_paths(host: str, path: str) -> None:
    assert BUILT_IN.at_home(host + path) is PROFILE


def test_the_example_is_a_question_of_the_site() -> None:
    assert BUILT_IN.at_home(PROFILE.example) is PROFILE
    assert PROFILE.questions is not None
    assert PROFILE.questions.search(PROFILE.example)
    assert not PROFILE.questions.search(HISTORY)


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("復健內科肝膽腸胃十～／憇功許蓋排便問題痛_~-. A1"), min_size=1, max_size=12))
def test_any_text_has_one_form_that_is_stable_and_reads_back(text: str) -> None:
    forms = {canonical_value(way) for way in (quote(text, safe=""), quote_from_bytes(encoded(text) or b"", safe=""))}
    if any(character > "\x7f" for character in text):
        assert len(forms) == 1
    form = forms.pop()
    assert canonical_value(form) == form
    assert (read_value(form) or "").replace("∼", "～") == text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_query_gives_a_stable_form(query: str) -> None:
    once = canonical(f"{HISTORY}?UrlClass={query}".replace("#", ""))
    assert canonical(once) == once


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=30))
def test_any_octets_give_a_stable_form(octets: bytes) -> None:
    form = canonical_value(quote_from_bytes(octets))
    assert canonical_value(form) == form


def follow(html: str, url: str) -> list[str]:
    return list(find_links(PageView(served(html, url)), PROFILE.links).follow)


def test_choice_of_pages_leads_to_every_page_in_the_sites_escapes() -> None:
    url = f"{HISTORY}?UrlClass=%E5%BE%A9%E5%81%A5%E7%A7%91&SortBy=q_no&PageNo=2"
    found = follow(listing([PLAIN], "復健科", range(1, 5)), url)
    base = f"{HISTORY}?SortBy=q_no&UrlClass=%B4_%B0%B7%AC%EC"
    assert {base, *(f"{HISTORY}?PageNo={n}&SortBy=q_no&UrlClass=%B4_%B0%B7%AC%EC" for n in (2, 3, 4))} <= set(found)
    assert f"{DETAIL}?q_no=310002&SortBy=q_no&PageNo=1" in found
    assert f"{HOST}/doctor/All/index.php?d_class=%A4%BA%AC%EC" in found  # written in the page as 內科


def test_list_of_one_page_leads_to_no_other_page() -> None:
    found = follow(listing([PLAIN], "復健科"), f"{HISTORY}?UrlClass=%A4%BA%AC%EC")
    assert not [url for url in found if "history.php" in url]


def test_choice_of_pages_is_bounded_and_takes_numbers_only() -> None:
    html = listing([PLAIN], "復健科", range(1, 20_001)).replace(
        '<option value="1">', '<option value="">選頁</option><option value="-1">x</option><option>2</option>'
        '<option value="２">２</option><option value="0">0</option><option value="1e3">x</option>'
    )  # fmt: skip
    found = [url for url in follow(html, f"{HISTORY}?UrlClass=%A4%BA%AC%EC") if "history.php" in url]
    assert 1000 < len(found) <= 10_000
    assert all(url == f"{HISTORY}?UrlClass=%A4%BA%AC%EC" or "?PageNo=" in url for url in found)


def test_choice_of_topics_leads_to_their_first_pages() -> None:
    options = '<option value="">選擇</option><option>手麻</option><option value="腳 麻">x</option>'
    html = f'<form><select name="q_type">{options}</select></form>{MENU}'
    found = follow(html, f"{TOPIC}?q_type=%B1%C6&UrlClass=%B4_%B0%B7%AC%EC&PageNo=3")
    topics = [url for url in found if "type_detail" in url]
    assert topics == [f"{TOPIC}?UrlClass=%B4_%B0%B7%AC%EC&q_type={way}" for way in ("%A4%E2%B3%C2", "%B8%7D%20%B3%C2")]
    assert not [url for url in follow(html, HISTORY) if "type_detail" in url]


def test_links_of_a_page_saved_as_utf_8_are_the_same_pages() -> None:
    as_big5 = follow(f"<body>{MENU}</body>", HISTORY)
    as_utf8 = list(find_links(PageView(served(f"<body>{MENU}</body>".encode(), HISTORY)), PROFILE.links).follow)
    assert as_big5 != as_utf8
    assert [canonical(url) for url in as_utf8] == as_big5


def test_links_are_escaped_as_browsers_do_and_none_is_lost() -> None:
    html = "".join(f'<a href="{TOPIC}?q_type={text}">x</a>' for text in ("手／腳", "十二指腸", "憇", "痛&#128557;"))
    ways = ("%A4%E2%A1%FE%B8%7D", "%A4Q%A4G%AB%FC%B8z", "%FC%7C", "%B5h%26%23128557%3B")
    assert follow(html, HISTORY) == [f"{TOPIC}?q_type={way}" for way in ways]


def test_page_without_an_address_leads_nowhere_by_its_choices() -> None:
    page = served(listing([PLAIN], "復健科", range(1, 5)), None)
    assert PROFILE.links is not None
    assert PROFILE.links(PageView(page)) == []


def test_an_address_that_cannot_be_split_is_nobodys() -> None:
    with pytest.raises(ValueError, match=r"IPv6|netloc|port"):
        canonical("http://[::1/doctor/All/history.php?UrlClass=x")


def test_pages_far_into_a_list_lead_to_those_around_them() -> None:
    html = listing([PLAIN], "復健科", range(1, 1756))
    base = f"{HISTORY}?UrlClass=%A4%BA%AC%EC&SortBy=q_no"
    every = [url for url in follow(html, base) if "history.php" in url]
    assert len(set(every)) == 1755
    around = [url for url in follow(html, f"{base}&PageNo=900") if "history.php" in url]
    assert len(around) == 51
    assert f"{HISTORY}?PageNo=901&SortBy=q_no&UrlClass=%A4%BA%AC%EC" in around
    assert [canonical(url) for url in every] == every
