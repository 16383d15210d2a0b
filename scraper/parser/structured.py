"""What a page says of itself in structured mark-up: JSON-LD, microdata and RDFa, in one shape."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from scraper.parser.jsonld import read_jsonld
from scraper.parser.microdata import read_microdata
from scraper.parser.rdfa import read_rdfa
from scraper.parser.things import Thing

_JSON_LD = re.compile(rb"ld(?:\+|&#43;|&#x2b;|&plus;)json")
# Scripts are full of the operator `typeof`; only an attribute has a value.
_RDFA = re.compile(rb"\stypeof\s*+=\s*+[^\s=]")


@dataclass(frozen=True, slots=True)
class Markup:
    """The structured mark-up of a page.

    :param things: the outermost things, the most trusted syntax first (JSON-LD, microdata, RDFa), each in the order of
        the page.
    :param broken: blocks of JSON-LD that could not be read.
    """

    things: tuple[Thing, ...] = ()
    broken: int = 0


def read_markup(tree: LexborHTMLParser | None, text: str, base: str | None = None) -> Markup:
    """Return a page's structured mark-up. Never raises; bounded in depth, size and number.

    :param text: the page's source, in which a look for the marks costs less than one through the tree.
    :param base: address against which the names of things are resolved.
    """
    if tree is None:
        return Markup()
    # The marks are ASCII, and octets are lower-cased faster; what is left out can only add a look, never miss one.
    lowered = text.encode("ascii", "ignore").lower()
    things: tuple[Thing, ...] = ()
    broken = 0
    if _JSON_LD.search(lowered):
        things, broken = read_jsonld(tree)
    if b"itemscope" in lowered or b"itemtype" in lowered:
        things += read_microdata(tree)
    if b"typeof" in lowered and _RDFA.search(lowered):
        things += read_rdfa(tree, base)
    return Markup(things, broken)
