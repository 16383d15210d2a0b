"""Answers that a page keeps apart from their question: under a heading, or in elements named so."""

from collections.abc import Sequence

from scraper.parser.blocks import Block
from scraper.parser.unmarked.day_lines import Role
from scraper.parser.unmarked.outline import Element
from scraper.parser.unmarked.page_words import ANSWER_CLASSES, ANSWERS, QUESTION_CLASSES, REPLIES
from scraper.parser.unmarked.repetition import MAX_UNITS, Unit, families, repetition
from scraper.parser.unmarked.stamps import Stamp
from scraper.parser.unmarked.structure import Structure

_MAX_HEADING_CHARS = 60
_MAX_CONTAINER_CHARS = 400  # of what follows a heading in an element without answers; with more, there are none
_MAX_FAMILIES = 2
_LIST_TAGS = frozenset({"ul", "ol", "dl", "table", "tbody"})
_LIST_WORDS = frozenset({"answers", "replies", "list", "antworten", "respuestas"})
_ANSWER_NODES = "[class*=answer],[class*=antwort],[class*=respuesta],[class*=repl],[class*=response],[class*=risposta]"
_QUESTION_NODES = "[class*=question],[id*=question],[class*=frage],[class*=pregunta],[class*=domanda]"


def find_answers_heading(structure: Structure) -> Block | None:
    """Return the heading over the answers, where there is exactly one."""
    found = [
        block
        for block in structure.blocks
        if len(block.text) <= _MAX_HEADING_CHARS
        and not block.links
        and (ANSWERS.fullmatch(block.text) or REPLIES.fullmatch(block.text))
        and (block.level or block.strong or structure.box(block.index).first == structure.box(block.index).last)
    ]
    headings = [block for block in found if block.level] or found
    return headings[0] if len(headings) == 1 else None


def answers_under(structure: Structure, heading: Block) -> Sequence[Unit]:
    """Return the answers under a heading: the elements of one shape that hold most of what follows it."""
    for container in structure.box(heading.index).chain():
        if container.last <= heading.index:
            continue
        last = _end_of(structure, heading, container)
        units = _units_in(structure, container, heading.index + 1, last)
        if units:
            return units
        if container.tag == "body" or structure.size(heading.index + 1, last) > _MAX_CONTAINER_CHARS:
            break
    return []


def named_answers(structure: Structure) -> tuple[Unit, list[Unit]] | None:
    """Return one element named a question, and the elements of one shape behind it that are named answers."""
    answers = _named(structure, ANSWER_CLASSES, _ANSWER_NODES)
    asked = _named(structure, QUESTION_CLASSES, _QUESTION_NODES) if answers else []
    asked = [element for element in asked if element.last < answers[0].first]
    if len(asked) != 1:
        return None
    units = [_unit(structure, element) for element in answers[:MAX_UNITS]]
    return Unit(asked[0].first, asked[0].last, element=asked[0]), units


def _end_of(structure: Structure, heading: Block, container: Element) -> int:
    """Return the last line below a heading: before the next one of its rank."""
    if heading.level:
        for block in structure.blocks[heading.index + 1 : container.last + 1]:
            if 0 < block.level <= heading.level and block.level < 6:
                return block.index - 1
    return container.last


def _units_in(structure: Structure, container: Element, first: int, last: int) -> Sequence[Unit]:
    """Return the parts of an element that look alike, of which most name an author or a day."""
    children_of = structure.outline.children_of
    inside = [child for child in children_of(container) if child.first >= first and child.last <= last]
    while len(inside) == 1 and _is_list(inside[0], children_of(inside[0])):
        inside = list(children_of(inside[0]))
    groups: dict[str, list[Element]] = {}
    for child in inside:
        groups.setdefault(child.shape, []).append(child)
    fit = [
        group
        for group in groups.values()
        if sum(1 for element in group if _is_signed(structure, element)) * 5 >= len(group) * 4
    ]
    best = max(fit, key=lambda group: sum(structure.size(part.first, part.last) for part in group), default=[])
    if all(element.first == element.last for element in best):
        return _dated(structure, first, last)
    return [_unit(structure, element) for element in best[:MAX_UNITS]]


def _is_list(element: Element, children: Sequence[Element]) -> bool:
    """Whether an element is there to hold others of one shape."""
    if len(children) < 2 or element.words & ANSWER_CLASSES:
        return False
    shapes = {child.shape for child in children}
    return len(shapes) == 1 or element.tag in _LIST_TAGS or bool(element.words & _LIST_WORDS)


def _is_signed(structure: Structure, element: Element) -> bool:
    if structure.stamps_in(element.first, element.last):
        return True
    return bool(element.words & ANSWER_CLASSES and structure.authors_in(element.first, element.last))


def _dated(structure: Structure, first: int, last: int) -> Sequence[Unit]:
    """Return answers that no element parts: told by the lines that date them."""
    for family in families(structure.stamps_in(first, last))[:_MAX_FAMILIES]:
        found = repetition(family, structure, first)
        if found is not None and found.units[0].first >= first and found.units[-1].last <= last:
            return found.units
    return []


def _unit(structure: Structure, element: Element) -> Unit:
    return Unit(element.first, element.last, _stamp_in(structure, element), element)


def _stamp_in(structure: Structure, element: Element) -> Stamp | None:
    inside = structure.stamps_in(element.first, element.last)
    return next((stamp for stamp in inside if stamp.role is Role.ANSWERED), next(iter(inside), None))


def _named(structure: Structure, names: frozenset[str], selector: str) -> list[Element]:
    """Return the outermost elements of the shape of the first one that is named so."""
    found: list[Element] = []
    for node in structure.view.css(selector):
        element = structure.outline.around(node)
        if element is None or element.node.mem_id != node.mem_id or not element.words & names:
            continue
        if not found or (element.first > found[-1].last and element.shape == found[0].shape):
            found.append(element)
    return found
