"""Mark-up that says the same thing in another way: each page here once came out wrong."""

import pytest

from schemas import QARecord
from scraper.page import Page
from scraper.pipeline import Reading, read_page

HEAD = "<h1>Sleep and Backs - Surgery</h1><p>Share to:</p>"
QUESTION = "<h2>Back ache</h2><p>My back aches.</p>"
ASKER = "<p>miki, 40~49 year old female. Ask Date: 2011/05/09</p>"
REPLY = "<p>Dr. Lin An reply Surgery</p><p>Rest well.</p><p>Reply Date: 2011/05/10</p>"
SIMILAR = (
    '<h2>Similar Q&amp;A</h2><h3><a href="/qa/7">Cold Feet</a></h3><p>Why?</p><p>Dr. Wu Li reply Neurology</p>'
    '<p>Socks...</p><p><a href="/qa/7">[Read More] Cold Feet</a></p>'
)
FAQ = (
    '<h2>Related FAQ</h2><ul><li><a href="/f/1">Back Pain</a> (Surgery)</li><li><a href="/f/2">Toes</a> (ENT)</li></ul>'
)
TERMS = [("Back Pain", "Surgery"), ("Toes", "ENT")]


def reading(
    body: str, *, title: str = "Sleep and Backs - Surgery", head: str = "", source: str = "page.html"
) -> Reading:
    html = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return read_page(Page(body=html.encode(), source="page.html", url="https://eh.example/qa/1"))


def record(body: str, *, title: str = "Sleep and Backs - Surgery", head: str = "") -> QARecord:
    found = reading(body, title=title, head=head)
    assert len(found.records) == 1, found.not_qa or found.rejected
    return found.records[0]


def record_of_text(text: str) -> QARecord:
    found = read_page(Page(body=text.encode(), source="page.txt"))
    assert len(found.records) == 1, found.not_qa or found.rejected
    return found.records[0]


def outline(body: str, *, after: str = "") -> list[tuple[str | None, str | None, list[object]]]:
    """Return the article's sections: heading, text and (label, text, inner entries) of each entry."""
    article = record(f"{HEAD}{QUESTION}{ASKER}{REPLY}<h2>More Info</h2>{body}{after}").article
    assert article is not None
    return [(part.heading, part.text, [entry_of(entry) for entry in part.items]) for part in article.sections]


def entry_of(entry: object) -> object:
    values = entry.model_dump()  # type: ignore[attr-defined]

    def brief(value: dict[str, object]) -> object:
        inner = [brief(one) for one in value["items"]]  # type: ignore[attr-defined]
        return (value["label"], value["text"], inner) if inner else (value["label"], value["text"])

    return brief(values)


def terms(found: QARecord) -> list[tuple[str, str | None]]:
    return [(faq.term, faq.department) for faq in found.related_faqs]


# The lines of a thread


def test_department_in_an_element_of_its_own_belongs_to_the_doctor() -> None:
    doctor = "<div><div>Dr. Lin An reply</div><div>Surgery</div></div>"
    reply = record(f"{HEAD}{QUESTION}{ASKER}{doctor}<p>Rest.</p><p>Reply Date: 2011/05/10</p>").replies[0]
    assert (reply.author, reply.department, reply.text) == ("Lin An", "Surgery", "Rest.")


def test_doctor_line_that_begins_a_paragraph_in_bold_is_a_line() -> None:
    doctor = "<p><b>Dr. Lin An reply Surgery</b> Rest well.</p><p>Reply Date: 2011/05/10</p>"
    reply = record(f"{HEAD}{QUESTION}{ASKER}{doctor}").replies[0]
    assert (reply.author, reply.department, reply.text) == ("Lin An", "Surgery", "Rest well.")


