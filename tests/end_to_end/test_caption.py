"""A narration whose word times went through other programs' files is captioned as it was.

Each sample is narrated by the embedded voice; its words are told as recognisers and voices tell
them: without punctuation, in lower case, figures in words. Captions made of that are compared with
those of the narration.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import trio
import webvtt

from captioner.document import Kind
from captioner.local import embedded, local_voice
from captioner.publish.caption import Captioned, caption_document
from captioner.publish.folder import Narration, narrate_document
from captioner.publish.kept import load_timeline
from captioner.text import read
from captioner.timeline import Quality, Timeline
from captioner.timeline.align import fold
from tests.captions.readers import by_webvtt
from tests.end_to_end.command import SAMPLES, captioner
from tests.timeline.told.shapes import SHAPES, Spoken

SAID_AS = {
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six",
    "7": "seven", "8": "eight", "9": "nine", "+": "plus", "-": "minus", "%": "percent",
    "£": "pounds", "$": "dollars", "€": "euros",
}  # fmt: skip
#: Programs round to the millisecond, and so do the files.
ROUNDING_MS = 2
#: Where in the rest between two sentences a sound lies, nobody tells.
IN_THE_REST_MS = 1000


def mangled(timeline: Timeline) -> list[Spoken]:
    """The words that were said, as a recogniser writes them."""
    words: list[Spoken] = []
    for placed in timeline.placed:
        for timed in placed.words:
            text = placed.sentence.text[timed.word.start : timed.word.end]
            if timed.quality is not Quality.UNSAID:
                start, end = (round(f * 1000 / timeline.rate) for f in (timed.start, timed.end))
                words += respelled(fold(text), start, max(end, start + 1))
    return words


def respelled(text: str, start: int, end: int) -> list[Spoken]:
    """Spell a word that holds figures and signs, each by a word of its own."""
    parts = [SAID_AS.get(part, part) for part in re.findall(r"[\d%£$€+-]|[^\d%£$€+-]+", text)]
    edges = [start + (end - start) * n // len(parts) for n in range(len(parts) + 1)]
    return [Spoken(*each) for each in zip(parts, edges, edges[1:], strict=False)]


def begins(folder: Path) -> dict[int, tuple[str, int]]:
    """Tell the sentence of each cue, and when it begins, in milliseconds, by how many letters are
    shown before it.
    """
    found: dict[int, tuple[str, int]] = {}
    letters = 0
    (path,) = folder.glob("*.vtt")
    for cue in by_webvtt(path.read_text("utf-8")):
        found[letters] = "-".join(cue.identifier.split("-")[:2]), cue.start
        letters += len("".join("".join(cue.lines).split()))
    return found


@pytest.fixture(scope="module")
def narrations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Narration]:
    """All samples, narrated."""
    folder = tmp_path_factory.mktemp("narrated")

    async def narrate() -> dict[str, Narration]:
        async with embedded() as service:
            return {
                path.stem: await narrate_document(
                    document := read(path),
                    service,
                    local_voice(document.lang),
                    folder,
                    formats=("wav", "vtt"),
                )
                for path in sorted(SAMPLES.glob("*.md"))
            }

    return trio.run(narrate)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("sample", sorted(path.stem for path in SAMPLES.glob("*.md")))
def test_a_sample_is_captioned_by_other_programs_files_as_it_was_narrated(
    narrations: dict[str, Narration], tmp_path: Path, sample: str, shape: str
) -> None:
    """The text is the author's; 99 of 100 words, and 9 of 10 cues, begin at the same millisecond.

    Polly tells no ends of words, by which some cues are cut at another place. Between two figures
    nothing tells where the one ends.
    """
    before = narrations[sample]
    timeline = load_timeline(before.timeline)
    words = tmp_path / "words.json"
    words.write_bytes(SHAPES[shape](mangled(timeline)))
    made = caption_document(
        before.document, words, tmp_path, audio=before.folder / f"{sample}.wav", formats=["vtt"]
    )

    assert made.agreement.agreed >= 0.95 * made.agreement.words
    assert (made.agreement.unheard, made.agreement.extra) == ((), ())
    assert made.frames == before.frames
    check_words(timeline, made)
    check_cues(before, made, 0.8 if shape == "polly" else 0.9)


def check_words(timeline: Timeline, made: Captioned) -> None:
    again = load_timeline(made.timeline)
    assert [one.sentence for one in again.placed] == [one.sentence for one in timeline.placed]
    late_ms = sorted(
        abs(word.start - other.start) * 1000 / timeline.rate
        for one, two in zip(timeline.placed, again.placed, strict=True)
        for word, other in zip(one.words, two.words, strict=True)
        if one.sentence.kind is not Kind.SOUND
    )
    assert late_ms[int(0.99 * len(late_ms))] <= ROUNDING_MS
    assert late_ms[-1] <= 1500


def check_cues(narrated: Narration, made: Captioned, least: float) -> None:
    sounds = {one.context for one in made.document.sentences if one.kind is Kind.SOUND}
    before, after = begins(narrated.folder), begins(made.folder)
    close = [
        place
        for place, (context, start) in before.items()
        if place in after
        and abs(start - after[place][1]) <= (IN_THE_REST_MS if context in sounds else ROUNDING_MS)
    ]
    assert len(close) >= least * len(before)


# ---------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def harbour(narrations: dict[str, Narration], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a text, its words by Whisper, and its sound."""
    folder = tmp_path_factory.mktemp("harbour")
    narration = narrations["harbour"]
    (folder / "harbour.md").write_bytes((SAMPLES / "harbour.md").read_bytes())
    (folder / "harbour.wav").write_bytes((narration.folder / "harbour.wav").read_bytes())
    words = mangled(load_timeline(narration.timeline))
    (folder / "harbour.json").write_bytes(SHAPES["whisper"](words))
    return folder


