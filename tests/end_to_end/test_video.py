"""Videos, made by the real command as the README shows it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.end_to_end.command import captioner
from tests.publish.video.films import captions_in, film, hashes, needs, streams_of

SRT = "1\n00:00:00,100 --> 00:00:00,600\n{}\n"


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("talk") / "talk.mp4")


@pytest.fixture
def folder(talk: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    shutil.copy(talk, folder)
    (folder / "script.md").write_text("# Boats\n\nThe boats come in at noon.\n", "utf-8")
    return folder


def test_a_narration_is_added_to_a_video_and_nothing_is_spoken_twice(folder: Path) -> None:
    command = ("narrate", "script.md", "--video", "talk.mp4", "-o", "narrated.mp4")
    done = captioner(*command, cwd=folder)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].startswith("narrated.mp4: 0:03 of narration, captions as")
    assert "the narration goes on for" in done.stderr
    out = folder / "narrated.mp4"
    assert hashes(out, "v", "a:1") == hashes(folder / "talk.mp4", "v", "a")
    assert captions_in(out)[1].lines == ("The boats come in at noon.",)
    again = captioner(*command, cwd=folder)
    assert "nothing was spoken" in again.stderr
    assert "narrated.mp4 is there as it would be made" in again.stderr

    done = captioner("publish", "script", "--video", "talk.mp4", "-o", "other.mkv", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert streams_of(folder / "other.mkv")[1] == "Audio: opus eng default"
    assert sorted(path.name for path in folder.iterdir()) == [
        "narrated.mp4", "other.mkv", "script", "script.md", "talk.mp4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--video", "talk.mp4"), "--video: name the video to be made with -o"),
        (("-o", "new.mp4"), "it is the name of a video; say with --video which one"),
        (("--video", "script.md", "-o", "new.mp4"), "script.md: no video can be read from it"),
        (("--burn-in",), "--burn-in is for a video; say --video FILE or --slate too"),
        (("--slate", "--crf", "9"), "--crf is for captions that are drawn; say --burn-in too"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_spoken(
    options: tuple[str, ...], reason: str, folder: Path
) -> None:
    done = captioner("narrate", "script.md", *options, cwd=folder)
    assert done.returncode in (1, 2)
    assert reason in done.stderr.splitlines()[-1]
    assert sorted(path.name for path in folder.iterdir()) == ["script.md", "talk.mp4"]


def test_captions_that_exist_become_tracks_or_are_drawn(folder: Path) -> None:
    pytest.importorskip("PIL")
    needs("م")
    (folder / "talk.en.srt").write_text(SRT.format("Boats"), "utf-8")
    (folder / "talk.de.vtt").write_text("WEBVTT\n\n00:00.100 --> 00:00.600\nBoote\n", "utf-8")
    (folder / "talk.ar.srt").write_text(SRT.format("مرحبا"), "utf-8")
    done = captioner(
        "mux", "talk.mp4", "talk.en.srt", "talk.de.vtt", "-o", "captioned.mp4", cwd=folder
    )
    assert done.stdout == "captioned.mp4: captions in en, de\n", done.stderr
    assert [cue.lines for cue in captions_in(folder / "captioned.mp4", 1)] == [("Boote",)]
    done = captioner("mux", "talk.mp4", "talk.ar.srt", "--burn-in", "-o", "drawn.mp4", cwd=folder)
    assert done.stdout == "drawn.mp4: captions drawn on it\n", done.stderr
    assert "drawn.mp4: 100 %" in done.stderr
