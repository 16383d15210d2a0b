"""Changed copies of a page: what tomorrow's page, or the next thread's, may look like.

A rule that still finds the right value on all of them rests on little. Each copy knows what is right on it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scraper.learning.answers import NOTHING, Answer, answer_to
from scraper.learning.editing import Editor, TextEditor, TreeEditor, editor_for, html_page
from scraper.learning.folding import compact
from scraper.learning.handles import looks_hashed
from scraper.learning.known import Known
from scraper.learning.placing import Entry, Places
from scraper.learning.sightings import Aside, Sheet, Sighting
from scraper.learning.stream import Element, Stretch
from scraper.page import Page
from scraper.parser.converters import Kind
from scraper.parser.view import PageView

_NEAR_LINES = 2
_MOST_CLASS_CHANGES = 5000
_WORDS_BESIDE = 12
"""Characters that may stand beside a value in an element that is there for it alone."""

_LATER_YEARS = 4  # so that a 29 February stays one
_OTHER_GENDER = {
    "female": "male", "male": "female", "woman": "man", "man": "woman", "f": "m", "m": "f", "女": "男", "男": "女",
}  # fmt: skip
_OTHER_WORDS = "Zorvan Quell Obrist Tamsin Uvarov Wexley Yarrow Idris Jepson Kestrel Lomax Nadir".split()


@dataclass(frozen=True)
class Copy:
    """A changed copy of the page.

    :param name: what was changed, for people.
    :param answers: value → what is right there; values that are not named are not asked for.
    :param entries: list → numbers of the entries that are still there, in order.
    """

    name: str
    view: PageView
    answers: Mapping[Known, Answer]
    entries: Mapping[str, Sequence[int]] = field(default_factory=dict)


def original(sheet: Sheet, places: Places) -> Copy:
    """Return the page as it is, with its answers."""
    answers = {known: answer_to(known, sighting, sheet) for known, sighting in places.chosen().items()}
    return Copy("as it is", sheet.view, answers, {name: sorted(entries) for name, entries in places.lists.items()})


def changed_copies(sheet: Sheet, places: Places, seen: Mapping[Known, Sequence[Sighting]]) -> Iterator[Copy]:
    """Yield changed copies of a page, the most telling first."""
    base = original(sheet, places)

    def copy(name: str, page: Page, answers: Mapping[Known, Answer] | None = None, **entries: Sequence[int]) -> Copy:
        return Copy(name, PageView(page), {**base.answers, **(answers or {})}, {**base.entries, **entries})

    yield _other_values(sheet, places, seen, copy)
    yield _longer_bodies(sheet, places, base, copy)
    yield _banners(sheet, places, copy)
    if sheet.elements.all:
        yield _wrapped(sheet, copy)
        yield _other_classes(sheet, places, copy)
        yield _without_bystanders(sheet, places, copy)
    yield from _fewer_entries(sheet, places, copy)
    yield from _without_values(sheet, places, copy)


_Make = Callable[..., Copy]


def _other_values(sheet: Sheet, places: Places, seen: Mapping[Known, Sequence[Sighting]], copy: _Make) -> Copy:
    """Every known value is another one."""
    editor = editor_for(sheet)
    chosen = places.chosen()
    taken: list[Stretch] = []
    answers: dict[Known, Answer] = {}
    # A value inside a running text is the text's, so that the others come first.
    for number, known in enumerate(sorted(chosen, key=lambda known: known.is_body)):
        wanted = _other_value(known, number)
        if wanted is None or (known.is_body and not chosen[known].whole):
            continue
        same = [chosen[known], *(seen[known] if known.entry is None else ())]
        for sighting in dict.fromkeys(same):
            if sighting.aside is not None:
                stands = _change_aside(known, sighting.aside, wanted, editor)
            elif sighting.stretch is not None and not _overlaps(sighting.stretch, taken):
                taken.append(sighting.stretch)
                printed = _printed(known, sheet, sighting.stretch, wanted)
                stands = editor.replace(sighting.stretch, printed) if printed is not None else None
            else:
                continue
            if stands is not None and sighting == chosen[known]:
                answers[known] = _changed_answer(known, wanted, stands)
    return copy("other values", editor.page(), answers)


def _overlaps(stretch: Stretch, others: Sequence[Stretch]) -> bool:
    return any(stretch.start < other.end and other.start < stretch.end for other in others)


def _change_aside(known: Known, aside: Aside, wanted: object, editor: Editor) -> str | None:
    """Change a value in words that are no line; return what stands there then, None where it cannot be changed."""
    text = _printed_text(known, aside.value, wanted)
    if text is not None:
        editor.set_words(aside.element, aside.name, aside.text[: aside.start] + text + aside.text[aside.end :])
    return text


def _changed_answer(known: Known, wanted: object, stands: str) -> Answer:
    if known.kind in (Kind.TEXT, Kind.ADDRESS):
        return Answer(compact(stands), known.is_body)
    return Answer(wanted)


def _other_value(known: Known, number: int) -> object:
    """Return another value of the same kind; None where there is none to be made."""
    value = known.value
    if isinstance(value, date):
        return value.replace(year=value.year + _LATER_YEARS)
    if known.kind is Kind.NUMBER and isinstance(value, int) and not known.field.rpartition("/")[2].startswith("age"):
        return value + 7
    if known.kind is Kind.GENDER:
        return {"female": "male", "male": "female"}.get(str(value))
    if known.kind is not Kind.TEXT:
        return None
    if known.field.endswith("age_text"):
        return "2".join(re.split(r"\d", known.text, maxsplit=1)) if re.search(r"\d", known.text) else None
    words = [_OTHER_WORDS[(number + step) % len(_OTHER_WORDS)] for step in range(2)]
    return " ".join(words)


def _printed(known: Known, sheet: Sheet, stretch: Stretch, wanted: object) -> str | None:
    lines = sheet.stream.lines
    if stretch.first != stretch.last:
        return str(wanted)
    return _printed_text(known, lines[stretch.first].text[stretch.left : stretch.right], wanted)


def _printed_text(known: Known, old: str, wanted: object) -> str | None:
    """Return the other value in the form in which the old one is printed."""
    if isinstance(wanted, date):
        year = str(wanted.year - _LATER_YEARS)
        return old.replace(year, str(wanted.year), 1) if year in old else None
    if known.kind is Kind.GENDER:
        other = _OTHER_GENDER.get(old.strip().lower())
        return other.capitalize() if other and old[:1].isupper() else other
    return str(wanted)


def _longer_bodies(sheet: Sheet, places: Places, base: Copy, copy: _Make) -> Copy:
    """Every running text has one more line."""
    editor = editor_for(sheet)
    answers: dict[Known, Answer] = {}
    for known, sighting in places.chosen().items():
        if known.is_body and sighting.whole and sighting.stretch is not None and sighting.aside is None:
            words = "And one more line that was added later on."
            editor.add_line(sighting.stretch, words)
            answers[known] = Answer(base.answers[known].value + compact(words), is_body=True)
    return copy("longer texts", editor.page(), answers)


def _banners(sheet: Sheet, places: Places, copy: _Make) -> Copy:
    """Lines that are none of the thread's stand around it."""
    editor = editor_for(sheet)
    before = None
    for known, sighting in places.chosen().items():
        if known.field == "question/text" and sighting.stretch is not None:
            around = sheet.elements.around(sighting.stretch.start, sighting.stretch.end)
            outer = [around, *sheet.elements.ancestors(around)] if around is not None else []
            inside = [element for element in outer if element.node.tag not in ("html", "body")]
            before = inside[-1] if inside else None
    editor.add_banners(before)
    return copy("banners added", editor.page())


