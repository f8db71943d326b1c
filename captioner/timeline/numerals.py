"""Words in which figures are said, in some languages: enough to tell where a number ends.

A word counts by how it begins, so that inflected ones and compounds count as well. Some others that
begin so do, too; where nothing is known, nothing is told.
"""

from __future__ import annotations

from functools import lru_cache

_BEGINNINGS = {
    "en": "zero oh one two three four five six seven eight nine ten eleven twelve thir twent fort "
    "fift hundred thousand million billion point dot half quarter first second last",
    "de": "null ein zwei zwo drei vier fünf sech sieb acht neun zehn elf zwölf zwanzig hundert "
    "tausend milli komma halb erst dritt",
    "nl": "nul één twee drie vier vijf zes zeven negen tien twaalf dertien veert twintig dertig "
    "honderd duizend miljoen",
    "fr": "zéro deux trois quatr cinq sept huit neuf dix onz douz treiz quatorz quinz seiz vingt "
    "trent quarant soixant cent mill virgule demi premi",
    "es, pt": "cero uno una dos duas dois tres três cuatro quatro cinco seis siete sete ocho oito "
    "nueve nove diez dez once doce doze trece treze catorc quince quinze veint vinte treint trint "
    "cuarent quarent cincuent cinquent sesent sessent setent ochent oitent novent cien cem mil "
    "coma vírgula medi",
    "it": "due tre quattr cinqu sett ott nov diec undic dodic tredic quattord quindic sedic vent "
    "quarant sessant settant ottant novant mezz",
    "el": "μηδέν ένα ένασ μία δύο τρι τρε τέσσερ πέντε έξι επτά εφτά οκτώ οχτώ εννι εννέα δεκα "
    "δέκα έντεκα δώδεκα είκοσι σαράντα πενήντα εξήντα εβδομήντα ογδόντα ενενήντα εκατό διακόσι "
    "τετρακόσι πεντακόσι εξακόσι επτακόσι εφτακόσι οκτακόσι οχτακόσι χίλι χιλι εκατομμ κόμμα",
    "zh, ja": "零 〇 一 二 两 三 四 五 六 七 八 九 十 百 千 万 亿 億 点 第",
    "ru": "нол один одна два две три четыр пят шест сем восем девят десят двенадц двадц сорок сто "
    "двест трист тысяч миллион запят",
}
#: Words inside a number, and before its unit.
_BETWEEN = frozenset(
    ["a", "and", "und", "en", "et", "y", "e", "και", "per", "pour", "von", "por", "τοισ"]
)
#: Looked for one by one: a pattern of so many takes 30 ms to compile, at each start.
_ALL_BEGINNINGS = tuple(" ".join(_BEGINNINGS.values()).split())


@lru_cache(maxsize=2**13)
def is_numeral(folded: str) -> bool:
    """Tell a word in which figures are said, or one inside of them such as "and"."""
    return folded.startswith(_ALL_BEGINNINGS) or folded in _BETWEEN


def is_number(words: tuple[str, ...]) -> bool:
    """Tell whether any of some words has figures, or is known to be one in which they are said."""
    return any(
        (is_numeral(word) and word not in _BETWEEN) or any(map(str.isdigit, word)) for word in words
    )
