"""The one real page that is known, as a thread: its text and its record are files beside this module.

The text is a real page of the site this project exists for; its mark-up, its address and the addresses it links to are
not known. Those of the thread below belong to the demonstration alone.
"""

import json
from datetime import date
from importlib.resources import files
from typing import Any

from scraper.demo.thread import Age, Entry, Reply, Section, Similar, Thread, Topic

SEED_NUMBER = 1000

_FOLDER = files("scraper.demo") / "content"


def seed_text() -> str:
    """Return the real page as text."""
    return (_FOLDER / "seed_page.txt").read_text(encoding="utf-8")


def seed_record() -> dict[str, Any]:
    """Return the record the real page must become, without ``record_id`` and ``provenance``."""
    record: dict[str, Any] = json.loads((_FOLDER / "seed_record.json").read_text(encoding="utf-8"))
    return record


def seed_thread() -> Thread:
    """Return the real page's content as a thread, so that it can be rendered like the authored ones."""
    record = seed_record()
    question = record["question"]
    asker = question["asker"]
    return Thread(
        number=SEED_NUMBER,
        title=record["title"],
        department=record["department"],
        question_title=question["title"],
        question_text=question["text"],
        asked_on=date.fromisoformat(question["asked_on"]),
        name=asker["name"],
        gender=asker["gender"],
        age=Age(asker["age_text"], asker["age_min"], asker["age_max"]),
        replies=tuple(
            Reply(reply["author"], reply["department"], reply["text"], date.fromisoformat(reply["replied_on"]))
            for reply in record["replies"]
        ),
        article=tuple(
            Section(section["heading"], section["text"], _entries(section["items"]))
            for section in record["article"]["sections"]
        ),
        similar=tuple(
            Similar(
                entry["title"],
                f"/elsewhere/{slug(entry['title'])}",
                entry["question_excerpt"],
                entry["author"],
                entry["department"],
                entry["reply_excerpt"],
            )
            for entry in record["similar"]
        ),
        topics=tuple(
            Topic(faq["term"], faq["department"], topic_path(faq["term"], faq["department"]))
            for faq in record["related_faqs"]
        ),
    )


def slug(text: str) -> str:
    """Return the ASCII words of a text joined by hyphens, as used in the demonstration's addresses."""
    kept = "".join(character if character.isascii() and character.isalnum() else " " for character in text.lower())
    return "-".join(kept.split()[:8]) or "page"


def topic_path(term: str, department: str) -> str:
    """Return the address of a FAQ topic on the demonstration site."""
    return f"/faq/{slug(department)}/{slug(term)}"


def _entries(entries: list[dict[str, Any]]) -> tuple[Entry, ...]:
    return tuple(Entry(entry["label"], entry["text"], _entries(entry["items"])) for entry in entries)
