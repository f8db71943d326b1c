"""Captions drawn on the picture: where they are seen and when, and what else stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner.errors import OptionError
from captioner.publish.video.added import Adding, add_to_video
from captioner.publish.video.burn_in import BurnIn
from captioner.publish.video.lettering import Look
from tests.publish.video.films import drawing, ffmpeg, film, frames_of, hashes, streams_of, told_of

pytestmark = drawing
QUICK = BurnIn(look=Look.BOX, preset="ultrafast")


def drawn(clip: Path, out: Path, how: BurnIn = QUICK, text: str = "Boats\ncome in") -> Path:
    captions = out.with_suffix(".srt")
    captions.write_text(f"1\n00:00:00,200 --> 00:00:00,600\n{text}\n", "utf-8")
    add_to_video(Adding(clip, out, ((captions, "en"),), burn_in=how))
    return out


def dark(frame: bytes, size: tuple[int, int]) -> list[tuple[int, int]]:
    """List where a frame is black, as the boxes of captions are."""
    width, _ = size
    return [(at % width, at // width) for at, value in enumerate(frame) if value < 20]


@pytest.fixture(scope="module")
def white(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of nothing but light, of 320 by 180 pixels."""
    path = tmp_path_factory.mktemp("white") / "white.mp4"
    ffmpeg(
        "-f", "lavfi", "-i", "color=0xe0e0e0:size=320x180:rate=25:duration=1", "-f", "lavfi", "-i",
        "sine=duration=1", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", path,
    )  # fmt: skip
    return path


def test_captions_are_seen_below_in_the_middle_from_their_start_to_their_end(
    white: Path, tmp_path: Path
) -> None:
    out = drawn(white, tmp_path / "out.mp4")
    frames = frames_of(out, (320, 180))

    assert len(frames) == 25
    assert [number for number, frame in enumerate(frames) if dark(frame, (320, 180))] == list(
        range(5, 15)
    )
    spots = dark(frames[7], (320, 180))
    left, right = min(x for x, _ in spots), max(x for x, _ in spots)
    assert abs(left + right - 319) <= 4
    assert min(y for _, y in spots) > 120
    assert max(y for _, y in spots) < 175
    assert hashes(out, "a") == hashes(white, "a")
    assert streams_of(out) == ["Video: h264 und default", "Audio: aac und default"]


def test_a_picture_that_its_player_turns_has_captions_at_its_foot(
    white: Path, tmp_path: Path
) -> None:
    for degrees in (90, 180, 270):
        turned = tmp_path / f"turned{degrees}.mp4"
        ffmpeg("-display_rotation", degrees, "-i", white, "-c", "copy", turned)
        out = drawn(turned, tmp_path / f"out{degrees}.mp4")
        size = (320, 180) if degrees == 180 else (180, 320)
        spots = dark(frames_of(out, size)[7], size)
        width, height = size
        assert abs(min(x for x, _ in spots) + max(x for x, _ in spots) - width) <= 5
        assert min(y for _, y in spots) > height * 0.6
        assert "Display Matrix: rotation of" in told_of(out)


def test_frames_keep_their_times_however_uneven_those_are(clip: Path, tmp_path: Path) -> None:
    uneven = tmp_path / "uneven.mp4"
    chosen = "select='not(mod(n,7))+not(mod(n,5))'"
    ffmpeg("-i", clip, "-vf", chosen, "-fps_mode", "vfr", "-c:v", "libx264", uneven)
    out = drawn(uneven, tmp_path / "out.mkv")

    def times(path: Path) -> list[str]:
        told = ffmpeg("-copyts", "-i", path, "-map", "0:v", "-enc_time_base", "1:1000", "-fps_mode",
                      "passthrough", "-f", "framehash", "-").decode()  # fmt: skip
        lines = [line.split(",") for line in told.splitlines() if not line.startswith("#")]
        return [line[2].strip() for line in lines]

    assert len(times(out)) == 8
    assert times(out) == times(uneven)


def test_odd_sizes_oblong_pixels_and_other_colours_come_through(tmp_path: Path) -> None:
    odd = film(
        tmp_path / "odd.mkv", "-c:v", "ffv1", "-pix_fmt", "yuv444p", "-vf",
        "scale=161:91,format=yuv444p,setsar=2", seconds=0.6,
    )  # fmt: skip
    out = drawn(odd, tmp_path / "out.mkv", text="O")
    told = told_of(out)
    assert "162x92 [SAR 2:1" in told
    assert "yuv420p" in told
    box = dark(frames_of(out, (162, 92))[7], (162, 92))
    bottom = [x for x, y in box if 70 < y < 86 and x < 160]
    assert 0 < max(bottom) - min(bottom) < 10  # Half as wide as it is seen.


def test_high_dynamic_range_is_refused_and_so_are_characters_without_a_font(
    clip: Path, tmp_path: Path
) -> None:
    bright = film(
        tmp_path / "hdr.mkv", "-c:v", "ffv1", "-pix_fmt", "yuv420p10le", "-color_trc", "smpte2084",
        "-vf", "setparams=color_trc=smpte2084", seconds=0.2,
    )  # fmt: skip
    with pytest.raises(OptionError, match=r"hdr\.mkv: it is of high dynamic range \(PQ\)"):
        drawn(bright, tmp_path / "out.mp4")
    with pytest.raises(OptionError, match=r"no font on this machine has .* \(U\+10FFFD"):
        drawn(clip, tmp_path / "out.mp4", text="\U0010fffd")
    with pytest.raises(OptionError, match="--font None Such: no font of that name is installed"):
        drawn(clip, tmp_path / "out.mp4", BurnIn("None Such"))
    assert not (tmp_path / "out.mp4").exists()


def test_in_webm_the_picture_is_encoded_as_webm_has_it(webm: Path, tmp_path: Path) -> None:
    out = drawn(webm, tmp_path / "out.webm")
    assert streams_of(out)[0].startswith("Video: vp9")
    assert len(frames_of(out, (320, 180))) == 25