def _wrapped(sheet: Sheet, copy: _Make) -> Copy:
    """The whole page stands in one more element."""
    html = (sheet.view.tree.html if sheet.view.tree is not None else "") or ""
    html = re.sub(r"<body[^>]*>", lambda match: f'{match[0]}<div class="shell"><div>', html, count=1)
    html = html.replace("</body>", "</div></div></body>", 1)
    return copy("one more element around it", html_page(sheet.view.page, html))


def _other_classes(sheet: Sheet, places: Places, copy: _Make) -> Copy:
    """Classes of elements beside the values are others, and so are all that a program made."""
    editor = TreeEditor(sheet.view.page)
    ours = _concerned(sheet, places)
    changed = 0
    for element in sheet.elements.all:
        names = element.node.attributes.get("class")
        if not names or changed >= _MOST_CLASS_CHANGES:
            continue
        new = [f"{name}-r2" if element.index not in ours or looks_hashed(name) else name for name in names.split()]
        if new != names.split():
            changed += 1
            editor.set_words(element, "class", " ".join(new))
    return copy("other classes", editor.page())


def _concerned(sheet: Sheet, places: Places) -> set[int]:
    """Return the numbers of elements that hold a value, or stand inside or right before one that does."""
    ours: set[int] = set()
    for sighting in places.chosen().values():
        elements: list[Element] = []
        if sighting.aside is not None:
            elements = [sighting.aside.element]
        elif sighting.stretch is not None:
            around = sheet.elements.around(sighting.stretch.start, sighting.stretch.end)
            elements = [*([around] if around else []), *sheet.elements.exactly(*_part(sighting.stretch))]
        for element in elements:
            ours |= {element.index, *(outer.index for outer in sheet.elements.ancestors(element))}
    for entries in places.lists.values():
        for entry in entries.values():
            ours |= {element.index for element in sheet.elements.all if entry.start <= element.start < entry.end}
    return ours


def _part(stretch: Stretch) -> tuple[int, int]:
    return stretch.start, stretch.end


