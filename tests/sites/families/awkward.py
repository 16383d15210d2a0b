"""Invented threads with awkward values."""

from datetime import date

from .threads import Case, Code, Listing, Picture, Quote, Thread, post, thread

QUESTION = post("Since Monday my throat has been sore.\nShould I stay at home?", author="sunny", likes=3)
REPLY = post("Rest for a few days.", "Drink enough water.", author="Dr. Lin", day=date(2024, 3, 6), likes=5)
OTHER = post("A scarf helps too.", author="rainy", day=date(2024, 3, 7), likes=1)
PLAIN = thread(QUESTION, REPLY, OTHER)


def asked(*body: object, **said: object) -> Thread:
    """Return the plain thread with another question."""
    return thread(post(*body, **{"author": "sunny", "likes": 3, **said}), REPLY, OTHER)  # type: ignore[arg-type]


def answered(*body: object, **said: object) -> Thread:
    """Return the plain thread with another first reply."""
    said = {"author": "Dr. Lin", "day": date(2024, 3, 6), "likes": 5, **said}
    return thread(QUESTION, post(*body, **said), OTHER)  # type: ignore[arg-type]


def titled(title: str, **said: object) -> Thread:
    """Return the plain thread with another title."""
    return thread(QUESTION, REPLY, OTHER, title=title, **said)


CASES: dict[str, Case] = {
    "plain": Case(PLAIN),
    "unanswered": Case(thread(QUESTION)),
    "accepted_first": Case(thread(QUESTION, post("Rest.", accepted=True, author="Bo"), OTHER)),
    "accepted_last": Case(thread(QUESTION, REPLY, post("Rest.", accepted=True, author="Bo"))),
    "discussion": Case(thread(QUESTION, REPLY, OTHER, is_question=False)),
    # Scores.
    "score_zero": Case(answered("Rest.", likes=0)),
    "score_large": Case(answered("Rest.", likes=12345)),
    "score_not_shown": Case(answered("Rest.", likes=None)),
    # People.
    "deleted_author": Case(answered("Rest.", author="user1234", guest=True)),
    "deleted_asker": Case(asked("Is that normal?", author="user99", guest=True)),
    "nameless_reply": Case(answered("Rest.", author=None)),
    "author_cjk": Case(answered("多喝水。", author="林美玲")),
    "author_with_markup": Case(answered("Rest.", author='<b>"bob"</b> & co')),
    "author_like_a_date": Case(answered("Rest.", author="Mar 05, 1999")),
    "author_of_digits": Case(answered("Rest.", author="12345")),
    "author_emoji": Case(answered("Rest.", author="🌻 flower 👩‍👧")),
    "author_with_arrows": Case(answered("Rest.", author="up » and » away")),
    "edited_by_another": Case(
        answered("Rest.", edited_on=date(2025, 1, 31), edited_by="moderator"),
    ),
    "edited_by_author": Case(asked("Is that normal?", edited_on=date(2025, 1, 31))),
    "signature": Case(answered("Rest.", signature="-- \nNobody knows everything.\nhttps://lin.example")),
    "comments": Case(
        thread(
            post("Is that normal?", author="sunny", likes=3, comments=("How old are you?", "Thirty.")),
            post("Rest.", author="Dr. Lin", likes=5, comments=("Thanks, that helped.",)),
        )
    ),
    # Titles, forums and tags.
    "title_with_entities": Case(titled('Fever < 38 & cough > 2 weeks: "normal"?')),
    "title_in_brackets": Case(titled("[Solved?] Sore throat (again)")),
    "title_with_dashes": Case(titled("Cough - dry or wet - what now | Part 2")),
    "title_cjk": Case(titled("喉嚨痛怎麼辦？")),
    "title_of_digits": Case(titled("38")),
    "no_tags": Case(thread(QUESTION, REPLY, tags=())),
    "odd_tags": Case(thread(QUESTION, REPLY, tags=("c++", ".net", "ear-nose-&-throat", "喉嚨"))),
    "forum_with_ampersand": Case(thread(QUESTION, REPLY, forum="Ear, nose & throat » adults")),
    # Bodies.
    "code": Case(
        answered(
            "Run this:",
            Code('for n in range(3):\n    if n < 2 and n > 0:\n        print("<b>", n)\n\n\nprint("&amp;")'),
            "It prints one line.",
        )
    ),
    "lists": Case(
        answered(
            "Do this:",
            Listing(("Rest.", ("Drink:", Listing(("Tea", "Water"))), "Sleep."), ordered=True),
            "Or that:",
            Listing(("Walk", ("Run", Listing(("fast", "slowly"), ordered=True)))),
        )
    ),
    "quotation": Case(answered(Quote("Should I stay at home?", "sunny"), "Yes.")),
    "quotation_without_author": Case(answered(Quote("Should I stay at home?"), "Yes.")),
    "several_quotations": Case(
        answered(Quote("Since Monday.", "sunny"), "That is long.", Quote("A scarf\nhelps too.", "rainy"), "It does.")
    ),
    "only_a_quotation": Case(answered(Quote("Should I stay at home?", "sunny"))),
    "picture_in_text": Case(answered("See this:", Picture(), "It helps.")),
    "question_is_a_picture": Case(
        thread(post(Picture(), author="sunny", likes=3), REPLY),
        {"/question/text": "Sore throat after a cold night"},
    ),
    "text_of_markup": Case(asked("I see <script>alert(1)</script> and &nbsp; on the page.\n</div> is a word.")),
    "text_like_furniture": Case(
        answered(
            "Page 2 of 3", "#1", "Last edited by sunny on Mar 07, 2024", "Share", "1 Answer", "by Ann » Mar 1, 2020"
        )
    ),
    "text_like_a_list": Case(answered("1. Rest.\n2. Drink.\n- Sleep.")),
    "no_break_spaces": Case(
        asked("My\u00a0throat hurts at 38.5\u00a0°C."), {"/question/text": "My throat hurts at 38.5 °C."}
    ),
    "emoji_text": Case(answered("All the best 👩‍⚕️ to the family 👨‍👩‍👧‍👦.")),
    "text_of_one_letter": Case(answered("k")),
    "long_text": Case(answered("\n".join(f"{n} times over: rest." for n in range(2, 200)))),
    "several_paragraphs": Case(asked("One.", "Two.\nTwo and a half.", "Three.")),
    # Length.
    "many_replies": Case(
        thread(QUESTION, *(post(f"Reply number {n}.", author=f"user{n}", likes=n % 7) for n in range(1, 61)))
    ),
    "same_reply_twice": Case(thread(QUESTION, OTHER, OTHER)),
    "end_of_the_year": Case(answered("Rest.", day=date(2023, 12, 31))),
    "closed": Case(thread(QUESTION, REPLY, notice="closed")),
    "other_language": Case(thread(QUESTION, REPLY, language="de")),
}
