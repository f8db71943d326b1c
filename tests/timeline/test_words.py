"""The words of a text."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from captioner.text.spoken import is_speakable
from captioner.timeline import words_of
from tests.strategies import any_text, tried


def split(text: str) -> list[str]:
    return [text[word.start : word.end] for word in words_of(text)]


@tried
@given(any_text())
def test_nothing_sayable_lies_outside_of_the_words_and_none_of_them_overlap(text: str) -> None:
    at, outside = 0, ""
    for word in words_of(text):
        assert at <= word.start < word.end <= len(text)
        outside += text[at : word.start]
        at = word.end
    assert not is_speakable(outside + text[at:])


@tried
@given(any_text())
def test_every_word_has_something_to_say_and_no_blank_in_it(text: str) -> None:
    for word in split(text):
        assert regex.search(r"[\p{L}\p{N}\p{S}%&@]", word)
        assert len(word.split()) == 1


@tried
@given(st.text(st.characters(max_codepoint=127)))
def test_words_of_ascii_are_those_that_they_are_in_another_text(text: str) -> None:
    words = words_of("é " + text)

    assert [(word.start + 2, word.end + 2) for word in words_of(text)] == [
        (word.start, word.end) for word in words[1:]
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, world!", ["Hello,", "world!"]),
        ("“Stop — now!”", ["“Stop", "now!”"]),
        ("a < 5 & b > 3", ["a", "<", "5", "&", "b", ">", "3"]),
        ("state-of-the-art em—dash", ["state-of-the-art", "em—dash"]),
        (
            "It cost $5.2M, i.e. 10\u00a0% more…",
            ["It", "cost", "$5.2M,", "i.e.", "10", "%", "more…"],
        ),
        ("👩‍👩‍👧‍👦 🇩🇪", ["👩‍👩‍👧‍👦", "🇩🇪"]),
        ("你好，世界。", ["你", "好，", "世", "界。"]),
        ("「猫」です。", ["「猫」", "で", "す。"]),
        ("コーヒー", ["コー", "ヒー"]),
        ("人々", ["人々"]),
        ("我有 iPhone 15。", ["我", "有", "iPhone", "15。"]),
        ("用Python3写", ["用", "Python3", "写"]),
        ("ไทย", ["ไท", "ย"]),
        ("กลับบ้านเกาะ", ["ก", "ลั", "บ", "บ้า", "น", "เกาะ"]),
        ("بِسْمِ اللَّهِ", ["بِسْمِ", "اللَّهِ"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("한국어 말", ["한국어", "말"]),
        ("— … !", []),
        ("", []),
    ],
)
def test_words_are_runs_without_blanks_and_graphemes_where_no_blanks_are_written(
    text: str, words: list[str]
) -> None:
    assert split(text) == words
