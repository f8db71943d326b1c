"""A narration mastered: as loud as was asked for, with room, beside what it was made of."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from captioner.audio.decode import AudioReader
from captioner.audio.loudness import LoudnessMeter
from captioner.captions.srt import read_srt
from captioner.check import check_captions
from captioner.errors import AudioError, OptionError, OutputError
from captioner.publish.again import publish_folder
from captioner.publish.kept import Kept, find_kept
from captioner.publish.kept.mastered import gained, spoken_parts
from captioner.publish.kept.sound import KeptSound
from captioner.publish.mastering import measured, publish_mastered
from captioner.publish.publication import Step
from captioner.publish.retake.narrated import read_narrated
from captioner.publish.settings import PublishSettings
from captioner.publish.sound.loudness_report import check_mastered, load_report
from captioner.publish.sound.targets import target_of
from tests.audio.test_loudness import by_ffmpeg
from tests.publish.books import narrated_book

TALK = (
    "---\nscript: true\n---\n# The tide\n\n## Out\n\nANN: The boats lay still, and nobody came to "
    "look at them all morning.\n\nBEN: It was late, and getting later by the hour, as it does.\n\n"
    "## In\n\nANN: By noon it was there again, with all of the boats on it, as if nothing was.\n"
)
ACX = PublishSettings(master="acx", chapters=True)


@pytest.fixture(scope="module")
def narrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A talk of two, with its takes."""
    folder = tmp_path_factory.mktemp("talk")
    narrated_book(folder, TALK, formats=("srt",))
    return folder


@pytest.fixture(scope="module")
def acx(narrated: Path) -> Path:
    """The same as audiobook shops want it, by chapters."""
    made = publish_mastered(
        narrated / "x", settings=ACX, formats=("mp3", "srt", "m4b"), store=narrated / "store"
    )
    return made.folder


@pytest.fixture
def copy(narrated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(narrated, tmp_path / "copy"))


def test_every_file_is_what_was_asked_for_and_the_report_says_what_ffmpeg_measures(
    acx: Path,
) -> None:
    report = json.loads((acx / "x.acx.loudness.json").read_text("utf-8"))
    by_name = {one["file"]: one for one in report["files"]}

    assert report["passed"]
    assert set(by_name) == {"x.acx.m4b", "chapters/01-out.mp3", "chapters/02-in.mp3"}
    for name, one in by_name.items():
        theirs = by_ffmpeg(acx / name)
        for rule in one["rules"]:
            if rule["rule"] in theirs:
                assert rule["measured"] == pytest.approx(theirs[rule["rule"]], abs=0.1)
        assert -23 <= theirs["rms"] <= -18
        assert theirs["peak"] <= -3


def test_how_far_it_has_come_is_told_measuring_by_chapters_and_at_the_end(copy: Path) -> None:
    steps: list[Step] = []
    shutil.rmtree(copy / "x.acx", ignore_errors=True)
    publish_mastered(
        copy / "x", settings=ACX, formats=("mp3",), store=copy / "store", tell=steps.append
    )
    assert steps[0] == Step("mastering")
    assert Step("mastering", 100, 100, share=True) in steps
    assert Step("mastering", 2, 2) in steps
    assert Step("chapters", 2, 2) in steps
    assert Step("loudness", 50, 100, share=True) in steps
    assert list(dict.fromkeys(step.publication for step in steps)) == [
        "mastering", "chapters", "loudness"
    ]  # fmt: skip
    assert steps[-1].publication == "loudness"
    assert steps[-1].done >= 99


def test_a_shops_mp3_has_the_rates_that_it_asks_for(acx: Path) -> None:
    with AudioReader(acx / "chapters/01-out.mp3") as sound:
        assert (sound.rate, sound.bit_rate) == (44_100, 192_000)


def test_its_captions_agree_with_its_own_sound(acx: Path) -> None:
    assert not check_captions(acx).broken


def test_a_chapters_cues_are_those_of_the_whole_less_where_it_begins(acx: Path) -> None:
    kept = find_kept(acx)
    whole = read_srt((acx / "x.acx.srt").read_text("utf-8"))
    told = []
    for name in ("chapters/01-out.srt", "chapters/02-in.srt"):
        line = kept.end.files[name]
        assert line.of is not None
        assert line.of.span is not None
        begins_ms = line.of.span[0] * 1000 // kept.head.rate
        told += [
            (start + begins_ms, end + begins_ms, lines)
            for start, end, lines in read_srt((acx / name).read_text("utf-8"))
        ]
    assert told == whole


def test_what_was_narrated_stays_as_it_is(narrated: Path, acx: Path) -> None:
    assert {path.name for path in (narrated / "x").iterdir()} == {"x.srt", "x.timeline.jsonl"}
    assert find_kept(narrated / "x").head.mastering is None


def test_more_is_published_of_it_mastered_too(copy: Path) -> None:
    made = publish_mastered(
        copy / "x",
        settings=PublishSettings(master="podcast"),
        formats=("mp3",),
        store=copy / "store",
    )
    publish_folder(made.folder, formats=("flac",), store=copy / "store")
    report = load_report(made.timeline)

    assert report is not None
    assert [one.file for one in report.files] == ["x.podcast.flac", "x.podcast.mp3"]
    assert by_ffmpeg(made.folder / "x.podcast.flac")["integrated"] == pytest.approx(-15.8, abs=0.3)
    # Nothing is put in where no room is asked for.
    assert find_kept(made.folder).end.frames == find_kept(copy / "x").end.frames


