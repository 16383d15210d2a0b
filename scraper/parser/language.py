"""Language tags after BCP 47 (RFC 5646), as pages write them."""

import re

# §2.1: language (with the three-letter extended ones), script, region, variants, extensions and private use; of the
# tags of before 1996 (grandfathered) none.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extended>(?:-[a-z]{3}){0,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<rest>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?)",
    re.I | re.A,
)
MAX_CHARS = 35
_SAYS_NOTHING = frozenset({"und", "mul", "zxx", "mis", "art"})


def language_tag(text: str) -> str | None:
    """Return a tag in its conventional case (``zh-Hant``, ``en-US``; §2.1.1), or None where the text is none.

    ``en_US``, as programs write it, is read as ``en-US``.
    """
    text = text.strip().replace("_", "-")
    match = _TAG.fullmatch(text) if len(text) <= MAX_CHARS else None
    if match is None or match["language"].lower() in _SAYS_NOTHING:
        return None
    parts = [match["language"].lower() + match["extended"].lower()]
    if match["script"]:
        parts.append(match["script"].title())
    if match["region"]:
        parts.append(match["region"].upper())
    return "-".join(parts) + match["rest"].lower()
