"""What one lesson works with: the page, its known values in their places, and changed copies to try rules on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from scraper.learning.candidates import Scene
from scraper.learning.copies import Copy, changed_copies, original
from scraper.learning.extents import with_whole_bodies
from scraper.learning.known import Known
from scraper.learning.placing import Places, place
from scraper.learning.sightings import Sheet, Sighting, find_sightings
from scraper.learning.threads import ThreadRule
from scraper.learning.twins import line_twins
from scraper.parser.converters import Kind
from scraper.parser.rules import Scope

_WHOLE_EFFORT_OCTETS = 500_000
_MOST_COPIES, _LEAST_COPIES = 40, 2
_MOST_ELEMENTS = 100_000  # of a page that is copied at all
_SHORT = 3  # characters of a value that stands in many places by chance


@dataclass(frozen=True)
class Workbench:
    """What one lesson works with.

    :param seen: value → all places where it stands.
    :param places: where each value is meant.
    :param here: the page as it is.
    :param copies: changed copies of it.
    :param scene: where the fields of a thread are sought.
    :param marks: values that say which entries have a mark; they stand nowhere.
    :param effort: share of what could be tried that is tried: a large page takes long each time.
    :param thread: which of several threads of the page is learned from; None where the page is one thread.
    """

    sheet: Sheet
    seen: Mapping[Known, Sequence[Sighting]]
    places: Places
    here: Copy
    copies: Sequence[Copy]
    scene: Scene
    marks: tuple[Known, ...] = ()
    effort: float = 1.0
    thread: ThreadRule | None = None

    @classmethod
    def of(cls, sheet: Sheet, known: Sequence[Known]) -> "Workbench":
        """Return the workbench for known values of a page."""
        seen, places = meant_by(known, sheet)
        effort = min(_WHOLE_EFFORT_OCTETS / max(len(sheet.view.page.body), 1), 1.0)
        count = max(int(_MOST_COPIES * effort), _LEAST_COPIES) if len(sheet.elements.all) <= _MOST_ELEMENTS else 0
        copies = tuple(islice(changed_copies(sheet, places, seen), count))
        marks = tuple(value for value in known if value.kind is Kind.YES_NO)
        return cls(sheet, seen, places, original(sheet, places), copies, _scene(sheet, seen, places), marks, effort)

    def with_thread(self, thread: ThreadRule) -> "Workbench":
        """Return the workbench for one thread of several: nothing outside its element is looked at."""
        part = self.sheet.stream.stretch(thread.element.start, thread.element.end)
        scene = replace(self.scene, root=thread.element, first=part.first, last=part.last)
        return replace(self, thread=thread, scene=scene)

    def scope(self, copy: Copy | None = None) -> Scope | None:
        """Return where the fields of the thread are sought on a copy, or on the page itself."""
        page = Scope((copy or self.here).view)
        return page if self.thread is None else self.thread.scope(page)


def meant_by(known: Sequence[Known], sheet: Sheet) -> tuple[dict[Known, tuple[Sighting, ...]], Places]:
    """Return where known values stand, and where each is meant."""
    seen = find_sightings(known, sheet)
    seen = with_whole_bodies(seen, place(seen, sheet).chosen(), sheet)
    return seen, place(seen, sheet)


def _scene(sheet: Sheet, seen: Mapping[Known, Sequence[Sighting]], places: Places) -> Scene:
    """Return the whole page as the place where fields are sought."""
    lines = sheet.stream.lines
    changing: dict[int, set[tuple[int, int]]] = {}
    values: set[tuple[int, int]] = set()
    chosen = places.chosen()
    meant = set(chosen.values())
    for known, sightings in seen.items():
        for sighting in sightings:
            stretch = sighting.stretch
            if stretch is None or sighting.aside is not None or not (sighting in meant or len(known.text) > _SHORT):
                continue
            values.add((stretch.start, stretch.end))
            for line in range(stretch.first, stretch.last + 1):
                left = stretch.left if line == stretch.first else 0
                right = stretch.right if line == stretch.last else len(lines[line].text)
                changing.setdefault(line, set()).add((left, right))
    parts = {line: sorted(spans) for line, spans in changing.items()}
    question = next((found.start for known, found in chosen.items() if known.field == "question/text"), None)
    ends = [max(entry.end for entry in entries.values()) for entries in places.lists.values()]
    lasts = tuple(sorted({sheet.stream.stretch(end - 1, end).last for end in ends if end > 0}))
    return Scene(
        sheet, parts, sorted(values), 0, len(lines) - 1, question=question, ends=lasts, twins=line_twins(sheet, places)
    )
