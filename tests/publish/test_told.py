"""What a narration tells besides its files: suspect takes, what it took, what its choices cost."""

from __future__ import annotations

import struct
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
import trio
from msgspec.structs import replace

from captioner.audio import Edits
from captioner.client import PoolSettings, Service
from captioner.document import Document
from captioner.errors import Incomplete, SpeechInterrupted
from captioner.local import embedded, local_voice, serving
from captioner.markup import Markup
from captioner.narrate import Progress, Settings, costs
from captioner.protocol import Voice
from captioner.publish.folder import narrate_document
from captioner.publish.kept import load_timeline
from captioner.server.order import Order, Timing
from captioner.text import read
from captioner.timeline import Quality
from captioner.usage import Usage
from tests.fakes import MarkedVoice

VOICE = Voice("en-us", model="espeak-ng")
PAUSES = Markup(pauses=True)


def document(folder: Path, text: str, markup: Markup | None = None) -> Document:
    path = folder / "x.md"
    path.write_text(text, "utf-8")
    return read(path, markup=markup or Markup())


# ---------------------------------------------------------------- rests


def longest_silence(path: Path) -> float:
    """In seconds: nothing louder than 60 dB under full scale."""
    with wave.open(str(path)) as file:
        pcm = file.readframes(file.getnframes())
        rate: int = file.getframerate()
    longest = now = 0
    for (sample,) in struct.iter_unpack("<h", pcm):
        now = now + 1 if abs(sample) < 33 else 0
        longest = max(longest, now)
    return longest / rate


@pytest.mark.parametrize("spoken_by", ["the embedded voice", "a voice that gives no rests"])
@pytest.mark.parametrize(
    ("text", "shown", "at_least"),
    [
        ("One. <1500> Two.", "One. Two.", 1.5),
        ("One is <1500>. Two.", "One is . Two.", 1.5),
        ("One. <900> <900>\n\nTwo.", "One. Two.", 1.8),
        ("One.\n\n<1500> Two.", "One. Two.", 1.5),
        ("One. <1500>\n\n<1000> Two.", "One. Two.", 2.5),
        ("One. <50> Two.", "One. Two.", 0.35),
    ],
)
async def test_a_pause_mark_between_sentences_is_heard_in_full_and_not_shown(
    tmp_path: Path, spoken_by: str, text: str, shown: str, at_least: float
) -> None:
    """It lies within the layout's own pause, or makes it as long as it asks for."""
    ours = spoken_by == "the embedded voice"
    server = embedded(workers=1) if ours else serving(MarkedVoice())
    voice = replace(local_voice("en"), pause_between_brackets=True)
    async with server as service:
        narration = await narrate_document(
            document(tmp_path, text, PAUSES), service, voice, tmp_path, formats=("wav", "srt")
        )

    wav, srt = narration.files[:2]
    # Of the silence that a voice leaves at its edges up to 250 ms stay.
    assert at_least <= longest_silence(wav) <= at_least + 0.6
    assert "<" not in srt.read_text("utf-8")
    timeline = load_timeline(narration.timeline)
    assert " ".join(placed.sentence.text.strip() for placed in timeline.placed) == shown
    assert narration.suspect == {}


# ---------------------------------------------------------------- suspect takes


