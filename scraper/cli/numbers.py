"""Numbers as options take them; their sentences say what is expected."""

import click

from scraper.cli.terminal import printable

_MOST_DIGITS = 15


def count(value: str | int) -> int:
    """Read a whole number.

    :raises click.BadParameter: if it is none.
    """
    return _whole(value, "a whole number")


def count_or_none(value: str | int) -> int | None:
    """Read a whole number, or the word ``none``, which takes a kept limit away.

    :raises click.BadParameter: if it is neither.
    """
    return None if str(value).lower() == "none" else _whole(value, "a whole number or none")


def seconds(value: str | float) -> float:
    """Read a number of seconds.

    :raises click.BadParameter: if it is no number.
    """
    try:
        return float(value)
    except ValueError:
        raise click.BadParameter(f"a number of seconds is expected, not {_shown(value)}.") from None


def _whole(value: str | int, expected: str) -> int:
    text = str(value)
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        raise click.BadParameter(f"{expected} is expected, not {_shown(value)}.")
    return int(text)


def _shown(value: object) -> str:
    return printable(str(value), 40) or "an empty text"