def test_made_again_all_is_the_same(copy: Path, acx: Path) -> None:
    formats = ("mp3", "srt", "m4b")
    again = publish_mastered(copy / "x", settings=ACX, formats=formats, store=copy / "store")

    assert files_in(again.folder) == files_in(acx)


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@dataclass
class BenIsSofter:
    """A sound in which one of two speakers is 9 dB softer."""

    kept: Kept
    sound: KeptSound

    def pcm(self, start: int, end: int) -> Iterator[bytes]:
        for part in spoken_parts(self.kept):
            begin, stop = max(start, part.start), min(end, part.end)
            if begin < stop:
                pcm = np.frombuffer(b"".join(self.sound.pcm(begin, stop)), "<i2")
                softer = 10 ** (-9 / 20) if part.speaker == "BEN" else 1.0
                yield (pcm * softer).astype("<i2").tobytes()


@pytest.mark.parametrize("name", ["podcast", "acx", "-23LUFS"])
def test_speakers_are_brought_to_the_same_loudness(narrated: Path, name: str) -> None:
    kept = find_kept(narrated / "x")
    sound = KeptSound(kept, narrated / "store", ())
    softer = BenIsSofter(kept, sound)
    usual, other = (measured(kept, each, target_of(name)) for each in (sound, softer))
    assert other.gains["BEN"] - other.gains["ANN"] == pytest.approx(
        usual.gains["BEN"] - usual.gains["ANN"] + 9, abs=0.1
    )

    limited = gained(kept, softer.pcm, other)
    levels: dict[str, float] = {}
    for part in spoken_parts(kept):
        meter = LoudnessMeter(kept.head.rate)
        for pcm in limited.pcm(part.start, part.end):
            meter.feed(pcm)
        levels.setdefault(part.speaker, meter.end().integrated)
    # A limiter takes more off the one with higher peaks.
    assert levels["ANN"] == pytest.approx(levels["BEN"], abs=1)


def test_what_cannot_be_mastered_is_told_in_a_sentence(copy: Path, acx: Path) -> None:
    with pytest.raises(OptionError, match="it is mastered already; name the narration"):
        publish_mastered(acx, settings=ACX)
    with pytest.raises(OutputError, match="it is a mastered copy; change the narration"):
        read_narrated(find_kept(acx))
    shutil.rmtree(copy / "store")
    with pytest.raises(AudioError, match="takes"):
        publish_mastered(copy / "x", settings=ACX, formats=("mp3",), store=copy / "store")


def test_a_narration_without_takes_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="--master: made of kept takes; leave --no-store out"):
        narrated_book(tmp_path, store=False, publish=ACX)
    narrated_book(tmp_path, store=False, formats=("wav",))
    with pytest.raises(AudioError, match="none were kept; narrate the document again, without"):
        publish_mastered(tmp_path / "x", settings=ACX)


def test_a_file_that_is_not_what_was_asked_for_is_named_with_what_is_wrong(acx: Path) -> None:
    path = acx / "x.acx.loudness.json"
    good = path.read_bytes()
    check_mastered(acx / "x.acx.timeline.jsonl")
    try:
        report = json.loads(good)
        report["passed"] = report["files"][1]["passed"] = False
        report["files"][1]["rules"][0] |= {"passed": False, "measured": -30.0}
        path.write_text(json.dumps(report), "utf-8")
        with pytest.raises(AudioError, match=r"01-out\.mp3: RMS -30 dB \(-23 to -18\)$"):
            check_mastered(acx / "x.acx.timeline.jsonl")
    finally:
        path.write_bytes(good)


def test_narrating_masters_in_one_go(tmp_path: Path) -> None:
    steps: list[Step] = []
    narration = narrated_book(
        tmp_path,
        formats=("mp3", "srt"),
        publish=PublishSettings(master="-20LUFS", title="Another name"),
        made_from="so",
        tell=steps.append,
    )
    assert list(dict.fromkeys(step.publication for step in steps)) == [
        "mastering", "mp3", "loudness"
    ]  # fmt: skip
    names = [path.relative_to(tmp_path).as_posix() for path in narration.files]

    assert names == [
        "x/x.srt",
        "x.20LUFS/x.20LUFS.mp3",
        "x.20LUFS/x.20LUFS.srt",
        "x.20LUFS/x.20LUFS.loudness.json",
        "x.20LUFS/x.20LUFS.timeline.jsonl",
        "x/x.timeline.jsonl",
    ]
    assert find_kept(tmp_path / "x").end.made_from == "so"
    assert find_kept(tmp_path / "x.20LUFS").head.title == "Another name"


@pytest.mark.parametrize("name", ["", "loud", "16LUFS", "-16", "-3LUFS", "-60LUFS", "acx2"])
def test_a_target_that_is_none_is_told_which_there_are(name: str) -> None:
    with pytest.raises(OptionError, match=f"--master {name}: "):
        target_of(name)


def test_targets_go_by_name_or_loudness() -> None:
    assert target_of("ACX").name == "acx"
    assert target_of("-16 lufs") == replace(target_of("-16LUFS"))
    rule = target_of("-23LUFS").rules[0]
    assert (rule.least, rule.most) == (-23.5, -22.5)
