"""Places in JSON that a page carries in a script: the script's element, and the path in what the script says."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.parser.place import CssPaths

MARK = "[json-ld]"
MAX_STEP_CHARS = 200  # of one key in a path; a longer one is cut, as it would stand in the path of every value below it
_NOT_SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # no record may hold these


@dataclass(frozen=True, slots=True)
class JsonPlace:
    """A value in the JSON of a script, as a chain of steps to it.

    A chain, because most values are never asked for their place: only then is the path put together.

    :param script: the element that holds the JSON.
    :param outer: the list or object that the value stands in; None for the outermost value.
    :param step: its key or its position there.
    """

    script: LexborNode
    outer: "JsonPlace | None" = None
    step: str | int = ""

    def below(self, step: str | int) -> "JsonPlace":
        """Return the place of a value inside this one."""
        return JsonPlace(self.script, self, step)

    def pointer(self) -> str:
        """Return the JSON pointer (RFC 6901) to the value, empty for the outermost."""
        steps: list[str] = []
        place: JsonPlace | None = self
        while place is not None and place.outer is not None:
            steps.append(shown_step(str(place.step)).replace("~", "~0").replace("/", "~1"))
            place = place.outer
        return "".join(f"/{step}" for step in reversed(steps))

    def describe(self, paths: CssPaths) -> str:
        """Return the CSS path of the script, the mark of JSON-LD, and the JSON pointer into it."""
        return f"{paths.of(self.script)} {MARK} {self.pointer()}".rstrip()


def shown_step(key: str) -> str:
    """Return a key as it stands in a path: cut, and U+FFFD in place of control characters."""
    return _NOT_SHOWN.sub("\ufffd", key[:MAX_STEP_CHARS])
