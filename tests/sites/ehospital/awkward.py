"""Invented threads with awkward values. None of them is a real consultation."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from scraper.demo.thread import Age, Entry, Reply, Section, Similar, Thread, Topic


@dataclass(frozen=True)
class Case:
    """A thread and what of its record differs from what is written in it.

    :param reads: JSON pointer → value, where reading changes what is served (joined marks, folded spaces …).
    """

    thread: Thread
    reads: dict[str, Any] = field(default_factory=dict)


REPLY = Reply(
    "Lin Meiling",
    "Family Medicine",
    "Hello, thank you for asking.\nRest for a few days and drink enough water.\nCome back if it does not get better.",
    date(2011, 5, 8),
)
ARTICLE = (
    Section(None, "A sore throat is common, and it mostly passes without treatment."),
    Section(
        "Causes of a Sore Throat",
        "There are several causes:",
        (
            Entry("Viruses", "Most sore throats come with a cold."),
            Entry("Dry air", "Heated rooms dry the throat at night."),
        ),
    ),
    Section("Conclusion", "A sore throat that lasts more than a week should be seen by a doctor."),
)
SIMILAR = (
    Similar(
        "Why Does My Throat Hurt in the Morning",
        "/qa/family-medicine/2001-why-does-my-throat-hurt",
        "Every morning my throat hurts until breakfast. Is that normal?",
        "Lin Meiling",
        "Family Medicine",
        "Hello: Dry air is the most likely reason. Try a bowl of water near the heater and tell me how it we...",
    ),
    Similar(
        "Hoarse Voice After a Long Day of Teaching: What Helps?",
        "/qa/ent/2002-hoarse-voice?q_no=2002",
        "I teach six hours a day and lose my voice by Friday. My colleagues say that I should whisper, but whisp...",
        "Wang Daming",
        "ENT",
        "Rest your voice.",
    ),
)
TOPICS = (
    Topic("Sore Throat", "Family Medicine", "/faq/family-medicine/sore-throat"),
    Topic("Hoarseness", "ENT", "/faq/ent/hoarseness"),
)
PLAIN = Thread(
    number=2000,
    title="Sore Throat After a Cold Night",
    department="Family Medicine",
    question_title="Sore throat",
    question_text="Dear doctor, since Monday my throat has been sore.\nShould I stay at home?",
    asked_on=date(2011, 5, 7),
    name="sunny",
    gender="female",
    age=Age("20~29", 20, 29),
    replies=(REPLY,),
    article=ARTICLE,
    similar=SIMILAR,
    topics=TOPICS,
)
BARE = replace(PLAIN, article=None, similar=(), topics=())


def asked(text: str, **changes: Any) -> Thread:
    """Return the plain thread with another question."""
    return replace(PLAIN, question_text=text, **changes)


def answered(text: str, **changes: Any) -> Thread:
    """Return the plain thread with another reply."""
    return replace(PLAIN, replies=(replace(REPLY, text=text),), **changes)


def about(*sections: Section) -> Thread:
    """Return the plain thread with another article."""
    return replace(PLAIN, article=sections)


CASES: dict[str, Case] = {
    "plain": Case(PLAIN),
    # What may be missing.
    "no_reply": Case(replace(PLAIN, replies=())),
    "no_reply_and_nothing_after": Case(replace(BARE, replies=())),
    "no_reply_but_article": Case(replace(PLAIN, replies=(), similar=(), topics=())),
    "no_article": Case(replace(PLAIN, article=None)),
    "no_similar": Case(replace(PLAIN, similar=())),
    "no_topics": Case(replace(PLAIN, topics=())),
    "only_question_and_reply": Case(BARE),
    "article_heading_with_nothing_under_it": Case(replace(PLAIN, article=())),
    "question_without_body": Case(replace(PLAIN, question_text=None)),
    "heading_without_department": Case(replace(PLAIN, filed=False)),
    "unreadable_date": Case(replace(PLAIN, asked_on=None, printed_date="2007/13/45")),
    "two_replies": Case(
        replace(
            PLAIN,
            replies=(REPLY, Reply("Wang Daming", "ENT", "I agree.\nA scarf helps too.", date(2011, 5, 20))),
        )
    ),
    # Askers.
    "age_band": Case(replace(PLAIN, age=Age("10~19", 10, 19))),
    "age_open_above": Case(replace(PLAIN, age=Age("80+", 80, None))),
    "age_open_below": Case(replace(PLAIN, age=Age("under 10", None, 9))),
    "age_exact": Case(replace(PLAIN, age=Age("34", 34, 34), gender="male")),
    "age_absent": Case(replace(PLAIN, age=None)),
    "gender_absent": Case(replace(PLAIN, gender=None)),
    "age_and_gender_absent": Case(replace(PLAIN, age=None, gender=None)),
    "name_absent": Case(replace(PLAIN, name=None)),
    "asker_unknown": Case(replace(PLAIN, name=None, age=None, gender=None)),
    "name_with_comma": Case(replace(PLAIN, name="Smith, John", gender="male")),
    "name_with_two_commas_and_no_age": Case(replace(PLAIN, name="Smith, John, Jr", age=None)),
    "name_with_slash": Case(replace(PLAIN, name="anna/ben／co")),
    "name_cjk": Case(replace(PLAIN, name="小明的媽媽")),
    "name_emoji": Case(replace(PLAIN, name="🌻 flower 👩‍👧")),
    "name_like_a_doctor": Case(replace(PLAIN, name="Dr. Who")),
    "name_like_a_reply": Case(replace(PLAIN, name="Dr. No reply please")),
    "name_with_numbers": Case(replace(PLAIN, name="user 40~49", age=None)),
    "name_with_full_stop": Case(replace(PLAIN, name="J. R. Miller")),
    "name_like_a_gender": Case(replace(PLAIN, name="female", age=Age("34", 34, 34))),
    "name_of_digits": Case(replace(PLAIN, name="12345")),
    "name_with_abbreviation": Case(replace(PLAIN, name="Kim Jr.")),
    "name_with_the_label": Case(replace(PLAIN, name="Ask Date: soon")),
    "name_in_parentheses": Case(replace(PLAIN, name="(anonymous)")),
    "name_with_markup": Case(replace(PLAIN, name="<b>bob</b> & co")),
    "age_of_children": Case(replace(PLAIN, age=Age("0~9", 0, 9))),
    "age_with_a_wide_tilde": Case(replace(PLAIN, age=Age("40～49", 40, 49)), {"/question/asker/age_text": "40~49"}),
    "date_without_leading_zeros": Case(replace(PLAIN, printed_date="2011/5/7")),
    # Doctors and departments.
    "doctor_cjk": Case(replace(PLAIN, replies=(replace(REPLY, author="陳憲昌", department="復健科"),))),
    "doctor_with_comma_and_hyphen": Case(replace(PLAIN, replies=(replace(REPLY, author="Lee, Anna-Maria O'Neil"),))),
    "department_with_parentheses": Case(
        replace(
            PLAIN,
            department="ENT (Ear, Nose and Throat)",
            replies=(replace(REPLY, department="ENT (Ear, Nose and Throat)"),),
            topics=(Topic("Tinnitus", "ENT (Ear, Nose and Throat)", "/faq/ent/tinnitus"), *TOPICS),
        )
    ),
    "department_with_ampersand_and_slash": Case(
        replace(
            PLAIN,
            department="Obstetrics & Gynecology / Women's Health",
            replies=(replace(REPLY, department="Obstetrics & Gynecology / Women's Health"),),
        )
    ),
    "title_with_dashes": Case(replace(PLAIN, title="Cough - Dry or Wet - When to See a Doctor")),
    "title_ends_in_question_mark": Case(replace(PLAIN, title="Is My Throat Just Sore?", question_title="Just sore?")),
    "same_title_twice": Case(replace(PLAIN, title="Sore throat", question_title="Sore throat")),
    "question_title_like_a_sentence": Case(
        replace(PLAIN, question_title="My throat is sore, what now? Please help me.")
    ),
    "title_with_parentheses": Case(replace(PLAIN, title="Sore Throat (Part 2)")),
    "title_with_a_bar": Case(replace(PLAIN, title="Sore Throat | Again")),
    "title_names_another_department": Case(replace(PLAIN, title="Migraine - ENT or Neurology - What Now")),
    "title_like_a_doctor_line": Case(replace(PLAIN, title="Why Does Dr. Lin Reply So Fast")),
    "question_title_of_one_letter": Case(replace(PLAIN, question_title="?")),
    "long_question_title": Case(
        replace(PLAIN, question_title="Sore throat since Monday, and it is getting worse " * 3 + "!")
    ),
    # Text that quotes the page's own landmarks.
    "question_quotes_landmarks_in_a_line": Case(
        asked(
            'My chart says "Reply Date: 2006/01/01" and below that "Ask Date: 2005/12/31", which confuses me.\n'
            "The leaflet has a box with More Info in it, and a link [Read More] to Similar Q&A pages.\n"
            "My friend says that Dr. Hsu would reply quickly. Is that so?"
        )
    ),
    "reply_quotes_landmarks_in_a_line": Case(
        answered(
            'He wrote "Reply Date: 2006/05/01" on it, that is the date of the older letter.\n'
            "See the section More Info of the leaflet, or the list called Related FAQ.\n"
            "Ask Date: this is printed under every question. [Read More] only opens the page."
        )
    ),
    "question_quotes_a_landmark_line": Case(
        asked("This is what my last letter said:\nReply Date: 2006/05/01\nIs that letter still valid?")
    ),
    "reply_quotes_a_landmark_line": Case(
        answered("Your letter of 2006 ends with this line:\nReply Date: 2006/05/01\nSo it is too old by now.")
    ),
    "question_quotes_an_asker_line": Case(
        asked(
            "Another person wrote the same to you:\nrainy, 30~39 year old male. Ask Date: 2004/04/04\nWhat did you say?"
        )
    ),
    "question_asks_for_more_info": Case(
        asked("I would like to have more info.\nMore Information is better than less.")
    ),
    "question_mentions_the_similar_list": Case(
        asked("Under Similar Q&A I found nothing.\nRelated FAQ has nothing either.")
    ),
    "article_quotes_landmarks": Case(
        about(
            Section(
                None, "Letters end with a line such as Reply Date: 2006/05/01, and begin with Ask Date: 2006/04/01."
            ),
            Section("What Dr. Google Cannot Reply", "A search engine has not seen your throat."),
        )
    ),
    "question_quotes_a_doctor_line": Case(
        asked("On another page it says:\nDr. Wang Daming reply ENT\nand then nothing. Is it broken?")
    ),
    "reply_quotes_a_doctor_line": Case(
        answered("A colleague began like this:\nDr. Wang Daming reply ENT\nRest your voice.\nI agree with that.")
    ),
    "question_quotes_headings": Case(
        asked("The page shows these words:\nMore Info\nSimilar Q&A\nRelated FAQ\nWhat do they mean?")
    ),
    "reply_quotes_headings": Case(answered("Click on these words:\nMore Info\nRelated FAQ\nThen you will find it.")),
    "question_quotes_the_share_line": Case(asked("The page ends with this line:\nShare to:\nWhere are the buttons?")),
    "reply_quotes_an_asker_line": Case(
        answered("You remind me of this one:\nrainy, 30~39 year old male. Ask Date: 2004/04/04\nHe got well.")
    ),
    "reply_looks_like_an_article": Case(
        answered(
            "Understanding Sore Throats\nThere are two kinds:\n1. Dry: Drink.\n2. Wet: Wait.\nConclusion\nBe patient."
        )
    ),
    "reply_quotes_headings_the_page_lacks": Case(
        replace(
            BARE, replies=(replace(REPLY, text="Click on these words:\nMore Info\nRelated FAQ\nYou will find it."),)
        )
    ),
    "question_quotes_headings_the_page_lacks": Case(
        replace(BARE, question_text="The page lacks these words:\nMore Info\nSimilar Q&A\nRelated FAQ\nWhy?")
    ),
    "short_lines_before_a_nameless_asker": Case(asked("One.\nTwo.\nThree.", name=None)),
    # Lists and lone numbers in text.
    "question_with_lone_numbers": Case(
        asked("I have two questions:\n1.\nIs it serious?\n2.\nMay I run?"),
        {"/question/text": "I have two questions:\n1. Is it serious?\n2. May I run?"},
    ),
    "reply_with_numbered_list": Case(
        answered("Hello:\n1. Drink warm tea.\n2. Rest your voice.\n3. Avoid smoke.\nI wish you well.")
    ),
    "reply_with_bullets": Case(answered("Please avoid:\n- cold drinks\n- loud rooms\nand come back on Friday.")),
    "reply_with_list_from_three": Case(answered("As I said before:\n3. Drink warm tea.\n4. Rest your voice.")),
    "reply_of_one_word": Case(answered("Yes")),
    "reply_with_many_paragraphs": Case(
        answered("\n".join(f"This is thought number {n} on the matter." for n in range(1, 31)))
    ),
    "question_with_blank_lines": Case(asked("One.\n\n\nTwo.\n\nThree."), {"/question/text": "One.\nTwo.\nThree."}),
    "reply_with_other_marks": Case(answered("(1) Drink.\n(2) Rest.\nA. Tea\nB. Water\n1) Sleep\n* a star\n• a dot")),
    "very_long_reply": Case(
        answered("\n".join(f"{n} times over, the same advice holds: rest and wait." for n in range(2, 500)))
    ),
    # Characters.
    "entities": Case(
        answered('Use "5 < 6 & 7 > 3" as a rule; &amp; and &lt; and &nbsp; and &#39; are only mark-up.'),
    ),
    "no_break_spaces": Case(
        asked("My\u00a0throat hurts at 38.5\u00a0°C.\nWhat\u00a0now?\u00a0"),
        {"/question/text": "My throat hurts at 38.5 °C.\nWhat now?"},
    ),
    "line_separators": Case(
        asked("First line\u2028second line\u2029third line"),
        {"/question/text": "First line\nsecond line\nthird line"},
    ),
    "zero_width": Case(
        asked("My \u200bthroat\u200b hurts, a soft\u00adly said word, a joined\u2060 one.\ufeff"),
        {"/question/text": "My throat hurts, a softly said word, a joined one."},
    ),
    "decomposed": Case(asked("I was in a cafe\u0301 all day."), {"/question/text": "I was in a café all day."}),
    "emoji": Case(answered("All the best 👩‍⚕️ to the family 👨‍👩‍👧‍👦 and good 🍀.")),
    "cjk_text": Case(asked("喉嚨痛三天了，請問需要看醫生嗎？\nMy English is not good, 謝謝。")),
    "escaped_script": Case(
        asked('I found <script>alert("x")</script> and <b>bold</b> in my results.\nIs </p> a finding?')
    ),
    "quotes_and_apostrophes": Case(
        replace(PLAIN, title='"It\'s Only a Cold" - or Is It?', question_title='It\'s "only" a cold')
    ),
    # The article.
    "article_heading_with_question_mark": Case(
        about(
            Section(None, "A short word before the sections."),
            Section(
                "What Helps?", "Three things help:", (Entry("Tea", "Warm, not hot."), Entry("Rest", "A day or two."))
            ),
            Section("When Should I See a Doctor?", "After a week."),
        )
    ),
    "article_entries_without_labels": Case(
        about(
            Section(
                "Simple Steps", "Do this:", (Entry(None, "Sleep enough."), Entry(None, "Take it at 10:30 every day."))
            ),
            Section("Conclusion", "Simple steps help most people."),
        )
    ),
    "article_mixed_labels": Case(
        about(
            Section(
                "Remedies",
                "These help:",
                (
                    Entry("Honey", "One spoon."),
                    Entry(None, "Warm water with salt."),
                    Entry("Vitamin D (oral)", "Ask first."),
                ),
            ),
        )
    ),
    "article_nested_entries": Case(
        about(
            Section(
                "Exercises",
                "Two kinds help:",
                (
                    Entry(
                        "For the neck",
                        "Do these slowly:",
                        (Entry("Turn", "Left and right."), Entry(None, "Look up and down.")),
                    ),
                    Entry(
                        "For the back", None, (Entry("Cat", "On hands and knees."), Entry("Bridge", "Lift the hips."))
                    ),
                    Entry("For the mind", "Breathe."),
                ),
            ),
            Section("Conclusion", "Move every day."),
        )
    ),
    "article_paragraph_after_the_list": Case(
        about(
            Section(
                "Remedies",
                "These help:",
                (Entry("Honey", "One spoon."), Entry("Tea", "Not too hot.")),
                after="None of these replaces a doctor.",
            ),
            Section("Conclusion", "Be patient with your throat."),
        )
    ),
    "article_section_of_entries_only": Case(
        about(
            Section(None, "A short word before the sections."),
            Section("Checklist", None, (Entry("Water", "Two litres a day."), Entry("Sleep", "Eight hours."))),
            Section("Conclusion", "Keep the list on your fridge."),
        )
    ),
    "article_with_several_paragraphs": Case(
        about(
            Section(
                None, "The first paragraph of the introduction.\nThe second paragraph of it, which is a bit longer."
            ),
            Section("Background", "One paragraph of background.\nAnother one.\nAnd a last one."),
        )
    ),
    "article_of_one_paragraph": Case(
        about(Section(None, "Everything that is to be said is said in this one paragraph."))
    ),
    "article_with_many_entries": Case(
        about(
            Section(
                "Twelve Rules",
                "All of them:",
                tuple(Entry(f"Rule {n}", f"Rest for {n} minutes.") for n in range(1, 13)),
            )
        )
    ),
    "article_entries_with_colons": Case(
        about(
            Section(
                "Times",
                "When to take it:",
                (
                    Entry("Morning", "At 8:00: with a glass of water."),
                    Entry("喝水", "Water, at any time."),
                    Entry(None, "See https://example.org/throat for a list."),
                    Entry("Vitamin B12 / B6", "Ask first: not everybody needs it."),
                ),
            ),
            Section("Conclusion", "Ask if in doubt."),
        )
    ),
    "article_headings_like_landmarks": Case(
        about(
            Section("More Information About Throats", "This is a section like any other."),
            Section("Similar Questions People Ask", "They ask whether tea helps."),
            Section("Related FAQ Myths", "There are many of them."),
        )
    ),
    "article_without_introduction": Case(
        about(Section("Background", "Throats get sore."), Section("Conclusion", "They get well again."))
    ),
    "article_with_long_heading": Case(
        about(
            Section(None, "A short word before the sections."),
            Section(
                "How to Tell a Sore Throat From a Cold, a Dry Throat From a Wet One, and Both From Worry",
                "Ask a doctor.",
            ),
            Section("Conclusion", "Ask again."),
        )
    ),
    # Similar threads and topics.
    "similar_without_reply_excerpt": Case(replace(PLAIN, similar=(replace(SIMILAR[0], reply=None), SIMILAR[1]))),
    "similar_without_question_excerpt": Case(replace(PLAIN, similar=(replace(SIMILAR[0], question=None), SIMILAR[1]))),
    "similar_without_reply": Case(
        replace(PLAIN, similar=(replace(SIMILAR[0], author=None, department=None, reply=None), SIMILAR[1]))
    ),
    "similar_with_title_only": Case(
        replace(
            PLAIN,
            similar=(SIMILAR[0], replace(SIMILAR[1], question=None, author=None, department=None, reply=None)),
        )
    ),
    "similar_cut_with_an_ellipsis": Case(
        replace(PLAIN, similar=(replace(SIMILAR[0], question="Every morning my thro…", reply="Dry air…"),))
    ),
    "similar_excerpt_with_numbers": Case(
        replace(PLAIN, similar=(replace(SIMILAR[0], reply="1. Drink. 2. Rest. 3. Reply Date: never mind."),))
    ),
    "similar_links_elsewhere": Case(
        replace(PLAIN, similar=(replace(SIMILAR[0], path="https://other.example/qa/7"),)),
    ),
    "similar_titles_like_landmarks": Case(
        replace(
            PLAIN,
            similar=(
                replace(SIMILAR[0], title="Dr. Google or a Real Doctor?"),
                replace(
                    SIMILAR[1], title="Read More, Sleep Less: Tired Eyes", question="Dr. Wang, my voice is gone. Why?"
                ),
                replace(SIMILAR[0], title="More Info on Throats", reply="As Dr. Wang reply ENT told you: rest."),
            ),
        )
    ),
    "similar_of_the_same_title": Case(
        replace(PLAIN, similar=(SIMILAR[0], SIMILAR[0], replace(SIMILAR[1], title=PLAIN.title)))
    ),
    "similar_by_another_department": Case(
        replace(PLAIN, similar=(replace(SIMILAR[0], author="陳, 大文", department="Obstetrics & Gynecology (OB/GYN)"),))
    ),
    "many_similar": Case(
        replace(PLAIN, similar=tuple(replace(SIMILAR[n % 2], title=f"Thread Number {n}") for n in range(25)))
    ),
    "many_topics": Case(
        replace(PLAIN, topics=tuple(Topic(f"Topic {n}", f"Department {n % 3}", f"/faq/x/topic-{n}") for n in range(60)))
    ),
    "topics_of_odd_names": Case(
        replace(
            PLAIN,
            topics=(
                Topic("頭痛 / Headache", "Neurology", "/faq/neurology/headache"),
                Topic("Reply", "ENT", "/faq/ent/reply"),
                Topic("Cramps (leg) (night)", "Neurology", "/faq/neurology/cramps"),
                Topic("Fever & Chills", "Family Medicine", "/faq/family-medicine/fever"),
                Topic("Cramps (leg) (night)", "Surgery", "/faq/surgery/cramps"),
            ),
        )
    ),
    "topic_with_parentheses": Case(
        replace(PLAIN, topics=(Topic("Cold (common)", "Family Medicine", "/faq/family-medicine/cold-common"), *TOPICS))
    ),
    "one_topic": Case(replace(PLAIN, similar=(), topics=TOPICS[:1])),
}
