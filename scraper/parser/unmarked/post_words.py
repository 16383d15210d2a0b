"""The words by which pages name the parts of posts, in the languages that most of them are written in.

Most patterns are matched against a whole short line in normal form.
"""

import re

MAX_BUTTON_CHARS = 120


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


ASKED_VERBS = (
    r"asked|asks|gefragt|fragte?|preguntado|preguntó|pregunta|demandé|chiesto|perguntou|perguntado"
    r"|спросила?|спрашивает|задала? вопрос|提问|提問|发问|發問|質問"
)
ANSWERED_VERBS = (
    r"answered|answers|replied|replies|responded|responds|geantwortet|antwortete?t?|beantwortet|respondido|respondió"
    r"|responde|contestó|respuesta|répondu|répond|risposto|risponde|respondeu|ответила?|отвечает"
    r"|回答|回覆|回复|答复|答覆|解答"
)

ACCEPTED = _any(
    r"\W*(?:accepted|best|chosen|top|verified|selected)\s+(?:answer|solution|reply|response)\W*",
    r"\W*(?:accepted|solution|solved it|answer accepted)\W*",
    r"\W*(?:marked as (?:the )?(?:best )?(?:answer|solution)|this answer was accepted)(?: by .{1,60})?\W*",
    r"\W*(?:beste|hilfreichste|akzeptierte) antwort\W*|\W*als (?:lösung|beste antwort) markiert\W*|\W*lösung\W*",
    r"\W*(?:mejor respuesta|respuesta aceptada|solución|meilleure réponse|réponse acceptée|solution acceptée)\W*",
    r"\W*(?:miglior risposta|melhor resposta|resposta aceita|лучший ответ|решение|beste antwoord)\W*",
    r"\W*(?:最佳答案|最佳回答|最佳解答|已采纳|已採納|采纳答案|採納答案|满意答案|满意回答|推荐答案)\W*",
    r"\W*(?:ベストアンサー|解決済み|채택(?:된)? 답변)\W*",
)
ACCEPTED_CLASSES = frozenset({"accepted", "solution", "solved", "bestanswer", "acceptedanswer", "chosen"})
ACCEPTED_PAIRS = ({"best", "answer"}, {"is", "solution"}, {"best", "reply"}, {"beste", "antwort"})
"""Words that mean the same when an element has both of them."""

STARTER = _any(
    r"op|original poster|(?:thread|topic) (?:starter|author|owner)|(?:question )?asker|themenstarter(?:in)?|te",
    r"fragesteller(?:in)?|autor(?:a)? del tema|автор темы|楼主|樓主|提问者|提問者|提问人|題主|题主|質問者",
)
"""A label by which a post says that its author began the thread."""

_ACTIONS = (
    r"reply|quote|edit|delete|share|permalink|link|like|dislike|up|down|flag|upvote|downvote"
    r"|vote(?: up| down)?"
    r"|report(?: (?:this|abuse|post|answer|spam))?|follow|save|hide|favou?rite|past|web|parent|root|prev|next|bookmark"
    r"|subscribe|print|e-?mail|cite|top|(?:back|go)? ?to top|helpful|not helpful|was this (?:answer )?helpful\??|yes|no"
    r"|thanks?|(?:add|leave|post)(?: a)? (?:comment|reply)|reply to this(?: (?:post|message|topic))?|(?:show )?more"
    r"|pm|www"
    r"|profile|private message|offline|online|find|ignore|multi-?quote|reply with quote|sort(?:ed)? by.{0,40}"
    r"|active oldest votes|improve this (?:question|answer)|ask for clarification",
    r"antworten|zitieren|zitat|melden|bearbeiten|löschen|teilen|gefällt mir|danke|kommentieren|nach oben"
    r"|beantworten|hilfreich",
    r"responder|citar|reportar|denunciar|editar|compartir|me gusta|arriba|útil|comentar|partilhar|curtir",
    r"répondre|citer|signaler|modifier|partager|j'aime|rispondi|cita|segnala|condividi|mi piace",
    r"ответить|цитировать|пожаловаться|нравится|reageer",
    r"回复|回覆|引用|举报|舉報|檢舉|编辑|編輯|删除|刪除|分享|收藏|赞|讚|点赞|按讚|支持|反对|只看该作者"
    r"|只看樓主|只看楼主|评论|評論|返信|通報|いいね|追问|关注|感谢|采纳",
)
ACTION = re.compile(rf"[\W\d]*(?:{'|'.join(_ACTIONS)})[\W\d]*", re.I)
"""What a reader may do to a post: the label of a button or link."""

PROFILE = _any(
    r"(?:joined|join date|registered|member since|registration date|posts?|messages|location|from|reputation|rep|karma"
    r"|points|likes?(?: received)?|threads|gender|age|status|rank|level|title|group|badges?|thanks(?: received)?"
    r"|trophy points|reaction score|offline|online|last (?:seen|active|visit))\s*[:：]\s*.{0,60}",
    r"(?:registriert(?: seit)?|dabei seit|beiträge|wohnort|ort|beigetreten|mitglied seit|danke erhalten|geschlecht"
    r"|alter|rang)\s*[:：]?\s*.{0,40}\d*",
    r"(?:registrado|mensajes|ubicación|desde|miembro desde|inscrit(?: le)?|messages|localisation|messaggi|iscritto)"
    r"\s*[:：]\s*.{0,60}",
    r"(?:注册时间|註冊時間|注册|帖子|发帖|積分|积分|精华|威望|等级|等級|来自|來自|文章|主题|主題|最后登录|金钱|性别"
    r"|年龄)\s*[:：]?\s*.{0,40}",
    r"\d[\d,. ]*\s*(?:posts?|beiträge|mensajes|messages|points?|reputation|karma|badges?|帖子|积分)",
    r"(?:newbie|(?:junior |senior |new |full |active |regular |trusted |veteran |elite )?(?:member|user|poster)|guest"
    r"|moderator|admin(?:istrator)?|neuling|mitglied|gast|benutzer|usuario|miembro|invitado|membre"
    r"|新手上路|高级会员|中级会员|初级会员|注册会员|会员)",
)
"""A line of a poster's profile."""

