"""What captions leave out, change and add: found in its sentence, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from captioner.check.coverage import cover, quoted
from captioner.check.report import Covered, Finding
from captioner.check.script import script_of
from captioner.check.shown import shown_by
from captioner.document import Kind, Place, Sentence, context_of
from captioner.text.vtt_reader import ReadCue
from tests.strategies import tried

#: No two of them are alike, and none is in another.
WORDS = [f"{a}{b}{c}" for a in "kmt" for b in ("ai", "olu", "ens") for c in ("r", "dd", "pho")]


def sentence(number: int, text: str, paragraph: int = 1) -> Sentence:
    return Sentence(context_of(1, number), text, text, Kind.PARAGRAPH, paragraph, Place(1, 1), "en")


def cues_of(texts: list[str]) -> list[ReadCue]:
    return [
        ReadCue(2000 * at, 2000 * at + 1500, tuple(text.split("\n")))
        for at, text in enumerate(texts)
    ]


def covered(sentences: list[str], shown: list[str]) -> tuple[Covered, list[Finding]]:
    script = script_of(sentence(at, text) for at, text in enumerate(sentences, start=1))
    cues = cues_of(shown)
    told, findings, _ = cover(script, shown_by(cues), cues)
    return told, findings


@st.composite
def texts(draw: st.DrawFn) -> list[str]:
    """Sentences that are told apart by their number, in words that come again."""
    words = st.lists(st.sampled_from(WORDS), min_size=3, max_size=12)
    count = draw(st.integers(3, 12))
    return [f"{' '.join(draw(words))} no {at} of it." for at in range(count)]


@tried
@given(texts(), st.data())
def test_text_that_is_whole_is_covered_wherever_its_lines_break(
    sentences: list[str], data: st.DataObject
) -> None:
    shown = [
        "".join(data.draw(st.sampled_from(" \n")) if char == " " else char for char in text)
        for text in sentences
    ]
    told, findings = covered(sentences, shown)
    assert findings == []
    assert told.sentences == told.sentences_covered == len(sentences)
    assert (
        told.characters
        == told.characters_covered
        == sum(len(text.replace(" ", "")) for text in sentences)
    )


@tried
@given(texts(), st.data())
def test_a_cue_that_is_gone_is_missing_by_its_name_and_place(
    sentences: list[str], data: st.DataObject
) -> None:
    gone = data.draw(st.integers(0, len(sentences) - 1))
    shown = [text for at, text in enumerate(sentences) if at != gone]
    told, findings = covered(sentences, shown)
    (finding,) = findings
    assert (finding.rule, finding.sentence) == ("missing", context_of(1, gone + 1))
    assert quoted(sentences[gone]) in finding.says
    assert finding.start_ms == (2000 * gone - 500 if gone else 0)
    assert told.sentences_covered == len(sentences) - 1
    assert told.characters - told.characters_covered == len(sentences[gone].replace(" ", ""))


@tried
@given(texts(), st.data())
def test_a_changed_word_is_found_in_its_sentence_and_cue(
    sentences: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(sentences) - 1))
    words = sentences[at].split(" ")
    place = data.draw(st.integers(0, len(words) - 1))
    words[place] = "ZZZZ"
    shown = [*sentences[:at], " ".join(words), *sentences[at + 1 :]]
    _, (finding,) = covered(sentences, shown)
    assert (finding.rule, finding.sentence) == ("changed", context_of(1, at + 1))
    assert finding.cue == at + 1
    assert "ZZZZ" in finding.says


@tried
@given(texts(), st.data())
def test_a_cue_beside_the_text_is_extra_and_leaves_nothing_uncovered(
    sentences: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(sentences)))
    shown = [*sentences[:at], "[A DOOR SLAMS]", *sentences[at:]]
    told, (finding,) = covered(sentences, shown)
    assert (finding.rule, finding.cue) == ("extra", at + 1)
    assert "“[A DOOR SLAMS]” is shown and is not in the document" in finding.says
    assert told.sentences_covered == len(sentences)


def test_blanks_are_compared_inside_of_lines_only() -> None:
    _, findings = covered(["One long word here."], ["One longword\nhere."])
    assert [finding.rule for finding in findings] == ["blanks"]
    assert covered(["漢字仮名。"], ["漢字\n仮名。"])[1] == []
    _, findings = covered(["漢字仮名。"], ["漢字 仮名。"])
    assert [finding.rule for finding in findings] == ["blanks"]


def test_two_different_texts_are_told_to_be_that_soon() -> None:
    told, findings = covered(["The tide came in."] * 3, ["Quite another book."])
    assert told.sentences_covered == 0
    assert {finding.rule for finding in findings} <= {"missing", "changed", "extra"}
    assert len(findings) >= 3


def test_captions_without_text_and_a_document_without_sentences() -> None:
    told, findings = covered(["One."], [""])
    assert [finding.rule for finding in findings] == ["missing"]
    assert told.characters_covered == 0
    told, findings = covered([], ["One."])
    assert [finding.rule for finding in findings] == ["extra"]
