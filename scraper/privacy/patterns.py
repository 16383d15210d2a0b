"""Finds what has a form of its own: addresses, numbers, paths, accounts. Every repetition in it is bounded."""

import re
from collections.abc import Callable, Iterator
from ipaddress import ip_address

from scraper.privacy.folding import COVER
from scraper.privacy.kinds import Kind, Span
from scraper.privacy.numbers import PHONE, is_card, is_resident_id, is_social_security, is_taiwan_id, same_phone

# The edge of a Latin word; Chinese has no blanks, so that a Chinese character may stand right beside it.
_BEGIN = rf"(?<![0-9A-Za-zÀ-ɏ_{COVER}])"
_END = rf"(?![0-9A-Za-zÀ-ɏ_{COVER}])"
# What ends an address in running text, besides a blank.
_STOPS = rf"\s<>\"'`，。；、！？：（）「」『』【】《》{COVER}"
_TLD = "(?:com|org|net|edu|gov|io|me|info|biz|tw|cn|hk|jp|uk|de|us|ca|au|eu|cc|app|dev)"

_LOCAL = rf"(?<![A-Za-z0-9._%+{COVER}-])[A-Za-z0-9._%+-]{{1,64}}"

URLS = re.compile(
    rf"{_BEGIN}(?:https?|ftp)://[^{_STOPS}]{{1,2048}}"
    rf"|{_BEGIN}www\.[^{_STOPS}]{{4,2048}}",
    re.I,
)
BARE_URLS = re.compile(
    rf"{_BEGIN}(?<![@.\-/])(?:[A-Za-z0-9-]{{1,63}}\.){{1,4}}{_TLD}(?:/[A-Za-z0-9_~%./?=&#+@:;-]{{0,512}}|"
    rf"(?![A-Za-z0-9@_{COVER}-]|\.[A-Za-z0-9]))",
    re.I,
)
EMAILS = re.compile(
    rf"{_LOCAL}@(?:[A-Za-z0-9-]{{1,63}}\.){{1,5}}[A-Za-z]{{2,24}}{_END}"
    rf"|{_LOCAL} ?@ ?(?:[A-Za-z0-9-]{{1,63}}(?:\.| \. )){{1,5}}(?i:{_TLD}){_END}"
)
_AT = r"(?: ?[\[({<] ?(?:at|@|小老鼠) ?[\])}>] ?| (?:at|AT) | ?小老鼠 ?)"
_SURE_AT = r"(?: ?[\[({] ?(?:at|@) ?[\])}] ?| ?小老鼠 ?)"
_DOT = r"(?: ?[\[({<] ?(?:dot|點|\.) ?[\])}>] ?| (?:dot|DOT) | ?點 ?)"
_HOSTS = ("gmail", "yahoo", "hotmail", "outlook", "icloud", "msn", "pchome", "hinet")
_PROVIDERS = tuple(f" at {host}" for host in _HOSTS)
SPELLED_EMAILS = re.compile(
    rf"{_LOCAL}(?:"
    rf"{_AT}[A-Za-z0-9-]{{1,63}}(?:(?:{_DOT}|\.)[A-Za-z0-9-]{{1,63}}){{0,3}}{_DOT}{_TLD}"
    rf"|{_SURE_AT}(?:[A-Za-z0-9-]{{1,63}}\.){{1,4}}[A-Za-z]{{2,24}}"
    rf"| at (?:{'|'.join(_HOSTS)})\.(?:[a-z]{{2,3}}\.)?[a-z]{{2,4}}"
    rf"|@[A-Za-z0-9-]{{1,63}}{_DOT}[A-Za-z]{{2,24}}"
    rf"){_END}",
    re.I,
)
PATHS = re.compile(
    rf"{_BEGIN}(?:file://{{1,3}})?[A-Za-z]:[\\/](?:Documents and Settings[\\/])?[^\s<>\"'|"
    rf"?*，。；、！？（）「」{COVER}]{{2,260}}"
    rf"|(?<![A-Za-z0-9./~\\{COVER}])(?:file://)?/(?:home|Users|root|export/home|"
    rf"var/mail)/[^\s<>\"'，。；、！？（）「」{COVER}]{{1,260}}"
    rf"|(?<![A-Za-z0-9.\\{COVER}])\\\\[A-Za-z0-9._-]{{1,64}}\\[^\s<>\"'，。；、！？（）「」{COVER}]{{1,260}}"
    rf"|(?<![A-Za-z0-9./~{COVER}])~[a-z][a-z0-9_-]{{0,31}}/[^\s<>\"'，。；、！？（）「」{COVER}]{{1,260}}"
)
IPS = re.compile(
    rf"(?<![0-9A-Za-z.{COVER}])[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}(?![0-9A-Za-z{COVER}]|\.[0-9])"
    rf"|(?<![0-9A-Za-z:.{COVER}])(?:[0-9A-Fa-f]{{0,4}}:){{2,7}}[0-9A-Fa-f]{{0,4}}(?![0-9A-Za-z:.{COVER}])"
)
_VERSIONS = re.compile(r"(?:version|ver\.?|v\.?|section|§|版本?|第) ?\Z", re.I)
HANDLES = re.compile(rf"(?<![0-9A-Za-zÀ-ɏ_.@{COVER}])@[A-Za-z][A-Za-z0-9_.]{{1,29}}(?![0-9A-Za-z_@{COVER}])")
_NETWORKS = (
    r"(?:[Ll][Ii][Nn][Ee]|[Ww]e[Cc]hat|微信|賴|[Ii]nstagram|IG|ig|[Ff]acebook|FB|fb|臉書|[Tt]elegram|[Ss]kype|"
    r"[Tt]witter|QQ|噗浪|PTT|[Ww]hats[Aa]pp)"
)
NAMED_HANDLES = re.compile(
    rf"{_BEGIN}{_NETWORKS} ?(?:[Ii][Dd]|帳號|[Aa]ccount|[Uu]ser(?:name)?)? ?(?:[:：是為=]|is|,|，)? "
    rf"?@?(?P<it>[A-Za-z0-9_][A-Za-z0-9_.-]{{2,29}}){_END}"
)
_HANDLE_LABEL = re.compile(r"(?i:id|帳號|account|user(?:name)?)|[:：是為=@]|\bis\b")
_ID_LABEL = (
    r"(?:身分證|身份證|居留證|護照|病歷|健保卡|就診|掛號|medical record|chart|MRN|SSN|social security|passport|patient|"
    r"insurance|national id|resident|ARC|record|policy|id(?: card)?(?= {0,2}(?:[:：#]|no|num)))"
)
LABELLED_IDS = re.compile(
    rf"{_BEGIN}{_ID_LABEL} {{0,2}}(?:統一編號|字號|號碼|編號|序號|number|id|no\.?|nr\.?|num\.?|號|#)?"
    r" {0,2}(?:[:：#=]|是|為|is|was){0,2} {0,2}"
    rf"(?P<it>[A-Za-z]{{0,3}}-?[0-9][0-9A-Za-z-]{{3,19}}){_END}",
    re.I,
)
SHAPED_IDS = re.compile(
    rf"{_BEGIN}(?:[A-Za-z][A-Da-d1289][0-9]{{8}}|[0-9]{{17}}[0-9Xx]|[0-9]{{3}}-[0-9]{{2}}-[0-9]{{4}}){_END}"
)
CARDS = re.compile(  # in one, in fours, or as American Express and Diners group them
    rf"(?<![0-9A-Za-z.{COVER}-])(?:[2-6][0-9]{{12,18}}|[2-6][0-9]{{3}}([ -])[0-9]{{4}}\1[0-9]{{4}}\1[0-9]{{1,7}}"
    rf"|3[0-9]{{3}}([ -])[0-9]{{6}}\2[0-9]{{4,5}})(?![0-9A-Za-z{COVER}]|-[0-9])"
)
PHONES = re.compile(
    rf"""(?<![0-9A-Za-z.+{COVER}/])(?<![0-9{COVER}]-)(?P<it>{PHONE})(?![0-9A-Za-z{COVER}%]|[./-][0-9])
    (?P<extension>\ ?(?:\#|分機|轉|ext\.?|x)\ ?[0-9]{{1,6}}{_END})?""",
    re.I | re.X,
)
LABELLED_PHONES = re.compile(
    rf"{_BEGIN}(?:電話|手機|行動|傳真|專線|tel|telephone|phone|mobile|cell|fax|whatsapp|(?:call|text|ring|reach) "
    rf"(?:me|us|her|him) (?:at|on))"
    r"(?:號碼| ?number| ?no)?\.? {0,2}(?:[:：#=-]|是|為|is)? {0,2}"
    rf"(?P<it>[+(]?[0-9][0-9() .-]{{4,18}}[0-9]){_END}(?! ?(?:mg|ml|kg|hours|days|點))",
    re.I,
)
OLD_AGES = re.compile(
    rf"(?<![0-9A-Za-z_.,/~{COVER}-])(?P<it>9[0-9]|1[0-4][0-9])(?= ?(?:years?|yrs?|yr)[- ](?:old|of age)|"
    rf"-(?:years?|yrs?)[- ]?old| ?y/?o\b| ?歲)"
)
_TRAILING = ".,;:!?)]}'\"*-"


