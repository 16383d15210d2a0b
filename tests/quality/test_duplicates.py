"""Clusters of records that say nearly the same. All texts are authored for these tests (CC0-1.0)."""

import random
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.quality.duplicates import Cluster, Duplicates, compared_text

ROOT = Path(__file__).parents[2]
TEXTS = {
    "knee": "Since I began to run in spring my left knee aches on the way down the stairs, not on the way up. There is "
    "no swelling, and a week of rest helped a little. Should I stop running altogether or change my shoes first?\n"
    "Pain on the way downstairs often comes from behind the kneecap. Cut your distance by half for a month, keep to "
    "level ground and train the thigh twice a week. If it locks or swells, have it looked at.",
    "cough": "My daughter has coughed at night for three weeks after a cold, hardly ever by day. She has no fever and "
    "eats well. The neighbour says it must be asthma. Is there a test for that at the age of five?\n"
    "A cough may stay for six weeks after a cold. Note when it comes and bring the notes. At five, most children can "
    "blow into the machine well enough; before that we judge by how they answer to an inhaler.",
    "皮膚": "這兩個月以來手指關節附近一直反覆脫皮，冬天碰到洗碗精之後特別嚴重，擦了藥膏三天會好，停藥之後又開始裂開。"
    "請問這樣算是富貴手還是黴菌感染？需要刮皮屑檢查嗎？\n您好，從描述看來比較像是接觸性皮膚炎。請先戴棉質手套再套上"
    "橡膠手套洗碗，洗完之後立刻擦保濕乳霜。若兩週之後仍然反覆，建議到門診刮取皮屑做顯微鏡檢查以排除黴菌。",
}
BOILERPLATE = "\nThank you for your question. Advice given here cannot take the place of an examination in the clinic."


def clustered(texts: Iterable[str]) -> list[int]:
    with Duplicates() as duplicates:
        for number, text in enumerate(texts):
            assert duplicates.add(f"r:{number}", text) == number
        return [duplicates.cluster_of(position) for position in range(len(duplicates))]


def edited(text: str) -> list[str]:
    """The changes that a copy of a thread comes with."""
    middle = len(text) // 2
    return [
        text.upper() + "  !!",
        text.replace("\n", "\n\n ").replace(".", " . ").replace("，", " , "),
        text[:middle] + "XY" + text[middle + 2 :],
        text + "\nDr. Lin Mei-Hua, Department of Family Medicine",
        text[: len(text) * 85 // 100],
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_copies_with_small_changes_are_one_cluster(name: str) -> None:
    others = [text for other, text in TEXTS.items() if other != name]
    assert clustered([*others, TEXTS[name], *edited(TEXTS[name])]) == [0, 1, 2, 2, 2, 2, 2, 2]


def test_texts_that_share_their_boilerplate_are_not_copies() -> None:
    assert clustered(text + BOILERPLATE * 2 for text in TEXTS.values()) == [0, 1, 2]


def test_equal_texts_are_found_whatever_their_length() -> None:
    with Duplicates() as duplicates:
        for text in ("", "a", "", "A", "好", "!!!", "???", "!!!"):
            duplicates.add("r", text)
        assert [duplicates.cluster_of(n) for n in range(8)] == [0, 1, 0, 1, 4, 5, 6, 5]
        assert duplicates.exact() == 3
        assert list(duplicates.clusters()) == [Cluster(0, 2), Cluster(1, 2), Cluster(5, 2)]


def test_a_cluster_tells_its_records() -> None:
    knee, cough = TEXTS["knee"], TEXTS["cough"]
    with Duplicates() as duplicates:
        for number, text in enumerate([cough, knee, knee + "!", cough, knee + " Thanks."]):
            duplicates.add(f"forum:{number}", text)
        assert list(duplicates.clusters()) == [Cluster(0, 2), Cluster(1, 3)]
        assert [duplicates.record_id(n) for n in duplicates.members(1, 2)] == ["forum:1", "forum:2"]
        with pytest.raises(RuntimeError):
            duplicates.add("forum:9", knee)


def test_none_and_one_are_no_clusters() -> None:
    assert clustered([]) == []
    assert clustered(["one"]) == [0]
    with Duplicates() as duplicates:
        assert list(duplicates.clusters()) == []


def test_a_text_is_compared_with_its_replies() -> None:
    assert compared_text("question", ["one", "two"]) == "question\none\ntwo"


def test_a_long_text_differs_from_its_half_and_not_from_its_copy() -> None:
    words = [str(number) for number in random.Random(5).sample(range(10**6), 20_000)]
    text = " ".join(words)
    words[9] = "changed"
    assert clustered([text, " ".join(words), text[: len(text) // 2], "\ud800" * 40_000]) == [0, 0, 2, 3]


def test_recall_and_precision_over_many_random_texts() -> None:
    found, missed, wrong = scores(random.Random(11), 60)
    assert found / (found + missed) >= 0.98
    assert wrong == 0


def scores(choice: random.Random, number: int) -> tuple[int, int, int]:
    """Pairs found, missed and wrongly joined, among texts with a copy each that has a few words changed."""
    words = [f"{choice.choice('bcdfglmnprst')}{choice.choice('aeiou')}{n % 97}" for n in range(2_000)]
    texts: list[str] = []
    for _ in range(number):
        text = choice.choices(words, k=choice.randint(40, 200))
        copy = list(text)
        for place in choice.sample(range(len(copy)), len(copy) // 25):
            copy[place] = choice.choice(words)
        texts += [" ".join(text) + BOILERPLATE, " ".join(copy[: len(copy) - len(copy) // 20]) + BOILERPLATE]
    clusters = clustered(texts)
    found = sum(clusters[n] == clusters[n + 1] for n in range(0, len(clusters), 2))
    return found, number - found, sum(_is_wrong(clusters, n) for n in range(0, len(clusters), 2))


def _is_wrong(clusters: Sequence[int], pair: int) -> bool:
    return clusters[pair] != pair


def test_without_the_extra_the_pip_line_is_told() -> None:
    code = (
        "import sys; sys.modules['datasketch'] = None\n"
        "from scraper.errors import MissingExtra\nfrom scraper.quality.duplicates import Duplicates\n"
        "try: Duplicates()\nexcept MissingExtra as error: print(error)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "pip install 'qaharvest[quality]'" in told


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(), max_size=12), max_size=8))
def test_whatever_the_texts_are_equal_ones_are_one_cluster_and_its_first_is_its_own(texts: list[str]) -> None:
    clusters = clustered(texts)
    for position, text in enumerate(texts):
        assert clusters[position] <= texts.index(text)
        assert clusters[clusters[position]] == clusters[position]


@pytest.mark.slow
def test_a_full_disk_is_a_sentence() -> None:
    code = (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6))\n"
        "from scraper.errors import StorageFull\nfrom scraper.quality.duplicates import Duplicates\n"
        "try:\n"
        "    with Duplicates() as duplicates:\n"
        "        for number in range(9_000): duplicates.add('r', f'text {number * number}')\n"
        "        duplicates.cluster_of(0)\n"
        "except StorageFull as error: print(error)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told.startswith("No space is left")
