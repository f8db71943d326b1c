"""Text without blanks is broken where a phrase ends, and never where its script forbids it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from captioner.captions.breaks import NEVER, break_costs
from captioner.captions.phrases import phrase_costs
from captioner.timeline import words_of


def words_in(text: str) -> list[str]:
    edges = [*(word.start for word in words_of(text)), len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


def cost_of(text: str, lang: str) -> int:
    """The cost of the break at the stroke."""
    left, right = text.split("|")
    words = words_in(left + right)
    at = 0
    for word, cost in zip(words, break_costs(words, lang), strict=True):
        at += len(word)
        if at == len(left):
            return cost
    raise AssertionError(f"no word of {words} ends at the stroke")


@pytest.mark.parametrize(
    ("lang", "cheap", "dear"),
    [
        ("ja", "吾輩は|猫である。", "吾|輩は猫である。"),
        ("ja", "名前は|まだ無い。", "名前|はまだ無い。"),
        ("zh", "在这个|美丽的城市里。", "在|这个美丽的城市里。"),
        ("zh-Hant", "他走過了|三座橋。", "他走過|了三座橋。"),
        ("th", "ฉันชอบกินข้าว|กับเพื่อน", "ฉันชอบกินข้าวกั|บเพื่อน"),
        ("km", "ខ្ញុំ|ចូលចិត្តបាយ", "ខ្ញុំចូ|លចិត្តបាយ"),
        ("my", "ထမင်း|စားချင်ပါတယ်", "ထမ|င်းစားချင်ပါတယ်"),
    ],
)
def test_a_phrase_ends_cheaply_and_a_word_is_dear_to_part(lang: str, cheap: str, dear: str) -> None:
    assert cost_of(cheap, lang) + 20 <= cost_of(dear, lang)


def test_marks_end_what_they_close_and_no_line_begins_with_one() -> None:
    assert cost_of("猫である。|名前はまだ無い。", "ja") == 0
    assert cost_of("猫である、|名前はまだ無い。", "ja") <= 12
    words = words_in("「はい」と言った。")
    assert all(not word.startswith(("」", "。")) for word in words)


def test_what_is_counted_stays_with_its_number() -> None:
    assert cost_of("一共3|个星期", "zh") >= 80


@pytest.mark.parametrize(
    ("lang", "dear"),
    [
        ("ja", "新しいGoogle |Chromeを使う。"),
        ("ja", "３|人の友人がいる。"),
        ("ja", "温度が１．|５度上がる。"),
        ("ja", "レス|トランに行く。"),
        ("ja", "報告書に|ついて話す。"),
        ("ja", "食べる|ことにした。"),
        ("zh", "他在二〇二|五年回来。"),
        ("zh", "我们有三|个孩子。"),
        ("th", "ดร. |สมชายมาแล้ว"),
        ("th", "วันที่ 20 |พฤศจิกายน"),
    ],
)
def test_names_numbers_and_what_only_a_reader_knows_to_be_one_are_dear_to_part(
    lang: str, dear: str
) -> None:
    assert cost_of(dear, lang) >= 100


@pytest.mark.parametrize(
    ("lang", "cheap"),
    [
        ("ja", "田中さんは、|Google Chromeを使う。"),
        ("ja", "この本は|1998年に出た。"),
        ("zh", "他打开，|Chrome就来了。"),
    ],
)
def test_what_comes_before_latin_letters_or_digits_is_broken_like_any_other(
    lang: str, cheap: str
) -> None:
    assert cost_of(cheap, lang) <= 30


def test_a_latin_word_among_characters_is_one() -> None:
    found = dict(
        zip(
            words_in("私はPython3を使う。"),
            phrase_costs(words_in("私はPython3を使う。"), "ja"),
            strict=True,
        )
    )
    assert any(word.startswith("Python") for word in found)


def test_a_script_tells_its_model_where_the_language_does_not() -> None:
    text = "吾輩は|猫である。"
    assert cost_of(text, "en") == cost_of(text, "ja") < NEVER


def test_the_last_word_costs_nothing_and_each_word_has_a_cost() -> None:
    for text, lang in (("你好，世界。", "zh"), ("ສະບາຍດີ", "lo"), ("สวัสดีครับ", "th")):
        found = phrase_costs(words_in(text), lang)
        assert len(found) == len(words_in(text))
        assert found[-1] == 0
