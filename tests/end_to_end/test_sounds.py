"""One narration in every format of sound: each is as long, whether it is narrated or published."""

from __future__ import annotations

import wave
from pathlib import Path

from captioner.audio import frames_in
from tests.audio.test_writer import decoded_by_ffmpeg
from tests.end_to_end.command import captioner

TEXT = "The boats swung round on their chains. By noon the wind had gone into the west.\n"


def test_every_sound_of_a_narration_is_as_long_as_its_wav(tmp_path: Path) -> None:
    (tmp_path / "boats.txt").write_text(TEXT)
    kept = ("--no-store", "--format", "wav,mp3,m4a,opus,flac")
    assert captioner("narrate", "boats.txt", *kept, cwd=tmp_path).returncode == 0
    folder = tmp_path / "out" / "boats"
    with wave.open(str(folder / "boats.wav")) as file:
        frames, rate = file.getnframes(), file.getframerate()
        pcm = file.readframes(frames)

    assert decoded_by_ffmpeg(folder / "boats.flac") == pcm
    for name in ("mp3", "m4a"):
        assert frames_in(decoded_by_ffmpeg(folder / f"boats.{name}")) == frames
    longer = frames_in(decoded_by_ffmpeg(folder / "boats.opus")) - frames * 48_000 / rate
    assert 0 <= longer <= 2


def test_a_sound_published_later_is_the_one_that_narrating_would_have_made(tmp_path: Path) -> None:
    (tmp_path / "boats.txt").write_text(TEXT)
    for out, formats in (("whole", "wav,m4a,opus,flac"), ("later", "wav,srt")):
        done = captioner(
            "narrate", "boats.txt", "--no-store", "-o", out, "--format", formats, cwd=tmp_path
        )
        assert done.returncode == 0, done.stderr
    done = captioner("publish", "later/boats", "--format", "m4a,opus,flac", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    for name in ("m4a", "opus", "flac"):
        whole, later = (tmp_path / out / "boats" / f"boats.{name}" for out in ("whole", "later"))
        assert whole.read_bytes() == later.read_bytes()
