"""Awkward values meet: threads mixed of the parts of several awkward threads, in every rendering."""

from dataclasses import replace
from random import Random

import pytest
from ehospital.awkward import CASES, PLAIN, Case
from ehospital.compare import differences, found, page_of, wanted

from scraper.demo.renderings import RENDERINGS

# Parts of a thread that vary together, and the pointer under which a part may read otherwise than it is written.
PARTS = {
    ("title", "filed"): None,
    ("department",): None,
    ("question_title",): None,
    ("question_text",): "/question/text",
    ("name",): None,
    ("age",): "/question/asker/age_text",
    ("gender",): None,
    ("asked_on", "printed_date"): None,
    ("replies",): None,
    ("article",): None,
    ("similar",): None,
    ("topics",): None,
}
# A lone "female" is a gender to any reader, so this name is not mixed.
NAMES = [name for name in CASES if name != "name_like_a_gender"]


def mixture(rng: Random) -> tuple[list[str], Case]:
    """Return a thread whose parts come from cases drawn at random, with the names of these cases."""
    thread, reads, drawn = PLAIN, {}, []
    for fields, pointer in PARTS.items():
        name = rng.choice(NAMES)
        part = {field: getattr(CASES[name].thread, field) for field in fields}
        if part != {field: getattr(PLAIN, field) for field in fields}:
            drawn.append(f"{'+'.join(fields)} of {name}")
        thread = replace(thread, **part)
        if pointer in CASES[name].reads:
            reads[pointer] = CASES[name].reads[pointer]
    if not thread.filed:
        # Without a department in the heading it is that of the doctor, if one replied.
        department = thread.replies[0].department if thread.replies else None
        thread = replace(thread, department=department) if department else replace(thread, filed=True)
    return drawn, Case(thread, reads)


def check(rendering: str, seeds: range) -> None:
    for seed in seeds:
        drawn, case = mixture(Random(f"{rendering} {seed}"))
        wrong = differences(wanted(rendering, case), found(page_of(rendering, case.thread)))
        assert not wrong, "\n".join([f"{rendering}, mixture {seed}: {', '.join(drawn)}", *wrong])


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_mixture_gives_the_record(rendering: str) -> None:
    check(rendering, range(25))


@pytest.mark.slow
@pytest.mark.parametrize("rendering", RENDERINGS)
def test_many_mixtures_give_the_record(rendering: str) -> None:
    check(rendering, range(25, 1000))