def _plain(text: str) -> str:
    return text.lower()


def urls(text: str) -> Iterator[Span]:
    """Find addresses of pages, with or without their scheme."""
    for found in URLS.finditer(text):
        it = found[0].rstrip(_TRAILING)
        if len(it) > 4:
            yield Span(found.start(), found.start() + len(it), Kind.URL, it)


def bare_urls(text: str) -> Iterator[Span]:
    """Find addresses of pages that begin with the name of a host."""
    for found in BARE_URLS.finditer(text):
        it = found[0].rstrip(_TRAILING)
        yield Span(found.start(), found.start() + len(it), Kind.URL, it)


def emails(text: str) -> Iterator[Span]:
    """Find addresses of mail, spelled out ones (``jo at example dot com``) too."""
    for found in EMAILS.finditer(text):
        yield Span(found.start(), found.end(), Kind.EMAIL, same_email(found[0]))


def spelled_emails(text: str) -> Iterator[Span]:
    """Find addresses of mail in which ``@`` or a dot is spelled out."""
    for found in SPELLED_EMAILS.finditer(text):
        yield Span(found.start(), found.end(), Kind.EMAIL, same_email(found[0]))


_SPELLED_AT = re.compile(r"(?i)[\[({<] ?(?:at|@|小老鼠) ?[\])}>]| at |小老鼠")
_SPELLED_DOT = re.compile(r"(?i)[\[({<] ?(?:dot|點|\.) ?[\])}>]| dot |點")


