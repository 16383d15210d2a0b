"""Single pages that are no questions and answers, each for a reason of its own. Authored; CC0-1.0."""

from tests.parser.unmarked.layouts import page


def _doc(title: str, body: str, language: str = "en") -> str:
    return page(title, f"<h1>{title}</h1>\n{body}", language=language)


def _rows(*rows: str) -> str:
    return (
        "<table>"
        + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>\n" for row in rows)
        + "</table>"
    )


_SECTIONS = (
    "<h2>What is a kettle?</h2><p>A kettle is a vessel in which water is boiled for tea.</p>"
    "<h2>How does it switch off?</h2><p>Steam reaches a strip of two metals, which bends and opens the contact.</p>"
    "<h2>Why does it make a noise?</h2><p>Small bubbles collapse on their way up.</p>"
)
_SPOKEN = (
    "<p><b>Q: You have just opened your third tea house. How does it feel?</b></p><p>A: Like the first one, only"
    " with better chairs.</p>"
    "<p><b>Q: What did you learn on the way?</b></p><p>A: That people come back for the cups, not for the tea.</p>"
)
_QUIZ = (
    "<p>Question 1: Which river flows through Vienna?</p><p>Answer: The Danube</p><p>Question 2: How many legs has"
    " a spider?</p><p>Answer: Eight</p>"
    "<p>Question 3: Who painted the ceiling?</p><p>Answer: Michelangelo</p>"
)
_FORUM_ROWS = _rows(
    "Topic|Author|Replies|Last post",
    '<a href="/t/1">Why does my kettle switch off?</a>|maple_leaf|3|2024-03-08 by Rosa',
    '<a href="/t/2">Best lid for a small pot?</a>|tinker tom|12|2024-03-07 by Ann',
    '<a href="/t/3">Which filter fits?</a>|Rosa|0|2024-03-06 by Rosa',
)

