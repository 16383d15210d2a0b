"""``qaharvest schema``: the JSON Schema of a record, or of a row of a view."""

import click

from schemas.views.json_schema import view_schema_text
from scraper.cli.failures import DONE
from scraper.cli.terminal import output
from scraper.cli.verb import verb
from scraper.exporting.rows import view_named


@verb("schema", examples=["qaharvest schema > record.schema.json", "qaharvest schema --view rag"])
@click.option("--view", default="full", metavar="VIEW", help="Print that of a row of this view of qaharvest export.")
def command(*, view: str) -> int:
    """Print the JSON Schema (draft 2020-12) that every line of records.jsonl satisfies."""
    output().write(view_schema_text(view_named(view).name).encode("utf-8"))
    return DONE
