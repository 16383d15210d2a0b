"""Postings that tell of a thread without saying which post is below which, put into the form of those that do.

Some forums give one posting the texts, authors and dates of all posts, one after the other (NodeBB); others make a
posting of each post, under the same headline (Discourse before 2023).
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from scraper.parser.place import NodePlace
from scraper.parser.things import Syntax, Thing, Value, Words

MAX_POSTS = 1000

POSTING = "DiscussionForumPosting"
_TEXTS = ("text", "articleBody")
# What each post says of itself. The topic may say it once more, before all posts.
_OF_A_POST = ("author", "creator", "datePublished", "dateCreated", "upvoteCount", "downvoteCount", "url")


def unfolded(postings: Sequence[Thing]) -> list[Thing]:
    """Return postings with the posts of their threads as comments; a thread's later pages are left out."""
    found: list[Thing] = []
    for _, group in groupby(postings, key=_thread_of):
        posts = list(group)
        if len(posts) > 1:
            found += [_joined(posts)] if _is_first(posts[0]) else []
        else:
            found += _split(posts[0])
    return found


def _thread_of(posting: Thing) -> object:
    """Return what tells the threads of single posts apart: their headline."""
    is_post = posting.syntax is not Syntax.JSON_LD and not posting.properties.keys().isdisjoint(_TEXTS)
    headline = posting.first_line("headline") if is_post and "comment" not in posting.properties else None
    return headline if headline is not None else posting


def _is_first(post: Thing) -> bool:
    position = post.first_line("position")
    return position is None or position.lstrip("# ") == "1"


def _joined(posts: Sequence[Thing]) -> Thing:
    first = posts[0]
    properties = {**first.properties, "comment": tuple(posts[1:MAX_POSTS])}
    return Thing(first.syntax, first.types, properties, first.place, first.node, first.name)


def _split(posting: Thing) -> Iterator[Thing]:
    """Yield a posting that has the texts of all its posts with the others as comments."""
    name = next((name for name in _TEXTS if name in posting.properties), "")
    texts = [text for text in posting.properties.get(name, ()) if isinstance(text, Words)][:MAX_POSTS]
    if len(texts) < 2 or "comment" in posting.properties or posting.syntax is Syntax.JSON_LD:
        yield posting
        return
    headline = posting.first_line("headline", "name")
    if headline is not None and texts[0].line == headline:
        texts = texts[1:]  # the topic's own text is its headline, before those of the posts
    said = {key: values for key in _OF_A_POST if (values := _one_each(posting, key, len(texts))) is not None}
    if all(_is_of_topic(posting, key, values) for key, values in said.items() if key.startswith("date")):
        comments = tuple(_post(posting, text, said, number) for number, text in enumerate(texts) if number)
        own = {key: (values[0],) for key, values in said.items()}
        properties = {**posting.properties, **own, name: (texts[0],), "comment": comments}
        yield Thing(posting.syntax, posting.types, properties, posting.place, posting.node, posting.name)


def _one_each(posting: Thing, key: str, count: int) -> tuple[Value, ...] | None:
    """Return the values of a property that has one for each post; None where it is not sure which is whose."""
    values = posting.properties.get(key, ())
    return values[-count:] if len(values) in (count, count + 1) else None


def _is_of_topic(posting: Thing, key: str, values: tuple[Value, ...]) -> bool:
    """Whether the first post is the topic's: on a later page of the thread the two have different dates."""
    topic, first = posting.properties[key][0], values[0]
    return isinstance(topic, Words) and isinstance(first, Words) and topic.literal == first.literal


def _post(posting: Thing, text: Words, said: dict[str, tuple[Value, ...]], number: int) -> Thing:
    properties: dict[str, tuple[Value, ...]] = {key: (values[number],) for key, values in said.items()}
    place = NodePlace(text.node, "itemprop")
    return Thing(posting.syntax, frozenset({"Comment"}), {**properties, "text": (text,)}, place, text.node)
