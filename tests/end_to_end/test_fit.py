"""Speech made to fit by the real command and the embedded voice, read back from its files."""

from __future__ import annotations

import re
import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import srt

from captioner.audio import ms_of
from captioner.publish.kept import load_timeline
from captioner.timeline import Quality, Timeline
from tests.end_to_end.command import SAMPLES, captioner

MOST = 20
#: What the file's clock rounds off at either end of a cue.
ROUNDING_SECONDS = 0.001


@dataclass(frozen=True)
class Made:
    """What the command made of a sample, and what it told."""

    done: subprocess.CompletedProcess[str]
    folder: Path
    timeline: Timeline

    @property
    def cues(self) -> list[srt.Subtitle]:
        return list(srt.parse((self.folder / "ferry.srt").read_text("utf-8")))

    @property
    def sound(self) -> npt.NDArray[np.int16]:
        with wave.open(str(self.folder / "ferry.wav")) as file:
            return np.frombuffer(file.readframes(file.getnframes()), np.int16)

    @property
    def text(self) -> str:
        return " ".join(" ".join(cue.content for cue in self.cues).split())

    @property
    def requests(self) -> int:
        found = re.search(r"in ([\d,]+) requests", self.done.stderr)
        assert found is not None, self.done.stderr
        return int(found[1].replace(",", ""))

    @property
    def told(self) -> tuple[int, int, int, int, float]:
        """Cues that were too fast, all cues, those that are so now, sentences, seconds."""
        found = re.search(
            r"--fit: (\d+) cues? of (\d+) could not be read in time, now (\d+); "
            r"(\d+) sentences? spoken slower, ([\d.]+) s of pauses added",
            self.done.stderr,
        )
        assert found is not None, self.done.stderr
        before, cues, after, slower, added = found.groups()
        return int(before), int(cues), int(after), int(slower), float(added)

    def too_fast(self) -> list[srt.Subtitle]:
        """Judge the captions as they are in the file."""
        return [
            cue
            for cue in self.cues
            if len(cue.content.replace("\n", ""))
            > MOST * ((cue.end - cue.start).total_seconds() + ROUNDING_SECONDS)
        ]


def make(folder: Path, *options: str) -> Made:
    done = captioner(
        "narrate", SAMPLES / "ferry.md", "--speed", "1.5", "--format", "wav,srt", *options,
        cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = folder / "out" / "ferry"
    return Made(done, made, load_timeline(made / "ferry.timeline.jsonl"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def fit(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("fit"), "--fit")


def test_a_hurried_voice_is_too_fast_and_fit_it_is_not(plain: Made, fit: Made) -> None:
    before, cues, after, slower, added = fit.told

    assert before == len(plain.too_fast()) > 0
    assert (cues, after) == (len(fit.cues), 0)
    assert fit.too_fast() == []
    assert slower > 0
    assert added > 0


def test_the_text_is_the_same(plain: Made, fit: Made) -> None:
    assert fit.text == plain.text
    assert [p.sentence for p in fit.timeline.placed] == [p.sentence for p in plain.timeline.placed]


def test_only_sentences_that_were_too_fast_last_longer(plain: Made, fit: Made) -> None:
    lasted = [[p.end - p.start for p in made.timeline.placed] for made in (plain, fit)]
    longer = [after > before for before, after in zip(*lasted, strict=True)]

    assert all(after >= before for before, after in zip(*lasted, strict=True))
    assert 0 < sum(longer) < len(longer)
    assert sum(longer) in (fit.told[3], fit.told[3] + 1)  # The last one may have a pause after it.


def test_no_sentence_is_asked_for_again_that_did_not_need_it(plain: Made, fit: Made) -> None:
    again = fit.requests - plain.requests

    assert fit.told[3] <= again <= 3 * fit.told[3]
    assert "of them again" not in fit.done.stderr


def test_captions_agree_with_the_sound_to_the_sample(fit: Made) -> None:
    sound, rate = fit.sound, fit.timeline.rate
    assert len(sound) == fit.timeline.end
    now = 0
    for placed in fit.timeline.placed:
        assert not sound[now : placed.start].any()
        now = placed.end
        said = [word for word in placed.words if word.quality is not Quality.UNSAID]
        for word in said:
            assert sound[word.start : word.end].any()
    starts = {ms_of(word.start, rate) for placed in fit.timeline.placed for word in placed.words}
    assert {round(cue.start.total_seconds() * 1000) for cue in fit.cues} <= starts


def test_pauses_alone_ask_for_nothing_again_and_name_each_cue_with_its_excess(
    plain: Made, tmp_path: Path
) -> None:
    made = make(tmp_path, "--fit", "pauses", "--pause-paragraph", "100")
    before, _, after, slower, added = made.told
    named = re.findall(
        r"^captioner: (s01-\d{3}(?:-\d+)?): ([\d.]+) of 20 characters a second in spite of --fit "
        r"\((.+)\)$",
        made.done.stderr,
        re.MULTILINE,
    )

    assert made.requests == plain.requests
    assert (slower, after) == (0, len(made.too_fast()))
    assert added > 0
    assert 0 < len(named) == after < before
    assert all(float(speed) > MOST for _, speed, _ in named)


def test_fit_may_stand_before_the_file_and_takes_three_ways(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Hello there.\n", "utf-8")
    alone = captioner("narrate", "--fit", "a.md", "--format", "srt", cwd=tmp_path)
    wrong = captioner("narrate", "a.md", "--fit", "slowly", cwd=tmp_path)

    assert alone.returncode == 0
    assert "--fit: no cue is too fast to be read" in alone.stderr
    assert wrong.returncode == 2
    assert "'slowly' is not one of 'pauses', 'rate', 'both'" in wrong.stderr
