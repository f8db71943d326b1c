"""A document captioned by word times from elsewhere, by the public function."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest

from captioner import DocumentError, Incomplete, OptionError, OutputError, caption_document, read
from captioner.captions import profile_of
from captioner.check import check_captions
from captioner.document import Document
from captioner.errors import AudioError
from captioner.publish.again import publish_folder
from captioner.publish.kept import find_kept, load_timeline
from captioner.publish.mastering import publish_mastered
from captioner.publish.settings import PublishSettings
from tests.timeline.told.shapes import Spoken, polly, whisper

TEXT = (
    "# The *harbour*\n\nThe boats came in by noon, all 12 of them! Nobody had counted on that; the "
    "quay was as full as on a feast day.\n\nA gull — an old one — sat on the crane.\n"
)
SAID = (
    "the harbour the boats came in by noon all twelve of them nobody had counted on that the key "
    "was as full as on a feast day a gull an old one sat on the crane"
)


def spoken(said: str = SAID) -> list[Spoken]:
    return [Spoken(word, 500 + 400 * n, 850 + 400 * n) for n, word in enumerate(said.split())]


@pytest.fixture
def document(tmp_path: Path) -> Document:
    path = tmp_path / "harbour.md"
    path.write_text(TEXT, "utf-8")
    return read(path)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.json"
    path.write_bytes(whisper(spoken()))
    return path


def silent(path: Path, seconds: int, rate: int = 22050) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(2 * rate * seconds))
    return path


def test_the_captions_show_the_authors_text_at_the_times_that_were_told(
    document: Document, words: Path, tmp_path: Path
) -> None:
    made = caption_document(document, words, tmp_path / "out", formats=["srt", "txt"])

    assert [path.name for path in made.files] == [
        "harbour.srt",
        "harbour.transcript.txt",
        "harbour.timeline.jsonl",
    ]
    shown = " ".join(made.files[0].read_text("utf-8").split())
    assert "The boats came in by noon, all 12 of them!" in shown
    assert "00:00:01,300 --> " in shown
    assert (made.form, made.agreement.words, made.agreement.agreed) == ("whisper", 36, 35)
    # One is a mistake; a number is said in words.
    assert made.agreement.differing == 1
    assert not [warning for warning in made.warnings if "heard" in warning]
    assert load_timeline(made.timeline).word_at(3.3) is not None


def test_the_folder_can_be_published_and_checked_like_one_that_was_narrated(
    document: Document, words: Path, tmp_path: Path
) -> None:
    sound = silent(tmp_path / "harbour.wav", 20)
    made = caption_document(document, words, tmp_path / "out", audio=sound, formats=["srt", "vtt"])
    assert (made.rate, made.frames, made.seconds) == (22050, 20 * 22050, 20)

    again = publish_folder(made.folder, formats=["ass", "vtt"], profile=profile_of("ted", "en"))
    assert again.frames == made.frames
    report = check_captions(made.folder, text=document.path)
    rules = {finding.rule for finding in report.findings}
    assert not rules & {"unspoken", "file-changed", "file-missing", "sound-length"}
    assert all(captions.covered and captions.covered.sentences == 4 for captions in report.captions)


@pytest.mark.parametrize(
    ("formats", "settings"),
    [
        (("mp3",), PublishSettings()),
        (("page",), PublishSettings()),
        (("srt",), PublishSettings(master="podcast")),
    ],
)
def test_of_a_recording_no_sound_is_made_and_nobody_is_told_to_narrate(
    formats: tuple[str, ...],
    settings: PublishSettings,
    document: Document,
    words: Path,
    tmp_path: Path,
) -> None:
    made = caption_document(document, words, tmp_path / "out", formats=["srt"])
    publish = publish_mastered if settings.master else publish_folder
    with pytest.raises(AudioError) as error:
        publish(made.folder, formats=formats, settings=settings, store=tmp_path / "store")
    assert str(error.value) == (
        f"{made.folder}: its captions are of a recording, which captioner does not keep, so no "
        "sound is made of it; ask for captions alone, and take the sound from the recording"
    )


def test_offsets_into_the_file_itself_are_followed_through_its_markdown(
    document: Document, tmp_path: Path
) -> None:
    at, placed = 0, []
    said = "The harbour The boats came in by noon all 12 of them"
    for n, word in enumerate(said.split()):
        at = TEXT.index(word, at)
        placed.append(Spoken(word, 500 + 400 * n, 850 + 400 * n, at))
        at += len(word)
    path = tmp_path / "marks.json"
    path.write_bytes(polly(placed, TEXT))
    with pytest.raises(Incomplete) as caught:
        caption_document(document, path, tmp_path / "out")
    assert list(caught.value.unspoken) == ["s01-003", "s01-004"]
    assert caught.value.unspoken == find_kept(caught.value.folder).unspoken
    assert (
        "24 of the 36 words of the text were not heard: s01-003 “Nobody had"
        in caught.value.warnings[0]
    )


def test_words_of_another_text_or_another_sound_are_refused_before_anything_is_written(
    document: Document, words: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(whisper(spoken("of mice or of men " * 9)))
    with pytest.raises(
        DocumentError,
        match=r"other\.json: none of the 36 words of the text can .* it tells of another text",
    ):
        caption_document(document, other, tmp_path / "out")
    with pytest.raises(DocumentError, match=r"its last word is at 14\.5 s, but .* ends at 3\.0"):
        caption_document(document, words, tmp_path / "out", audio=silent(tmp_path / "a.wav", 3))
    with pytest.raises(OptionError, match="--format wav: captions for somebody else's sound"):
        caption_document(document, words, tmp_path / "out", formats=["wav"])
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_ours_is_left_alone_and_our_own_is_replaced(
    document: Document, words: Path, tmp_path: Path
) -> None:
    made = caption_document(document, words, tmp_path, formats=["srt"])
    before = made.files[0].read_bytes()
    data = json.loads(words.read_text())
    for word in (word for phrase in data["segments"] for word in phrase["words"]):
        word["start"], word["end"] = word["start"] + 5, word["end"] + 5
    words.write_text(json.dumps(data))
    caption_document(document, words, tmp_path, formats=["srt"])
    assert made.files[0].read_bytes() != before

    made.files[0].write_text("mine")
    with pytest.raises(OutputError, match="it is in the way"):
        caption_document(document, words, tmp_path, formats=["srt"])
    assert made.files[0].read_text() == "mine"


def test_impossible_times_are_told(document: Document, words: Path, tmp_path: Path) -> None:
    data = json.loads(words.read_text())
    data["segments"][1]["words"][2]["start"] = 900
    words.write_text(json.dumps(data))
    made = caption_document(document, words, tmp_path, formats=["srt"])
    assert "1 word has an impossible time" in made.warnings[0]


def test_a_sentence_that_was_not_heard_is_named_though_a_rest_is_long_enough_for_it(
    document: Document, tmp_path: Path
) -> None:
    """Only the gull was not heard, and the sound goes on."""
    words = tmp_path / "part.json"
    words.write_bytes(whisper(spoken()[:26]))
    sound = silent(tmp_path / "part.wav", 25)
    with pytest.raises(Incomplete) as caught:
        caption_document(document, words, tmp_path / "out", audio=sound, formats=["srt"])

    assert list(caught.value.unspoken) == ["s01-004"]
    assert "its caption is in a rest" in caught.value.unspoken["s01-004"]
    assert "1 of 4 sentences were not heard and are at an estimated time in" in str(caught.value)
    kept = find_kept(caught.value.folder)
    assert (kept.unspoken, len(load_timeline(kept.timeline).placed)) == ({}, 4)
