"""Whether words are still heard when captions say so, after a hundred hours.

    python -m tests.benchmarks.hours --work DIR --hours 100

Narrates a text of its own with a voice that marks where each word begins, over WebSocket and
without a store, to WAV and FLAC at once; for 100 hours that needs 17 GB. Then the marks are looked
for in both, in the first and the last minutes and around whole tens of hours, and compared with the
times of words in the WebVTT file. Prints the largest difference at each place; exits with 1 if one
is more than a millisecond, or if a word or a mark is missing.
"""

from __future__ import annotations

import argparse
import re
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import av
import trio

from captioner.server.endpoint import LARGE_CHUNK, ServerSettings
from captioner.server.order import Order, Timing
from tests.fakes import MARKER, served

_RATE = 22050
_MARK = struct.pack(f"<{len(MARKER)}h", *MARKER)
#: A sentence of twenty words lasts a minute.
_WORDS, _WORD_SECONDS, _CHAPTER_SENTENCES = 20, 3, 60
#: So much sound is looked at in a place.
_SECONDS = 120
_MOST_MS = 1.0
_TIME = re.compile(r"<?(\d+):(\d\d):(\d\d)\.(\d{3})(?:>| -->)")


class SlowVoice:
    """A voice that marks the beginning of each word, and is silent for seconds after it."""

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        """Give marks, each followed by silence, no two words as long as each other."""
        await trio.lowlevel.checkpoint()
        words = order.text.split()
        sound = bytearray(2 * (100 + len(order.text)))
        starts: list[float] = []
        ends: list[float] = []
        for number, word in enumerate(words):
            starts.append(len(sound) / 2 / order.rate)
            sound += _MARK + bytes(2 * (_WORD_SECONDS * order.rate + 311 * len(word) + number))
            ends.append(len(sound) / 2 / order.rate)
        on_block(bytes(sound))
        return Timing(words, starts, ends, length=ends[-1])


def write_text(path: Path, hours: float) -> int:
    """Write a text that lasts so long, and tell how many words it has."""
    told = 0
    with path.open("w") as file:
        for number in range(round(hours * 60)):
            if number % _CHAPTER_SENTENCES == 0:
                title = f"Chapter {number // _CHAPTER_SENTENCES + 1}"
                file.write(f"# {title}\n\n")
                told += len(title.split())
            words = [f"Line {number} of the log"]
            words += [f"has {number * k} knots" for k in range(2, 7)]
            sentence = " ".join(words).split()[:_WORDS]
            told += len(sentence)
            file.write(f"{' '.join(sentence)}.\n\n")
    return told


def narrate(text: Path, out: Path, url: str) -> None:
    """Narrate it with the real command."""
    command = [
        sys.executable, "-W", "ignore", "-m", "captioner", "narrate", str(text), "-o", str(out),
        "--url", url, "--speaker", "en-us", "--no-store", "--progress", "none",
        "--format", "wav,flac,words.vtt",
    ]  # fmt: skip
    subprocess.run(command, cwd=Path(__file__).parents[2], check=True, stderr=subprocess.DEVNULL)


def word_times(path: Path) -> list[int]:
    """Read when each word begins from a WebVTT file with times of words, in milliseconds."""
    found: list[int] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            for hours, minutes, seconds, ms in _TIME.findall(line):
                found.append(
                    ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(ms)
                )
    # A cue's beginning may be that of its first word, which then has no time of its own.
    return sorted(set(found))


def in_wav(path: Path, start: int, frames: int) -> bytes:
    """Read frames of a WAV file by its chunks, RIFF or RF64."""
    with path.open("rb") as file:
        kind = file.read(12)[:4]
        while (head := file.read(8))[:4] != b"data":
            file.seek(struct.unpack("<I", head[4:])[0], 1)
        if not start:
            print(f"  {path.name}: {kind.decode()}, {path.stat().st_size / 1e9:.2f} GB")
        file.seek(start * 2, 1)
        return file.read(frames * 2)


def in_flac(path: Path, start: int, frames: int) -> bytes:
    """Read frames of a FLAC file by another decoder than the one that is looked for."""
    found = bytearray()
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        container.seek(start, stream=stream)
        at = None
        for frame in container.decode(stream):
            if at is None:
                assert frame.pts is not None
                at = frame.pts
            found += bytes(frame.planes[0])[: frame.samples * 2]
            if at + len(found) // 2 >= start + frames:
                break
    assert at is not None
    return bytes(found[(start - at) * 2 : (start - at + frames) * 2])


def marks(pcm: bytes, start: int) -> list[float]:
    """Find the marks in some sound, in milliseconds from the beginning of all of it."""
    found, at = [], pcm.find(_MARK)
    while at >= 0:
        found.append((start + at / 2) * 1000 / _RATE)
        at = pcm.find(_MARK, at + 1)
    return found


def differences(heard: list[float], told: list[int]) -> list[float]:
    """Compare each mark with the time of a word that is nearest to it."""
    return [min(abs(one - other) for other in told) for one in heard]


def places(hours: float) -> Iterator[int]:
    """Give the seconds at which to look."""
    yield 0
    yield from (ten * 36000 for ten in range(1, int(hours // 10) + 1))
    yield int(hours * 3600)


def main() -> None:
    """Narrate, look, compare."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--hours", type=float, default=100)
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    text, out = asked.work / "log.md", asked.work / "out"
    words = write_text(text, asked.hours)
    began = time.monotonic()
    with served(nullcontext(SlowVoice()), ServerSettings(chunk_bytes=LARGE_CHUNK)) as url:
        narrate(text, out, f"{url}/ws3")
    took = time.monotonic() - began
    told = word_times(out / "log" / "log.words.vtt")
    print(f"{words:,} words, narrated in {took:.0f} s; last word at {told[-1] / 3.6e6:.3f} h")
    worst = 0.0
    for wanted in places(told[-1] / 3.6e6):
        second = min(wanted, told[-1] // 1000 - _SECONDS)
        start, second_ms = second * _RATE, second * 1000
        for name, sound_of in (("wav", in_wav), ("flac", in_flac)):
            heard = marks(sound_of(out / "log" / f"log.{name}", start, _SECONDS * _RATE), start)
            near = [t for t in told if abs(t - second_ms) < 2000 * _SECONDS]
            most = max(differences(heard, near))
            worst = max(worst, most)
            print(f"  {name:5} at {start / _RATE / 3600:7.2f} h: {len(heard)} marks, {most:.3f} ms")
            window = range(second_ms + 1, second_ms + 1000 * _SECONDS - 1)
            if not heard or abs(len(heard) - sum(t in window for t in near)) > 1:
                raise SystemExit("there are not as many marks as words")
    print(f"the largest difference is {worst:.3f} ms")
    sys.exit(worst > _MOST_MS)


if __name__ == "__main__":
    main()