class OddVoice(MarkedVoice):
    """A voice that says nothing for one text, and breaks off in the middle of another."""

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        text = order.text.strip()
        if text == "Nothing.":
            on_block(bytes(2 * order.rate))
            return Timing([], [], [], length=1.0)
        if text == "Broken.":
            on_block(struct.pack("<80h", *[4000] * 40, *[-4000] * 40) * (order.rate // 100))
            return Timing(["Broken."], [0.0], [0.8], length=0.8)
        return await super().synthesize(order, on_block)


async def test_suspect_takes_are_listed_by_their_context(tmp_path: Path) -> None:
    async with serving(OddVoice()) as service:
        narration = await narrate_document(
            document(tmp_path, "Fine. Nothing.\n\n# Next\n\nBroken. Fine."),
            service,
            VOICE,
            tmp_path,
        )

    assert narration.suspect == {
        "s01-002": ("silent: nothing can be heard in it",),
        "s02-002": ("cut off: it ends at full voice",),
    }


# ---------------------------------------------------------------- what it took


class ForgetfulVoice(MarkedVoice):
    """A voice that fails the first time that it is asked for a text, and always at one."""

    def __init__(self) -> None:
        self._asked: set[str] = set()

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        text = order.text.strip()
        if text not in self._asked or text == "Never.":
            self._asked.add(text)
            raise SpeechInterrupted("it forgot")
        return await super().synthesize(order, on_block)


async def test_what_was_asked_and_what_came_is_counted(tmp_path: Path) -> None:
    reports: list[Progress] = []
    async with serving(MarkedVoice()) as service:
        narration = await narrate_document(
            document(tmp_path, "One two. Three."),
            service,
            VOICE,
            tmp_path,
            formats=("wav",),
            settings=Settings(edits=Edits(fade_ms=0), on_progress=reports.append),
        )

    usage = narration.usage
    assert (usage.requests, usage.retries) == (2, 0)
    assert len("One two.Three.") <= usage.characters <= len("One two. Three. ")
    assert [report.usage.requests for report in reports] == [1, 2]
    assert reports[-1].usage == usage
    # Everything that came is in the file, but for the pause between the two.
    assert usage.received == sum(
        2 * (placed.end - placed.start) for placed in load_timeline(narration.timeline).placed
    )


async def test_failed_tries_are_counted_too_and_an_incomplete_run_tells_it_all(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    settings = Settings(pool=PoolSettings(attempts=3, connections=1))
    async with serving(ForgetfulVoice()) as service:
        with pytest.raises(Incomplete) as caught:
            await narrate_document(
                document(tmp_path, "One. Never. Three."),
                service,
                VOICE,
                tmp_path,
                formats=("srt",),
                settings=settings,
            )

    assert list(caught.value.unspoken) == ["s01-002"]
    assert (caught.value.usage.requests, caught.value.usage.retries) == (7, 4)
    assert caught.value.usage.characters >= 2 * len("One.") + 3 * len("Never.") + 2 * len("Three.")
    assert caught.value.suspect == {}


def test_usage_adds_up_and_down() -> None:
    one, other = Usage(1, 2, 3, 4, 5, 6), Usage(10, 20, 30, 40, 50, 60)
    assert one + other == Usage(11, 22, 33, 44, 55, 66)
    assert one + other - other == one


# ---------------------------------------------------------------- what choices cost


def service_at(path: str) -> Service:
    async def nowhere() -> trio.abc.Stream:
        raise AssertionError

    return Service("a service", "example.org", path, nowhere)


@pytest.mark.parametrize(
    ("path", "audio_format", "rate", "says"),
    [
        ("/ws3", "pcm", 22050, []),
        ("/ws2", "pcm", 22050, []),
        ("/ws3", "mulaw", 8000, ["word times are exact, but the sound has 8 bits a sample"]),
        ("/ws3", "mp3", 22050, ["about 1,105 samples of delay", "some 50 ms later"]),
        ("/ws3", "mp3", 44100, ["about 1,105 samples of delay", "some 25 ms later"]),
        ("/ws", "pcm", 22050, ["/ws tells no word times", "a connection of its own"]),
        ("/ws", "mp3", 22050, ["/ws tells no word times"]),
        ("/ws", "mulaw", 8000, ["/ws tells no word times", "8 bits a sample"]),
    ],
)
def test_it_is_known_what_a_choice_of_path_and_format_costs(
    path: str, audio_format: str, rate: int, says: list[str]
) -> None:
    told = dict(costs(Voice("x", rate=rate, audio_format=audio_format), service_at(path)))
    assert bool(told) is bool(says)
    for words in says:
        assert any(words in line for line in told.values())


async def test_what_a_choice_cost_is_a_warning_in_place_of_the_one_on_what_came_of_it(
    tmp_path: Path,
) -> None:
    warned = {}
    for name, path, audio_format in (("mp3", "/ws3", "mp3"), ("plain", "/ws", "pcm")):
        async with embedded(workers=1) as service:
            narration = await narrate_document(
                document(tmp_path, "One is here. Two as well."),
                replace(service, path=path),
                replace(local_voice("en"), audio_format=audio_format),
                tmp_path / name,
                formats=("srt",),
            )
        warned[name] = narration.warnings
        qualities = {w.quality for p in load_timeline(narration.timeline).placed for w in p.words}
        expected = Quality.NOMINAL if name == "mp3" else Quality.ESTIMATED
        assert expected in qualities
        assert Quality.MEASURED not in qualities

    assert [len(warnings) for warnings in warned.values()] == [1, 1]
    assert "MP3 encoders" in warned["mp3"][0]
    assert "tells no word times" in warned["plain"][0]