EDITED = re.compile(
    r"\b(?:(?:last )?edit(?:ed)?|modified|updated|last (?:activity|post|reply|seen|visit)|joined|registered"
    r"|member since|join date|viewed|views|expires?|accepted|closed|deleted|bearbeitet|geändert|aktualisiert"
    r"|registriert|dabei seit"
    r"|mitglied seit|editado|modificado|actualizado|registrado|modifié|mis à jour|inscrit|modificato|born|birthday)\b"
    r"|编辑|編輯|修改|更新|注册|註冊|最后登录|编辑于|編集|登録",
    re.I,
)
"""Stands before a day that is not the day of the post."""
EDITED_WORDS = (
    "edit", "modif", "updat", "last ", "join", "regist", "member", "view", "expire", "accept", "closed", "deleted",
    "bearbeit", "geändert", "aktual", "dabei", "mitglied", "actual", "mis à", "inscrit", "born", "birthday", "编辑",
    "編輯",
    "修改", "更新", "注册", "註冊", "最后", "編集", "登録",
)  # fmt: skip
"""Some of them stand in every such text."""

TEASER = _any(
    r"(?:\.\.\.|…|read (?:more|the (?:full )?answer)|view (?:answer|more|all)|see (?:answer|more|all)|full answer"
    r"|continue reading|mehr (?:lesen|erfahren)|weiterlesen|leer más|ver (?:más|respuesta)|lire la suite"
    r"|阅读更多|查看(?:更多|全部|答案|全文)|閱讀更多|繼續閱讀|続きを読む)\W*$",
)
"""The end of a text that goes on elsewhere."""
TEASER_CHARS = 60
TEASER_WORDS = (
    "...", "…", "more", "answer", "all", "reading", "mehr", "lesen", "más", "ver ", "suite", "读", "讀", "查看", "続き",
)  # fmt: skip
"""Some of them stand in every such end."""

STARS = _any(
    r"[★☆⭐]|\b[0-5](?:[.,]\d)?\s*(?:/|out of|von|de|sur)\s*(?:5|10)\b|\b[1-5] (?:stars?|sterne|estrellas)\b",
    r"verified (?:purchase|buyer)|verifizierter kauf|compra verificada|已购买|好评|差评",
)
"""A reviewer's verdict."""
STAR_RUN = re.compile("[★☆⭐]{3}")

_VOTES = r"(?:points?|votes?|upvotes?|likes?|stimmen?|punkte|votos?|puntos?|赞同|赞|讚|票|個讚)"
_NUMBER = r"(?P<n>[+\-−]?\d[\d,]{0,9})"
SCORE_LINE = re.compile(rf"{_NUMBER}\s*{_VOTES}", re.I)
SCORE_LABEL = re.compile(rf"(?:score|votes?|upvotes?|stimmen|votos|得票)\s*[:：]\s*{_NUMBER}", re.I)
SCORE_BESIDE_DAY = re.compile(rf"(?:^|[|·•]\s){_NUMBER}\s(?:points?|votes?)\b", re.I)

NUMBER_LINE = _any(
    r"(?:#|no\.?\s?|nr\.?\s?|post\s*#?|reply\s*#?|answer\s*#?)\s?\d{1,5}|\d{1,5}\s?[#楼樓]",
    r"沙发|沙發|板凳|地板|\d{1,5}\s?f",
)
"""The number of a post."""
POST_NUMBER = _any(
    r"^(?:#|no\.?\s?|nr\.?\s?|post\s?#?|第)?\s?(\d{1,4})\s?[#楼樓]?\b", r"[#＃](\d{1,4})\b", r"(\d{1,4})\s?[楼樓]"
)
"""The same, in a line with other words."""

_GENDER = "female|male|woman|man|f|m|w|weiblich|männlich|mujer|hombre"
_YEARS = r"(?:years?(?:[ -]old)?|yo|y/o|jahre(?: alt)?|años)"
PERSON = _any(
    rf"\b(?P<gender1>{_GENDER})\s*[,/·]?\s*(?:aged?\s*)?(?P<age1>\d{{1,3}})(?:\s*{_YEARS})?\b(?!\s?[:./-]\d)",
    rf"\b(?P<age2>\d{{1,3}})[\s-]*{_YEARS}?\s*[,/·]?\s*(?P<gender2>{_GENDER})\b",
    r"(?P<gender3>[男女])性?\s*[,，/·]?\s*(?P<age3>\d{1,3})\s*[岁歲]",
    r"\b(?P<age4>\d{1,3})\s*[岁歲]\s*[,，/·]?\s*(?P<gender4>[男女])",
)
"""Gender and age of a person, side by side."""


def is_button(text: str) -> bool:
    """Whether a line is the label of a button or link with which a reader does something to a post."""
    return len(text) <= MAX_BUTTON_CHARS and ACTION.fullmatch(text) is not None
