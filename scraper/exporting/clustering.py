"""Views with one column more: which records say nearly the same."""

from collections.abc import Callable
from dataclasses import replace

from pydantic import Field, create_model

from schemas.types import Model
from scraper.errors import UsageError
from scraper.exporters.port import View

CLUSTER = "cluster"
_MEANING = (
    "Number of the cluster of near-duplicates: records that say nearly the same have one number. "
    "It counts the records read, from 1, up to the first of the cluster."
)


def clustered(view: View) -> View:
    """Return the view with a last column that tells the cluster of each row's record.

    :raises UsageError: if its rows belong to several records.
    """
    if view.rank is not None:
        raise UsageError(f"Rows of the view {view.name} belong to several records; leave --clusters out.")
    row: type[Model] = create_model(
        view.row.__name__, __base__=view.row, __doc__=view.row.__doc__, cluster=(int, Field(ge=1, description=_MEANING))
    )
    return replace(view, row=row)


def clusterer(row: type[Model]) -> Callable[[Model, int], Model]:
    """Return what adds a cluster's number to a row."""
    return lambda narrow, number: row.model_construct(**dict(narrow), cluster=number)