def test_custom_elements_beside_one_another_are_lines() -> None:
    found = record(
        "<x-page><x-h>Sleep and Backs - Surgery</x-h><x-s>Share to:</x-s><x-q>Back ache</x-q><x-p>My back aches.</x-p>"
        "<x-m>miki, 34 year old male. Ask Date: 2011/05/09</x-m><x-d>Dr. Lin An reply Surgery</x-d>"
        "<x-p>Take <x-b>two</x-b> days off.</x-p><x-r>Reply Date: 2011/05/10</x-r></x-page>"
    )
    assert (found.question.title, found.question.text) == ("Back ache", "My back aches.")
    assert found.replies[0].text == "Take two days off."


def test_dates_stand_under_labels_without_a_colon() -> None:
    asker = "<table><tr><td>miki, 34 year old male</td><th>Ask Date</th><td>2011/05/09</td></tr></table>"
    reply = REPLY.replace("<p>Reply Date: 2011/05/10</p>", "<dl><dt>Reply Date</dt><dd>2011/05/10</dd></dl>")
    found = record(f"{HEAD}{QUESTION}{asker}{reply}")
    assert (str(found.question.asked_on), str(found.replies[0].replied_on)) == ("2011-05-09", "2011-05-10")
    assert (found.question.asker.name, found.replies[0].text) == ("miki", "Rest well.")


def test_name_that_shares_an_element_with_the_date_alone_is_the_askers() -> None:
    found = record(f"{HEAD}{QUESTION}<div><p>miki.</p><p>Ask Date: 2011/05/09</p></div>{REPLY}")
    assert (found.question.asker.name, found.question.text) == ("miki", "My back aches.")


def test_department_may_hold_a_hyphen() -> None:
    reply = REPLY.replace("Surgery", "Breast - Thyroid")
    found = record(f"<h1>Lump - Breast - Thyroid</h1><p>Share to:</p>{QUESTION}{ASKER}{reply}", title="Lump")
    assert (found.title, found.department) == ("Lump", "Breast - Thyroid")


def test_greeting_is_no_title_of_a_question() -> None:
    found = record(f"{HEAD}<p>Hello doctor, my back aches.</p><p>Why?</p>{ASKER}{REPLY}")
    assert (found.question.title, found.question.text) == (None, "Hello doctor, my back aches.\nWhy?")


# Text and its lines


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (".ln { display: block }", '<p><span class="ln">One.</span><span class="ln">Two.</span></p>'),
        ("@media print { p { color: red } } div.pre{white-space:pre-line}", '<div class="pre">One.\nTwo.</div>'),
        ("/* a{} */ #x , b { font-size: 1em; display:flex }", '<p><b>One.</b><span id="x">Two.</span></p>'),
    ],
)
def test_style_sheet_makes_lines(rule: str, text: str) -> None:
    found = record(f"{HEAD}<h2>Back ache</h2>{text}{ASKER}{REPLY}", head=f"<style>{rule}</style>")
    assert found.question.text == "One.\nTwo."


def test_style_sheet_for_some_media_makes_no_lines() -> None:
    rule = "@media print { @supports (a: b) { i { display: block } } } u { color: red }"
    found = record(
        f"{HEAD}<h2>Ache</h2><p>One <i>two</i> <u>three.</u></p>{ASKER}{REPLY}", head=f"<style>{rule}</style>"
    )
    assert found.question.text == "One two three."


def test_text_file_that_quotes_tags_is_text() -> None:
    found = record_of_text(
        "Sleep - Surgery\n\nShare to:\n\nTags\n\n\nIs <p> or </div> bad?\n\n"
        "miki, 34 year old male. Ask Date: 2011/05/09\n\nDr. Lin An reply Surgery\n\nNo.\n\nReply Date: 2011/05/10\n"
    )
    assert found.question.text == "Is <p> or </div> bad?"


@pytest.mark.parametrize("doctor", ["Dr. Lin An reply Surgery\n\nRest.\n\nReply Date: 2011/05/10\n", ""])
def test_text_without_a_line_to_share_it_has_a_heading(doctor: str) -> None:
    found = record_of_text(
        "Sleep and Backs - Surgery\n\nBack ache\n\n\nMy back aches.\n\n"
        f"miki, 34 year old male. Ask Date: 2011/05/09\n\n{doctor}"
    )
    assert (found.title, found.department) == ("Sleep and Backs", "Surgery")
    assert (found.question.title, found.question.text) == ("Back ache", "My back aches.")