PAGES: dict[str, str] = {
    "documentation": _doc("Kettle manual", _SECTIONS),
    "documentation_in_folds": _doc(
        "Kettle manual",
        "<details><summary>What is in the box?</summary><p>A kettle and its base.</p></details><details><summary>"
        "Where is the filter?</summary>"
        "<p>Behind the spout.</p></details>",
    ),
    "glossary": _doc(
        "Glossary",
        "<dl><dt>Spout</dt><dd>Where the water comes out.</dd><dt>Lid</dt><dd>What keeps the steam in.</dd></dl>",
    ),
    "article_of_questions": _doc("Kettles: five things to think about before you buy", _SECTIONS),
    "interview": _doc("Interview with Rosa Quill", _SPOKEN),
    "interview_in_german": _doc(
        "„Am Ende zählt die Tasse“: Im Gespräch mit Rosa Quill",
        "<p>Frage: Wie fühlt es sich an?</p><p>Antwort: Wie beim ersten Mal.</p><p>Frage: Und was kommt jetzt?</p>"
        "<p>Antwort: Erst einmal Tee.</p>",
        "de",
    ),
    "interview_in_chinese": _doc(
        "专访罗莎：茶馆里的三十年",
        "<p>问：第三家店开业感觉怎么样？</p><p>"
        "答：和第一家一样，只是椅子更好了。</p><p>问：接下来呢？</p><p>答：先喝茶。</p>",
        "zh",
    ),
    "interview_by_names": _doc(
        "A morning in the tea house",
        "<p><b>Teapot: How does it feel?</b></p><p>Rosa Quill: Like the first time.</p><p><b>Teapot: And now?</b>"
        "</p><p>Rosa Quill: Tea.</p>",
    ),
    "transcript": _doc(
        "Transcript of the hearing, May 2",
        "<p>Q. Where were you on the night of the fire?</p><p>"
        "A. At home, with my sister.</p><p>Q. All night?</p><p>A. Yes.</p>",
    ),
    "quiz": _doc("The great river quiz", _QUIZ),
    "quiz_without_its_name": _doc("How much do you know?", _QUIZ),
    "quiz_with_options": _doc(
        "Rivers and bridges",
        "<p>Q1. Which river flows through Vienna?</p><p>A. The Rhine</p><p>B. The Danube</p><p>C. The Elbe</p><p>"
        "Q2. And through Paris?</p>"
        "<p>A. The Seine</p><p>B. The Loire</p><p>C. The Rhône</p>",
    ),
    "quiz_with_answers_below": _doc(
        "Can you name these rivers?",
        "<ol><li>Which river flows through Vienna?</li><li>Which through Paris?</li></ol><h2>Answers</h2><ol><li>"
        "The Danube</li><li>The Seine</li></ol>",
    ),
    "quiz_of_classes": _doc(
        "Rivers",
        '<div class="question"><p>Which river flows through Vienna?</p><ul><li class="answer">The Rhine</li><li'
        ' class="answer">The Danube</li></ul></div>',
    ),
    "riddles": _doc(
        "Riddles for children",
        "<p>Q: What has a neck but no head?</p><p>A: A bottle.</p><p>Q: What"
        " gets wetter the more it dries?</p><p>A: A towel.</p>",
    ),
    "poll": _doc(
        "Which tea do you drink in the morning?",
        "<ul><li>Green tea – 120 votes</li><li>Black tea – 98 votes</li><li>None – 3 votes</li></ul><p>221 answers</p>",
    ),
    "poll_with_answers": _doc(
        "Which tea do you drink in the morning?",
        "<h2>Answers: 221</h2><div>Green tea 54%</div><div>Black tea 44%</div><div>None 2%</div>",
    ),
    "survey": _doc(
        "Survey: your kitchen",
        "<form><p>Question 1: How many kettles do you own?</p><p>Answer: <input name=a></p><p>Question 2: How old"
        " are they?</p><p>Answer: <input name=b></p></form>",
    ),
    "security_question": _doc(
        "Log in",
        "<form><p>Question: What is the name of your first pet?</p><p>Answer: <input name=a></p><p>Forgotten your"
        " password?</p><button>Log in</button></form>",
    ),
    "captcha": _doc(
        "One more step",
        "<form><p>Are you a robot?</p><p>Question: What is three and four?</p><label>"
        "Answer: <input name=a></label></form>",
    ),
    "login": _doc(
        "Log in",
        "<form><label>Name <input></label><label>Password <input type=password></label></form>"
        "<p>No account yet? <a href=/r>Register</a></p>",
    ),
    "not_found": _doc(
        "404",
        "<p>What happened? The page you asked for is not here.</p><p>Looking for an answer? "
        "<a href=/>Start again</a></p>",
    ),
    "server_error": _doc(
        "500 Internal Server Error", "<p>Something went wrong on 2024-03-05 10:00. Please try again.</p>"
    ),
    "blocked": _doc(
        "Attention required",
        "<h2>Why have I been blocked?</h2><p>This site protects itself.</p><h2>"
        "What can I do?</h2><p>Write to the owner.</p>",
    ),
    "empty": "",
    "empty_body": page("", ""),
    "script_shell": page(
        "Forum", '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>'
    ),
    "forum_index": _doc(
        "Kettle forum",
        _rows(
            '<a href="/f/1">Boiling</a><br>Everything hot|120|2024-03-08 10:00 by Rosa',
            '<a href="/f/2">Repairs</a><br>What is broken?|44|2024-03-07 10:00 by Ann',
        ),
    ),
    "topic_list": _doc("Boiling - Kettle forum", _FORUM_ROWS),
    "topic_list_of_boxes": _doc(
        "Boiling",
        "".join(
            f'<div class="topic"><h3><a href="/t/{n}">{title}</a></h3><p>Asked by {name} on 2024-03-0{n}</p><p>{n}'
            f" answers</p></div>"
            for n, (title, name) in enumerate(
                (("Why does it switch off?", "maple"), ("Which lid?", "tom"), ("Is rust bad?", "Rosa")), 1
            )
        ),
    ),
    "question_list_with_excerpts": _doc(
        "Questions",
        "".join(
            f'<h3><a href="/q/{n}">{title}</a></h3><p>My kettle does this every morning, and I do not know why...'
            f"</p><p>{name}, 2024-03-0{n}</p>"
            for n, (title, name) in enumerate(
                (("Why does it switch off?", "maple"), ("Which lid?", "tom"), ("Is rust bad?", "Rosa")), 1
            )
        ),
    ),
    "faq_of_links": _doc(
        "FAQ",
        '<ul><li><a href="/faq/1">How do I clean it?</a></li><li><a href="/faq/2">Where is the filter?</a></li></ul>',
    ),
    "faq_of_linked_headings": _doc(
        "FAQ",
        '<h3><a href="/faq/1">How do I clean it?</a></h3><p>Fill it with water and citric acid...</p><h3><a'
        ' href="/faq/2">Where is the filter?</a></h3>'
        "<p>Behind the spout, and...</p>",
    ),
    "faq_of_teasers": _doc(
        "FAQ",
        "<h3>How do I clean it?</h3><p>Fill it with water and ... Read more</p><h3>Where"
        " is the filter?</h3><p>Behind the ... Read more</p>",
    ),
    "faq_with_one_entry": _doc("FAQ", "<h3>How do I clean it?</h3><p>With citric acid.</p>"),
    "faq_search": _doc(
        "FAQ", "<form><label>What can we help you with? <input></label></form><p>Type a question above.</p>"
    ),
    "help_centre": _doc(
        "Help centre",
        '<h2>Popular questions</h2><ul><li><a href="/1">How do I pay?</a></li><li>'
        '<a href="/2">Where is my parcel?</a></li></ul>',
    ),
    "contact_form": _doc(
        "Contact",
        "<h2>Do you have a question?</h2><form><label>Name <input></label><label>Your"
        " question <textarea></textarea></label></form>",
    ),
    "ask_form": _doc(
        "Ask a question",
        "<p>What would you like to know?</p><form><label>Title <input></label>"
        "</form><h2>Tips</h2><p>Be kind. Did you search first?</p>",
    ),
    "product": _doc(
        "Teapot",
        "<p>12,90 €</p><p>Holds one litre. Why wait? Order today.</p><ul><li>Colour: red"
        "</li><li>Weight: 800 g</li></ul>",
    ),
    "recipe": _doc(
        "Citrus cake",
        "<h2>How long does it keep?</h2><p>Three days.</p><h2>Ingredients</h2><ul><li>2"
        " eggs</li></ul><h2>Method</h2><ol><li>Stir.</li><li>Bake.</li></ol>",
    ),
    "profile": _doc(
        "maple_leaf",
        "<p>Member since 2019-03-12</p><p>Questions: 3</p><p>Answers: 14</p><h2>Answers"
        "</h2><ul><li><a href=/1>Why does it switch off?</a> 2024-03-08</li></ul>",
    ),
    "price_list": _doc("Prices", _rows("What|How much?", "Small pot|12.00", "Large pot|18.00")),
    "timetable": _doc(
        "When do we open?",
        _rows(
            "2024-03-05|Rosa Quill|Green tea evening", "2024-03-06|Tom Tinker|Repair café", "2024-03-07|Ann Lee|Tasting"
        ),
    ),
    "directory": _doc(
        "Who is who?",
        "".join(
            f"<div><b>{n}</b><br>Since 2019-03-0{i}<br>Knows everything about pots and lids.</div>"
            for i, n in enumerate(("Ann Lee", "Tom Tinker", "Rosa Quill"), 1)
        ),
    ),
    "gallery": _doc(
        "Whose cup is this?",
        "".join(
            f'<figure><img src="{n}.jpg"><figcaption>Photo: {a}, 2024-03-0{n}</figcaption></figure>'
            for n, a in enumerate(("Ann", "Tom", "Rosa"), 1)
        ),
    ),
    "code": _doc("parser.py", "<pre># Q: why twice?\n# A: see below\nfor q, a in pairs:\n    print(q, a)\n</pre>"),
    "code_review": _doc(
        "Commit list",
        _rows("Fix lid|Ann Lee|2024-03-05", "Fix spout|Tom Tinker|2024-03-06", "Why not?|Rosa Quill|2024-03-07"),
    ),
    "legal": _doc(
        "Terms of use",
        "<h2>1. Who are we?</h2><p>Teapot Ltd.</p><h2>2. What is not allowed?</h2><p>Pouring tea over the server.</p>",
    ),
    "privacy": _doc(
        "Privacy policy",
        "<h2>What do we store?</h2><p>Your name.</p><h2>For how long?</h2><p>One"
        " year.</p><p>Last updated: March 5, 2024</p>",
    ),
    "wiki_talk": _doc(
        "History of the page",
        _rows(
            "2024-03-05 10:00|Ann Lee|Why was this removed?",
            "2024-03-06 10:00|Tom|Put back",
            "2024-03-07 10:00|Ann Lee|Fine",
        ),
    ),
    "newsletter": _doc(
        "Newsletter no. 7",
        "<p>Dear readers,</p><p>what a month! Did you see the new lids?</p><p>Yours, Rosa Quill, March 5, 2024</p>",
    ),
    "letter": "Dear Rosa,\n\nwhat did you do with the lid? Tom asked me on 2024-03-05.\n\nYours, Ann\n",
    "poem": "What is the sound of a kettle?\nA song.\nWho hears it?\nAnybody.\n",
    "text_with_lists": "A. Introduction\nB. Methods\nQ. Appendix\nA. Tables\n",
    "text_with_colons": "Name: Ann\nQuestion: none\nDate: 2024-03-05\n",
    "links": _doc(
        "Links",
        "<ul><li><a href=https://a.example>Why tea?</a></li><li><a href=https://b.example>Who drinks it?</a></li></ul>",
    ),
    "event": _doc(
        "Will you come?",
        "<p>Saturday, March 9, 2024, 10:00</p><p>Tom Tinker repairs lids. What to"
        " bring? A lid.</p><p>Ann Lee and 12 others come</p>",
    ),
    "job": _doc(
        "Do you love tea?",
        "<p>Posted on March 5, 2024 by Rosa Quill</p><h2>What do you do?</h2><p>You"
        " pour.</p><h2>What do we offer?</h2><p>Cups.</p>",
    ),
    "exam_paper": _doc(
        "Exam, summer term", "<p>Question 1</p><p>Explain why water boils.</p><p>Question 2</p><p>Describe a lid.</p>"
    ),
    "worksheet": _doc(
        "Worksheet 4",
        "<h3>Question 1</h3><p>What boils?</p><h3>Answer</h3><p>______</p><h3>"
        "Question 2</h3><p>What cools?</p><h3>Answer</h3><p>______</p>",
    ),
    "dialogue": _doc(
        "Lesson 3: At the tea house",
        "<p>A: Good morning, what would you like?</p><p>B: Green tea, please.</p><p>A: With sugar?</p><p>B: No.</p>",
    ),
    "press_release": _doc(
        "Teapot opens third house",
        "<p>March 5, 2024</p><p>Why three? “Because two were"
        " full,” said Rosa Quill.</p><p>Contact: Ann Lee, March 5, 2024</p>",
    ),
    "minutes": _doc(
        "Minutes of March 5, 2024",
        "<p>Ann Lee asked whether the lid is repaired.</p><p>Tom answered"
        " that it is.</p><p>Rosa asked when it opens.</p>",
    ),
    "mail_thread": _doc(
        "Tea on Friday",
        "<div><b>From:</b> Ann Lee<br><b>Date:</b> 2024-03-05<br><p>See you on Friday at four.</p></div><div><b>"
        "From:</b> Tom<br><b>Date:</b> 2024-03-06<br><p>I will be there.</p></div>",
    ),
    "news_ticker": _doc(
        "What happened today?",
        "".join(
            f"<div class='tick'><p>2024-03-05 1{n}:00 – Ann Lee</p><p>The kettle number {n} has boiled, and"
            f" everybody is pleased with it.</p></div>"
            for n in range(3, 0, -1)
        ),
    ),
    "unanswered_question": _doc(
        "Why does my kettle switch off?",
        "<p>It does so every morning.</p><p>maple_leaf, 2024-03-05</p><p>No answers yet</p>",
    ),
    "bare_question_and_answers_heading": _doc("Foot cramps at night?", "<p>Why?</p><h2>Answers</h2><p>Stretch.</p>"),
    "hidden": page(
        "Chat",
        "<template><p>Q: Who?</p><p>A: Me.</p></template><div hidden><p>Question: Who?</p><p>Answer: Me.</p></div>",
    ),
}
