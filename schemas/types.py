"""The few scalar types and the model settings that every part of the record shares."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Strict, StringConstraints

# No control character but line feed and tab, in a form that JSON Schema, Python and Rust read alike.
_PRINTABLE = r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$"


Text = Annotated[str, StringConstraints(min_length=1, pattern=_PRINTABLE)]
"""Text as a reader sees it; never empty (an absent text is ``null``), no control characters."""

Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\u0000-\u001f\u007f]+$")]
"""An absolute http or https address."""

LanguageTag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
"""A BCP 47 language tag (RFC 5646), shape only."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


T = TypeVar("T")

Listed = Annotated[tuple[T, ...], Strict(False)]
"""A list: unchangeable once made; any sequence is taken, its entries are as strict as ever."""


class Model(BaseModel):
    """Base of every part of the record: strict types, no unknown keys, unchangeable once made."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        # A line always has every key, though one that came later may lack on lines that are read again.
        json_schema_serialization_defaults_required=True,
    )
