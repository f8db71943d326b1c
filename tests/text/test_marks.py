"""A document whose marks are heeded: they are said, never shown, and every place stays right."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from captioner.document import Document, LeftOut, Place
from captioner.markup import Markup
from captioner.text import read
from captioner.text.spoken import Aloud, aloud, is_speakable, say

ALL = Markup(pauses=True, phonemes=True, speeds=True)

#: As it stands in a Markdown file; the table, the link and the heading are Markdown's own.
TALE = """\
# The [slow] tide <300>

One. <1500> Two, see https://example.org/a?b <200> please.
It was a tomato{t0xm1Yto}. [It went. Slowly] on.

<2000> After a rest, {h0El1o} [there](https://example.org/c).

<500>

| Day | <100> Height |
|-----|--------------|
| Mon | 3.75 m       |

- [ ] {x} `<5>` \\<6> &lt;7>
"""


def reading(folder: Path, text: str, markup: Markup = ALL, suffix: str = "md") -> Document:
    path = folder / f"tale.{suffix}"
    path.write_text(text, "utf-8")
    return read(path, markup=markup)


def test_marks_survive_markdown_are_said_and_not_shown(tmp_path: Path) -> None:
    document = reading(tmp_path, TALE)
    assert [(s.text.strip(), s.spoken) for s in document.sentences] == [
        ("The slow tide", "The [slow] tide <300>"),
        ("One.", "One. <1500>"),
        ("Two, see https://example.org/a?b please.", "Two, see example.org <200> please."),
        ("It was a tomato.", "It was a {t0xm1Yto}."),
        ("It went.", "[It went. ]"),
        ("Slowly on.", "[Slowly] on."),
        ("After a rest, there.", "<2000> After a rest, {h0El1o} there."),
        ("Day", "Day"),
        ("Height", "<100> Height"),
        ("Mon", "Mon"),
        ("3.75 m", "3.75 m"),
    ]
    assert document.title == document.sections[0].title == "The slow tide"


def test_marks_in_plain_text_are_said_and_not_shown(tmp_path: Path) -> None:
    text = "[Slowly] now.\nThen <200> on. <700>\n\n{h0El1o} <5>\n\n<900> End.\n"
    document = reading(tmp_path, text, suffix="txt")
    assert [(s.text.strip(), s.spoken, s.place) for s in document.sentences] == [
        ("Slowly now.", "[Slowly] now.", Place(1, 2)),
        ("Then on.", "Then <200> on. <700>", Place(2, 1)),
        ("End.", "<900> End.", Place(6, 7)),
    ]
    assert document.left_out == (LeftOut("{h0El1o} <5>", "it holds marks only", Place(4, 1)),)


def test_a_paragraph_of_marks_only_is_left_out_with_its_reason(tmp_path: Path) -> None:
    left = reading(tmp_path, TALE).left_out
    assert LeftOut("<500>", "it holds marks only", Place(8, 1)) in left
    assert LeftOut("[ ] {x} <5> <6> <7>", "it holds marks only", Place(14, 3)) in left


def test_behind_marks_every_place_is_that_of_the_source(tmp_path: Path) -> None:
    document = reading(tmp_path, TALE)
    lines = TALE.split("\n")
    for sentence in document.sentences:
        place = sentence.place
        assert lines[place.line - 1][place.column - 1 :].startswith(sentence.text[:3]), sentence
    for left in document.left_out:
        if left.reason.startswith("address"):
            found = lines[left.place.line - 1][left.place.column - 1 :]
            assert found.startswith(left.text)


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_by_default_marks_are_text(tmp_path: Path, suffix: str) -> None:
    text = "See [1] and {x}, a <200> b. [slow] tomato{t0xm1Yto}"
    document = reading(tmp_path, text, Markup(), suffix)
    assert "".join(s.text for s in document.sentences) == text
    assert " ".join(s.spoken for s in document.sentences) == text


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        (Markup(pauses=True), "a [b] c{d} e"),
        (Markup(phonemes=True), "a <5> [b] c e"),
        (Markup(speeds=True), "a <5> b c{d} e"),
    ],
)
def test_each_kind_of_mark_is_heeded_on_its_own(tmp_path: Path, markup: Markup, shown: str) -> None:
    document = reading(tmp_path, "a <5> [b] c{d} e", markup)
    assert [s.text for s in document.sentences] == [shown]


def test_a_sentence_that_its_marks_make_too_long_is_split_further(tmp_path: Path) -> None:
    path = tmp_path / "tale.txt"
    path.write_text("and the tide{t0Ayd} came in again " * 12 + "at last.", "utf-8")
    document = read(path, max_sentence=120, markup=Markup(pauses=True, phonemes=True))
    found = list(document.sentences)
    assert all(len(s.spoken) <= 120 for s in found)
    assert [s.continues for s in found] == [False] + [True] * (len(found) - 1)
    assert "".join(s.text for s in found) == "and the tide came in again " * 12 + "at last."
    assert sum(s.spoken.count("{t0Ayd}") for s in found) == 12


def test_a_place_with_more_marks_than_a_sentence_may_have_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "tale.txt"
    path.write_text("I" + " <200>" * 40 + " wait.", "utf-8")
    document = read(path, max_sentence=50, markup=ALL)
    assert "".join(s.text for s in document.sentences) == "I wait."
    assert sum(s.spoken.count("<200>") for s in document.sentences) == 40


SOURCES = st.lists(
    st.sampled_from(
        ["# Head <5>", "One. <200> Two.", "[a. b] c", "word{w1Rd}", "{x}", "<9>", "[q](r)", "\n"]
    )
    | st.text("ab<5>{}[]. \n", max_size=20),
    max_size=8,
).map("\n".join)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOURCES, st.integers(50, 90), st.builds(Markup, *[st.booleans()] * 3))
def test_whatever_the_marks_sentences_are_sayable_and_join_to_what_is_shown(
    tmp_path: Path, text: str, longest: int, markup: Markup
) -> None:
    path = tmp_path / "tale.md"
    path.write_text("Begin.\n\n" + text, "utf-8")
    document = read(path, max_sentence=longest, markup=markup)
    for sentence in document.sentences:
        assert is_speakable(sentence.text)
        assert is_speakable(aloud(sentence.spoken, markup).text)
        if not markup:
            assert sentence.spoken == say(sentence.text)[0]


@pytest.mark.parametrize(
    ("spoken", "heard"),
    [
        ("One. <1500>", Aloud("One. ", 0, 0, 1500)),
        ("<5> One <6> two <7>. <8>", Aloud(" One  two . ", 5, 6, 15)),
        ("<5> <6> “One” <7>”", Aloud("  “One” ”", 11, 0, 7)),
        ("<5> {h0El1o} <6> [you]", Aloud(" h0El1o  you", 5, 6, 0)),
        ("One.", Aloud("One.")),
        ("<5>", Aloud("", 0, 0, 5)),
    ],
)
def test_of_a_spoken_form_it_is_known_what_is_heard_and_how_long_it_rests(
    spoken: str, heard: Aloud
) -> None:
    assert aloud(spoken, ALL) == heard
    assert aloud(spoken, Markup()) == Aloud(spoken)
