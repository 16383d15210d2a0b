"""Many records that differ as those of a real run do. Everything they say is authored (CC0-1.0)."""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).parents[2] / "data/sample/records.jsonl"
DEPARTMENTS = (
    "Dentistry", "Family Medicine", "Dermatology", "Orthopedics", "Neurology", "Obstetrics and Gynecology", "Urology",
    "Ophthalmology", "Physical Medicine and Rehabilitation", "Otorhinolaryngology", "Pediatrics", "牙科", "皮膚科",
)  # fmt: skip
CHINESE = (
    "請問",
    "這幾天",
    "我的牙齒",
    "吃冰的東西",
    "會痛",
    "應該",
    "看哪一科",
    "手指",
    "一直脫皮",
    "擦了藥膏",
    "沒有改善",
    "醫師您好",
)
ENGLISH = "the pain in my knee tooth back began last week after running and I would like to know whether a test".split()


def sample() -> list[bytes]:
    return SAMPLE.read_bytes().split(b"\n")[:-1]


def varied(number: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield records of three sites over fifteen years, some of them odd, some of them copies."""
    choice = random.Random(seed)
    models = [json.loads(line) for line in sample()]
    before: dict[str, Any] = {}
    for position in range(number):
        record = copy.deepcopy(models[position % len(models)])
        if before and choice.random() < 0.08:
            record["question"]["text"], record["replies"] = before["question"]["text"] + " Thanks.", before["replies"]
        else:
            _write(record, choice)
        record["record_id"] = f"{record['site']}:{position}"
        _date(record, choice)
        asker = record["question"]["asker"]
        asker["gender"] = choice.choices(("female", "male", "other", None), (50, 35, 1, 14))[0]
        age = min(95, max(0, round(choice.gauss(38, 17)))) // 10 * 10
        asker["age_min"], asker["age_max"] = (age, age + 9) if choice.random() < 0.8 else (None, None)
        record["department"] = choice.choices(DEPARTMENTS, range(len(DEPARTMENTS), 0, -1))[0]
        before = record
        yield record


def lines(number: int, seed: int = 1) -> list[bytes]:
    return [json.dumps(record, ensure_ascii=False).encode() for record in varied(number, seed)]


def _write(record: dict[str, Any], choice: random.Random) -> None:
    record["site"] = choice.choices(("ehospital", "stackexchange", "discourse"), (8, 3, 1))[0]
    is_chinese = choice.random() < 0.2
    record["language"] = "zh-Hant" if is_chinese and choice.random() < 0.9 else "en"
    for part in (record["question"], *record["replies"]):
        size = max(3, round(choice.lognormvariate(3.6 if part is record["question"] else 4.2, 0.7)))
        words = choice.choices(CHINESE if is_chinese else ENGLISH, k=size)
        part["text"] = ("，" if is_chinese else " ").join(words) + ("。" if is_chinese else ".")
    for reply in record["replies"]:
        if choice.random() < 0.4:
            reply["text"] += "\nThank you for your question, and please come to the clinic if it goes on."


def _date(record: dict[str, Any], choice: random.Random) -> None:
    month = 2005 * 12 + min(179, int(choice.betavariate(2.2, 2.6) * 180))
    day = f"{month // 12}-{month % 12 + 1:02}-{choice.randint(1, 20):02}"
    record["question"]["asked_on"] = "2099-01-01" if choice.random() < 0.003 else day
    for reply in record["replies"]:
        reply["replied_on"] = day[:8] + f"{choice.randint(1, 8) + int(day[8:]):02}"
