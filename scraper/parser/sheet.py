"""The few rules of a page's own style sheets that make lines: ``.line { display: block }``, ``pre-line`` and bold.

Only rules with simple selectors (``tag``, ``.class``, ``#id``, ``tag.class``) outside ``@media`` and the like are read.
What a style sheet hides is not left out: tabs and folded sections are hidden until a reader opens them.
"""

import re
from collections.abc import Mapping

MAX_SHEET_CHARS = 256 * 1024

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_BRACE = re.compile(r"([{}])")
_SELECTOR = re.compile(r"(?P<tag>[a-z][a-z0-9-]*)?(?P<mark>[.#][A-Za-z_][\w-]*)?", re.I)
_TELLING = re.compile(
    r"(?:^|;)\s*(display\s*:\s*(?:block|flex|grid|list-item|table)\b|white-space\s*:\s*(?:pre|break-spaces)[\w-]*"
    r"|font-weight\s*:\s*(?:bold|[6-9]00))",
    re.I,
)


class StyleSheet:
    """Declarations by simple selector.

    :param css: text of the page's ``<style>`` elements.
    """

    def __init__(self, css: str) -> None:
        self._declarations: dict[tuple[str, str], str] = {}
        depth = 0
        skipped = 0  # depth at which an at-rule began
        selectors = ""
        parts = _BRACE.split(_COMMENT.sub("", css[:MAX_SHEET_CHARS]))
        for text, brace in zip(parts[::2], parts[1::2], strict=False):
            if brace == "{":
                depth += 1
                selectors = text.strip()
                if selectors.startswith("@") and not skipped:
                    skipped = depth
                continue
            if depth == 1 and not skipped:
                self._add(selectors, text)
            if skipped == depth:
                skipped = 0
            depth = max(depth - 1, 0)

    def __bool__(self) -> bool:
        return bool(self._declarations)

    def _add(self, selectors: str, block: str) -> None:
        telling = ";".join(_TELLING.findall(block))
        if not telling:
            return
        for selector in selectors.split(","):
            match = _SELECTOR.fullmatch(selector.strip())
            if match is not None and match[0]:
                key = ((match["tag"] or "").lower(), match["mark"] or "")
                self._declarations[key] = f"{self._declarations.get(key, '')};{telling}"

    def style_of(self, tag: str, attributes: Mapping[str, str | None]) -> str:
        """Return the declarations that hold for an element, as in a ``style`` attribute."""
        found = [self._declarations.get((tag, ""))]
        marks = [f".{name}" for name in (attributes.get("class") or "").split()[:50]]
        if element_id := attributes.get("id"):
            marks.append(f"#{element_id}")
        found += [self._declarations.get((name, mark)) for mark in marks for name in ("", tag)]
        return ";".join(filter(None, found))
