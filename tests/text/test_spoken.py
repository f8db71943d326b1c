"""The spoken form: what is said for what is shown."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from captioner.text.spoken import is_speakable, say

ADDRESSES = st.from_regex(
    r"(https?://|www\.)[a-z]{1,8}\.(org|com)(/[a-z./?#=&,;:!)-]{0,12})?[ .,!?)”…]{0,3}",
    fullmatch=True,
)
TEXTS = st.text(max_size=100) | st.lists(ADDRESSES | st.text(max_size=10)).map("".join)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("See https://example.org/a/b?c=d#e for more.", "See example.org for more."),
        ("See https://example.org.", "See example.org."),
        ("Have you seen https://example.org?", "Have you seen example.org?"),
        ("Have you seen https://example.org/?", "Have you seen example.org?"),
        ("Go to www.example.org!", "Go to example.org!"),
        ("It is http://www.example.org, I think.", "It is example.org, I think."),
        ("(see https://example.org/a).", "(see example.org)."),
        ("“https://example.org/x”", "“example.org”"),
        ("HTTPS://EXAMPLE.ORG/A", "EXAMPLE.ORG"),
        ("Http://Www.Example.Org/A", "Example.Org"),
        ("See WWW.Example.org/A.", "See Example.org."),
        ("ftp://files.example.org/a and http://example.org/b", "files.example.org and example.org"),
    ],
)
def test_of_an_address_only_its_host_is_said(text: str, spoken: str) -> None:
    assert say(text)[0] == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("请看https://example.org/a了解更多。", "请看example.org了解更多。"),
        ("At https://example.org/a—which is good.", "At example.org—which is good."),
        ("（https://example.org/a）", "（example.org）"),
        ("https://example.org/a에서", "example.org에서"),
    ],
)
def test_words_that_follow_an_address_without_a_blank_are_said(text: str, spoken: str) -> None:
    assert say(text)[0] == spoken


@pytest.mark.parametrize(
    "text",
    ["https://", "www. is short", "ann@mail.example.com", "1/2 and/or 3", "example.org", "a://b"],
)
def test_what_is_no_address_is_said_as_it_stands(text: str) -> None:
    assert say(text) == (text, [])


def test_what_is_left_unsaid_of_an_address_is_listed_with_its_place() -> None:
    text = "See https://example.org/a?b, then www.example.com."
    spoken, unsaid = say(text)
    assert spoken == "See example.org, then example.com."
    assert unsaid == [(4, "https://"), (23, "/a?b"), (34, "www.")]


def test_white_space_becomes_single_blanks() -> None:
    assert say("  a\tb\u00a0\u2028c \n d  ")[0] == "a b c d"


def test_controls_and_invisible_characters_are_dropped() -> None:
    assert say("so\u00adft\u200b \u202eli\ufeffne\x07 \ud800end")[0] == "soft line end"


def test_the_joiners_that_shape_letters_and_emoji_are_kept() -> None:
    for text in ("می\u200cروم", "क्\u200dष", "👩\u200d👩\u200d👧"):
        assert say(text)[0] == text


@pytest.mark.parametrize("text", ["a", "7", "€", "50%", "R&B", "@", "👍", "潮", "½", "Ⅳ", "ب"])
def test_letters_digits_and_signs_with_names_are_speakable(text: str) -> None:
    assert is_speakable(text)


@pytest.mark.parametrize(
    "text", ["", " ", "...", "!?", "* * *", "—", "“”", "。", "\u200b", "\ud800"]
)
def test_marks_alone_are_not_speakable(text: str) -> None:
    assert not is_speakable(text)


@given(TEXTS)
def test_the_spoken_form_is_never_longer_than_the_text(text: str) -> None:
    assert len(say(text)[0]) <= len(text)


@given(TEXTS)
def test_the_unsaid_pieces_are_slices_of_the_text_in_order(text: str) -> None:
    end = 0
    for at, piece in say(text)[1]:
        assert at >= end
        assert text[at : at + len(piece)] == piece
        end = at + len(piece)


@given(TEXTS)
def test_without_its_unsaid_pieces_the_text_is_what_is_said(text: str) -> None:
    spoken, unsaid = say(text)
    rest = text
    for at, piece in reversed(unsaid):
        rest = rest[:at] + rest[at + len(piece) :]
    assert spoken == say(rest)[0] or "://" in rest or "www." in rest.lower()


@given(TEXTS)
@example("See https://example.org/a 。")
def test_what_is_speakable_has_something_said(text: str) -> None:
    assert is_speakable(say(text)[0]) == is_speakable(text)


@given(st.text(max_size=60))
def test_the_spoken_form_is_clean(text: str) -> None:
    spoken = say(text)[0]
    assert spoken == " ".join(spoken.split())
    spoken.encode()


def test_an_address_with_very_many_marks_takes_no_longer_than_its_length_asks() -> None:
    def best(length: int) -> float:
        text = "https://example.org/a" + ".)" * (length // 2) + "b c"
        spans = []
        for _ in range(3):
            start = time.thread_time()
            say(text)
            spans.append(time.thread_time() - start)
        return min(spans)

    assert best(80_000) / best(20_000) < 12
