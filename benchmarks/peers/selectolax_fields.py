"""All fields of one question page of the benchmark's site, taken with selectolax by whoever knows its mark-up.

Written to be fast: CSS rules narrow down step by step, and children are walked where a rule is not needed.
"""

import fields


def question(page, url):
    """Return what a parsed page gives."""
    thread = page.css_first("main.thread")
    question = thread.css_first("section.question")
    return fields.record(
        url,
        text(thread, "h1"),
        question=fields.question(text(question, "h2"), lines(question), text(question, "p.asker")),
        replies=[
            fields.reply(text(section, "h2.doctor"), lines(section), text(section, "p.reply-date"))
            for section in thread.css("section.reply")
        ],
        article={
            "heading": text(thread, "section.more-info > h2"),
            "sections": [part(section) for section in thread.css("section.more-info > div.part")],
        },
        similar=[similar(entry, url) for entry in thread.css("section.similar > div.entry")],
        related_faqs=[topic(entry, url) for entry in thread.css("section.faqs li")],
    )


def text(node, rule):
    return node.css_first(rule).text()


def children(node, tag):
    return [child for child in node.iter() if child.tag == tag]


def lines(section):
    """Return paragraphs and list entries, one a line."""
    found = []
    for child in section.css_first("div.text").iter():
        if child.tag == "ol":
            found += [f"{number}. {li.text()}" for number, li in enumerate(children(child, "li"), 1)]
        else:
            found.append(child.text())
    return "\n".join(found)


def part(section):
    heading = children(section, "h3")
    return {
        "heading": heading[0].text() if heading else None,
        "text": "\n".join(p.text() for p in children(section, "p")) or None,
        "items": [entry(li) for listed in children(section, "ol") for li in children(listed, "li")],
    }


def entry(li):
    label = children(li, "strong")
    items = [entry(inner) for listed in children(li, "ul") for inner in children(listed, "li")]
    return fields.entry(label[0].text() if label else None, li.text(deep=False, separator=" "), items)


def similar(entry, base):
    link = entry.css_first("h3 > a")
    texts = {name: text(entry, f"p.{name}") for name in ("asked", "doctor", "replied")}
    return fields.similar(base, link.text(), link.attributes["href"], **texts)


def topic(li, base):
    link = li.css_first("a")
    return fields.topic(base, link.text(), link.attributes["href"], li.text())
