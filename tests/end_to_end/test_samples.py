"""What the command makes of each sample, read back by programs that we did not write."""

from __future__ import annotations

import html
import re
import subprocess
import wave
from io import StringIO
from itertools import pairwise
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt
import srt
import webvtt
from ttconv.srt import writer as srt_writer
from ttconv.vtt import reader as vtt_reader

from captioner.audio import ms_of
from captioner.captions.width import width
from captioner.document import Kind
from captioner.timeline import Placed, TimedWord
from tests.end_to_end.conftest import Narrated

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def squeezed(text: str) -> str:
    return " ".join(text.split())


def bare(text: str) -> str:
    """Drop all white space: lines of Chinese, and of an address, join without any."""
    return "".join(text.split())


def milliseconds(stamp: str) -> int:
    hours, minutes, seconds = stamp.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def said(narrated: Narrated) -> list[Placed]:
    """List what a voice was asked for: all but the sounds of a script."""
    return [placed for placed in narrated.placed if placed.sentence.kind is not Kind.SOUND]


def shown(narrated: Narrated) -> str:
    return " ".join(sentence.text for sentence in narrated.document.sentences)


def decoded(path: Path) -> npt.NDArray[np.int16]:
    """Decode by ffmpeg; any complaint of it is a failure."""
    done = subprocess.run(
        [FFMPEG, "-v", "error", "-i", str(path), "-f", "s16le", "-"],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return np.frombuffer(done.stdout, np.int16)


def test_the_summary_names_the_folder_the_sentences_and_the_formats(narrated: Narrated) -> None:
    sentences = len(list(narrated.document.sentences))

    assert narrated.summary.count("\n") == 1
    assert f"{sentences} sentences" in narrated.summary
    assert "mp3 wav srt vtt words.vtt" in narrated.summary


def test_every_sentence_has_its_take_and_its_words_in_order_inside_it(narrated: Narrated) -> None:
    assert [p.sentence for p in narrated.placed] == list(narrated.document.sentences)
    assert narrated.end.unspoken == 0
    for before, after in pairwise(narrated.placed):
        assert before.end <= after.start
    for placed in narrated.placed:
        assert placed.words
        assert placed.start <= placed.words[0].start
        assert placed.words[-1].end <= placed.end
        for one, other in pairwise(placed.words):
            assert one.start <= one.end <= other.start
            assert one.word.end <= other.word.start


def test_words_of_languages_with_spaces_are_measured(narrated: Narrated) -> None:
    words = [word for placed in narrated.placed for word in placed.words if is_said(placed, word)]
    measured = sum(word.quality == "measured" for word in words)

    assert measured >= len(words) * (0.7 if narrated.document.lang == "zh" else 0.99)


def is_said(placed: Placed, word: TimedWord) -> bool:
    return not any(a <= word.word.start < b for a, b in placed.sentence.unsaid)


def test_what_is_only_shown_is_not_said_and_its_words_last_no_time_but_in_a_silence(
    narrated: Narrated,
) -> None:
    for placed in narrated.placed:
        sentence = placed.sentence
        for word in placed.words:
            assert (word.quality == "unsaid") is not is_said(placed, word)
            if word.quality == "unsaid" and sentence.kind is not Kind.SOUND:
                assert word.start == word.end
        if sentence.unsaid:
            assert len(sentence.spoken.split()) == len(sentence.said.split())
            assert not re.search(r"[\[\]♪]|^[A-Z. ]+:", sentence.spoken)


def test_the_captions_hold_the_document_s_text_as_written(narrated: Narrated) -> None:
    for cues in (
        [cue.content for cue in srt.parse(narrated.file("srt").read_text("utf-8"))],
        [html.unescape(cue.text) for cue in webvtt.read(str(narrated.file("vtt"))).captions],
    ):
        assert bare(" ".join(cues)) == bare(shown(narrated))
        if narrated.document.lang != "zh":
            assert squeezed(" ".join(cues)) == squeezed(shown(narrated))


def test_the_document_s_text_is_that_of_the_file_but_for_its_markup(narrated: Narrated) -> None:
    """Judged without our reader: what is left of the file when markup and the unspoken are cut."""
    source = narrated.document.path.read_text("utf-8")
    source = re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.DOTALL)
    source = re.sub(r"```.*?```|<!--.*?-->|^\* \* \*$", "", source, flags=re.DOTALL | re.MULTILINE)
    source = re.sub(r"\]\([^)]*\)", "", source)
    source = re.sub(r"^\|[-| ]+\|$|^(#+|>|-|\d+\.) ", "", source, flags=re.MULTILINE)

    assert re.sub(r"[\s*`|\[]", "", source) == re.sub(r"[\s*`|\[]", "", shown(narrated))


