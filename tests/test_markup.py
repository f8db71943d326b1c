"""Marks inside a text: said, never shown."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.markup import Marked, Markup, Part, Pause, Run, Unmarked, parts, take_out
from tests.strategies import any_text, tried

ALL = Markup(pauses=True, phonemes=True, speeds=True)
OFF = Markup()

markups = st.builds(Markup, st.booleans(), st.booleans(), st.booleans())
marks = st.sampled_from(
    ("<200>", "<1500>", "<0>", "{k1Ast0xm}", "{h0El1o}", "[slow]", "[two words]", "[a {b} c]")
)
#: No marks, though they hold what marks are made of.
near_marks = st.sampled_from(
    ("<", ">", "<20", "<200000>", "<-5>", "{", "}", "{}", "{!}", "[", "]", "[]", "[[a]", "][")
)  # fmt: skip
words = st.sampled_from(("Go", "now", "custom", "don’t", "stop.", "你好", "—", "42", "e\u0301"))


def joined(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    glued = st.lists(st.tuples(pieces, st.sampled_from((" ", " ", "", "  "))), max_size=12)
    return glued.map(lambda pairs: "".join(piece + blank for piece, blank in pairs))


marked_texts = joined(words | marks | near_marks)
any_texts = marked_texts | any_text()


def letters(found: list[Part]) -> list[tuple[str, bool, bool]]:
    """Every character that is said, whether as a phoneme, whether in brackets; and every pause."""
    said: list[tuple[str, bool, bool]] = []
    for part in found:
        if isinstance(part, Pause):
            said.append((f"<{part.ms}>", False, False))
        else:
            said += [(char, part.phonemes, part.mark is not None) for char in part.text]
    return said


# ---------------------------------------------------------------- what is to be said


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Go <200> on.", [Run("Go "), Pause(200), Run(" on.")]),
        ("A {k1Ast0xm} one", [Run("A "), Run("k1Ast0xm", phonemes=True), Run(" one")]),
        ("[a] b [c]", [Run("a", mark=0), Run(" b "), Run("c", mark=1)]),
        ("[a <5> {b}]", [Run("a ", mark=0), Pause(5), Run(" ", mark=0), Run("b", True, 0)]),
        ("a] <b> {} {!} [] <123456>", [Run("a] <b> {} {!} [] <123456>")]),
        ("[a", [Run("[a")]),
        ("[[a]", [Run("["), Run("a", mark=0)]),
        ("", []),
    ],
)
def test_a_text_is_taken_apart_into_runs_and_pauses(text: str, found: list[Part]) -> None:
    assert list(parts(text, ALL)) == found


@given(any_texts)
def test_where_no_mark_is_heeded_all_of_it_is_one_run_of_text(text: str) -> None:
    assert list(parts(text, OFF)) == ([Run(text)] if text else [])


@tried
@given(any_texts, markups)
def test_the_parts_hold_all_of_the_text_but_the_marks_themselves(text: str, markup: Markup) -> None:
    left = text
    for part in parts(text, markup):
        piece = f"<{part.ms}>" if isinstance(part, Pause) else part.text
        if isinstance(part, Pause):
            # A number may have been written with noughts ahead.
            piece = next(p for p in (f"<{'0' * n}{part.ms}>" for n in range(5)) if p in left)
        before, found, left = left.partition(piece)
        assert found == piece
        assert set(before) <= set("[]{}")
    assert set(left) <= set("[]{}")


# ---------------------------------------------------------------- what is shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One. <1500> Two.", "One. Two."),
        ("<500> One.", "One."),
        ("One. <500>", "One."),
        ("One <100> <200> two", "One two"),
        ("fast<100>track", "fasttrack"),
        ("A [slow] [very slow] word.", "A slow very slow word."),
        ("A [ slow ] word.", "A slow  word."),
        ("A tomato{t0xm1Yto}.", "A tomato."),
        ("Say {h0El1o} to them.", "Say to them."),
        ("{h0El1o}", ""),
        ("<200>", ""),
        ("[1] {x} <b> 3 < 5 > 2", "1 <b> 3 < 5 > 2"),
        ("a] [b", "a] [b"),
    ],
)
def test_marks_are_not_shown_nor_the_blanks_that_they_leave(text: str, shown: str) -> None:
    assert Marked(text, ALL).shown == shown


@tried
@given(joined(words | marks), markups)
def test_no_heeded_mark_is_left_in_what_is_shown(text: str, markup: Markup) -> None:
    shown = Marked(text, markup).shown
    assert all(part == Run(shown) for part in parts(shown, markup))


@tried
@given(any_texts, markups)
def test_what_is_shown_stands_in_the_text_in_order(text: str, markup: Markup) -> None:
    marked = Marked(text, markup)
    assert "".join(text[at] for at in marked.origins) == marked.shown
    assert all(a < b for a, b in pairwise(marked.origins))
    assert [marked.origin(at) for at in range(len(marked.shown))] == marked.origins


@tried
@given(any_text())
def test_a_text_without_marks_is_shown_and_said_as_it_is(text: str) -> None:
    marked = Marked(text, OFF)
    assert marked.shown == text
    assert marked.origins == list(range(len(text)))
    assert marked.spoken(0, len(text)) == text


@tried
@given(any_text(), st.integers(0, 40), st.integers(0, 40))
def test_where_no_mark_is_heeded_nothing_is_taken_apart(text: str, start: int, end: int) -> None:
    plain, marked = take_out(text, OFF), Marked(text, OFF)
    assert isinstance(plain, Unmarked)
    assert plain.shown == marked.shown
    assert plain.spoken(start, end) == text[start:end]
    if start < end <= len(text):
        assert marked.spoken(start, end) == text[start:end]
        assert plain.origin(start) == marked.origin(start) == start


# ---------------------------------------------------------------- what is said for a slice


@pytest.mark.parametrize(
    ("text", "cut", "first", "second"),
    [
        ("One. <1500> Two.", 5, "One. <1500> ", "Two."),
        ("<5> One. Two. <7>", 5, "<5> One. ", "Two. <7>"),
        ("One. [Two.]", 5, "One. ", "[Two.]"),
        ("[One.] Two.", 4, "[One.]", " Two."),
        ("[One. Two.] Three.", 5, "[One. ]", "[Two.] Three."),
        ("A tomato{t0x}. Two.", 10, "A {t0x}. ", "Two."),
        ("One. {h0El1o} two.", 5, "One. {h0El1o} ", "two."),
    ],
)
def test_each_slice_is_said_with_its_own_marks(
    text: str, cut: int, first: str, second: str
) -> None:
    marked = Marked(text, ALL)
    assert marked.spoken(0, cut) == first
    assert marked.spoken(cut, len(marked.shown)) == second


@tried
@given(any_texts, markups)
def test_the_whole_is_said_as_written_but_for_words_that_have_phonemes(
    text: str, markup: Markup
) -> None:
    marked = Marked(text, markup)
    said = marked.spoken(0, len(marked.shown))
    if not markup.phonemes and marked.shown:
        assert said == text
    # A word that phonemes stand for is not said twice; nothing else is lost, and no mark is.
    rest = iter(text)
    assert all(char in rest for char in said)
    if marked.shown:
        pauses = [part for part in parts(text, markup) if isinstance(part, Pause)]
        assert [part for part in parts(said, markup) if isinstance(part, Pause)] == pauses


@tried
@given(st.data(), joined(words | marks | near_marks), markups)
def test_cut_anywhere_the_slices_say_what_the_whole_does(
    data: st.DataObject, text: str, markup: Markup
) -> None:
    """In the same order, with the same pauses, and in brackets or not as before."""
    marked = Marked(text, markup)
    end = len(marked.shown)
    cuts = sorted(data.draw(st.lists(st.integers(0, end), max_size=3)))
    slices = [marked.spoken(a, b) for a, b in pairwise([0, *cuts, end])]
    whole = letters(list(parts(marked.spoken(0, end), markup)))
    assert [x for slice_ in slices for x in letters(list(parts(slice_, markup)))] == whole


def test_a_long_text_full_of_marks_is_taken_apart_in_linear_time() -> None:
    """Quadratic time would be minutes."""
    for text in ("a {b} [c] <5> " * 20_000, "{" + "a" * 300_000, "[" * 100_000, "<5>" * 50_000):
        assert len(Marked(text, ALL).shown) <= len(text)


def test_a_long_word_takes_no_longer_for_each_of_its_letters() -> None:
    """Asked by a search from each of its letters, 100,000 took minutes."""
    text = "A" * 100_000 + " tomato{t0xm1Yto}"
    assert Marked(text, Markup(phonemes=True)).shown.endswith(" tomato")
