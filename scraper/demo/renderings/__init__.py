"""Renderings: ways in which a real site might mark up one thread, each a pure function of thread and address.

The mark-up of the site this project exists for is not known; a profile that reads all of these rests on what the page
says, not on one site's elements.
"""

from collections.abc import Callable
from dataclasses import dataclass

from scraper.demo.renderings import (
    bold,
    br,
    cards,
    cells,
    columns,
    components,
    definition,
    divs,
    headings,
    labels,
    lists,
    minified,
    modern,
    paragraphs,
    plain,
    preformatted,
    semantic,
    table,
    word,
)
from scraper.demo.thread import Thread


@dataclass(frozen=True, slots=True)
class Rendering:
    """One way to mark up a thread.

    :param render: (thread, absolute address of the page) → the page's characters.
    :param links: whether similar threads and topics are linked.
    :param content_type: value of the header the page is served with.
    """

    render: Callable[[Thread, str], str]
    links: bool = True
    content_type: str = "text/html; charset=utf-8"


RENDERINGS: dict[str, Rendering] = {
    "text": Rendering(plain.render, links=False, content_type="text/plain; charset=utf-8"),
    "semantic": Rendering(semantic.render),
    "divs": Rendering(divs.render),
    "table": Rendering(table.render, content_type="text/html"),
    "br": Rendering(br.render, content_type="text/html"),
    "minified": Rendering(minified.render),
    "cards": Rendering(cards.render),
    "definition": Rendering(definition.render),
    "labels": Rendering(labels.render),
    "bold": Rendering(bold.render),
    "lists": Rendering(lists.render),
    "headings": Rendering(headings.render),
    "modern": Rendering(modern.render),
    "preformatted": Rendering(preformatted.render, links=False),
    "paragraphs": Rendering(paragraphs.render, content_type="text/html"),
    "columns": Rendering(columns.render),
    "cells": Rendering(cells.render),
    "word": Rendering(word.render, content_type="text/html"),
    "components": Rendering(components.render),
}
"""Renderings by name; the first is the text form of the real page."""
