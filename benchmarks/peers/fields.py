"""What becomes of the texts that a tool found on a question page of the benchmark's site: the record's fields.

The same for all tools, so that they differ only in how they find the texts.
"""

import re
from urllib.parse import urljoin

ASKER = re.compile(
    r"(?:(?P<name>[^,]+), )?(?P<age>(?P<low>\d+)(?:~(?P<high>\d+)|(?P<open>\+))?) year old (?P<gender>\w+)\. "
    r"Ask Date: (?P<date>\d{4}/\d\d/\d\d)"
)
DOCTOR = re.compile(r"Dr\. (.+) reply (.+)")
DATE = re.compile(r"\d{4}/\d\d/\d\d")
TOPIC = re.compile(r"\((.+)\)")


def record(url, heading, **parts):
    title, _, department = heading.rpartition(" - ")
    return {"url": url, "title": title, "department": department, **parts}


def question(title, text, line):
    asker = ASKER.fullmatch(line)
    low = int(asker["low"])
    return {
        "title": title,
        "text": text,
        "asked_on": day(asker["date"]),
        "asker": {
            "name": asker["name"],
            "gender": asker["gender"],
            "age_min": low,
            "age_max": int(asker["high"]) if asker["high"] else None if asker["open"] else low,
            "age_text": asker["age"],
        },
    }


def reply(doctor, text, line):
    author, department = DOCTOR.fullmatch(doctor).groups()
    return {"author": author, "department": department, "text": text, "replied_on": day(DATE.search(line)[0])}


def entry(label, text, items):
    return {"label": label, "text": text.strip().removeprefix(":").strip() or None, "items": items}


def similar(base, title, href, *, asked, doctor, replied):
    author, department = DOCTOR.fullmatch(doctor).groups()
    return {
        "title": title,
        "url": urljoin(base, href),
        "question_excerpt": asked,
        "author": author,
        "department": department,
        "reply_excerpt": replied,
        "question_truncated": asked.endswith(("...", "…")),
        "reply_truncated": replied.endswith(("...", "…")),
    }


def topic(base, term, href, line):
    return {"term": term, "department": TOPIC.search(line)[1], "url": urljoin(base, href)}


def day(text):
    return text.replace("/", "-")
