"""ASS as libass draws it, inside ffmpeg: what is lit when, and where."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from captioner.captions import Ass, Cue
from tests.captions.making import cue_of, word, written

WIDTH, HEIGHT, FPS = 960, 540, 20


def drawn(text: str, folder: Path, seconds: int) -> np.ndarray:
    """Draw a file on black, frame by frame, in shades of gray; skip where libass or fonts lack."""
    (folder / "made.ass").write_text(text, "utf-8")
    picture = f"color=black:s={WIDTH}x{HEIGHT}:r={FPS}:d={seconds}"
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", picture,
        "-vf", "subtitles=made.ass", "-f", "rawvideo", "-pix_fmt", "gray", "-",
    ]  # fmt: skip
    made = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if b"No such filter" in made.stderr:
        pytest.skip("this ffmpeg has no libass")
    assert made.returncode == 0, made.stderr
    frames = np.frombuffer(made.stdout, np.uint8).reshape(-1, HEIGHT, WIDTH)
    if not frames.any():
        pytest.skip("there are no fonts here")
    return frames


def lit(frames: np.ndarray) -> np.ndarray:
    """Tell which columns hold white, in each frame."""
    return np.asarray((frames > 225).any(axis=1))


def unlit(frames: np.ndarray) -> np.ndarray:
    """Tell which columns hold silver and no white, in each frame."""
    return np.asarray((frames > 180).any(axis=1) & ~lit(frames))


def test_each_word_lights_up_when_it_is_said_pauses_counted(tmp_path: Path) -> None:
    line = (word("once ", 500, 1000), word("twice ", 1000, 1500), word("thrice", 2500, 3000))
    frames = drawn(written(Ass, [Cue("s01-001", 0, 3500, (line,))]), tmp_path, 4)
    white = lit(frames).sum(axis=1)
    changes = np.flatnonzero(np.diff(white)) + 1
    assert changes.tolist() == [FPS * at // 10 for at in (5, 10, 25, 35)]
    assert white[0] == white[-1] == 0 < white[FPS] == white[2 * FPS] < white[3 * FPS]


def test_words_from_right_to_left_light_up_from_the_right(tmp_path: Path) -> None:
    cue = cue_of("שלום עולם טוב", start=0, end=3000)
    frames = drawn(written(Ass, [cue]), tmp_path, 3)
    for second in (0, 1):
        at = second * FPS + FPS // 2
        white, silver = (np.flatnonzero(side(frames)[at]) for side in (lit, unlit))
        # The edges of a letter are gray too, so a few columns are not where they belong.
        assert np.median(silver) < white.min()


def test_braces_and_backslashes_are_drawn_as_they_are(tmp_path: Path) -> None:
    def width(text: str) -> int:
        columns = np.flatnonzero(drawn(text, tmp_path, 1)[0].any(axis=0))
        return int(columns.max() - columns.min())

    for shown, alike in (
        ("go {to the} sea", "go (to the) sea"),
        ("C:\\New\\hello", "C:/New/hello"),
    ):
        made = written(Ass, [cue_of(shown)])
        assert abs(width(made) - width(written(Ass, [cue_of(alike)]))) < WIDTH // 50
        raw = made.replace("\\{{}", "{").replace("\u2060", "")
        assert width(raw) < width(made) * 0.8
