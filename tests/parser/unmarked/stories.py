"""Invented threads in several languages, from which the layouts make pages. CC0-1.0; none of them is real."""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Said:
    """One post."""

    author: str
    day: date
    text: tuple[str, ...]


@dataclass(frozen=True)
class Story:
    """A question and its replies, and the words of the pages that show them."""

    language: str
    site: str
    title: str
    question: Said
    replies: tuple[Said, ...]
    words: dict[str, str]

    @property
    def posts(self) -> tuple[Said, ...]:
        return (self.question, *self.replies)


_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


def long_day(language: str, day: date) -> str:
    """Return a day as people of a language write it."""
    if language in ("zh", "ja"):
        return f"{day.year}年{day.month}月{day.day}日"
    month = _MONTHS[language].split()[day.month - 1]
    return {
        "en": f"{month} {day.day}, {day.year}",
        "de": f"{day.day}. {month} {day.year}",
        "es": f"{day.day} de {month} de {day.year}",
        "fr": f"{day.day} {month} {day.year}",
    }[language]


ENGLISH = Story(
    "en",
    "Kettle Talk",
    "Why does my kettle switch off too early?",
    Said(
        "maple_leaf",
        date(2024, 3, 5),
        (
            "My kettle switches off before the water boils, about ten seconds after I press the button.",
            "I have descaled it twice already. What else can I try?",
        ),
    ),
    (
        Said("tinker tom", date(2024, 3, 5), ("The steam channel in the handle is probably blocked.",
            "Blow through it when it is cold.")),
        Said("Rosa Quill", date(2024, 3, 6), ("Does the lid close all the way? Mine did the same until I cleaned"
            " the hinge.",)),
        Said("maple_leaf", date(2024, 3, 8), ("It was the hinge, thank you both.",)),
    ),
    {
        "asked": "Asked by", "answered": "Answered by", "on": "on", "answers": "3 Answers", "posted": "Posted by",
        "faq": "Frequently asked questions",
        "question": "Question", "answer": "Answer", "reply": "Reply", "quote": "Quote", "joined": "Joined: Jan 2019",
        "best": "Accepted answer",
        "member": "Senior Member", "wrote": "wrote on", "home": "Home", "forum": "Forum", "login": "Log in", "related":
            "Related questions",
        "your": "Your answer", "about": "About us",
    },
)  # fmt: skip
GERMAN = Story(
    "de",
    "Gartenrunde",
    "Warum werden die Blätter meiner Tomaten gelb?",
    Said(
        "Karla",
        date(2023, 7, 2),
        (
            "Seit einer Woche werden die unteren Blätter meiner Tomaten gelb, obwohl ich jeden Abend gieße.",
            "Gedüngt habe ich im Mai. Hat jemand eine Idee?",
        ),
    ),
    (
        Said("Beetbruder", date(2023, 7, 3), ("Das klingt nach Stickstoffmangel.", "Ein wenig Brennnesseljauche"
            " hilft oft schon nach ein paar Tagen.")),
        Said("Oma Hilde", date(2023, 7, 3), ("Vielleicht stehen sie einfach zu nass. Gieße nur noch jeden zweiten"
            " Tag.",)),
        Said("Karla", date(2023, 7, 10), ("Weniger Wasser hat geholfen, vielen Dank.",)),
    ),
    {
        "asked": "Gefragt von", "answered": "Beantwortet von", "on": "am", "answers": "3 Antworten", "posted":
            "Geschrieben von",
        "faq": "Häufig gestellte Fragen", "question": "Frage", "answer": "Antwort", "reply": "Antworten",
        "quote": "Zitieren",
        "joined": "Registriert: 12.03.2019", "best": "Beste Antwort", "member": "Mitglied", "wrote": "schrieb am",
        "home": "Startseite",
        "forum": "Forum", "login": "Anmelden", "related": "Ähnliche Fragen", "your": "Deine Antwort",
        "about": "Über uns",
    },
)  # fmt: skip
SPANISH = Story(
    "es",
    "Taller abierto",
    "¿Cómo quito el óxido de una bicicleta vieja?",
    Said(
        "lucía_m",
        date(2022, 11, 14),
        ("He encontrado la bicicleta de mi abuelo y el manillar está lleno de óxido.", "¿Con qué se limpia sin"
            " rayar el cromo?"),
    ),
    (
        Said("Ramón", date(2022, 11, 14), ("Con papel de aluminio arrugado y un poco de agua.",
            "Frota despacio y sécalo bien después.")),
        Said("Taller Sol", date(2022, 11, 16), ("El vinagre blanco funciona, pero no lo dejes más de una hora.",)),
        Said("lucía_m", date(2022, 11, 20), ("El papel de aluminio ha dejado el cromo como nuevo.",)),
    ),
    {
        "asked": "Preguntado por", "answered": "Respondido por", "on": "el", "answers": "3 respuestas", "posted":
            "Publicado por",
        "faq": "Preguntas frecuentes", "question": "Pregunta", "answer": "Respuesta", "reply": "Responder",
        "quote": "Citar",
        "joined": "Registrado: 2019", "best": "Mejor respuesta", "member": "Miembro", "wrote": "escribió el",
        "home": "Inicio", "forum": "Foro",
        "login": "Entrar", "related": "Preguntas relacionadas", "your": "Tu respuesta", "about": "Quiénes somos",
    },
)  # fmt: skip
CHINESE = Story(
    "zh",
    "茶友问答",
    "绿茶泡出来为什么发苦？",
    Said("小雨点", date(2024, 4, 8), ("新买的绿茶用开水泡，每次喝起来都很苦，换了杯子也没有用。",
        "请问水温和时间应该怎么控制？")),
    (
        Said("老茶客", date(2024, 4, 8), ("绿茶不要用滚开的水，八十度左右就可以了。", "第一泡一分钟以内出汤。")),
        Said("青山", date(2024, 4, 9), ("茶叶放得太多也会发苦，一个杯子三克就够了。",)),
        Said("小雨点", date(2024, 4, 10), ("按照八十度试了一下，真的不苦了，谢谢。",)),
    ),
    {
        "asked": "提问者：", "answered": "回答者：", "on": "", "answers": "3 个回答", "posted": "作者：",
        "faq": "常见问题", "question": "问题", "answer": "回答",
        "reply": "回复", "quote": "引用", "joined": "注册时间：2019年", "best": "最佳答案", "member": "高级会员",
        "wrote": "发表于", "home": "首页", "forum": "论坛",
        "login": "登录", "related": "相关问题", "your": "我来回答", "about": "关于我们",
    },
)  # fmt: skip
STORIES = {story.language: story for story in (ENGLISH, GERMAN, SPANISH, CHINESE)}


def short(story: Story, replies: int) -> Story:
    """Return a story with fewer replies."""
    return replace(story, replies=story.replies[:replies])
