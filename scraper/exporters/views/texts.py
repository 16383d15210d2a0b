"""Texts that several views are made of."""

from collections.abc import Iterable, Iterator

from schemas.qa import Article, ArticleItem, ArticleSection, Question

PARAGRAPH = "\n\n"
"""What stands between two texts that were joined."""


def own_title(question: Question) -> str | None:
    """Return the question's title; None where the body begins with it, so that it would be said twice."""
    title = question.title
    return title if title is not None and not question.text.startswith(title) else None


def asked(question: Question) -> str:
    """Return the question as one text: its title, then its body."""
    title = own_title(question)
    return question.text if title is None else f"{title}\n{question.text}"


def joined(texts: Iterable[str | None], between: str) -> str | None:
    """Return the texts that there are as one; None where there are none."""
    return between.join(text for text in texts if text is not None) or None


def article_text(article: Article | None) -> str | None:
    """Return the sections of an article as one text; None where there are none."""
    return joined(map(section_text, article.sections), PARAGRAPH) if article is not None else None


def section_text(section: ArticleSection) -> str | None:
    """Return a section as one text: its heading, its paragraphs, an entry of its list a line."""
    return joined((section.heading, section.text, *item_lines(section.items)), "\n")


def item_lines(items: Iterable[ArticleItem]) -> Iterator[str]:
    """Yield a line for each entry of a list, two blanks deeper for those nested under another."""
    # A stack instead of recursion: how deeply lists are nested is up to the page.
    waiting = [iter(items)]
    while waiting:
        item = next(waiting[-1], None)
        if item is None:
            waiting.pop()
            continue
        told = joined((item.label, item.text), ": ")
        if told is not None:
            yield f"{'  ' * (len(waiting) - 1)}- {told}"
        waiting.append(iter(item.items))
