"""Near-duplicates measured: how many changed copies are found, how many strangers are joined, what a record costs.

    python -m benchmarks.duplicates          # a Markdown table
    python -m benchmarks.duplicates 1000000  # time and memory for that many records

The texts are made of random words and end in the same thirty: authored, CC0-1.0.
"""

import random
import resource
import sys
import time
from collections.abc import Callable

from scraper.quality.duplicates import Duplicates

TEXTS = 400
Words = list[str]
Change = Callable[[Words, random.Random, Words], Words]


def english(choice: random.Random) -> Words:
    return [
        "".join(choice.choice("bcdfglmnprst") + choice.choice("aeiou") for _ in range(choice.randint(1, 4)))
        for _ in range(2_000)
    ]


def chinese(choice: random.Random) -> Words:
    return ["".join(chr(choice.randrange(0x4E00, 0x5E00)) for _ in range(choice.randint(1, 3))) for _ in range(2_000)]


def replaced(share: float) -> Change:
    def change(text: Words, choice: random.Random, words: Words) -> Words:
        copy = list(text)
        for place in choice.sample(range(len(copy)), max(1, int(len(copy) * share))):
            copy[place] = choice.choice(words)
        return copy

    return change


def cut(share: float) -> Change:
    def change(text: Words, _: random.Random, __: Words) -> Words:
        return text[: int(len(text) * (1 - share))]

    return change


def shouted(text: Words, _: random.Random, __: Words) -> Words:
    return [f"{word.upper()} " for word in text]


def signed(text: Words, choice: random.Random, words: Words) -> Words:
    return text + choice.choices(words, k=max(3, len(text) // 12))


CHANGES: dict[str, Change] = {
    "case and blanks": shouted,
    "a signature added (a twelfth)": signed,
    "2% of the words": replaced(0.02),
    "4% of the words": replaced(0.04),
    "8% of the words": replaced(0.08),
    "cut by 15%": cut(0.15),
    "cut by 25%": cut(0.25),
    "cut by 40%": cut(0.40),
}


def score(language: Callable[[random.Random], Words], separator: str, change: Change) -> tuple[float, int]:
    """Return the share of copies that are found, and the number of texts joined with a stranger."""
    choice = random.Random(7)
    words = language(choice)
    closing = choice.choices(words, k=30)
    with Duplicates() as duplicates:
        for number in range(TEXTS):
            text = choice.choices(words, k=choice.randint(40, 200))
            for copy in (text, change(text, choice, words)):
                duplicates.add(str(number), separator.join(copy + closing))
        found = sum(duplicates.cluster_of(2 * n + 1) == duplicates.cluster_of(2 * n) for n in range(TEXTS))
        joined = sum(duplicates.cluster_of(2 * n) != 2 * n for n in range(TEXTS))
    return found / TEXTS, joined


def cost(number: int) -> str:
    """Return time and memory for records of some 800 characters, a third of them near-duplicates."""
    choice = random.Random(1)
    words = english(choice)
    text = choice.choices(words, k=130)
    start = time.perf_counter()
    with Duplicates() as duplicates:
        for position in range(number):
            if position % 3 == 2:
                text[choice.randrange(len(text))] = "changed"
            else:
                text = choice.choices(words, k=130)
            duplicates.add(str(position), " ".join(text))
        added = time.perf_counter()
        clusters = sum(1 for _ in duplicates.clusters())
    end = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{number:,} records: {(added - start) / number * 1e6:.0f} µs each to add, "
        f"{(end - added) / number * 1e6:.1f} µs each to cluster ({clusters:,} clusters), {memory} MiB at most"
    )


def main() -> None:
    if len(sys.argv) > 1:
        print(cost(int(sys.argv[1])))
        return
    print("| change | English: found | strangers joined | Chinese: found | strangers joined |")
    print("| --- | --: | --: | --: | --: |")
    for name, change in CHANGES.items():
        cells = [score(language, separator, change) for language, separator in ((english, " "), (chinese, ""))]
        print(f"| {name} |" + "".join(f" {found:.1%} | {joined} |" for found, joined in cells))


if __name__ == "__main__":
    main()