def same_email(text: str) -> str:
    """Return the address as it is written when nothing is spelled out."""
    return _SPELLED_DOT.sub(".", _SPELLED_AT.sub("@", text)).replace(" ", "").lower()


def paths(text: str) -> Iterator[Span]:
    """Find paths of files on somebody's machine."""
    for found in PATHS.finditer(text):
        it = found[0].rstrip(_TRAILING)
        yield Span(found.start(), found.start() + len(it), Kind.PATH, it)


def ips(text: str) -> Iterator[Span]:
    """Find addresses of machines; numbers of versions and sections are none."""
    for found in IPS.finditer(text):
        try:
            address = ip_address(found[0])
        except ValueError:
            continue
        if address.version == 4:
            small = all(int(part) < 10 for part in found[0].split("."))
            if small or _VERSIONS.search(text, max(0, found.start() - 10), found.start()):
                continue
        elif sum(map(str.isalnum, found[0])) < 4:
            continue
        yield Span(found.start(), found.end(), Kind.IP, str(address))


def labelled_ids(text: str) -> Iterator[Span]:
    """Find numbers of patients and documents that stand behind a word that says so."""
    for found in LABELLED_IDS.finditer(text):
        if sum(map(str.isdecimal, found["it"])) >= 4:
            yield Span(*found.span("it"), Kind.ID, _plain(found["it"]))


