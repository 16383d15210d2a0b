"""``qaharvest schema``: the record's JSON Schema."""

from schemas.json_schema import qa_record_schema_text
from scraper.cli.failures import DONE
from scraper.cli.terminal import output
from scraper.cli.verb import verb


@verb("schema", examples=["qaharvest schema > record.schema.json"])
def command() -> int:
    """Print the JSON Schema (draft 2020-12) that every line of records.jsonl satisfies."""
    output().write(qa_record_schema_text().encode("utf-8"))
    return DONE
