"""The words by which pages name themselves and what they show, in the languages that most of them are written in.

Only words that leave no doubt are here: a word that is missing leaves a page unread, never misread.
"""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


NO_THREAD = _any(
    r"\b(?:comments?|reviews?|ratings?|guest\s?books?|testimonials?|shout\s?box|chat\w*|transcripts?|feedback)\b",
    r"\b(?:changelog|change log|release notes|timeline|activity|notifications?|newsletter|petition)\b",
    r"\b(?:search results?|results for|search found|found \d+|\d+ (?:matches|results))\b",
    r"\b(?:what (?:our |people |the )?(?:\w+ )?(?:say|think)|customers say|success stor|obituar|condolence|wall of)\b",
    r"\b(?:responses? to|repl(?:y|ies) to|thoughts? on)\b|\bleave a (?:reply|comment)\b|\bminutes of\b",
    r"\b(?:kommentare?|rezension(?:en)?|bewertung(?:en)?|gästebuch|kundenstimmen|erfahrungsberichte?|suchergebnisse)\b",
    r"\b(?:comentarios?|reseñas?|opiniones|valoraciones|libro de visitas|testimonios|novedades)\b",
    r"\b(?:commentaires?|avis|livre d'or|témoignages|commenti|recensioni|comentários|avaliações|reacties|recensies)\b",
    r"\b(?:latest|newest|recent|all|top|hot|popular|unanswered|active|new|my|related|similar) (?:\w+ )?"
    r"(?:questions|topics|threads|posts|discussions|answers)\b",
    r"\b(?:neueste|aktuelle|alle|offene|letzte|beliebte|ähnliche) (?:fragen|themen|beiträge|antworten)\b",
    r"\b(?:últimas|todas las|nuevas|recientes) (?:preguntas|respuestas)|últimos (?:temas|mensajes)\b",
    r"\bdernières questions\b|комментари|отзыв|гостевая",
    r"(?:最新|全部|热门|熱門|待回答|未解决|相关|相關)的?(?:问题|問題|主题|主題|帖子|提问|提問|文章|回答|問答)",
    r"评论|評論|留言|点评|點評|评价|評價|聊天|更新日志|更新日誌|搜索结果|搜尋結果|感言|弹幕",
    r"コメント|レビュー|口コミ|チャット|댓글|리뷰|방명록",
)
"""Says of the posts below it that they are comments, reviews, entries of a guest book and the like."""

NO_THREAD_CLASSES = frozenset(
    (
        "comment comments commentlist review reviews rating ratings testimonial testimonials guestbook chat shoutbox"
        " changelog timeline activity feed kommentar kommentare comentario comentarios commentaire commentaires"
        " news event events product products job jobs search results notification notifications"
    ).split()
)

NO_PAIRS = _any(
    r"\b(?:interviews?|interviewed|in conversation|conversation with|talks? (?:to|with)|speaks? (?:to|with))\b",
    r"\b(?:q\s*&\s*a|questions?|minutes) with\b|\bsits? down with\b|\bmeet the\b|\b\d+ questions (?:for|to)\b",
    r"\b(?:transcripts?|deposition|cross-examination|court hearing|press conference)\b",
    r"\b(?:quiz(?:zes)?|trivia|riddles?|puzzles?|jokes?|flash\s?cards?|worksheets?|crosswords?)\b",
    r"\b(?:practice|mock|sample) (?:questions?|tests?|exams?)\b|\btest (?:your|yourself)\b",
    r"\bexam (?:questions|paper)\b",
    r"\b(?:surveys?|polls?|questionnaires?)\b",
    r"\b(?:gespräch mit|im gespräch|rätsel|witze?|umfrage|fragebogen|prüfungsfragen|vernehmung)\b",
    r"\b(?:entrevistas?|cuestionario|encuesta|adivinanzas?|chistes|entretien|devinettes|sondage|intervista)\b",
    r"интервью|викторин|опрос|загадк|анекдот|专访|專訪|采访|採訪|访谈|訪談|对谈|對談|测验|測驗|试题|試題|习题|習題",
    r"谜语|謎語|笑话|笑話|问卷|問卷|インタビュー|対談|クイズ|アンケート|なぞなぞ|인터뷰|퀴즈|설문",
)
"""Says of pairs of questions and answers that nobody asked them to know: an interview, a quiz, a form."""

_COUNT = r"\d{1,4}"
_ORDER = r"(?:\s*[(（]\s*\d{1,4}\s*[)）]|\s*[:：]\s*\d{0,4})?"

