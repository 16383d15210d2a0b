"""Who wrote a post: the name in a line such as ``Posted by Ann on March 3, 2024``, or in a line of its own."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from scraper.parser.unmarked.post_words import ACCEPTED, ACTION, ANSWERED_VERBS, ASKED_VERBS, PROFILE, STARTER
from scraper.parser.values import written_days

MAX_NAME_CHARS = 50
MAX_NAME_WORDS = 6

_VERBS = (
    rf"{ASKED_VERBS}|{ANSWERED_VERBS}|posted|written|wrote|writes|said|says|submitted|started|created|sent|added|published"
    r"|commented|question|answer|reply|response|message|geschrieben|schrieb|schreibt|sagte?|verfasst|erstellt|gepostet"
    r"|veröffentlicht|frage|antwort|beitrag|escrito|escribió|publicado|dijo|écrit|posté|publié|question posée|réponse"
    r"|scritto|inviato|escreveu|написала?|пишет|发表于?|發表於?|发布于?|發布於?|發佈於?|写道|寫道|留言|投稿"
)
_LABELS = (
    r"author|by|from|name|user(?:name)?|member|poster|nick(?:name)?|asker|von|autor(?:in)?|verfasser(?:in)?|benutzer"
    r"|absender|usuario|nombre|de|auteur|utilisateur|nom|autore|utente|автор|имя|от|作者|发帖人|發帖人|发文者|發文者"
    r"|发信人|發信人|楼主|樓主|提问者|提問者|提问人|提問人|发问者|發問者|回答者|回答人|回覆者|答复者|答覆者|答复人|昵称"
    r"|暱稱|网友|網友|用户|用戶|姓名|投稿者|質問者|名前|글쓴이|작성자"
)
_BEGINS = r"(?:^|(?<=[\s(（|·•»]))"
# What parts a line: a word or label before a name, a verb behind it, or a sign. None of it begins inside a word, which
# is looked at first.
_CUT = re.compile(
    rf"(?=\b|\W)(?:(?P<named>{_BEGINS}(?:by|von|por|par|от|da)\s+"
    rf"|{_BEGINS}(?:{_VERBS})\s+(?:by|von|por|par|de|da|door|av|от)\s+"
    rf"|(?:^|(?<=\W))(?:(?:posted|asked|answered|written) by|{_LABELS})\s*[:：]\s*)"
    r"|\s(?:repl(?:y|ied|ies)|wrote|writes|asked|asks|answered|answers|responded|posted|commented|said|says)(?=\s)"
    r"|[|·•»›«✦⋅;；\[\]【】()（）]|::|\s[-–—~/]+(?:\s|$)|^[-–—~]+\s*|[,，](?!\d{3}))",
    re.I,
)
_LEAD = re.compile(rf"^(?:(?:{_VERBS}|on|at|date|datum|fecha|user|#\d+|from)(?=[\s:：#,]|$)|[\W_]+)\s*", re.I)
_TELLS = re.compile(r"[:：(]|(?:by|von|por|par|от|da|de|door|av)\s", re.I)
# What may stand behind a name; the first characters of all of it are looked at first.
_TAIL = re.compile(
    r"(?:^|(?=[\s:：,，\-–—@#*\"'“”„<>发發于於在时時日提回写寫]))"
    rf"(?:(?:^|\s)(?:{_VERBS}|on|at|am|um|el|le|il|op|den|date|datum|fecha|ha|hat|vor|about|posted this)"
    r"|发表于?|發表於?|于|於|在|时间|時間|日期|提问|提問|回答|回覆|回复|写道|寫道"
    r"|\s\d{1,3}(?:,\d{3})+|\s[\d.]+k|[\s:：,，\-–—@#*\"'“”„<>]+)$",
    re.I,
)
_AROUND = re.compile(
    rf"\b(?:{_VERBS}|{_LABELS}|on|at|am|um|el|le|il|op|den|date|datum|fecha|dr|prof)\b|于|於|在|时间|時間|日期", re.I
)
_ADDRESS = re.compile(r"\s*[<(\[]?[\w.+-]+(?:@|\s(?:at|AT|_at_)\s|\s?\[at\]\s?)[\w.-]+[>)\]]?|\s*<[^>]{0,80}>")
_MAIL_NAME = re.compile(r"[\w.+-]+(?:@|\s(?:at|AT)\s)[\w.-]+\s*\((?P<name>[^()]{1,60})\)")
_NO_NAME = re.compile(
    r"[?!？！<>{}\\=|*:：;。／]|https?|www\.|\w@\w|^[\d\W]+$|^#|\.\.\.|…|\.$(?<!\b[a-z]\.)(?<!\bjr\.)(?<!\bsr\.)|^(?:re|fw|fwd|aw)\b"
    r"|^(?:on|at|the|this|a|an|to|in|of|and|or|is|it|i|my|posts?|date|time|today|yesterday|page|questions?|answers?|replies|reply|no|not|you|we|pm|am"
    r"|uhr|edited|new|views?|votes?|points?|comments?|subject|topic|hello|hi|hey|hallo|hola|thanks?|thank|dear)\b",
    re.I,
)
_MAX_KEPT_CHARS = 100  # of a part of a line whose name is kept: the same people write many posts


class Name(NamedTuple):
    """A name in a line.

    :param start: its first character.
    :param end: the character after its last one.
    :param is_told: whether a word or label before it says that it is one.
    """

    text: str
    start: int
    end: int
    is_told: bool


def plausible_name(text: str) -> bool:
    """Whether a text may be somebody's name: short, no sentence, no button, no rank, no day."""
    return 0 < len(text) <= MAX_NAME_CHARS and _is_plausible(text)


