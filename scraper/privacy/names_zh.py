"""Finds names in Chinese text where a name is due: before titles, in signatures and introductions."""

import re
from collections.abc import Iterator

from scraper.privacy.folding import COVER
from scraper.privacy.names_en import Mention
from scraper.privacy.words import (
    COMPOUND_SURNAMES,
    NEVER_ALONE,
    NO_CHINESE_NAMES,
    NO_GIVEN_NAMES,
    PLAIN_WORDS,
    ROLES,
    SURNAME_TAILS,
    SURNAMES,
)

_HAN = "[\u4e00-\u9fff\u3400-\u4dbf]"
HAN = re.compile(_HAN)
_SURNAME = f"(?:{'|'.join(COMPOUND_SURNAMES)}|[{SURNAMES}])"
_DOCTORS = (
    "主治醫師|醫師|醫生|大夫|主任|教授|院長|護理師|護理長|護士|藥師|營養師|治療師|心理師|醫檢師|医师|医生|教授|院长"
)
_CIVIL = "先生|小姐|女士|太太|同學|老師|媽媽|爸爸|阿姨|伯伯|阿嬤|阿公|奶奶|爺爺|組長|處長|科長|部長|經理|師兄|師姐|博士"
TITLES = re.compile(f" ?(?:(?P<doctor>{_DOCTORS}|[Dd][Rr](?![A-Za-z]))|(?P<civil>{_CIVIL}))")
GREETED = re.compile(
    rf"(?:\A|\n)(?P<name>[A-Za-z][A-Za-z0-9_]{{1,19}}|[小老阿]{_HAN}|{_SURNAME}{_HAN}{{1,2}}) ?(?:您好|你好|妳好)"
)
_CLOSE = "敬上|謹上|敬啟|謹啟|謹覆|敬覆|敬復|謹復|拜上|叩上|手書|筆|留"
SIGNED = re.compile(rf"(?P<name>[^\s，。,.!?！？、:：;；()（）{COVER}]{{1,12}}) ?(?:{_CLOSE})(?=[\s。.!~]|\Z)")
LAST_LINE = re.compile(rf"(?:祝|謝|敬|安康|安好)[^\n]{{0,16}}[\n ](?P<name>{_SURNAME}{_HAN}{{1,2}})[。. ]?\Z")
INTRODUCED = re.compile(
    rf"(?:我叫做?|我的名字(?:是|叫做?)|名字叫做?|名叫|名為|我是|本人|敝人|在下|"
    rf"我們家的?)(?P<name>{_SURNAME}{_HAN}{{1,2}})(?=[，。,.!?！？、\s]|今年|目前|現年|\Z)"
)
SURNAMED = re.compile(rf"(?:敝姓|我姓|本姓|小姓|免貴姓)(?P<name>{_SURNAME})")
RELATED = re.compile(
    rf"我(?:的)?(?:先生|太太|老公|老婆|兒子|女兒|弟弟|妹妹|哥哥|姊姊|姐姐|媽媽|爸爸|母親|父親|朋友|同事|男友|女友|"
    rf"男朋友|女朋友|孩子|小孩|外婆|奶奶|爺爺)(?:叫做?|名叫)?(?P<name>{_SURNAME}{_HAN}{{1,2}})(?=[，。,.!?！？、\s]|"
    rf"今年|現年|\Z)"
)
LABELLED = re.compile(
    rf"(?:姓名|患者|病患|病人|聯絡人|家屬|主治醫師|醫師|發問者|提問者|答復者|答覆者|回覆者|署名|收件人)(?:姓名)? "
    rf"?[:：] ?(?P<name>{_SURNAME}{_HAN}{{1,2}})(?!{_HAN})"
)
_MAY_PRECEDE = frozenset("請問給找的是由向跟和與訪經讓被科部院所室組叫位讚在對到見過於：，。、；！？")
_NO_SIGNER = re.compile(
    f"^(?:{_CLOSE})|(?:{_CLOSE})$|的|科$|部$|院$|所$|中心$|室$|組$|團隊$|醫師$|醫生$|主任$|們$|者$|^敬$|^此$|^祝|^謝|"
    f"敬祝"
)


def mentions(text: str) -> Iterator[Mention]:
    """Yield the names in folded ``text``; they may overlap."""
    for title in TITLES.finditer(text):
        start = _name_before(text, title.start())
        if start is not None:
            yield Mention(start, title.start(), title["doctor"] is not None)
    for found in SIGNED.finditer(text):
        if found["name"] not in ROLES and not _NO_SIGNER.search(found["name"]) and not found["name"].isdecimal():
            yield Mention(*found.span("name"), None)
    for pattern in (INTRODUCED, RELATED, LABELLED, LAST_LINE):
        for found in pattern.finditer(text):
            if _is_name(found["name"]):
                yield Mention(*found.span("name"), None)
    for found in GREETED.finditer(text):
        name = found["name"]
        if name.lower() not in PLAIN_WORDS and name not in ROLES and (name[0] not in SURNAMES or _is_name(name)):
            yield Mention(*found.span("name"), None)
    for found in SURNAMED.finditer(text):
        yield Mention(*found.span("name"), None)


def _is_name(name: str) -> bool:
    """Tell whether a surname with what follows it is a name and not another word."""
    given = name[2:] if name.startswith(COMPOUND_SURNAMES) else name[1:]
    return not name.startswith(tuple(NO_CHINESE_NAMES)) and not any(character in NO_GIVEN_NAMES for character in given)


def _name_before(text: str, end: int) -> int | None:
    """Return where the name begins that ends at ``end``, None where there is none.

    A whole name if it stands behind a blank, a mark or a word that may precede one, else the surname alone, else a
    surname with one more character.
    """
    for compound in COMPOUND_SURNAMES:
        for given in (2, 1, 0):
            if (
                text.startswith(compound, end - given - 2)
                and end - given - 2 >= 0
                and _is_name(text[end - given - 2 : end])
            ):
                return end - given - 2
    for length in (3, 2):
        start = end - length
        if start < 0 or text[start] not in SURNAMES or not re.fullmatch(f"{_HAN}{{{length}}}", text[start:end]):
            continue
        clean = start == 0 or text[start - 1] in _MAY_PRECEDE or not re.match(_HAN, text[start - 1])
        if clean and _is_name(text[start:end]):
            return start
    surname = text[max(0, end - 1) : end]
    if not surname or surname not in SURNAMES or surname in NEVER_ALONE:
        return None
    return None if text[max(0, end - 2) : end] in SURNAME_TAILS else end - 1