def test_the_command_makes_a_folder_that_can_be_published_again(harbour: Path) -> None:
    done = captioner(
        "caption", "harbour.md", "--words", "harbour.json", "--audio", "harbour.wav", cwd=harbour
    )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(
        r"out.harbour: 48 sentences, 3:\d\d of audio, srt vtt words\.vtt; "
        r"544 of the 544 words of the text were heard \(whisper\)\n",
        done.stdout,
    )
    assert "--fit" not in done.stderr
    folder = harbour / "out" / "harbour"
    assert sorted(path.name for path in folder.iterdir()) == [
        "harbour.srt", "harbour.timeline.jsonl", "harbour.vtt", "harbour.words.vtt",
    ]  # fmt: skip

    again = captioner("publish", folder, "--format", "ttml,srt", "--profile", "bbc", cwd=harbour)
    assert again.returncode == 0, again.stderr
    assert (folder / "harbour.ttml").is_file()
    sound = captioner("publish", folder, "--format", "mp3", cwd=harbour)
    assert sound.returncode == 1
    assert "its captions are of a recording, which captioner does not keep" in sound.stderr


def test_the_options_of_captions_are_those_of_narrating(harbour: Path) -> None:
    done = captioner(
        "caption", "harbour.md", "--words", "harbour.json", "-o", "wide", "--format", "vtt",
        "--profile", "bbc", "--max-chars", 30, "--offset", "01:00:00.000", cwd=harbour,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    cues = webvtt.read(str(harbour / "wide" / "harbour" / "harbour.vtt")).captions
    assert cues[0].start.startswith("01:00:0")
    assert max(len(line) for cue in cues for line in cue.text.splitlines()) <= 60
    short = [line for cue in cues for line in cue.text.splitlines() if len(line) <= 30]
    assert len(short) >= 0.95 * sum(len(cue.text.splitlines()) for cue in cues)


def test_a_passage_that_was_not_heard_is_named_and_the_exit_code_says_so(harbour: Path) -> None:
    data = json.loads((harbour / "harbour.json").read_text())
    # Two minutes of the sound are missing, as if somebody had cut them out.
    cut = [word for phrase in data["segments"] for word in phrase["words"]]
    gone = [word for word in cut if word["start"] < 20 or word["start"] >= 140]
    for word in gone:
        if word["start"] >= 140:
            word["start"], word["end"] = word["start"] - 119.5, word["end"] - 119.5
    (harbour / "part.json").write_text(json.dumps({"words": gone}))
    done = captioner("caption", "harbour.md", "--words", "part.json", "-o", "part", cwd=harbour)

    assert done.returncode == 1
    assert "it was not heard, and the words leave no time for it" in done.stderr
    assert re.search(
        r"\d+ of 48 sentences were not heard and are missing from part.harbour; complete part.json",
        done.stderr,
    )
    assert "Traceback" not in done.stderr
    folder = harbour / "part" / "harbour"
    assert (folder / "harbour.srt").is_file()
    again = captioner("publish", folder, cwd=harbour)
    assert again.returncode == 1
    assert "captioner caption with complete word times adds them" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--words", "none.json"], 1, "none.json: there is no such file"),
        (["--words", "harbour.md"], 1, "harbour.md:1: it is no JSON"),
        (["--words", "harbour.wav"], 1, "harbour.wav:1: it is no JSON"),
        (["--words", "other.json"], 1, "it tells of another text than harbour.md"),
        (["--words", "harbour.json", "--words-format", "srt"], 2, "srt is not one of elevenlabs"),
        (["--words", "harbour.json", "--words-format", "polly"], 1, "(read as polly)"),
        (["--words", "harbour.json", "--format", "mp3,srt"], 2, "--format mp3: captions for"),
        (["--words", "harbour.json", "--format", "doc"], 2, "--format: doc is not one of"),
        (["--words", "harbour.json", "--audio", "none.wav"], 1, "none.wav: there is no such file"),
        (["--words", "harbour.json", "--audio", "harbour.md"], 1, "harbour.md: no sound can be"),
        (["--words", "late.json", "--audio", "harbour.wav"], 1, "they are of another sound"),
        ([], 2, "Missing option '--words'"),
    ],
)  # fmt: skip
def test_what_cannot_be_captioned_is_told_in_one_sentence_and_nothing_is_written(
    harbour: Path, tmp_path: Path, arguments: list[str], code: int, says: str
) -> None:
    for path in harbour.glob("harbour.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    other = [{"word": f"word{n}", "start": n, "end": n + 0.5} for n in range(300)]
    (tmp_path / "other.json").write_text(json.dumps(other))
    data = json.loads((harbour / "harbour.json").read_text())
    for segment in data["segments"]:
        for word in segment["words"]:
            word["start"], word["end"] = word["start"] * 2, word["end"] * 2
    (tmp_path / "late.json").write_text(json.dumps(data))
    done = captioner("caption", "harbour.md", *arguments, cwd=tmp_path)

    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
