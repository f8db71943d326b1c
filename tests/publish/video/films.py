"""Small videos, made and read back by another FFmpeg than the one that captioner writes with."""

from __future__ import annotations

import re
import subprocess
from importlib.util import find_spec
from pathlib import Path
from struct import pack

import imageio_ffmpeg
import pytest

from captioner.publish.video.fonts import installed
from captioner.text.srt_reader import srt_parts
from captioner.text.vtt_reader import ReadCue

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def ffmpeg(*arguments: object) -> bytes:
    """Run it; give what it writes to stdout."""
    command = [FFMPEG, "-v", "error", "-y", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def film(path: Path, *options: str, seconds: float = 1, size: str = "320x180") -> Path:
    """Make a video with a moving picture and a tone."""
    ffmpeg(
        "-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25:duration={seconds}",
        "-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}",
        *(options or ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac")), "-shortest", path,
    )  # fmt: skip
    return path


def hashes(path: Path, *streams: str) -> list[str]:
    """Tell a hash of all packets of each of some streams."""
    maps = [part for stream in streams for part in ("-map", f"0:{stream}")]
    told = ffmpeg("-i", path, *maps, "-c", "copy", "-f", "streamhash", "-").decode()
    return [line.partition("=")[2] for line in told.splitlines()]


def captions_in(path: Path, track: int = 0) -> list[ReadCue]:
    """Take a track of captions out of a video, at the times that it has there."""
    told = ffmpeg("-copyts", "-i", path, "-map", f"0:s:{track}", "-f", "srt", "-").decode()
    return list(srt_parts(told).cues)


def packets_of(path: Path, track: int) -> list[str]:
    """Tell time, length and checksum of each packet of a track of captions."""
    told = ffmpeg(
        "-copyts", "-i", path, "-map", f"0:s:{track}", "-c", "copy", "-f", "framecrc", "-"
    )
    return [line for line in told.decode().splitlines() if not line.startswith("#")]


def picture_captions(path: Path, *spans: tuple[int, int]) -> Path:
    """Write captions as Blu-rays have them: a bar that is seen from one millisecond to another."""
    path.write_bytes(b"".join(_shown(number, *span) for number, span in enumerate(spans)))
    return path


def _shown(number: int, start_ms: int, end_ms: int) -> bytes:
    """Write the segments by which a bar comes and goes: what is composed, a window, colours, the
    bar, an end; and with nothing in it once more.
    """
    width, height = 8, 4
    bar = bytes((0, 0x80 | width, 1, 0, 0)) * height
    window = pack(">BBHHHH", 1, 0, 10, 10, width, height)

    def composed(at: int, *inside: bytes) -> bytes:
        state = 0x80 if inside else 0
        head = pack(">HHBHBBBB", 320, 180, 0x10, at, state, 0, 0, len(inside))
        return head + b"".join(inside)

    seen = [
        (0x16, composed(2 * number, pack(">HBBHH", 0, 0, 0, 10, 10))),
        (0x17, window),
        (0x14, bytes((0, 0, 1, 235, 128, 128, 255))),
        (0x15, pack(">HBBxHHH", 0, 0, 0xC0, len(bar) + 4, width, height) + bar),
        (0x80, b""),
    ]
    gone = [(0x16, composed(2 * number + 1)), (0x17, window), (0x80, b"")]
    return b"".join(
        b"PG" + pack(">IIBH", ms * 90, 0, kind, len(data)) + data
        for ms, segments in ((start_ms, seen), (end_ms, gone))
        for kind, data in segments
    )


def told_of(path: Path) -> str:
    """Tell what FFmpeg says of a file."""
    command = [FFMPEG, "-hide_banner", "-i", str(path)]
    return subprocess.run(command, check=False, capture_output=True).stderr.decode("utf-8")


def streams_of(path: Path) -> list[str]:
    """Tell what FFmpeg says of each stream: `Audio: aac eng default`."""
    found = re.findall(
        r"Stream #0:\d+(?:\[\w+\])?(?:\((\w+)\))?: (\w+: \w+)(.*)$", told_of(path), re.MULTILINE
    )
    return [
        f"{kind} {lang or 'und'}{' default' if '(default)' in more else ''}"
        for lang, kind, more in found
    ]


def frames_of(path: Path, size: tuple[int, int]) -> list[bytes]:
    """Decode the picture: the brightness of each frame, a byte a pixel, as a player shows it."""
    raw = ffmpeg("-i", path, "-map", "0:v:0", "-pix_fmt", "gray", "-f", "rawvideo", "-")
    area = size[0] * size[1]
    return [raw[at : at + area] for at in range(0, len(raw), area)]


#: For tests that draw, in any font.
drawing = pytest.mark.skipif(
    not installed() or find_spec("PIL") is None, reason="there is no font here, or no Pillow"
)


def needs(chars: str) -> None:
    """Skip a test on a machine without a font for some characters."""
    for char in chars:
        if not any(face.has(char) for face in installed()):
            pytest.skip(f"no font here has {char}")