ANSWERS = _any(
    rf"(?:{_COUNT}\s+)?(?:(?:all|other|best|more|expert|community|top|the|submitted)\s+)?answers?{_ORDER}",
    rf"(?:{_COUNT}\s*(?:个|個|件の|条|條|則|则)?\s*)?(?:全部|所有|其他|最佳|精选|網友)?(?:回答|解答|答案)"
    rf"(?:一覧|列表|数|數)?{_ORDER}",
    rf"답변\s*(?:{_COUNT}\s*(?:개|건)?)?{_ORDER}",
)
"""A heading over answers that can mean nothing else."""

REPLIES = _any(
    rf"(?:{_COUNT}\s+)?(?:(?:all|other|more|the)\s+)?(?:repl(?:y|ies)|responses?){_ORDER}",
    rf"(?:{_COUNT}\s+)?(?:(?:alle|weitere|beste|die)\s+)?antwort(?:en)?{_ORDER}",
    rf"(?:{_COUNT}\s+)?(?:(?:todas las|otras|mejores|las)\s+)?respuestas?{_ORDER}",
    rf"(?:{_COUNT}\s+)?(?:(?:toutes les|autres|les)\s+)?réponses?{_ORDER}",
    rf"(?:{_COUNT}\s+)?(?:rispost[ae]|respostas?|antwoord(?:en)?|odpowiedzi|odpowied[źz]|svar){_ORDER}",
    rf"(?:{_COUNT}\s+)?ответ(?:ы|а|ов)?{_ORDER}",
    rf"(?:(?:共\s*)?{_COUNT}\s*(?:个|個|条|條|則|则)?\s*)?(?:全部|所有|其他)?(?:回复|回覆|回應|回应|返信)(?:列表)?{_ORDER}",
)
"""A heading over replies, which may also be comments below an article."""

QUESTION_CLASSES = frozenset("question frage pregunta domanda asked ask asker topicstart firstpost".split())
ANSWER_CLASSES = frozenset("answer antwort respuesta reponse réponse reply response risposta resposta".split())
ANSWER_NAMES = (
    "nswer", "ntwort", "espuesta", "éponse", "eponse", "ispost", "espost", "epl", "espons", "回答", "解答", "答",
    "回复", "回覆", "回应", "回應", "返信", "твет", "답변", "ntwoord", "dpowied", "svar",
)  # fmt: skip
"""Some of these stand in the source of every page that has answers under a heading, or in elements named so."""

ASKS = _any(
    r"\b(?:please help|help me|help (?:needed|wanted)|any (?:help|ideas?|advice|suggestions?|tips?)"
    r"|can (?:any|some)(?:one|body)|does any(?:one|body)|do you know|thanks in advance|how (?:do|can|should) i"
    r"|what should i"
    r"|i (?:need|would like) (?:help|advice|to know))\b",
    r"\b(?:bitte um (?:hilfe|rat)|kann (?:mir )?jemand|weiß jemand|wer (?:kann|weiß)|danke im voraus)\b",
    r"\bich bräuchte hilfe\b",
    r"\b(?:alguien sabe|alguien puede|necesito ayuda|gracias de antemano|quelqu'un (?:peut|sait)|besoin d'aide"
    r"|merci d'avance|qualcuno (?:sa|può)|alguém sabe|preciso de ajuda|подскажите|помогите)\b",
    r"请问|請問|求助|请教|請教|怎么办|怎麼辦|求解|谁知道|誰知道|教えて|でしょうか|ですか",
)
"""Asks for something, without a question mark."""

QUESTION_TITLE = re.compile(
    r".*[?？؟]\W*|ask\s+\w{1,20}\s*[:：].+|¿.+"
    r"|(?:how|what|why|when|where|who|which|can|could|should|does|do|did|is|are|will|would|has|have) .+"
    r"|(?:wie|was|warum|wieso|weshalb|wann|wo|wer|welche[rsnm]?|kann|darf|muss|soll) .+"
    r"|(?:cómo|qué|por qué|cuándo|dónde|quién|cuál|comment|pourquoi|quand|quel(?:le)?s?|est-ce) .+"
    r"|(?:как|почему|зачем|когда|где|что|какой) .+"
    r"|(?:help|problem|question|need help|hilfe|frage|problem mit|ayuda|duda|aide).*|\[(?:help|question|solved"
    r"|closed|q)\].*"
    r"|.*(?:怎么|怎麼|如何|为什么|為什麼|什么|什麼|吗|嗎|呢|请问|請問|求助|请教|請教|哪里|哪裡|是否).*"
    r"|.*(?:なぜ|どう|ですか|方法|教えて).*",
    re.I | re.S,
)
"""A title that may be a question's."""

