"""Invented pages that hold no question: each must give no record and a reason."""


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n<body>\n'
        f"<!-- Authored for testing; not a real page. -->\n{body}\n</body>\n</html>\n"
    )


_EXCERPTS = """
<div><h3><a href="/qa/1">Sore Throat After a Cold Night</a></h3><p>Since Monday my throat has been sore...</p>
<p>Dr. Lin Meiling reply Family Medicine</p><p>Rest for a few days and drink...</p>
<p><a href="/qa/1">[Read More] Sore Throat After a Cold Night</a></p></div>
<div><h3><a href="/qa/2">Hoarse Voice</a></h3><p>I teach six hours a day...</p>
<p>Dr. Wang Daming reply ENT</p><p>Rest your voice.</p>
<p><a href="/qa/2">[Read More] Hoarse Voice</a></p></div>
"""

_ASKED = "".join(
    f'<div><h3><a href="/qa/{n}">Question Number {n}</a></h3>'
    f"<p>user{n}, 40~49 year old female. Ask Date: 2007/02/0{n}</p>"
    "<p>Since Monday my throat has been sore...</p><p>Dr. Lin Meiling reply ENT</p><p>Rest for a few days and...</p>"
    f'<p><a href="/qa/{n}">[Read More] Question Number {n}</a></p></div>\n'
    for n in range(1, 6)
)
_ROWS = "".join(
    f'<tr><td><a href="/qa/{n}">Question Number {n}</a></td>'
    f"<td>user{n}, 40~49 year old male. Ask Date: 2007/02/0{n}</td></tr>\n"
    for n in range(1, 6)
)

PAGES: dict[str, str] = {
    "home": _page(
        "Health Questions",
        '<h1>Health Questions</h1><p>Ask a doctor.</p><ul><li><a href="/qa/ent">ENT</a></li></ul>'
        f"<h2>Latest</h2>{_EXCERPTS}",
    ),
    "listing": _page("ENT - Health Questions", f'<h1>ENT</h1>{_EXCERPTS}<p><a href="?page=2">Next</a></p>'),
    "listing_with_asker_lines": _page("ENT", f"<h1>ENT</h1>{_ASKED}"),
    "listing_as_a_table": _page("ENT", f"<h1>ENT</h1><table>{_ROWS}</table>"),
    "topics": _page(
        "FAQ",
        '<h1>Related FAQ</h1><ul><li><a href="/faq/cramps">Cramps</a> (Rehabilitation)</li>'
        '<li><a href="/faq/cold">Cold (common)</a> (Family Medicine)</li></ul>',
    ),
    "topic": _page("Cramps - Rehabilitation", f"<h1>Cramps - Rehabilitation</h1><h2>Similar Q&amp;A</h2>{_EXCERPTS}"),
    "login": _page(
        "Log in",
        '<h1>Log in</h1><form action="/login"><label>Name <input name="n"></label>'
        '<label>Ask Date: <input name="d"></label>'
        "<button>Log in</button></form>",
    ),
    "not_found": _page("Not found", "<h1>404</h1><p>The page you asked for does not exist.</p>"),
    "article": _page(
        "Understanding Foot Cramps",
        "<h1>Understanding Foot Cramps</h1><h2>More Info</h2><p>Foot cramps are involuntary contractions.</p>"
        "<h3>Causes</h3><ol><li>Muscle Fatigue: Overuse of the muscles.</li></ol>",
    ),
    "search": _page("Search", f'<h1>Results for "throat"</h1><p>2 results</p>{_EXCERPTS}'),
    "search_in_bare_text": _page(
        "Search",
        "Results<br><br>Dr. Lin Meiling reply Family Medicine<br>Rest.<br><br>Dr. Wang Daming reply ENT<br>Speak less.",
    ),
    "empty_document": _page("", ""),
    "empty": "",
    "blank": " \n\n\t\n",
    "text": "A text file that somebody left here.\nIt asks nothing.\n",
    "leaflet": _page(
        "How to ask", "<h1>How to ask</h1><p>Under each question stands a line with Ask Date: and the day.</p>"
    ),
    "hidden_only": _page(
        "App",
        "<noscript>Please enable JavaScript.</noscript>"
        "<template><p>x, 34 year old male. Ask Date: 2007/02/03</p></template>",
    ),
}
