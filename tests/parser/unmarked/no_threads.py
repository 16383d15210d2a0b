"""Pages that are no questions and answers, though they look much like them: in several languages and layouts.

Authored; CC0-1.0. Each must give no record.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from tests.parser.unmarked.layouts import page
from tests.parser.unmarked.stories import long_day


@dataclass(frozen=True)
class Entry:
    """One of several alike parts of a page."""

    name: str
    day: date
    text: str
    title: str = ""
    more: str = ""


@dataclass(frozen=True)
class Tongue:
    """A language and what is said in it."""

    language: str
    names: tuple[str, ...]
    sayings: tuple[str, ...]
    titles: tuple[str, ...]
    article: tuple[str, ...]
    words: dict[str, str]


ENGLISH = Tongue(
    "en",
    ("Ann Lee", "bobcat", "Carla", "D. Moore", "eve_77"),
    (
        "Does anybody know when this opens again? I would love to go with my children.",
        "It was worth the trip, and the staff were friendly all day long.",
        "I cannot agree with that. Last year the queue was twice as long.",
        "Thank you, this is just what I needed to hear today.",
        "Well said. Could you write more about the history of the place?",
    ),
    ("A walk through the old harbour", "How to choose a tent", "Why the bridge is closed", "Seven soups for winter",
    "What is new in the museum?"),
    (
        "The old harbour opened its gates on Saturday after three years of work, and thousands came to see it.",
        "The city had promised to finish in spring. Why did it take so long? The builders blame the weather and"
        " the price of steel.",
        "On Sunday the cranes were still standing, but the cafés along the quay had already run out of cake.",
    ),
    {
        "comments": "Comments (5)", "reviews": "Customer reviews", "guestbook": "Guestbook",
        "testimonials": "What our guests say", "listing": "Latest questions",
        "search": "Search results for “harbour”", "topics": "Topics", "replies": "replies", "last": "Last post",
        "read": "Read more", "changelog": "Changelog",
        "chat": "Chat transcript", "jobs": "Job openings", "events": "Events", "activity": "Recent activity",
        "blog": "Our blog", "stars": "4 out of 5 stars",
        "by": "By", "on": "on", "answers": "answers", "asked": "asked", "helpful": "Was this helpful? Yes No",
        "reply": "Reply", "gallery": "Photo gallery",
        "news": "News", "from": "from", "posted": "Posted by", "price": "Price", "location": "Location",
        "page": "Page 1 of 9", "views": "views",
        "responses": "5 responses to “The harbour is open again”", "article": "The harbour is open again",
        "ask": "Who paid for the new harbour?",
        "wall": "Wall", "inbox": "Inbox", "directory": "Our doctors", "petition": "Sign the petition",
        "poll": "Where should the market be?", "votes": "votes",
    },
)  # fmt: skip
GERMAN = Tongue(
    "de",
    ("Anna Lehmann", "Bergfex", "Clara", "D. Maier", "eule77"),
    (
        "Weiß jemand, wann wieder geöffnet ist? Ich würde gern mit den Kindern hingehen.",
        "Der Ausflug hat sich gelohnt, und alle waren den ganzen Tag freundlich.",
        "Dem kann ich nicht zustimmen. Letztes Jahr war die Schlange doppelt so lang.",
        "Danke, genau das wollte ich heute hören.",
        "Gut gesagt. Schreibt ihr noch mehr über die Geschichte des Ortes?",
    ),
    ("Ein Gang durch den alten Hafen", "So wählt man ein Zelt", "Warum die Brücke gesperrt ist",
    "Sieben Suppen für den Winter", "Was gibt es Neues im Museum?"),
    (
        "Der alte Hafen hat am Samstag nach drei Jahren Bauzeit seine Tore geöffnet, und Tausende kamen.",
        "Die Stadt hatte versprochen, im Frühjahr fertig zu sein. Warum hat es so lange gedauert? Die Bauleute"
        " nennen das Wetter und den Stahlpreis.",
        "Am Sonntag standen die Kräne noch, aber in den Cafés am Kai war der Kuchen schon ausverkauft.",
    ),
    {
        "comments": "5 Kommentare", "reviews": "Kundenbewertungen", "guestbook": "Gästebuch",
        "testimonials": "Das sagen unsere Gäste", "listing": "Neueste Fragen",
        "search": "Suchergebnisse für „Hafen“", "topics": "Themen", "replies": "Antworten", "last": "Letzter Beitrag",
        "read": "Weiterlesen", "changelog": "Änderungen",
        "chat": "Chatverlauf", "jobs": "Stellenangebote", "events": "Termine", "activity": "Aktivitäten",
        "blog": "Unser Blog", "stars": "4 von 5 Sternen",
        "by": "Von", "on": "am", "answers": "Antworten", "asked": "gefragt", "helpful": "War das hilfreich? Ja Nein",
        "reply": "Antworten", "gallery": "Bilder",
        "news": "Aktuelles", "from": "von", "posted": "Geschrieben von", "price": "Preis", "location": "Ort",
        "page": "Seite 1 von 9", "views": "Aufrufe",
        "responses": "5 Antworten auf „Der Hafen ist wieder offen“", "article": "Der Hafen ist wieder offen",
        "ask": "Wer hat den neuen Hafen bezahlt?",
        "wall": "Pinnwand", "inbox": "Posteingang", "directory": "Unsere Ärzte", "petition": "Petition unterschreiben",
        "poll": "Wo soll der Markt stehen?",
        "votes": "Stimmen",
    },
)  # fmt: skip
SPANISH = Tongue(
    "es",
    ("Ana León", "bosque9", "Carla", "D. Molina", "eva_77"),
    (
        "¿Alguien sabe cuándo abren otra vez? Me gustaría ir con mis hijos.",
        "Valió la pena el viaje, y el personal fue amable todo el día.",
        "No estoy de acuerdo. El año pasado la cola era el doble de larga.",
        "Gracias, es justo lo que necesitaba leer hoy.",
        "Bien dicho. ¿Podríais escribir más sobre la historia del lugar?",
    ),
    ("Un paseo por el puerto viejo", "Cómo elegir una tienda", "Por qué está cerrado el puente",
    "Siete sopas de invierno", "¿Qué hay de nuevo en el museo?"),
    (
        "El puerto viejo abrió sus puertas el sábado después de tres años de obras, y vinieron miles de personas.",
        "El ayuntamiento había prometido terminar en primavera. ¿Por qué tardó tanto? Los constructores culpan al"
        " tiempo y al precio del acero.",
        "El domingo las grúas seguían en pie, pero en los cafés del muelle ya no quedaba tarta.",
    ),
    {
        "comments": "5 comentarios", "reviews": "Opiniones de clientes", "guestbook": "Libro de visitas",
        "testimonials": "Testimonios", "listing": "Últimas preguntas",
        "search": "Resultados para «puerto»", "topics": "Temas", "replies": "respuestas", "last": "Último mensaje",
        "read": "Leer más", "changelog": "Novedades",
        "chat": "Chat", "jobs": "Ofertas de empleo", "events": "Agenda", "activity": "Actividad",
        "blog": "Nuestro blog", "stars": "4 de 5 estrellas",
        "by": "Por", "on": "el", "answers": "respuestas", "asked": "preguntó",
        "helpful": "¿Te ha resultado útil? Sí No", "reply": "Responder",
        "gallery": "Galería", "news": "Noticias", "from": "de", "posted": "Publicado por", "price": "Precio",
        "location": "Lugar", "page": "Página 1 de 9",
        "views": "visitas", "responses": "5 respuestas a «El puerto abre de nuevo»",
        "article": "El puerto abre de nuevo", "ask": "¿Quién pagó el puerto nuevo?",
        "wall": "Muro", "inbox": "Bandeja de entrada", "directory": "Nuestros médicos", "petition": "Firma la petición",
        "poll": "¿Dónde ponemos el mercado?",
        "votes": "votos",
    },
)  # fmt: skip
CHINESE = Tongue(
    "zh",
    ("李安", "山猫", "小卡", "莫先生", "夜莺77"),
    (
        "请问什么时候重新开放？我想带孩子一起去看看。",
        "这次旅行很值得，工作人员一整天都很热情。",
        "我不同意这个说法，去年排队的人比现在多一倍。",
        "谢谢，这正是我今天想听到的话。",
        "说得好，能不能再多写一点这个地方的历史？",
    ),
    ("漫步老港口", "怎样挑选帐篷", "大桥为什么封闭", "冬天的七种汤", "博物馆有什么新展览？"),
    (
        "老港口经过三年的修建，星期六终于重新开放，有几千名市民前来参观。",
        "市政府原来答应春天完工，为什么拖了这么久？施工单位说是天气和钢材价格的原因。",
        "星期天起重机还立在那里，不过码头边的咖啡馆里蛋糕已经卖完了。",
    ),
    {
        "comments": "评论（5）", "reviews": "用户评价", "guestbook": "留言板", "testimonials": "客户感言",
        "listing": "最新问题", "search": "“港口”的搜索结果", "topics": "主题列表",
        "replies": "回复", "last": "最后发表", "read": "阅读更多", "changelog": "更新日志", "chat": "聊天记录",
        "jobs": "招聘信息", "events": "活动", "activity": "最近动态",
        "blog": "我们的博客", "stars": "4/5", "by": "作者：", "on": "", "answers": "个回答", "asked": "提问",
        "helpful": "有帮助 没帮助", "reply": "回复", "gallery": "图片",
        "news": "新闻", "from": "来自", "posted": "发布者：", "price": "价格", "location": "地点",
        "page": "第1页/共9页", "views": "浏览", "responses": "5 条评论",
        "article": "老港口重新开放", "ask": "新港口是谁出的钱？", "wall": "动态墙", "inbox": "收件箱",
        "directory": "医生名录", "petition": "签名请愿", "poll": "集市应该设在哪里？",
        "votes": "票",
    },
)  # fmt: skip
TONGUES = (ENGLISH, GERMAN, SPANISH, CHINESE)


def entries(tongue: Tongue, *, newest_first: bool = False, titled: bool = False) -> list[Entry]:
    """Return five invented entries."""
    made = [
        Entry(name, date(2024, 5, 1) + timedelta(days=2 * number), text, title if titled else "")
        for number, (name, text, title) in enumerate(zip(tongue.names, tongue.sayings, tongue.titles, strict=True))
    ]
    return made[::-1] if newest_first else made


# --- Layouts of lists ------------------------------------------------------------------------------------------------


def _linked(entry: Entry, number: int) -> str:
    return f'<a href="/read/{number}">{escape(entry.title)}</a>' if entry.title else ""


def as_boxes(tongue: Tongue, shown: list[Entry], name: str) -> str:
    return "".join(
        f'<div class="{name}">{f"<h3>{_linked(e, n)}</h3>" if e.title else ""}<div class="meta">'
        f'<span class="author">{e.name}</span> '
        f'<time datetime="{e.day}">{long_day(tongue.language, e.day)}</time></div><p>{e.text}</p>{e.more}</div>\n'
        for n, e in enumerate(shown)
    )


def as_table(tongue: Tongue, shown: list[Entry], name: str) -> str:
    rows = "".join(
        f"<tr><td>{e.name}<br>{e.day}</td>"
        f"<td>{f'<b>{_linked(e, n)}</b><br>' if e.title else ''}{e.text}{e.more}</td></tr>\n"
        for n, e in enumerate(shown)
    )
    return f'<table class="{name}-table">{rows}</table>'


def as_list(tongue: Tongue, shown: list[Entry], name: str) -> str:
    rows = "".join(
        f"<li>{_linked(e, n)} <b>{e.name}</b>, {e.day}<br>{e.text} {e.more}</li>\n" for n, e in enumerate(shown)
    )
    return f"<ul>{rows}</ul>"


def as_lines(tongue: Tongue, shown: list[Entry], name: str) -> str:
    return "<hr>".join(
        f"{_linked(e, n) + '<br>' if e.title else ''}<b>{e.name}</b> ({e.day.strftime('%d.%m.%Y')})<br>{e.text}"
        f"<br>{e.more}\n"
        for n, e in enumerate(shown)
    )


def as_plain_boxes(tongue: Tongue, shown: list[Entry], name: str) -> str:
    return "".join(
        f'<div class="x1">{f"<div>{_linked(e, n)}</div>" if e.title else ""}<div class="x2">{e.name} ·'
        f' {e.day}</div><div class="x3">{e.text}</div>{e.more}</div>\n'
        for n, e in enumerate(shown)
    )


LISTS = (as_boxes, as_table, as_list, as_lines, as_plain_boxes)
ListLayout = Callable[[Tongue, list[Entry], str], str]


# --- Kinds of pages --------------------------------------------------------------------------------------------------


def _article(tongue: Tongue) -> str:
    body = "".join(f"<p>{line}</p>\n" for line in tongue.article)
    day = '<time datetime="2024-04-30">2024-04-30</time>'
    return f'<div class="byline"><span class="author">{tongue.names[3]}</span> {day}</div>\n{body}'


def article_with_comments(tongue: Tongue, layout: ListLayout) -> str:
    return page(
        f"{tongue.words['article']} - {tongue.words['news']}",
        f"<article><h1>{tongue.words['article']}</h1>{_article(tongue)}</article>\n<section id='comments'>"
        f"<h2>{tongue.words['comments']}</h2>"
        f"{layout(tongue, entries(tongue), 'comment')}</section>",
        language=tongue.language,
    )


def asking_article_with_comments(tongue: Tongue, layout: ListLayout) -> str:
    """Its title asks, and the comments are named nothing."""
    return page(
        tongue.words["ask"],
        f"<h1>{tongue.words['ask']}</h1>\n<div class='text'>{_article(tongue)}</div>\n"
        f"<h3>{tongue.words['comments']}</h3>\n"
        f"<div>{layout(tongue, entries(tongue), 'entry')}</div>",
        language=tongue.language,
    )


def article_with_bare_comments(tongue: Tongue, layout: ListLayout) -> str:
    """Nothing says that they are comments."""
    return page(
        tongue.words["ask"],
        f"<h1>{tongue.words['ask']}</h1>\n<div>{_article(tongue)}</div>\n{layout(tongue, entries(tongue), 'post')}",
        language=tongue.language,
    )


def blog_post_with_responses(tongue: Tongue, layout: ListLayout) -> str:
    return page(
        f"{tongue.words['article']} | {tongue.words['blog']}",
        f"<h1>{tongue.words['article']}</h1>\n{_article(tongue)}\n<h2>{tongue.words['responses']}</h2>\n"
        f"<div>{layout(tongue, entries(tongue), 'response')}</div>",
        language=tongue.language,
    )


def reviews(tongue: Tongue, layout: ListLayout) -> str:
    stars = f"<div>{tongue.words['stars']}</div><div>{tongue.words['helpful']}</div>"
    shown = [Entry(e.name, e.day, e.text, more=stars) for e in entries(tongue)]
    return page(
        f"Teapot – {tongue.words['price']} 12,90 €",
        f"<h1>Teapot</h1><p>{tongue.words['price']}: 12,90 €</p>"
        f"<h2>{tongue.words['reviews']}</h2>{layout(tongue, shown, 'review')}",
        language=tongue.language,
    )


def reviews_without_heading(tongue: Tongue, layout: ListLayout) -> str:
    shown = [Entry(e.name, e.day, e.text, more="<span>★★★★☆</span>") for e in entries(tongue)]
    return page("Hotel Teapot", f"<h1>Hotel Teapot</h1>{layout(tongue, shown, 'post')}", language=tongue.language)


def guest_book(tongue: Tongue, layout: ListLayout) -> str:
    return page(
        f"{tongue.words['guestbook']} - Teapot",
        f"<h1>{tongue.words['guestbook']}</h1>{layout(tongue, entries(tongue), 'entry')}",
        language=tongue.language,
    )


def testimonials(tongue: Tongue, layout: ListLayout) -> str:
    return page(
        "Teapot",
        f"<h1>Teapot</h1><h2>{tongue.words['testimonials']}</h2>{layout(tongue, entries(tongue), 'quote')}",
        language=tongue.language,
    )


def listing_of_questions(tongue: Tongue, layout: ListLayout) -> str:
    more = f"<div>3 {tongue.words['answers']} · 120 {tongue.words['views']}</div>"
    shown = [Entry(e.name, e.day, e.text, e.title, more) for e in entries(tongue, titled=True)]
    return page(
        tongue.words["listing"],
        f"<h1>{tongue.words['listing']}</h1>{layout(tongue, shown, 'question')}",
        language=tongue.language,
    )


def search_results(tongue: Tongue, layout: ListLayout) -> str:
    shown = [Entry(e.name, e.day, f"{e.text[:40]}...", e.title) for e in entries(tongue, titled=True)]
    return page(
        tongue.words["search"],
        f"<h1>{tongue.words['search']}</h1>{layout(tongue, shown, 'result')}",
        language=tongue.language,
    )


def blog_front(tongue: Tongue, layout: ListLayout) -> str:
    shown = [
        Entry(e.name, e.day, e.text, e.title, f'<a href="/b/{n}">{tongue.words["read"]}</a>')
        for n, e in enumerate(entries(tongue, newest_first=True, titled=True))
    ]
    return page(
        tongue.words["blog"],
        f"<h1>{tongue.words['blog']}</h1>{layout(tongue, shown, 'post')}",
        language=tongue.language,
    )


def changelog(tongue: Tongue, layout: ListLayout) -> str:
    shown = [Entry(f"Version 1.{n}", e.day, e.text) for n, e in enumerate(entries(tongue, newest_first=True))]
    return page(
        tongue.words["changelog"],
        f"<h1>{tongue.words['changelog']}</h1>{layout(tongue, shown, 'release')}",
        language=tongue.language,
    )


def chat(tongue: Tongue, layout: ListLayout) -> str:
    shown = [Entry(e.name, date(2024, 5, 1), e.text) for e in entries(tongue)]
    return page(
        tongue.words["chat"],
        f"<h1>{tongue.words['chat']}</h1>{layout(tongue, shown, 'message')}",
        language=tongue.language,
    )


def wall(tongue: Tongue, layout: ListLayout) -> str:
    """Short posts of friends, the newest first."""
    return page(
        tongue.words["wall"],
        f"<h1>{tongue.words['wall']}</h1>{layout(tongue, entries(tongue, newest_first=True), 'post')}",
        language=tongue.language,
    )


def activity(tongue: Tongue, layout: ListLayout) -> str:
    """What one member wrote."""
    shown = [Entry(tongue.names[0], e.day, e.text) for e in entries(tongue)]
    return page(
        f"{tongue.names[0]} - {tongue.words['activity']}",
        f"<h1>{tongue.names[0]}</h1><h2>{tongue.words['activity']}</h2>{layout(tongue, shown, 'post')}",
        language=tongue.language,
    )


def jobs(tongue: Tongue, layout: ListLayout) -> str:
    shown = [
        Entry(f"{tongue.words['location']}: {e.name}", e.day, e.text, e.title) for e in entries(tongue, titled=True)
    ]
    return page(
        tongue.words["jobs"], f"<h1>{tongue.words['jobs']}</h1>{layout(tongue, shown, 'job')}", language=tongue.language
    )


def events(tongue: Tongue, layout: ListLayout) -> str:
    shown = [Entry(f"{tongue.words['location']}: Teapot", e.day, e.text, e.title) for e in entries(tongue, titled=True)]
    return page(
        tongue.words["events"],
        f"<h1>{tongue.words['events']}</h1>{layout(tongue, shown, 'event')}",
        language=tongue.language,
    )


def prompt_with_answers_of_readers(tongue: Tongue, layout: ListLayout) -> str:
    """A newspaper asks its readers; what they send in is no answer to somebody who wants to know."""
    return page(
        f"{tongue.words['poll']} - {tongue.words['news']}",
        f"<h1>{tongue.words['poll']}</h1><div>{_article(tongue)}</div>"
        f"<h2>{tongue.words['comments']}</h2>{layout(tongue, entries(tongue), 'vote')}",
        language=tongue.language,
    )


def petition(tongue: Tongue, layout: ListLayout) -> str:
    return page(
        tongue.words["petition"],
        f"<h1>{tongue.words['petition']}</h1>{layout(tongue, entries(tongue), 'signature')}",
        language=tongue.language,
    )


KINDS = (
    article_with_comments, asking_article_with_comments, article_with_bare_comments, blog_post_with_responses, reviews,
    reviews_without_heading,
    guest_book, testimonials, listing_of_questions, search_results, blog_front, changelog, chat, wall, activity, jobs,
    events,
    prompt_with_answers_of_readers, petition,
)  # fmt: skip


def pages() -> Iterator[tuple[str, str]]:
    """Yield name and page, for each kind in each layout and language."""
    for kind in KINDS:
        for layout in LISTS:
            for tongue in TONGUES:
                yield f"{kind.__name__}-{layout.__name__}-{tongue.language}", kind(tongue, layout)