def test_captions_begin_and_end_with_what_is_said_in_them_and_never_overlap(
    narrated: Narrated,
) -> None:
    """A cue may stay into the pause after its last sentence for the profile's lag, and then until
    the next one if no gap would be left that can be seen.
    """
    rate, lag = narrated.head.rate, 500 + 500
    sentences = iter(narrated.placed)
    last, left = next(sentences), ""
    before = 0
    cues = webvtt.read(str(narrated.file("vtt"))).captions
    for cue in cues:
        text = bare(html.unescape(cue.text))
        left = left or bare(last.sentence.text)
        named = "-".join((cue.identifier or "").split("-")[:2])
        assert named == last.sentence.context
        start, end = milliseconds(cue.start), milliseconds(cue.end)
        assert max(before, ms_of(last.start, rate)) <= start < end
        while not left.startswith(text):
            assert text.startswith(left)
            text = text.removeprefix(left)
            last = next(sentences)
            left = bare(last.sentence.text)
        assert end <= ms_of(last.end, rate) + lag
        left = left.removeprefix(text)
        if not left:
            last = next(sentences, last)
        before = end
        assert all(width(line) <= 42 for line in html.unescape(cue.text).split("\n"))
        assert len(cue.text.split("\n")) <= 2

    assert not left
    assert next(sentences, None) is None
    assert len({cue.identifier for cue in cues}) == len(cues)


def test_the_two_caption_files_agree(narrated: Narrated) -> None:
    one = list(srt.parse(narrated.file("srt").read_text("utf-8")))
    other = webvtt.read(str(narrated.file("vtt"))).captions

    assert [(round(c.start.total_seconds() * 1000), c.content) for c in one] == [
        (milliseconds(c.start), html.unescape(c.text)) for c in other
    ]


def test_an_independent_reader_finds_each_word_at_its_time(narrated: Narrated) -> None:
    """ttconv turns each inline timestamp into a step, so its times are those of the words."""
    text = narrated.file("words.vtt").read_text("utf-8")
    # It does not look for times inside of a voice span.
    document = vtt_reader.to_model(StringIO(re.sub(r"</?v\b[^>]*>", "", text)))
    assert document is not None
    steps = list(srt.parse(srt_writer.from_model(document)))
    stamps = set(map(milliseconds, re.findall(r"<(\d\d:\d\d:\d\d\.\d\d\d)>", text)))
    words = [word for placed in narrated.placed for word in placed.words]

    assert bare(html.unescape(steps[-1].content)) in bare(shown(narrated))
    assert stamps <= {round(step.start.total_seconds() * 1000) for step in steps}
    assert stamps <= {ms_of(word.start, narrated.head.rate) for word in words}
    assert len(stamps) > len(words) / 2


def test_ffmpeg_reads_every_caption_file_without_complaint(narrated: Narrated) -> None:
    for suffix in ("srt", "vtt", "words.vtt"):
        done = subprocess.run(
            [FFMPEG, "-v", "warning", "-i", str(narrated.file(suffix)), "-f", "srt", "-"],
            capture_output=True,
            check=True,
            text=True,
        )
        assert done.stderr == ""
        ours = list(srt.parse(narrated.file("srt").read_text("utf-8")))
        theirs = list(srt.parse(done.stdout))
        assert [bare(cue.content) for cue in theirs] == [bare(cue.content) for cue in ours]
        assert [cue.start for cue in theirs] == [cue.start for cue in ours]


def test_wav_and_mp3_have_exactly_the_timeline_s_frames(narrated: Narrated) -> None:
    frames = narrated.end.frames
    with wave.open(str(narrated.file("wav"))) as file:
        assert file.getnframes() == frames
        assert (file.getframerate(), file.getnchannels()) == (narrated.head.rate, 1)
    assert frames == narrated.placed[-1].end
    assert len(decoded(narrated.file("wav"))) == frames
    assert len(decoded(narrated.file("mp3"))) == frames


def test_the_mp3_has_no_offset_at_its_beginning_or_its_end(narrated: Narrated) -> None:
    wav = decoded(narrated.file("wav")).astype(float)
    mp3 = decoded(narrated.file("mp3")).astype(float)
    length = narrated.head.rate // 2
    for placed in (said(narrated)[0], said(narrated)[-2]):
        part = wav[placed.start : placed.start + length]
        window = mp3[max(0, placed.start - 2000) :][: length + 4000]
        found = int(np.argmax(np.correlate(window, part)))
        assert found == min(placed.start, 2000)


def test_the_silence_between_takes_is_digital_silence(narrated: Narrated) -> None:
    wav = decoded(narrated.file("wav"))
    for before, after in pairwise(narrated.placed):
        assert not wav[before.end : after.start].any()
        assert wav[after.start : after.end].any() == (after in said(narrated))


def test_the_timeline_says_what_was_left_out_and_where(narrated: Narrated) -> None:
    text = narrated.file("timeline.jsonl").read_text("utf-8")
    assert text.count('"record":"left_out"') == len(narrated.document.left_out)
    source = narrated.document.path.read_text("utf-8").split("\n")
    for left in narrated.document.left_out:
        first = left.text.split("\n")[0]
        line = source[left.place.line - 1]
        assert first in line or left.reason in ("front matter", "code block")
