"""Views with fewer columns: a row's model derived from another, so that every file's schema follows."""

import difflib
from collections.abc import Callable, Sequence
from copy import copy

from pydantic import create_model

from schemas.types import Model
from scraper.errors import UsageError
from scraper.exporters.port import View


def narrowed(view: View, columns: Sequence[str]) -> View:
    """Return the view with the named columns alone, in that order.

    :raises UsageError: if the view has no such column, or one is named twice.
    """
    known = view.columns
    for name in columns:
        if name not in known:
            meant = difflib.get_close_matches(name[:60], known, n=1)
            hint = f"did you mean {meant[0]}?" if meant else f"there are {', '.join(known)}."
            raise UsageError(f"The view {view.name} has no column {name[:60]!r}; {hint}")
    if len(set(columns)) < len(columns):
        raise UsageError("--select names a column twice.")
    row = _derived(view.row, columns)
    narrow = caster(row)
    return View(
        view.name, row, lambda record: map(narrow, view.rows(record)), view.key if view.key in columns else None
    )


def caster(row: type[Model]) -> Callable[[Model], Model]:
    """Return what makes a narrower row of a row."""
    names = tuple(row.model_fields)
    return lambda wide: row.model_construct(**{name: getattr(wide, name) for name in names})


def _derived(row: type[Model], columns: Sequence[str]) -> type[Model]:
    fields = {name: (row.model_fields[name].annotation, copy(row.model_fields[name])) for name in columns}
    derived: type[Model] = create_model(  # type: ignore[call-overload]
        row.__name__, __base__=Model, __doc__=row.__doc__, **fields
    )
    return derived