def shaped_ids(text: str) -> Iterator[Span]:
    """Find numbers of identity documents by their form and check digit."""
    for found in SHAPED_IDS.finditer(text):
        it = found[0]
        if is_social_security(it) if "-" in it else is_taiwan_id(it) or is_resident_id(it):
            yield Span(found.start(), found.end(), Kind.ID, _plain(it))


def cards(text: str) -> Iterator[Span]:
    """Find numbers of payment cards."""
    for found in CARDS.finditer(text):
        digits = found[0].replace(" ", "").replace("-", "")
        if is_card(digits):
            yield Span(found.start(), found.end(), Kind.CARD, digits)


def phones(text: str) -> Iterator[Span]:
    """Find numbers of telephones, by their form or behind a word that says so."""
    for found in LABELLED_PHONES.finditer(text):
        if 6 <= sum(map(str.isdecimal, found["it"])) <= 15:
            yield Span(*found.span("it"), Kind.PHONE, same_phone(found["it"]))


def shaped_phones(text: str) -> Iterator[Span]:
    """Find numbers of telephones by their form; with the extension, where there is one."""
    for found in PHONES.finditer(text):
        if 9 <= sum(map(str.isdecimal, found["it"])) <= 15:
            yield Span(found.start(), found.end(), Kind.PHONE, same_phone(found["it"]))


def handles(text: str) -> Iterator[Span]:
    """Find names of accounts: ``@name``, or a name behind that of a network."""
    for found in HANDLES.finditer(text):
        it = found[0].rstrip(".")
        yield Span(found.start(), found.start() + len(it), Kind.HANDLE, _plain(it[1:]))


def named_handles(text: str) -> Iterator[Span]:
    """Find names of accounts behind the name of a network, such as ``LINE ID: name``."""
    for found in NAMED_HANDLES.finditer(text):
        label, it = found[0][: found.start("it") - found.start()], found["it"].rstrip(".-")
        if _HANDLE_LABEL.search(label) and any(map(str.isalnum, it)) and not it.isdecimal():
            yield Span(found.start("it"), found.start("it") + len(it), Kind.HANDLE, _plain(it))


def old_ages(text: str) -> Iterator[Span]:
    """Find ages over 89, which become ``90+`` (HIPAA safe harbour)."""
    for found in OLD_AGES.finditer(text):
        yield Span(*found.span("it"), Kind.AGE, "90+")


_DIGITS = tuple("0123456789")
_NETWORK_NAMES = tuple(
    "line wechat 微信 賴 instagram ig facebook fb 臉書 telegram skype twitter qq 噗浪 ptt whatsapp".split()
)

_BEFORE_TLD = tuple(f".{letter}" for letter in "abcdeghijmntu")

FINDERS: tuple[tuple[tuple[str, ...], tuple[Callable[[str], Iterator[Span]], ...]], ...] = (
    (("://", "www."), (urls,)),
    (("@",), (emails,)),
    (("dot", "點", "小老鼠", "at)", "at]", "at}", "at )", "at ]", "@", *_PROVIDERS), (spelled_emails,)),
    (_BEFORE_TLD, (bare_urls,)),
    (("\\", "/"), (paths,)),
    (("::", *_DIGITS), (labelled_ids, shaped_ids, cards, ips, phones, shaped_phones, old_ages)),
    (("@",), (handles,)),
    (_NETWORK_NAMES, (named_handles,)),
)
"""In the order in which they look (each sees what those before it found covered), under what a text in small letters
must have at least one of, or there is nothing to find: most texts have none, and this is the quickest way to know."""
