"""What the measuring of speed gave, as the tables, the plot and the JSON beside the page need it."""

import json
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from benchmarks.contenders import Aim, Figure


@dataclass(frozen=True)
class Turn:
    """What one contender did in one round.

    :param pages: pages it read.
    :param seconds: time it took.
    :param cpu_seconds: processor time that took.
    :param peak_rss: most bytes resident at one time; None of a library, which has all pages in memory.
    """

    pages: int
    seconds: float
    cpu_seconds: float
    peak_rss: int | None

    def figure(self, figure: Figure) -> float:
        """Return pages a second, seconds of processor time a page, or bytes of memory."""
        match figure:
            case Figure.RATE:
                return self.pages / self.seconds
            case Figure.CPU:
                return self.cpu_seconds / self.pages
            case Figure.MEMORY:
                return float(self.peak_rss or 0)


@dataclass(frozen=True)
class Measurement:
    """What came out of all rounds.

    :param where: machine and date, a sentence.
    :param server: name and version of the web server.
    :param served: answers a second that it gave to one bare client.
    :param questions: question pages.
    :param pages: all pages that a crawl fetches.
    :param turns: contender → what it did in each round.
    :param versions: distribution → version.
    """

    where: str
    server: str
    served: float
    questions: int
    pages: int
    turns: dict[str, list[Turn]]
    versions: dict[str, str]

    def figures(self, name: str, figure: Figure) -> list[float]:
        """Return a contender's figure in each round."""
        return [turn.figure(figure) for turn in self.turns[name]]

    def median(self, name: str, figure: Figure) -> float:
        """Return the median of a contender's figure."""
        return median(self.figures(name, figure))

    def reached(self, aim: Aim) -> float | None:
        """Return the ratio of the medians that an aim is about; None where one of the two took no part."""
        if not (self.turns.get(aim.name) and self.turns.get(aim.other)):
            return None
        return self.median(aim.name, aim.figure) / self.median(aim.other, aim.figure)


def to_json(result: Measurement) -> str:
    """Return a measurement as JSON, a line for each turn."""
    told: dict[str, Any] = asdict(result)
    turns = {name: [json.dumps(turn) for turn in turns] for name, turns in told.pop("turns").items()}
    lines = [f"    {json.dumps(name)}: [\n      " + ",\n      ".join(turns[name]) + "\n    ]" for name in turns]
    head = json.dumps(told, indent=2, ensure_ascii=False).removesuffix("\n}")
    return f'{head},\n  "turns": {{\n' + ",\n".join(lines) + "\n  }\n}\n"


def from_json(text: str) -> Measurement:
    """Return the measurement that :func:`to_json` wrote.

    :raises ValueError, TypeError, KeyError: if it is something else.
    """
    told = json.loads(text)
    turns = {name: [Turn(**turn) for turn in turns] for name, turns in told.pop("turns").items()}
    return Measurement(turns=turns, **told)
