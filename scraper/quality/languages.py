"""In which language a text is written, to be compared with what its page says of itself."""

from functools import cache
from typing import Any

from scraper.errors import MissingExtra

UNSURE = "unsure"
_MOST_CHARS = 250  # that are looked at; more tell little
_LEAST_CHARS = 20  # of an alphabet; fewer tell nothing
_LEAST_CHINESE = 6
_SURE = 0.8  # probability of the best language
# Frequent characters that are written differently, in the same order.
_TRADITIONAL = (
    "這個們來時說對國學會長發經現還問題應當過動進點體實義關處資訊為無與間開門見氣藥醫師檢腫給讓嗎請謝樣覺內從將兩幾"
    "總頭腦臟壓診斷療護術婦齒傷顆塊濕熱飯飲員圖書語話認該變邊遠運達連難電領類顯風養驗黃歲癢瘡膚聽視腸雙節減並讀"
)
_SIMPLIFIED = (
    "这个们来时说对国学会长发经现还问题应当过动进点体实义关处资讯为无与间开门见气药医师检肿给让吗请谢样觉内从将两几"
    "总头脑脏压诊断疗护术妇齿伤颗块湿热饭饮员图书语话认该变边远运达连难电领类显风养验黄岁痒疮肤听视肠双节减并读"
)
_SCRIPTS = {"tw": "hant", "hk": "hant", "mo": "hant", "cn": "hans", "sg": "hans"}
_ONLY_TRADITIONAL = frozenset(_TRADITIONAL) - frozenset(_SIMPLIFIED)
_ONLY_SIMPLIFIED = frozenset(_SIMPLIFIED) - frozenset(_TRADITIONAL)


class Identifier:
    """Tells the language of texts.

    :raises MissingExtra: if the library of the extra ``quality`` is not installed.
    """

    def __init__(self) -> None:
        self._model = _model()

    def language_of(self, text: str) -> str:
        """Return a BCP 47 tag, for Chinese with its script where that can be seen; ``unsure`` where nothing is sure."""
        text = " ".join(text[: 2 * _MOST_CHARS].split())[:_MOST_CHARS]
        if len(text) < (_LEAST_CHINESE if any("\u4e00" <= c <= "\u9fff" for c in text) else _LEAST_CHARS):
            return UNSURE
        language, probability = self._model.classify(text)
        if probability < _SURE:
            return UNSURE
        return _with_script(text) if language == "zh" else str(language)


@cache  # half a second and 30 MB, and nothing changes it
def _model() -> Any:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtra("Telling languages needs the extra 'quality': pip install 'qaharvest[quality]'") from error
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Written Chinese is Chinese: its probability is not shared out among those who speak it differently.
    model.set_languages(set(model.labels) - {"yue", "wuu"})
    return model


def agree(own: str, found: str) -> bool:
    """Whether two tags may mean one language; what is unsure agrees with anything."""
    if found == UNSURE:
        return True
    first, second = own.lower().split("-"), found.lower().split("-")
    if first[0] != second[0]:
        return False
    scripts = [{_SCRIPTS.get(part, part) for part in tag[1:]} & {"hant", "hans"} for tag in (first, second)]
    return not all(scripts) or scripts[0] == scripts[1]


def _with_script(text: str) -> str:
    traditional = sum(character in _ONLY_TRADITIONAL for character in text)
    simplified = sum(character in _ONLY_SIMPLIFIED for character in text)
    if traditional == simplified:
        return "zh"
    return "zh-Hant" if traditional > simplified else "zh-Hans"
