"""Pages of labelled or frequent questions, with what must be read of each. Authored; CC0-1.0."""

from collections.abc import Callable
from html import escape

from tests.parser.unmarked.layouts import page

Pairs = list[tuple[str, str]]

ENGLISH: Pairs = [
    ("How do I clean the kettle?", "Fill it with water and a spoon of citric acid, and let it boil once."),
    ("Can I put the lid into the dishwasher?", "No. The seal would become hard."),
    ("What does the blinking light mean?", "The base has no contact with the kettle.\nLift it and put it down again."),
]
GERMAN: Pairs = [
    ("Wie reinige ich den Wasserkocher?", "Mit Wasser und einem Löffel Zitronensäure einmal aufkochen."),
    ("Darf der Deckel in die Spülmaschine?", "Nein. Die Dichtung würde hart."),
    (
        "Was bedeutet das Blinken?",
        "Der Sockel hat keinen Kontakt zum Kocher.\nHeben Sie ihn an und setzen Sie ihn neu auf.",
    ),
]
SPANISH: Pairs = [
    ("¿Cómo limpio el hervidor?", "Llénelo de agua con una cucharada de ácido cítrico y hiérvala una vez."),
    ("¿Se puede lavar la tapa en el lavavajillas?", "No. La junta se endurecería."),
    ("¿Qué significa la luz que parpadea?", "La base no hace contacto.\nLevante el hervidor y vuelva a ponerlo."),
]
CHINESE: Pairs = [
    ("水壶应该怎么清洗？", "加满水和一勺柠檬酸，烧开一次就可以了。"),
    ("壶盖可以放进洗碗机吗？", "不可以，密封圈会变硬。"),
    ("指示灯闪烁是什么意思？", "底座和水壶没有接触好。\n拿起来重新放一次。"),
]
PAIRS = {"en": ENGLISH, "de": GERMAN, "es": SPANISH, "zh": CHINESE}
HEADINGS = {
    "en": "Frequently Asked Questions",
    "de": "Häufig gestellte Fragen",
    "es": "Preguntas frecuentes",
    "zh": "常见问题",
}
LABELS = {
    "en": ("Question", "Answer"),
    "de": ("Frage", "Antwort"),
    "es": ("Pregunta", "Respuesta"),
    "zh": ("问题", "回答"),
}
LETTERS = {"en": ("Q", "A"), "de": ("F", "A"), "es": ("P", "R"), "zh": ("问", "答")}
MORE = {"en": "Still have questions?", "de": "Noch Fragen?", "es": "¿Tienes más preguntas?", "zh": "还有其他问题？"}


def _text(answer: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in answer.split("\n"))


def _around(language: str, main: str) -> str:
    return page(
        f"{HEADINGS[language]} - Teapot",
        f'<header><nav><a href="/">Teapot</a> <a href="/help">FAQ</a></nav></header><main><h1>{HEADINGS[language]}'
        f"</h1>\n{main}\n</main>"
        "<footer><p>© 2024 Teapot</p></footer>",
        language=language,
    )


def headings(language: str) -> str:
    return _around(language, "\n".join(f"<h3>{escape(q)}</h3>\n{_text(a)}" for q, a in PAIRS[language]))


def headings_and_invitation(language: str) -> str:
    """The last heading asks, and is no question of the list."""
    pairs = "\n".join(f"<section><h2>{escape(q)}</h2>\n{_text(a)}</section>" for q, a in PAIRS[language])
    return _around(
        language, f"{pairs}\n<section><h2>{MORE[language]}</h2><p><a href='/contact'>Teapot</a></p></section>"
    )


def definition_list(language: str) -> str:
    return _around(
        language, "<dl>" + "\n".join(f"<dt>{escape(q)}</dt>\n<dd>{_text(a)}</dd>" for q, a in PAIRS[language]) + "</dl>"
    )


def folded(language: str) -> str:
    pairs = "\n".join(
        f"<details><summary>{escape(q)}</summary>\n<div>{_text(a)}</div></details>" for q, a in PAIRS[language]
    )
    return _around(language, pairs)


def folded_by_buttons(language: str) -> str:
    pairs = "\n".join(
        f'<div class="accordion-item"><h2 class="accordion-header"><button>{escape(q)}</button></h2>'
        f'<div class="accordion-collapse collapse"><div class="accordion-body">{_text(a)}</div></div></div>'
        for q, a in PAIRS[language]
    )
    return _around(language, f'<div class="accordion">{pairs}</div>')


