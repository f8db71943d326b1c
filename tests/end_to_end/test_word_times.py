"""Word times against the truth: a voice whose waveform marks the onset of each word."""

from __future__ import annotations

import re
import subprocess
from functools import partial
from itertools import pairwise
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt
import pytest
import trio

from captioner.server.endpoint import Server
from tests.end_to_end.command import CAPTIONER, environment
from tests.fakes import MARKER, RATE, MarkedVoice

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
PARAGRAPHS = 130


def long_document() -> str:
    """Sentences of many lengths, each different from the others."""
    return "\n\n".join(
        f"## Part {n}\n\nThe clock of house {n} struck {n + 3}, and nobody counted. "
        f"“Was it {n}?” asked the {'very ' * (n % 5)}old man, who had slept — badly — since "
        f"{1900 + n}, when the {'long, ' * (n % 7)}river rose and took his boat with it. No."
        for n in range(1, PARAGRAPHS)
    )


@pytest.fixture(scope="module")
def narrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Narrate the document with the marked voice, over TCP, by the real command."""
    folder = tmp_path_factory.mktemp("marked")
    (folder / "long.md").write_text(long_document(), "utf-8")
    trio.run(narrate_with_marked_voice, folder)
    return folder / "out" / "long"


async def narrate_with_marked_voice(folder: Path) -> None:
    async with trio.open_nursery() as nursery:
        serve = partial(trio.serve_tcp, Server(MarkedVoice()).serve_stream, 0, host="127.0.0.1")
        (listener,) = await nursery.start(serve)
        port = listener.socket.getsockname()[1]
        arguments = ["--url", f"ws://127.0.0.1:{port}", "--speaker", "en-us"]
        await trio.run_process(
            [*CAPTIONER, "narrate", "long.md", "--format", "mp3,wav,words.vtt", *arguments],
            cwd=folder,
            env=environment(),
            capture_stdout=True,
            capture_stderr=True,
        )
        nursery.cancel_scope.cancel()


def sound(path: Path) -> npt.NDArray[np.float64]:
    command = [FFMPEG, "-v", "error", "-i", str(path), "-f", "s16le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.int16).astype(float)


def onset_near(samples: npt.NDArray[np.float64], seconds: float) -> float:
    """Find the marker within 30 ms of a time, and give its own time."""
    reach = round(0.030 * RATE)
    first = max(0, round(seconds * RATE) - reach)
    part = samples[first : first + 2 * reach + len(MARKER)]
    return float(first + int(np.argmax(np.correlate(part, np.array(MARKER, float))))) / RATE


def word_times(path: Path) -> list[tuple[float, str]]:
    found = re.findall(
        r"<(\d\d):(\d\d):(\d\d\.\d{3})><c>([^<]*)</c>", path.read_text(encoding="utf-8")
    )
    return [(int(h) * 3600 + int(m) * 60 + float(s), word) for h, m, s, word in found]


@pytest.mark.parametrize("suffix", ["mp3", "wav"])
def test_each_word_is_heard_within_a_millisecond_of_its_caption(
    narrated: Path, suffix: str
) -> None:
    """From the first word to the last of a long document, in the decoded file."""
    samples = sound(narrated / f"long.{suffix}")
    times = word_times(narrated / "long.words.vtt")
    errors = np.array([onset_near(samples, seconds) - seconds for seconds, _ in times])

    assert len(times) > 3000
    assert times[0][0] < 2
    assert times[-1][0] > len(samples) / RATE - 5
    assert np.abs(errors).max() <= 0.001
    assert abs(errors[:100].mean() - errors[-100:].mean()) < 0.0001


def test_the_marker_is_found_where_it_is_and_nowhere_else(narrated: Path) -> None:
    """The proof above cannot fail to fail: a shift of 2 ms in the captions would be seen."""
    samples = sound(narrated / "long.wav")
    times = [seconds for seconds, _ in word_times(narrated / "long.words.vtt")][:200]

    shifted = [abs(onset_near(samples, seconds + 0.002) - (seconds + 0.002)) for seconds in times]
    assert min(shifted) > 0.001
    assert all(after > before for before, after in pairwise(times))
