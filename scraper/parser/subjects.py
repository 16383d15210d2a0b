"""What a page's structured mark-up says the page is about: its question threads, each once.

A page may tell of one thread several times: in JSON-LD and in microdata, or in the blocks of two plug-ins. What tells
of the same thread is one subject. A page of questions (``QAPage``) counts before a list of pairs that the
publisher wrote (``FAQPage``), that before questions that stand alone, and those before a discussion.
"""

from collections.abc import Iterable, Iterator, Sequence

from scraper.parser.things import Role, Subject, Syntax, Thing

MAX_SUBJECTS = 1000

# The ways from a page to its main thing. Lists of other pages' things (itemListElement, mentions …) are none of them.
_TO_MAIN = ("mainEntity", "mainEntityOfPage", "subjectOf")
_ANSWERS = ("acceptedAnswer", "suggestedAnswer")
_SAYS = ("text", "articleBody")
_NAMED = ("name", "headline")


def find_subjects(things: Sequence[Thing]) -> tuple[Subject, ...]:
    """Return the threads that a page's outermost things tell of, in the order of the page."""
    if not things:
        return ()
    pages = list(_reachable(things))
    asked = [thing for thing in _main_of(pages, "QAPage") if _is_asked(thing)]
    alone = [thing for thing in things if _is_question(thing) and _is_asked(thing)]
    if asked:
        return _together(Role.QUESTION, asked, alone)
    pairs = [thing for thing in _main_of(pages, "FAQPage") if _is_asked(thing) and _is_answered(thing)]
    if pairs:
        return _keyed(_together(Role.FAQ, pairs, []))
    standing = [thing for thing in _distinct([*alone, *_main_questions(pages)]) if _stands_alone(thing)]
    subjects = _together(Role.QUESTION, standing, [])
    if len(subjects) > 1:
        # Several questions without an answer are a list of links to threads, not threads.
        subjects = tuple(subject for subject in subjects if any(map(_is_answered, subject.things)))
    if subjects:
        return subjects
    postings = [thing for thing in pages if "DiscussionForumPosting" in thing.types and _is_asked(thing)]
    return _together(Role.POSTING, [thing for thing in postings if _has_comment(thing)], [])


def _reachable(things: Iterable[Thing]) -> Iterator[Thing]:
    """Yield the outermost things and what they lead to as main things, each once."""
    seen: set[int] = set()
    stack = list(reversed(list(things)))
    while stack:
        thing = stack.pop()
        if id(thing) not in seen:
            seen.add(id(thing))
            yield thing
            stack += reversed(list(thing.things(*_TO_MAIN)))


def _main_of(pages: Iterable[Thing], kind: str) -> list[Thing]:
    found = (
        thing
        for page in pages
        if kind in page.types
        for thing in page.things("mainEntity")
        if _is_question(thing) or not thing.types
    )
    return _distinct(found)


def _main_questions(pages: Iterable[Thing]) -> list[Thing]:
    return [thing for page in pages for thing in page.things("mainEntity") if _is_question(thing) and _is_asked(thing)]


def _distinct(things: Iterable[Thing]) -> list[Thing]:
    return list({id(thing): thing for thing in things}.values())[:MAX_SUBJECTS]


def _is_question(thing: Thing) -> bool:
    return "Question" in thing.types


def _is_asked(thing: Thing) -> bool:
    return thing.first_line(*_NAMED) is not None or thing.first_text(*_SAYS) is not None


def _is_answered(thing: Thing) -> bool:
    return any(True for name in _ANSWERS for _ in thing.values(name))


def _stands_alone(thing: Thing) -> bool:
    return _is_answered(thing) or thing.first_text(*_SAYS) is not None


def _has_comment(thing: Thing) -> bool:
    return any(comment.first_text(*_SAYS) is not None for comment in thing.things("comment"))


def _together(role: Role, main: Sequence[Thing], others: Sequence[Thing]) -> tuple[Subject, ...]:
    """Join what tells of the same thread.

    :param others: things that may add to a thread but do not make one.
    """
    groups: list[list[Thing]] = []
    named = _Named()
    ids = {id(thing) for thing in main}
    for thing in main:
        group = named.group_of(thing)
        if group is None:
            group = named.new_group(thing)
            groups.append(group)
        group.append(thing)
    if role is not Role.FAQ:
        _join_single(groups)
    for thing in others:
        if id(thing) in ids:
            continue
        alone = len(groups) == 1 and len(others) == 1 and thing.syntax is not groups[0][0].syntax
        group = groups[0] if alone else named.group_of(thing)
        if group is not None:
            group.append(thing)
    return tuple(Subject(role, tuple(group)) for group in groups)


class _Named:
    """Groups of things that tell of the same thread, by its name."""

    def __init__(self) -> None:
        self._groups: dict[str, list[list[Thing]]] = {}
        self._readings: dict[int, tuple[str | None, str | None]] = {}

    def new_group(self, thing: Thing) -> list[Thing]:
        """Return a new, empty group under the name of a thing."""
        group: list[Thing] = []
        self._groups.setdefault(_name(thing), []).append(group)
        return group

    def group_of(self, thing: Thing) -> list[Thing] | None:
        """Return the group that tells of the same thread: the same name, and in one syntax nothing that differs."""
        for group in self._groups.get(_name(thing), ()):
            if all(thing.syntax is not known.syntax or self._agree(thing, known) for known in group):
                return group
        return None

    def _agree(self, a: Thing, b: Thing) -> bool:
        pairs = zip(self._reading(a), self._reading(b), strict=True)
        return all(one is None or other is None or one == other for one, other in pairs)

    def _reading(self, thing: Thing) -> tuple[str | None, str | None]:
        if id(thing) not in self._readings:
            answer = thing.first_text(*(f"{name}/text" for name in _ANSWERS))
            self._readings[id(thing)] = (thing.first_text(*_SAYS), answer)
        return self._readings[id(thing)]


def _join_single(groups: list[list[Thing]]) -> None:
    """Join two groups that are all a page has, one in each syntax: the same thread under two forms of its title."""
    if len(groups) == 2 and len(groups[0]) == len(groups[1]) == 1:
        first, second = groups[0][0], groups[1][0]
        if {first.syntax, second.syntax} == {Syntax.JSON_LD, Syntax.MICRODATA}:
            groups[0].append(second)
            groups.pop()


def _name(thing: Thing) -> str:
    return " ".join((thing.first_line(*_NAMED) or thing.first_text(*_SAYS) or "").casefold().split())


def _keyed(subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    """Give each FAQ entry the key that tells it from the others: its name, numbered where another has the same."""
    counts: dict[str, int] = {}
    keyed = []
    for subject in subjects:
        name = subject.things[0].first_line(*_NAMED) or subject.things[0].first_text(*_SAYS) or ""
        counts[name] = number = counts.get(name, 0) + 1
        keyed.append(Subject(subject.role, subject.things, name if number == 1 else f"{name}\n{number}"))
    return tuple(keyed)
