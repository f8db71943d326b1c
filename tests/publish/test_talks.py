"""Talks that were not held quite as they were written are captioned as they were held."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner import Incomplete, caption_document, read
from captioner.publish.kept import load_timeline
from tests.captions.readers import by_webvtt
from tests.publish.talks import BEES, TALKS, Talk
from tests.timeline.told.shapes import SHAPES

LINGERS_MS = 500


def captioned(talk: Talk, shape: str, folder: Path) -> Incomplete:
    """Caption a talk of which some was never said."""
    path, words = folder / "talk.md", folder / "talk.json"
    path.write_text(talk.text, "utf-8")
    words.write_bytes(SHAPES[shape](talk.spoken()[0]))
    with pytest.raises(Incomplete) as caught:
        caption_document(read(path, lang=talk.lang), words, folder, formats=["vtt"])
    return caught.value


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", TALKS)
def test_each_sentence_begins_when_it_was_said_and_what_was_never_said_is_named(
    name: str, shape: str, tmp_path: Path
) -> None:
    """Of a sentence that was begun anew the last time counts; the title was not read."""
    talk = TALKS[name]
    _, begins = talk.spoken()
    incomplete = captioned(talk, shape, tmp_path)
    timeline = load_timeline(incomplete.folder / "talk.timeline.jsonl")

    starts = {
        number: placed.start * 1000 / timeline.rate
        for placed in timeline.placed
        for number in [int(placed.sentence.context[-3:])]
    }
    assert starts == pytest.approx(begins, abs=1)
    numbers = range(1, len(talk.sentences) + 2)
    assert [int(context[-3:]) for context in incomplete.unspoken] == [
        number for number in numbers if number not in begins
    ]


@pytest.mark.parametrize("name", TALKS)
def test_a_caption_begins_with_each_sentence_and_ends_before_what_is_not_in_the_text(
    name: str, tmp_path: Path
) -> None:
    talk = TALKS[name]
    words, begins = talk.spoken()
    folder = captioned(talk, "whisper", tmp_path).folder
    cues = by_webvtt((folder / "talk.vtt").read_text("utf-8"))

    assert set(begins.values()) <= {cue.start for cue in cues}
    shown = " ".join(" ".join(cue.lines) for cue in cues)
    assert shown == " ".join(talk.sentences[number - 2] for number in begins)
    for run in [run.split() for run in talk.extra if " " in run]:
        (at,) = [n for n in range(len(words)) if [w.text for w in words[n : n + len(run)]] == run]
        # A caption may stay for a moment, to be read.
        start, end = words[at].start + LINGERS_MS, words[at + len(run) - 1].end
        assert not [cue for cue in cues if cue.start < end and cue.end > start]


def test_what_was_heard_is_counted_for_the_author(tmp_path: Path) -> None:
    """Figures, abbreviations and contractions were heard, whatever a recogniser makes of them."""
    incomplete = captioned(BEES, "whisper", tmp_path)

    assert incomplete.warnings[:2] == (
        "11 of the 84 words of the text were not heard: s01-001 “Keeping bees on a roof”, s01-006 "
        "“Nobody was stung last summer.”, s01-009 “Wait.”",
        "16 words were heard that the text does not have: 0:00:01 “uh,”, 0:00:07 “We started in, "
        "we started with”, 0:00:13 “Can you hear me at the back? Good.”, 0:00:19 “um,”",
    )
    assert "3 of 10 sentences were not heard and are missing from" in str(incomplete)
