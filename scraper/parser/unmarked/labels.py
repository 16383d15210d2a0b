"""Lines that label a question or an answer: ``Question:`` and ``Answer:``, ``Q:`` and ``A:``, ``問：`` and ``答：``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block, FrameKind
from scraper.parser.unmarked.byline import Name, name_in
from scraper.parser.unmarked.outline import is_framed
from scraper.parser.view import PageView

MAX_LABEL_CHARS = 150  # with what tells who asks or answers
_MAX_STEPS = 3  # from a label to the element in which a form's control stands beside it

_QUESTION = (
    r"(?:(?:the|user|customer|reader'?s?|patient'?s?|your)\s+)?"
    r"(?:question|frage|pregunta|consulta|domanda|pergunta|vraag|pytanie|вопрос|質問|질문"
    r"|(?:网友|網友|用户|用戶|患者|读者|讀者)?(?:問題|问题|提问|提問))"
)
_ANSWER = (
    r"(?:(?:best|accepted|expert|our|doctor'?s|official|short|the)\s+)?(?:answer|reply|response)|antwort|respuesta"
    r"|réponse|risposta|resposta|antwoord|odpowied[zź]|ответ|答案|答え|답변"
    r"|(?:专家|專家|医生|醫生|醫師|医师|律师|律師|网友|網友|老师|老師|最佳)?(?:回答|答复|答覆|解答)"
)
_NUMBER = r"\s*(?:(?:#|no\.?|nr\.?)\s*)?(?P<number>\d{1,3})?"
_WHO = r"(?:\s*(?:from|by|von|de):?\s+(?P<name>[^:：]{1,60}?))?"
_MARK = r"\s*(?:[:：]|[】\]）)]\s*[:：]?)\s*"
_WORD = re.compile(
    rf"[【\[（(]?\s*(?:(?P<question>{_QUESTION})|(?P<answer>{_ANSWER})){_NUMBER}{_WHO}(?:{_MARK}|(?P<alone>\s*$))", re.I
)
_LETTER = re.compile(
    rf"[【\[（(]?\s*(?:(?P<question>[QFPDВ]|問|问|문)|(?P<answer>[ARОO]|答|답)){_NUMBER}"
    rf"(?:{_MARK}|\s*[.、]\s+|、|(?P<alone>\s*$))",
    re.I,
)
# The first characters of all of these; most lines have another, and this is the quickest way to know.
_FIRSTS = frozenset("【[（( QqFfPpDdВвAaRrОоOoVvТтTtUuCcYyBbEeSs問问문答답質질提回解网網用患读讀专專医醫律老最")
_CONTROLS = "input:not([type=hidden]),textarea,select"


@dataclass(frozen=True, slots=True)
class Label:
    """A line that begins a question or an answer.

    :param block: the line.
    :param is_question: what it begins.
    :param letter: the label in lower case where it is one letter, else empty.
    :param number: its number.
    :param start: first character of the text behind the label; the line's end where there is none.
    :param name: who asks or answers.
    """

    block: Block
    is_question: bool
    letter: str
    number: int | None
    start: int
    name: Name | None

    @property
    def stands_alone(self) -> bool:
        """Whether nothing follows it on its line."""
        return self.start == len(self.block.text)


def find_labels(view: PageView) -> list[Label]:
    """Return the labels of a page that stand where a text stands; those of forms and navigation are none."""
    labels = [label for block in view.blocks if (label := read_label(block)) is not None]
    labels = [label for label in labels if not is_framed(label.block, FrameKind.NAVIGATION, FrameKind.FURNITURE)]
    if not labels:
        return []
    controls = {around.mem_id for node in view.css(_CONTROLS) for around in _around(node.parent, 1)}
    return [
        label for label in labels if not any(node.mem_id in controls for node in _around(label.block.node, _MAX_STEPS))
    ]


def read_label(block: Block) -> Label | None:
    """Return the label with which a line begins, or None."""
    if block.text[:1] not in _FIRSTS:
        return None
    head = block.text[:MAX_LABEL_CHARS]
    word = _WORD.match(head)
    match = word or _LETTER.match(head)
    if match is None:
        return None
    alone = match["alone"] is not None
    if alone and (len(head) < len(block.text) or not _stands_out(block)):
        return None  # a word or letter alone on an ordinary line labels nothing
    return Label(
        block,
        is_question=match["question"] is not None,
        letter="" if word else (match["question"] or match["answer"]).lower(),
        number=int(match["number"]) if match["number"] else None,
        start=len(block.text) if alone else match.end(),
        name=_name(word) if word is not None else None,
    )


def label_length(block: Block) -> int:
    """Return how many characters of a line are a label in words before a text; 0 where none are."""
    label = read_label(block)
    return label.start if label is not None and not label.letter and not label.stands_alone else 0


def pair_of_letters(question: Label, answer: Label) -> bool:
    """Whether two letters label a question and its answer in one language."""
    return (question.letter, answer.letter) in _LETTER_PAIRS


_LETTER_PAIRS = frozenset(
    {
        ("q", "a"), ("f", "a"), ("p", "r"), ("q", "r"), ("d", "r"), ("в", "о"), ("в", "o"), ("問", "答"), ("问", "答"),
        ("q", "答"), ("문", "답"),
    }
)  # fmt: skip


def _name(match: re.Match[str]) -> Name | None:
    told = name_in(match["name"]) if match["name"] else None
    if told is None:
        return None
    at = match.start("name")
    return Name(told.text, at + told.start, at + told.end, is_told=True)


def _stands_out(block: Block) -> bool:
    return block.level > 0 or block.strong or block.enclosing(FrameKind.TERM) is not None


def _around(node: LexborNode | None, steps: int) -> Sequence[LexborNode]:
    """Return an element and those around it, but none that holds the whole page."""
    found: list[LexborNode] = []
    while node is not None and node.tag not in ("body", "html") and len(found) < steps:
        found.append(node)
        node = node.parent
    return found
