"""The view ``alpaca``: instruction, input and output, as tools for instruction tuning take them."""

from schemas.types import Model, Text


class AlpacaRow(Model):
    """One question and one of its replies."""

    id: Text
    """Identity of the pair, unique in a dataset: ``record_id``, ``#reply-``, number of the reply."""
    instruction: Text
    """Title of the question; its body where it has no title of its own."""
    input: str
    """Body of the question; empty, not null, where the instruction holds it, as readers of this format expect."""
    output: Text
    """Body of the reply."""
