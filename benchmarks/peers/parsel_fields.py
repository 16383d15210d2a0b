"""All fields of one question page of the benchmark's site, taken with parsel by whoever knows its mark-up.

Written to be fast: selectors narrow down step by step, compiled once by parsel's cache.
"""

import fields


def question(page, url):
    """Return what a page's selector (or a Scrapy response) gives."""
    thread = page.css("main.thread")
    question = thread.css("section.question")
    return fields.record(
        url,
        thread.css("h1::text").get(),
        question=fields.question(
            question.css("h2::text").get(), lines(question.css("div.text")), question.css("p.asker::text").get()
        ),
        replies=[reply(section) for section in thread.css("section.reply")],
        article={
            "heading": thread.css("section.more-info > h2::text").get(),
            "sections": [part(section) for section in thread.css("section.more-info > div.part")],
        },
        similar=[similar(entry, url) for entry in thread.css("section.similar > div.entry")],
        related_faqs=[topic(entry, url) for entry in thread.css("section.faqs li")],
    )


def lines(selector):
    """Return paragraphs and list entries, one a line."""
    found = []
    for child in selector.xpath("./*"):
        if child.root.tag == "ol":
            found += [f"{number}. {text}" for number, text in enumerate(child.xpath("./li/text()").getall(), 1)]
        else:
            found.append(child.xpath("string()").get())
    return "\n".join(found)


def reply(section):
    return fields.reply(
        section.css("h2.doctor::text").get(), lines(section.css("div.text")), section.css("p.reply-date::text").get()
    )


def part(section):
    return {
        "heading": section.xpath("./h3/text()").get(),
        "text": "\n".join(section.xpath("./p/text()").getall()) or None,
        "items": [entry(li) for li in section.xpath("./ol/li")],
    }


def entry(li):
    items = [entry(inner) for inner in li.xpath("./ul/li")]
    return fields.entry(li.xpath("./strong/text()").get(), " ".join(li.xpath("./text()").getall()), items)


def similar(entry, base):
    texts = {name: entry.css(f"p.{name}::text").get() for name in ("asked", "doctor", "replied")}
    return fields.similar(base, entry.css("h3 > a::text").get(), entry.css("h3 > a::attr(href)").get(), **texts)


def topic(li, base):
    return fields.topic(base, li.css("a::text").get(), li.css("a::attr(href)").get(), li.xpath("string()").get())
