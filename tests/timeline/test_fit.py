"""Every word of the text gets its time in the take."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from time import thread_time
from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from captioner.audio import HeardWord, Take, silence
from captioner.timeline import Quality, TimedWord, fit, words_agree, words_of
from captioner.timeline.align import fold
from tests.strategies import any_text, heard, pieces_of, spans, takes, tried


def own_words(text: str) -> list[str]:
    return [text[word.start : word.end] for word in words_of(text)]


def take_of(words: Sequence[HeardWord], frames: int | None = None) -> Take:
    if frames is None:
        frames = words[-1].end + 500 if words else 8000
    return Take(silence(frames), 8000, tuple(words))


def even(words: Sequence[str]) -> tuple[HeardWord, ...]:
    """Words of 1,000 frames each, one after the other."""
    return heard(words, [(1000 * i, 1000 * i + 1000) for i in range(len(words))])


def fitted(text: str, words: Sequence[str]) -> list[tuple[str, int, int, Quality]]:
    take = take_of(even(words))
    timed = fit(text, take, (0, take.frames))
    return [(text[t.word.start : t.word.end], t.start, t.end, t.quality) for t in timed]


def check_order(timed: Sequence[TimedWord], frames: int) -> None:
    edges = [edge for word in timed for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= frames for edge in edges)


@pytest.mark.parametrize(
    ("text", "words", "agrees"),
    [
        ("“Stop — now!”", ["“Stop", "now!”"], True),
        ("It’s 24 — or so.", ["it", "’", "s", "24", "or", "so", "."], True),
        ("你好，世界。", ["你好", "世界"], True),
        ("Not told at all.", [], True),
        ("It’s 24 or so.", ["It’s", "twenty", "four", "or", "so."], False),
        ("One was left out.", ["One", "left", "out."], False),
    ],
)
def test_words_agree_with_a_text_whose_letters_they_have(
    text: str, words: list[str], agrees: bool
) -> None:
    assert words_agree(text, even(words)) is agrees


_MOSTLY_USUAL = st.text(st.characters(max_codepoint=0x2060), max_size=30)


@pytest.mark.parametrize("text", ["x ", "\N{CYRILLIC SMALL LETTER ZHE} "])
def test_a_long_run_of_marks_is_passed_over_once(text: str) -> None:
    def time(count: int) -> float:
        began = thread_time()
        assert len(words_of(text + "." * count)) == 1
        return thread_time() - began

    # A hundred times as long if all that is left were looked through at each mark.
    assert time(20_000) < 40 * time(2_000) + 0.05


@tried
@given(_MOSTLY_USUAL)
def test_words_are_the_same_whatever_stands_beside_them(text: str) -> None:
    """What is usual is looked through in another way than what holds something rare."""
    *words, _ = words_of(f"{text} ꙮ")
    assert tuple(words) == words_of(text)


@tried
@given(any_text())
def test_the_words_of_a_text_agree_with_it(text: str) -> None:
    assert words_agree(text, even(own_words(text)))


@tried
@given(st.data(), any_text())
def test_every_word_is_timed_once_in_order_inside_the_take_and_without_overlap(
    data: st.DataObject, text: str
) -> None:
    take = data.draw(takes(text))
    sounding = data.draw(st.tuples(st.integers(0, take.frames // 2), st.just(take.frames)))
    timed = fit(text, take, sounding)
    assert tuple(word.word for word in timed) == words_of(text)
    check_order(timed, take.frames)


@tried
@given(any_text(), st.lists(st.tuples(st.text(max_size=6), st.integers(0, 9000))))
def test_words_of_another_text_do_no_harm(text: str, said: list[tuple[str, int]]) -> None:
    times = sorted(time for _, time in said)
    words = [HeardWord(word, at, at) for (word, _), at in zip(said, times, strict=True)]
    take = take_of(words)
    timed = fit(text, take, (0, take.frames))
    assert tuple(word.word for word in timed) == words_of(text)
    check_order(timed, take.frames)


@tried
@given(any_text())
def test_a_take_without_words_shares_its_sound_among_all_words(text: str) -> None:
    timed = fit(text, Take(silence(9000), 8000), (1000, 8000))
    assert {word.quality for word in timed} == {Quality.ESTIMATED}
    assert (timed[0].start, timed[-1].end) == (1000, 8000)
    assert all(a.end == b.start for a, b in pairwise(timed))


@tried
@given(st.data(), any_text())
def test_the_same_words_always_get_the_same_times(data: st.DataObject, text: str) -> None:
    take = data.draw(takes(text))
    assert fit(text, take, (0, take.frames)) == fit(text, take, (0, take.frames))


def test_a_sign_that_normalizing_turns_into_a_blank_is_still_a_word() -> None:
    take = take_of(heard(["0", "¯"], [(0, 10), (20, 30)]))
    assert [word.start for word in fit("0 ¯", take, (0, take.frames))] == [0, 20]
    joined = take_of(heard(["{\\an8}¸"], [(0, 30)]))
    first, last = fit("{\\an8} ¸", joined, (0, joined.frames))
    assert (first.start, last.end) == (0, 30)


@tried
@given(st.data(), any_text())
def test_words_told_as_they_are_keep_exactly_the_times_told(data: st.DataObject, text: str) -> None:
    own = own_words(text)
    times = data.draw(spans(len(own)))
    take = take_of(heard(own, times))
    timed = fit(text, take, (0, take.frames))
    assert [(word.start, word.end) for word in timed] == times
    assert {word.quality for word in timed} == {Quality.MEASURED}


@tried
@given(st.data(), any_text())
def test_a_word_told_in_pieces_lasts_from_its_first_to_its_last_piece(
    data: st.DataObject, text: str
) -> None:
    cut = [
        [piece for piece in data.draw(pieces_of(word)) if regex.search(r"[\p{L}\p{N}]", piece)]
        or [word]
        for word in own_words(text)
        if regex.fullmatch(r"[\p{Latin}\p{N}\p{P}]+", word)
    ]
    plain = " ".join("".join(pieces) for pieces in cut)
    said = [piece for pieces in cut for piece in pieces]
    take = take_of(heard(said, data.draw(spans(len(said)))))
    wanted, at = [], 0
    for pieces in cut if len(words_of(plain)) == len(cut) else []:
        group = take.words[at : at + len(pieces)]
        wanted.append((group[0].start, group[-1].end, Quality.MEASURED))
        at += len(pieces)
    if wanted:
        timed = fit(plain, take, (0, take.frames))
        assert [(word.start, word.end, word.quality) for word in timed] == wanted


@tried
@given(st.data(), any_text())
def test_words_told_as_one_share_its_time_and_the_others_keep_theirs(
    data: st.DataObject, text: str
) -> None:
    own = own_words(text)
    groups: list[list[str]] = [[]]
    for word in own:
        apart = data.draw(st.booleans())
        if groups[-1] and apart:
            groups.append([])
        groups[-1].append(word)
    times = data.draw(spans(len(groups)))
    take = take_of(heard(["".join(group) for group in groups], times))
    timed = iter(fit(text, take, (0, take.frames)))
    for group, (start, end) in zip(groups, times, strict=True):
        members = [next(timed) for _ in group]
        assert (members[0].start, members[-1].end) == (start, end)
        quality = Quality.MEASURED if len(group) == 1 else Quality.SHARED
        assert {word.quality for word in members} == {quality}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“Well-known,” he said—twice.", ["Well", "known", "he", "said", "twice"]),
        ("Don’t stop!", ["don't", "stop"]),
        ("STRASSE straße", ["straße", "strasse"]),
        ("ﬁne ½", ["fine", "1/2"]),
        ("Hello, world!", ["Hello", ",", "world", "!"]),
        ("e\u0301te\u0301", ["été"]),
    ],
)
def test_case_marks_and_spelling_of_the_same_letters_make_no_difference(
    text: str, said: list[str]
) -> None:
    assert {quality for *_, quality in fitted(text, said)} == {Quality.MEASURED}


@pytest.mark.parametrize(
    ("text", "said", "spans_"),
    [
        ("It cost $5.2M today.", "it cost five point two million dollars today", [1, 1, 5, 1]),
        ("In 1984 we met.", "in nineteen eighty four we met", [1, 3, 1, 1]),
        ("Only 42 left.", "only forty two left", [1, 2, 1]),
        ("At 10:30 sharp", "at ten thirty sharp", [1, 2, 1]),
        ("On 2026-11-20 we", "on november twentieth twenty twenty six we", [1, 5, 1]),
        ("Up 50% now", "up fifty percent now", [1, 2, 1]),
        ("I don’t know", "i do not know", [1, 2, 1]),
        ("See Dr. Smith", "see doctor smith", [1, 1, 1]),
        ("Pay €3.14 now", "pay three euros fourteen now", [1, 3, 1]),
    ],
)
def test_figures_and_contractions_last_as_long_as_what_is_said_for_them(
    text: str, said: str, spans_: list[int]
) -> None:
    wanted, at = [], 0
    for count in spans_:
        wanted.append((1000 * at, 1000 * (at + count)))
        at += count
    assert [(start, end) for _, start, end, _ in fitted(text, said.split())] == wanted


def test_a_word_that_was_left_out_lies_between_its_neighbours() -> None:
    words = heard(["one", "three"], [(0, 1000), (2000, 3000)])
    _, two, three = fit("one two three", take_of(words), (0, 3000))
    assert (two.start, two.end, two.quality) == (1000, 2000, Quality.ESTIMATED)
    assert (three.start, three.quality) == (2000, Quality.MEASURED)


def test_a_word_that_is_not_in_the_text_prolongs_the_one_before_it() -> None:
    (_, _, end, _), (_, start, _, _) = fitted("one two", ["one", "uh", "two"])
    assert (end, start) == (2000, 2000)


def test_an_emoji_that_is_not_said_takes_its_part_of_the_time_between() -> None:
    words = heard(["good", "morning"], [(0, 1000), (2000, 3000)])
    good, emoji, morning = fit("Good 👍🏽 morning", take_of(words), (0, 3000))
    assert (good.start, good.end) == (0, 1000)
    assert (emoji.start, emoji.end, emoji.quality) == (1000, 2000, Quality.ESTIMATED)
    assert (morning.start, morning.end) == (2000, 3000)


def test_a_word_left_out_where_there_is_no_time_shares_that_of_the_word_before() -> None:
    one, two, three = fit("one two three", take_of(even(["one", "three"])), (0, 2000))
    assert one.start == 0
    assert one.end == two.start < two.end == three.start == 1000


def test_chinese_told_by_the_phrase_is_shared_among_its_characters() -> None:
    assert [
        (word, start, end) for word, start, end, _ in fitted("你好，世界。", ["你好", "世界"])
    ] == [
        ("你", 0, 500),
        ("好，", 500, 1000),
        ("世", 1000, 1500),
        ("界。", 1500, 2000),
    ]


def test_a_refrain_repeated_two_hundred_times_is_not_lost_where_one_word_is_missing() -> None:
    refrain = ["row", "your", "boat"] * 200
    said = refrain[:300] + refrain[301:]
    timed = fitted(" ".join(refrain), said)
    exact = sum(start == 1000 * (i - (i > 300)) for i, (_, start, _, _) in enumerate(timed))
    assert exact >= 595


def test_an_error_in_one_place_leaves_the_times_of_all_other_words_alone() -> None:
    text = "the quick brown fox jumps over the lazy dog"
    said = text.replace("jumps", "xyzzy").split()
    timed = fitted(text, said)
    assert [start for _, start, _, _ in timed] == [1000 * i for i in range(9)]


@pytest.mark.parametrize(
    ("flag", "quality"),
    [
        ("estimated", Quality.ESTIMATED),
        ("nominal", Quality.NOMINAL),
        ("repaired", Quality.NOMINAL),
    ],
)
def test_times_that_were_not_measured_are_marked_so(flag: str, quality: Quality) -> None:
    flags: dict[str, Any] = {flag: True}
    take = Take(silence(2000), 8000, even(["one", "two"]), **flags)
    assert {word.quality for word in fit("one two", take, (0, 2000))} == {quality}


def test_nothing_that_is_a_word_is_folded_to_nothing() -> None:
    lost = [
        char for char in map(chr, range(sys.maxunicode + 1)) if words_of(char) and not fold(char)
    ]
    assert lost == []