def test_text_may_mark_headings_and_emphasis() -> None:
    found = record_of_text(
        "# Sleep and Backs - Surgery\n\nShare to:\n\n## Back ache\n\nMy back aches.\n\n"
        "miki, 34 year old male. Ask Date: 2011/05/09\n\n**Dr. Lin An reply Surgery**\n\n"
        "Rest.\n\nReply Date: 2011/05/10\n\n---\n\n"
        "## More Info\n\nA word.\n\n### Causes\n\n1. **Heat:** Warm packs.\n\n## Related FAQ\n\nToes\n\n(ENT)\n"
    )
    assert (found.title, found.question.title) == ("Sleep and Backs", "Back ache")
    assert found.article is not None
    assert [part.heading for part in found.article.sections] == [None, "Causes"]
    assert entry_of(found.article.sections[1].items[0]) == ("Heat", "Warm packs.")
    assert terms(found) == [("Toes", "ENT")]


# The article


def test_bullets_in_cells_of_their_own_are_nested_entries() -> None:
    rows = "<tr><td>1.</td><td>Stretch: Gently.</td></tr><tr><td>-</td><td>Cat: Round your back.</td></tr>"
    [(_, text, entries)] = outline(f"<p>Do this:</p><table>{rows}</table>")
    assert (text, entries) == ("Do this:", [("Stretch", "Gently.", [("Cat", "Round your back.")])])


def test_heading_inside_a_numbered_entry_is_its_label() -> None:
    entries = "<ol><li><h4>Heat</h4><p>Warm packs.</p></li><li><h4>Cold</h4><p>Ice.</p></li></ol>"
    assert outline(f'<div class="t">What Helps</div><p>These help:</p>{entries}') == [
        ("What Helps", "These help:", [("Heat", "Warm packs."), ("Cold", "Ice.")])
    ]


def test_terms_with_inner_terms_are_labels_below_a_heading() -> None:
    inner = "<dl><dt>Cat</dt><dd>Round your back.</dd></dl>"
    assert outline(f"<div>What Helps</div><p>These help:</p><dl><dt>Stretch</dt><dd>Gently.{inner}</dd></dl>") == [
        ("What Helps", "These help:", [("Stretch", "Gently.", [("Cat", "Round your back.")])])
    ]


@pytest.mark.parametrize("between", [" ", " – "])
def test_emphasised_beginning_of_an_entry_is_its_label(between: str) -> None:
    [(_, _, entries)] = outline(f"<p>These help:</p><ol><li><b>Heat</b>{between}Warm packs.</li></ol>")
    assert entries == [("Heat", "Warm packs.")]


def test_label_may_begin_with_a_number() -> None:
    [(_, _, entries)] = outline("<p>These help:</p><p>1. 5-HTP:<br>A supplement.</p>")
    assert entries == [("5-HTP", "A supplement.")]


def test_boxes_and_pagers_behind_the_article_are_no_text() -> None:
    pager = '<p><a href="/qa/0">« Previous question</a> <a href="/qa/2">Next question</a></p>'
    box = '<div><h3>Popular</h3><ul><li><a href="/a">Foods</a></li><li><a href="/b">Sneezing</a></li></ul></div>'
    assert outline("<h3>Conclusion</h3><p>Rest.</p>", after=pager + box) == [("Conclusion", "Rest.", [])]


# Sections and their headings


@pytest.mark.parametrize(
    "heading",
    [
        '<h2><button type="button">Related FAQ</button></h2>',
        '<h2>Related FAQ <a class="anchor" href="#faq">#</a></h2>',
    ],
)
def test_heading_may_fold_its_section_or_link_to_itself(heading: str) -> None:
    found = record(f"{HEAD}{QUESTION}{ASKER}{REPLY}{FAQ.replace('<h2>Related FAQ</h2>', heading)}")
    assert terms(found) == TERMS