FORUM_TEXT = _any(
    r"\b(?:forums?|message boards?|discussion boards?|bulletin board|threads?|topics?|mailing list|newsgroups?)\b",
    r"\b(?:foren|themen|foro|hilo|fil de discussion)\b",
    r"форум|论坛|論壇|討論區|讨论区|贴吧|社区|社區|掲示板|フォーラム|게시판|포럼",
)
COMMUNITY = _any(
    r"\b(?:communit(?:y|ies)|comunidad|communauté|comunità|comunidade|help desk|hilfe-?forum)\b",
    r"сообщество|コミュニティ|커뮤니티",
)
"""The same, where the document's title says it."""
FORUM_CLASSES = frozenset(
    (
        "forum forums thread topic viewtopic showthread discussion discussions board postbody posts postlist bbs foro"
        " hilo"
    ).split()
)
POST_CLASSES = frozenset("post message msg reply answer beitrag thread topic question entry response mensaje".split())
FORUM_PATH = _any(
    r"/(?:forums?|board|bbs|threads?|topics?|viewtopic|showthread|discussions?|questions?|qa|ask|t|archives?)\b",
    r"viewtopic|showthread|topic=|thread",
)

FAQ = _any(
    r"\bf\.?a\.?q'?s?\b|frequently[ -]asked|(?:common|popular|general) questions\b",
    r"questions we (?:often )?(?:hear|get)",
    r"\bquestions\s*(?:and|&|/|\+)\s*answers?|\bq\s*(?:&|and|/|\+)\s*a'?s?\b|your questions,? answered",
    r"häufig(?:e|st|er)?\s+(?:gestellte\s+)?fragen|fragen\s+(?:und|&)\s+antworten|oft gestellte fragen",
    r"preguntas\s+(?:más\s+)?(?:frecuentes|comunes|habituales)|preguntas y respuestas",
    r"foire aux questions|questions\s+(?:les plus\s+)?(?:fréquentes|courantes)|questions(?:-|\s+et\s+)réponses",
    r"domande\s+(?:più\s+)?(?:frequenti|comuni)|domande e risposte|perguntas\s+(?:mais\s+)?frequentes",
    r"perguntas e respostas|veelgestelde vragen|vragen en antwoorden|vanliga frågor|ofte stilte spørgsmål",
    r"najczęściej zadawane pytania|pytania i odpowiedzi|часто задаваемые|вопросы и ответы|частые вопросы",
    r"sık sorulan sorular|常见问题|常見問題|常見問答|常见问答|问与答|問與答|問答集|问答|問答",
    r"よくある(?:ご)?質問|質問と回答|자주 묻는 질문|질문과 답변|الأسئلة الشائعة",
)
"""Says of the page, or the part below it, that it answers questions that are often asked."""

NO_QUESTION = re.compile(
    r"(?:still|any|more|other|further|got|have|do you have|need|did(?:n't| not)|can't|cannot|couldn't|was this|were you"
    r"|did this|ready|looking for|want)\b.{0,60}"
    r"\b(?:questions?|help|answer|find|helpful|useful|started?|more|touch|talk)\b.*"
    r"|(?:noch|weitere|haben sie|hast du|war dies|nicht gefunden).{0,60}(?:fragen?|hilfe|hilfreich|gesucht).*"
    r"|¿?(?:tienes|tiene|más|aún|otras|te ha|no encuentras).{0,60}(?:preguntas?|dudas?|ayuda|útil|buscabas|respuesta).*"
    r"|(?:vous avez|d'autres|encore|une autre|besoin).{0,60}(?:questions?|aide).*"
    r"|.{0,12}(?:还有|還有|其他|没有找到|沒有找到|没找到|是否有帮助|是否有幫助).{0,30}",
    re.I | re.S,
)
"""A line that invites a reader to ask more, and is no question of his."""

PAGE_WORDS = ("page ", "seite ", "página ", "pagina ", "第")
LATER_PAGE = _any(
    r"(?:page|seite|página|pagina) (?P<number>\d{1,5}) ?(?:of|von|de|sur|di|/) ?\d+",
    r"第 ?(?P<number2>\d{1,5}) ?[页頁] ?[/,，共]",
)
LATER_URL = _any(
    r"[?&/](?:page|p|pg|pageno|seite)[=/-](?P<number>\d{1,5})(?!\d)", r"[?&](?:start|offset|st)=(?P<start>\d{1,6})"
)