@lru_cache(maxsize=4096)  # the same people write many posts, on many pages
def _is_plausible(text: str) -> bool:
    if len(text.split()) > MAX_NAME_WORDS or _NO_NAME.search(text):
        return False
    if ACTION.fullmatch(text) or PROFILE.fullmatch(text) or STARTER.fullmatch(text) or ACCEPTED.fullmatch(text):
        return False
    return not written_days(text)


def may_tell_name(text: str) -> bool:
    """Whether a line has what stands before or around every name that a word, label or address tells."""
    return _TELLS.search(text) is not None


def name_in(text: str, start: int | None = None, end: int | None = None) -> Name | None:
    """Return the name in a line: one that a word or label before it tells, else the first part that may be one.

    :param start: first character of the day and time in the line, which part it; None where there is none.
    :param end: the character after them.
    """
    mail = _MAIL_NAME.search(text) if "(" in text else None
    if mail is not None and plausible_name(mail["name"].strip()):
        return Name(mail["name"].strip(), mail.start("name"), mail.end("name"), is_told=True)
    start, end = (len(text), len(text)) if start is None or end is None else (start, end)
    names = chain(_names(text[:start], 0), _names(text[end:], end))
    if not may_tell_name(text):
        return next(names, None)
    found = list(names)
    return next((name for name in found if name.is_told), None) or next(iter(found), None)


def is_byline(text: str, start: int, end: int) -> bool:
    """Whether a line says nothing but a day and a name, with the words that stand around them.

    :param start: first character of the day and time.
    :param end: the character after them.
    """
    name = name_in(text, start, end)
    spans = [(start, end)] if name is None else [(start, end), (name.start, name.end)]
    for first, last in spans:
        text = text[:first] + " " * (last - first) + text[last:]
    return not any(character.isalnum() for character in _AROUND.sub(" ", text))


def _names(text: str, offset: int) -> Iterator[Name]:
    at, is_told = 0, False
    for cut in [*_CUT.finditer(text), None]:
        end = cut.start() if cut is not None else len(text)
        part = text[at:end]
        name = _trimmed_short(part) if len(part) <= _MAX_KEPT_CHARS else _trimmed(part)
        if name is not None:
            yield Name(name[0], offset + at + name[1], offset + at + name[1] + len(name[0]), is_told)
        if cut is not None:
            at, is_told = cut.end(), bool(cut["named"])


@lru_cache(maxsize=4096)
def _trimmed_short(part: str) -> tuple[str, int] | None:
    return _trimmed(part)


def _trimmed(part: str) -> tuple[str, int] | None:
    """Return the name in a part of a line and where it begins, without the words around it."""
    may_have_address = "@" in part or "<" in part or "at" in part or "AT" in part
    address = _ADDRESS.search(part) if may_have_address else None
    if address is not None and address.start():
        part = part[: address.start()]
    start = 0
    while (lead := _LEAD.match(part[start:])) is not None:
        start += lead.end()
    rest = part[start:]
    while (tail := _TAIL.search(rest)) is not None:
        rest = rest[: tail.start()]
    return (rest, start) if plausible_name(rest) else None
