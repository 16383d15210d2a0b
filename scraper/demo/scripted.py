"""The demonstration's pages as a program in the reader's browser makes them: a shell, a script, and data.

The answer holds the head of the page and an empty element; its script asks for the rest at an address of its own and
puts it in place. Once that is done, the document is the page that the plain site serves.
"""

import json
import re
from dataclasses import replace

from scraper.demo.answers import Answer

SCRIPT = "/static/app.js"
"""Address of the script that puts pages in place."""
DATA = ".json"
"""What an address ends in that holds a page's data."""

_BODY = re.compile(r"(<body\b[^>]*>)(.*)(</body>)", re.S | re.I)
_SCRIPT = b"""fetch(location.pathname + ".json")
  .then((answer) => answer.json())
  .then((data) => { document.body.innerHTML = data.body; });
"""


def script() -> Answer:
    """Return the answer at ``SCRIPT``."""
    return Answer("static", _SCRIPT, content_type="text/javascript; charset=utf-8")


def shell(answer: Answer) -> Answer:
    """Return the page as a server of scripts sends it; one that is no HTML stays as it is."""
    text = answer.body.decode()
    if _BODY.search(text) is None:
        return answer
    empty = rf'\1<div id="app"></div><script src="{SCRIPT}"></script>\3'
    return replace(answer, body=_BODY.sub(empty, text, count=1).encode())


def data(answer: Answer) -> Answer:
    """Return what the page's script asks for."""
    found = _BODY.search(answer.body.decode())
    body = json.dumps({"body": found[2] if found is not None else ""})
    return Answer("static", body.encode(), content_type="application/json")
