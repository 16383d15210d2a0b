"""From a page to the threads that its structure shows, each field with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scraper.parser.rules import Found
from scraper.parser.unmarked import doubts
from scraper.parser.unmarked.faq import NO_HEADING, FaqFinder
from scraper.parser.unmarked.labels import Label, find_labels
from scraper.parser.unmarked.outline import common
from scraper.parser.unmarked.pairs import Pair, doubt_of_pairs, find_pairs
from scraper.parser.unmarked.structure import Structure
from scraper.parser.unmarked.threads import Thread, ThreadFinder
from scraper.parser.unmarked.titles import page_heading
from scraper.parser.unmarked.topics import find_topics
from scraper.parser.view import PageView

NOTHING = "nothing in the structure of the page is a question with answers"
_OPENING_LINES = 3  # of a plain text, in which it says what it is


@dataclass(frozen=True, slots=True)
class SeenThread:
    """A thread as the structure of a page shows it.

    :param seen: field → value with its evidence.
    :param replies: the same for each reply.
    """

    seen: Mapping[str, Found]
    replies: Sequence[Mapping[str, Found]]
    tags: Sequence[Found] = field(default_factory=list)


def read_threads(view: PageView) -> tuple[list[SeenThread], str]:
    """Return the threads of a page, and, where there are none, why not."""
    labels = find_labels(view)
    if not view.is_html:
        opening = "\n".join(block.text for block in view.blocks[:_OPENING_LINES])
        return _labelled(view, labels, len(view.blocks) - 1, None, opening)
    if not view.blocks:
        return [], NOTHING
    structure = Structure(view)
    finder = ThreadFinder(structure)
    thread = finder.find()
    if thread is not None and not _labels_beyond(thread, labels):
        return [_thread(thread, structure)], ""
    heading = page_heading(view)
    name = str(heading.value) if heading is not None else ""
    found, reason = _labelled(view, labels, _last(labels, structure), heading, f"{name}\n{view.title or ''}")
    if not found:
        found, faq_reason = _frequent(structure, heading)
        reasons = [*finder.reasons, reason, faq_reason]
        reason = next((reason for reason in reasons if reason not in (NOTHING, NO_HEADING)), NOTHING)
    return found, reason


def _labels_beyond(thread: Thread, labels: Sequence[Label]) -> bool:
    """Whether several posts have labels of questions, so that each is a pair and not a post."""
    asked = [label.block.index for label in labels if label.is_question]
    return sum(1 for post in thread.posts if any(post.unit.first <= index <= post.unit.last for index in asked)) > 1


def _thread(thread: Thread, structure: Structure) -> SeenThread:
    question, replies = thread.posts[0], thread.posts[1:]
    seen = dict(question.found)
    if thread.title is not None:
        seen["title"] = seen["question_title"] = thread.title.found
        seen.setdefault("text", thread.title.found)
    return SeenThread(seen, [reply.found for reply in replies], find_topics(structure, question.unit))


def _labelled(
    view: PageView, labels: Sequence[Label], last: int, heading: Found | None, name: str
) -> tuple[list[SeenThread], str]:
    """Return the pairs that labels make.

    :param last: index of the last line that may belong to one.
    :param name: what the page calls itself.
    """
    if not any(label.is_question for label in labels) or all(label.is_question for label in labels):
        return [], NOTHING
    pairs = find_pairs(view.blocks, labels, last)
    doubt = doubt_of_pairs(pairs) or doubts.of_pairs(name)
    if doubt is not None:
        return [], doubt
    return [_pair(pair, heading, several=len(pairs) > 1) for pair in pairs], ""


def _pair(pair: Pair, heading: Found | None, *, several: bool) -> SeenThread:
    seen = dict(pair.question.found)
    if heading is not None:
        seen["title"] = heading
    if several:
        seen["key"] = seen["text"]
    return SeenThread(seen, [answer.found for answer in pair.answers if answer.text])


def _frequent(structure: Structure, heading: Found | None) -> tuple[list[SeenThread], str]:
    pairs, reason = FaqFinder(structure).find()
    doubt = doubts.of_pairs(structure.view.title or "") if pairs else reason
    if doubt is not None:
        return [], doubt
    title = {"title": heading} if heading is not None else {}
    return [SeenThread({**title, "text": asked, "key": asked}, [{"text": answer}]) for asked, answer in pairs], ""


def _last(labels: Sequence[Label], structure: Structure) -> int:
    """Return the last line of the innermost element that holds all labels."""
    if not labels:
        return 0
    around = structure.box(labels[0].block.index)
    for label in (labels[-1], labels[len(labels) // 2]):
        around = common(around, structure.box(label.block.index))
    return around.last