def test_tab_that_names_a_section_does_not_begin_it() -> None:
    tabs = '<ul class="tabs"><li><a href="#q">Question</a></li><li><a href="#f">Related FAQ</a></li></ul>'
    found = record(f"{tabs}{FAQ}{HEAD}{QUESTION}{ASKER}{REPLY}")
    assert (terms(found), found.question.text) == (TERMS, "My back aches.")


def test_section_that_stands_twice_is_read_once() -> None:
    found = record(f"{HEAD}{QUESTION}{ASKER}{REPLY}{SIMILAR}{SIMILAR}{FAQ}{FAQ}")
    assert terms(found) == TERMS
    assert [entry.title for entry in found.similar] == ["Cold Feet"]


def test_heading_with_nothing_under_it_gives_an_empty_list() -> None:
    assert record(f"{HEAD}{QUESTION}{ASKER}{REPLY}<h2>Related FAQ</h2>").related_faqs == ()


def test_terms_without_departments_are_read() -> None:
    faq = FAQ.replace(" (Surgery)", "").replace(" (ENT)", "")
    found = record(f"{HEAD}{QUESTION}{ASKER}{REPLY}{faq}<p>Copyright 2020</p>")
    assert terms(found) == [("Back Pain", None), ("Toes", None)]
    assert [entry.url for entry in found.related_faqs] == ["https://eh.example/f/1", "https://eh.example/f/2"]


# Other threads on the page

LATEST = "<h3>Latest</h3><ul>" + "".join(
    f'<li><a href="/qa/{n}">Title {n}</a><br>user{n}, 20~29 year old male. Ask Date: 2010/01/0{n}</li>' for n in (2, 3)
) + "</ul>"  # fmt: skip


@pytest.mark.parametrize("rest", ["", REPLY])
@pytest.mark.parametrize("first", [True, False])
def test_threads_listed_beside_the_thread_are_not_it(rest: str, first: bool) -> None:
    thread = f"{HEAD}{QUESTION}{ASKER}{rest}"
    found = record(f"<div>{LATEST}</div>{thread}" if first else f"{thread}<div>{LATEST}</div>")
    assert (found.question.asker.name, found.question.text) == ("miki", "My back aches.")


def test_thread_behind_a_list_of_others_may_tell_little_of_its_asker() -> None:
    found = record(f"<div>{LATEST}</div>{HEAD}{QUESTION}<p>miki. Ask Date: 2011/05/09</p>{REPLY}")
    assert (found.question.asker.name, found.question.text) == ("miki", "My back aches.")


def test_page_that_lists_threads_with_their_askers_gives_no_record() -> None:
    entries = "".join(
        f'<div><h3><a href="/qa/{n}">Title {n}</a></h3><p>My knee hu...</p>'
        f"<p>user{n}, 20~29 year old male. Ask Date: 2010/01/0{n}</p></div>"
        for n in range(1, 4)
    )
    found = reading(f"<h1>Surgery</h1>{entries}", title="Surgery")
    assert found.records == ()
    assert found.rejected == ()
    assert found.not_qa is not None
    assert "list of threads" in found.not_qa


def test_side_bar_that_names_doctors_stays_a_side_bar() -> None:
    doctor = '<p><a href="/d/1">Dr. Wu Li reply Neurology</a></p>'
    bar = f'<div class="sidebar"><h3>Popular</h3>{doctor}<p>Is coffee fine?</p></div>'
    assert outline("<h3>Conclusion</h3><p>Rest.</p>", after=bar) == [("Conclusion", "Rest.", [])]


def test_the_last_line_of_the_row_above_is_not_the_name_of_a_nameless_asker() -> None:
    table = (
        "<table><tr><td>Back ache</td></tr><tr><td colspan=3>My back aches.<br>at night</td></tr>"
        "<tr><td>20~29 year old female.</td><td>Ask Date:</td><td>2011/05/09</td></tr></table>"
    )
    found = record(f"{HEAD}{table}{REPLY}")
    assert found.question.text == "My back aches.\nat night"
    assert found.question.asker.name is None