def _without_bystanders(sheet: Sheet, places: Places, copy: _Make) -> Copy:
    """Every other element that is far from all values is gone."""
    editor = TreeEditor(sheet.view.page)
    ours = _concerned(sheet, places)
    kept = _near_parts(sheet, places)
    far = [
        element
        for element in sheet.elements.all
        if element.parent in ours
        and element.index not in ours
        and element.node.tag not in ("head", "body", "title", "meta", "link", "base")
        and not any(element.start < end and start < element.end for start, end in kept)
    ]
    for element in far[::2]:
        stretch = sheet.stream.stretch(element.start, element.end) if element.end > element.start else _NOWHERE
        editor.remove(stretch, [element])
    return copy("elements removed beside it", editor.page())


_NOWHERE = Stretch(0, 0, 0, 0, 0, 0)


def _near_parts(sheet: Sheet, places: Places) -> list[tuple[int, int]]:
    """Return the parts of the stream that hold a value or are within a few lines of one."""
    stream = sheet.stream
    found = []
    for sighting in places.chosen().values():
        if sighting.stretch is not None:
            first = max(sighting.stretch.first - _NEAR_LINES, 0)
            last = min(sighting.stretch.last + _NEAR_LINES, len(stream.lines) - 1)
            found.append((stream.line_start(first), stream.line_start(last + 1)))
    found += [(entry.start, entry.end) for entries in places.lists.values() for entry in entries.values()]
    return found


def _fewer_entries(sheet: Sheet, places: Places, copy: _Make) -> Iterator[Copy]:
    """The first entry of a list is gone; all known ones are."""
    for name, entries in places.lists.items():
        numbers = sorted(entries)
        if numbers != list(range(len(numbers))):
            continue
        for gone in dict.fromkeys((1, len(numbers))):
            editor = editor_for(sheet)
            answers: dict[Known, Answer] = {}
            for number in numbers[:gone]:
                entry = entries[number]
                element = _entry_element(sheet, places, name, number)
                run = _run_of(sheet, entries, number)
                inside = [element] if element is not None else _elements_in(sheet, run)
                if not inside and not isinstance(editor, TextEditor):
                    return  # its values have no elements of their own
                editor.remove(run, inside)
                answers |= dict.fromkeys(entry.values, NOTHING)
            kept = numbers[gone:]
            label = "first entry" if kept or len(numbers) == 1 else "known entries"
            yield copy(f"{label} of {name} removed", editor.page(), answers, **{name: kept})


def _run_of(sheet: Sheet, entries: Mapping[int, Entry], number: int) -> Stretch:
    """Return the lines of an entry: from that of its first value to the next entry, or to that of its last value."""
    stream, entry = sheet.stream, entries[number]
    first = stream.stretch(entry.start, entry.start + 1).first
    following = [other.start for other in entries.values() if other.start >= entry.end]
    last = stream.stretch(max(entry.end - 1, entry.start), max(entry.end, entry.start + 1)).last
    if following:
        last = max(stream.stretch(min(following), min(following) + 1).first - 1, last)
    return stream.lines_stretch(first, last)


def _elements_in(sheet: Sheet, run: Stretch) -> list[Element]:
    """Return the outermost elements that stand in a run of lines and hold words."""
    inside = [
        element
        for element in sheet.elements.all
        if run.start <= element.start < element.end <= run.end and element.node.tag not in ("html", "body")
    ]
    numbers = {element.index for element in inside}
    return [element for element in inside if element.parent not in numbers]


def _entry_element(sheet: Sheet, places: Places, name: str, number: int) -> Element | None:
    """Return the outermost element that holds one entry and no other value."""
    entry = places.lists[name][number]
    around = sheet.elements.around(entry.start, entry.end)
    if around is None:
        return None
    others = [sighting.start for known, sighting in places.chosen().items() if known not in entry.values]
    best = None
    for element in (around, *sheet.elements.ancestors(around)):
        if element.node.tag in ("html", "body") or any(element.start <= start < element.end for start in others):
            break
        best = element
    return best


def _without_values(sheet: Sheet, places: Places, copy: _Make) -> Iterator[Copy]:
    """One value outside lists is not there, with the element that held nothing else."""
    for known, sightings in places.singles.items():
        if known.field == "question/text":
            continue
        elements = [
            element
            for sighting in sightings
            if sighting.stretch is not None and sighting.aside is None
            for element in _held_alone(sighting.stretch, known, sheet, places)
        ]
        if not elements or any(element.node.tag in ("html", "body") for element in elements):
            continue
        editor: Editor = editor_for(sheet)
        for element in elements:
            editor.remove(_NOWHERE, [element])
        yield copy(f"without {known.label}", editor.page(), {known: NOTHING})


def _held_alone(stretch: Stretch, known: Known, sheet: Sheet, places: Places) -> list[Element]:
    """Return the outermost element that holds a value and hardly anything else."""
    found = sheet.elements.exactly(stretch.start, stretch.end)[:1]
    around = sheet.elements.around(stretch.start, stretch.end)
    if found or around is None or around.end - around.start > stretch.end - stretch.start + _WORDS_BESIDE:
        return found
    others = (place for other, place in places.chosen().items() if other != known and place.aside is None)
    return [] if any(around.start <= place.start < around.end for place in others) else [around]