def boxes(language: str) -> str:
    pairs = "\n".join(
        f'<div class="faq-item"><div class="faq-question">{escape(q)}</div><div class="faq-answer">{_text(a)}'
        f"</div></div>"
        for q, a in PAIRS[language]
    )
    return _around(language, pairs)


def bold_lines(language: str) -> str:
    return _around(
        language,
        "\n".join(
            f"<p><strong>{escape(q)}</strong><br>{escape(a).replace(chr(10), '<br>')}</p>" for q, a in PAIRS[language]
        ),
    )


def table_of_questions(language: str) -> str:
    """Links to the questions above them."""
    toc = "".join(f'<li><a href="#q{n}">{escape(q)}</a></li>' for n, (q, _) in enumerate(PAIRS[language]))
    pairs = "\n".join(f'<h2 id="q{n}">{escape(q)}</h2>\n{_text(a)}' for n, (q, a) in enumerate(PAIRS[language]))
    return _around(language, f"<ul>{toc}</ul>\n{pairs}")


def in_a_table(language: str) -> str:
    rows = "\n".join(f"<tr><td><b>{escape(q)}</b></td><td>{_text(a)}</td></tr>" for q, a in PAIRS[language])
    return _around(language, f"<table>{rows}</table>")


def labelled_words(language: str) -> str:
    question, answer = LABELS[language]
    pairs = "\n".join(
        f"<p><b>{question}:</b> {escape(q)}</p>\n<p><b>{answer}:</b> {escape(a).replace(chr(10), '<br>')}</p>"
        for q, a in PAIRS[language]
    )
    return page("Teapot", f"<h1>Teapot</h1>\n<div>{pairs}</div>\n<footer>© 2024</footer>", language=language)


def labelled_letters(language: str) -> str:
    question, answer = LETTERS[language]
    pairs = "\n".join(
        f"<p>{question}: {escape(q)}</p>\n<p>{answer}: {escape(a).replace(chr(10), '<br>')}</p>"
        for q, a in PAIRS[language]
    )
    return page("Teapot", f"<h2>Teapot</h2>\n<div>{pairs}</div>", language=language)


def labelled_in_list(language: str) -> str:
    question, answer = LETTERS[language]
    pairs = "\n".join(f"<dt>{question}: {escape(q)}</dt>\n<dd>{answer}: {_text(a)}</dd>" for q, a in PAIRS[language])
    return _around(language, f"<dl>{pairs}</dl>")


def labels_as_headings(language: str) -> str:
    question, answer = LABELS[language]
    pairs = "\n".join(
        f"<h3>{question}</h3>\n<p>{escape(q)}</p>\n<h3>{answer}</h3>\n{_text(a)}" for q, a in PAIRS[language]
    )
    return page("Teapot", f"<h1>Teapot</h1>\n<div>{pairs}</div>", language=language)


def numbered_labels(language: str) -> str:
    question, answer = LETTERS[language]
    pairs = "\n".join(
        f"<p><strong>{question}{n}.</strong> {escape(q)}</p>\n<p><strong>{answer}{n}.</strong>"
        f" {escape(a).replace(chr(10), '<br>')}</p>"
        for n, (q, a) in enumerate(PAIRS[language], 1)
    )
    return _around(language, f"<div>{pairs}</div>")


def plain_text(language: str) -> str:
    """No page but a text."""
    question, answer = LETTERS[language]
    return (
        "Teapot (authored for testing; CC0-1.0)\n\n"
        + "\n\n".join(f"{question}: {q}\n{answer}: {a}" for q, a in PAIRS[language])
        + "\n"
    )


def title_of(kind: Callable[[str], str], language: str) -> str:
    """Return the heading of a page."""
    return "Teapot" if kind in (labelled_words, labelled_letters, labels_as_headings) else HEADINGS[language]


KINDS = (
    headings, headings_and_invitation, definition_list, folded, folded_by_buttons, boxes, bold_lines,
    table_of_questions, in_a_table,
    labelled_words, labelled_letters, labelled_in_list, labels_as_headings, numbered_labels, plain_text,
)  # fmt: skip
