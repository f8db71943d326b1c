"""Sound in formats other than PCM, and the path on which sound is all that comes."""

from __future__ import annotations

import array
import math
import struct
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

import pytest
import trio
import trio.testing
from trio_websocket import ConnectionClosed, WebSocketConnection

from captioner.audio import Take
from captioner.audio.wire import open_encoder
from captioner.client import Deadlines, PoolSettings, Unspoken
from captioner.errors import SpeechInterrupted, leaves
from captioner.protocol import Voice
from tests.client.services import (
    ONE,
    SOUND,
    answering,
    chunk,
    done,
    outcomes_of,
    sentence,
    takes,
    times,
)
from tests.fakes import Handler, scripted

RATE = 8000
#: Half a second of a tone, which no codec mistakes.
TONE = array.array(
    "h", [round(9000 * math.sin(2 * math.pi * 440 * i / RATE)) for i in range(RATE // 2)]
).tobytes()
WORDS = times(None, ("Number", 0.0, 0.2), ("1.", 0.2, 0.5))


def encoded(audio_format: str, pcm: bytes = TONE, rate: int = RATE) -> bytes:
    encoder = open_encoder(audio_format, rate)
    return encoder.feed(pcm) + encoder.finish()


def voice(audio_format: str, rate: int = RATE) -> Voice:
    return Voice("anna", rate=rate, audio_format=audio_format)


def distance(pcm: bytes, other: bytes) -> float:
    """Give the mean difference of the samples that both have."""
    one, another = array.array("h", pcm), array.array("h", other)
    count = min(len(one), len(another))
    return sum(abs(a - b) for a, b in zip(one[:count], another[:count], strict=True)) / count


def frames_of(data: bytes, *then: str) -> tuple[str, ...]:
    """Cut sound at places where nothing is whole."""
    pieces = [data[at : at + 333] for at in range(0, len(data), 333)]
    return (*(chunk(piece, None) for piece in pieces), *then, done(None))


async def test_mulaw_becomes_samples_and_its_times_are_exact(
    autojump_clock: trio.testing.MockClock,
) -> None:
    handler = answering(*frames_of(encoded("mulaw"), WORDS))
    async with scripted(handler) as service:
        outcomes = await outcomes_of(service, 3, ONE, voice("mulaw"))

    for outcome, take in zip(outcomes, takes(outcomes), strict=True):
        assert len(take.pcm) == len(TONE)
        assert distance(take.pcm, TONE) < 200
        assert [(w.text, w.start, w.end) for w in take.words] == [
            ("Number", 0, 1600),
            ("1.", 1600, 4000),
        ]
        assert not take.nominal
        assert outcome.received == len(TONE) // 2


async def test_mp3_becomes_samples_and_its_times_are_marked() -> None:
    """By the real clock: the decoding is done in a thread, of which a virtual one knows nothing."""
    data = encoded("mp3")
    async with scripted(answering(*frames_of(data, WORDS))) as service:
        outcomes = await outcomes_of(service, 3, PoolSettings(connections=2), voice("mp3"))

    for outcome, take in zip(outcomes, takes(outcomes), strict=True):
        assert take.rate == RATE
        assert 4000 <= take.frames <= 4000 + 3 * 1152
        assert max(struct.unpack(f"<{take.frames}h", take.pcm)) == pytest.approx(9000, rel=0.2)
        assert [word.text for word in take.words] == ["Number", "1."]
        assert take.nominal
        assert outcome.received == len(data)


@pytest.mark.parametrize(
    ("asked", "sent", "says"),
    [
        ("pcm", b"RIFF\x24\0\0\0WAVEfmt " + SOUND, "asked for pcm, the server sent wav"),
        ("pcm", b"ID3\x04\0" + SOUND, "asked for pcm, the server sent mp3"),
        ("pcm", b"OggS\0\2" + SOUND, "asked for pcm, the server sent ogg"),
        ("pcm", encoded("mp3"), "asked for pcm, the server sent mp3"),
        ("mulaw", b"RIFF\x24\0\0\0WAVEfmt " + SOUND, "asked for mulaw, the server sent wav"),
        ("mp3", b"RIFF\x24\0\0\0WAVEfmt " + SOUND, "asked for mp3, the server sent wav"),
    ],
    ids=["wav", "mp3 with a tag", "ogg", "mp3", "wav for mulaw", "wav for mp3"],
)
async def test_sound_in_another_container_is_a_failure_and_no_noise(
    asked: str, sent: bytes, says: str, autojump_clock: trio.testing.MockClock
) -> None:
    async with scripted(answering(chunk(sent, None), done(None))) as service:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, 1, ONE, voice(asked))

    (error,) = leaves(caught.value)
    assert f"{says} (asked 4 times)" in str(error)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (encoded("mp3", rate=16000), "asked for 8000 Hz, the server sent mp3 at 16000 Hz"),
        (bytes(5000), "asked for mp3, the server sent what cannot be decoded as it"),
    ],
    ids=["another rate", "no mp3"],
)
async def test_mp3_that_is_not_what_was_asked_for_is_a_failure(sent: bytes, says: str) -> None:
    async with scripted(answering(*frames_of(sent))) as service:
        settings = PoolSettings(1, attempts=2, backoff_seconds=0, deadlines=Deadlines(late_times=0))
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, 1, settings, voice("mp3"))

    (error,) = leaves(caught.value)
    assert isinstance(error, SpeechInterrupted)
    assert f"format not honoured: {says}" in str(error)


async def test_sound_of_a_rate_that_makes_it_far_too_short_is_a_failure(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """Bare samples do not tell their rate; only that nobody speaks so fast."""
    async with scripted(answering(chunk(bytes(2 * 250), None), done(None))) as service:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, 1, ONE)

    (error,) = leaves(caught.value)
    assert "too short to be 7 letters" in str(error)


# ---------------------------------------------------------------- /ws


def plain(end: Callable[[WebSocketConnection], Awaitable[None]], data: bytes = SOUND) -> Handler:
    """Make a server that answers bare text with bare sound, cut inside of samples."""

    async def handler(websocket: WebSocketConnection) -> None:
        texts.append([str(await websocket.get_message()), str(await websocket.get_message())])
        paths.append(str(websocket.path))
        for at in range(0, len(data), 777):
            await websocket.send_message(data[at : at + 777])
        await end(websocket)

    texts.clear()
    paths.clear()
    return handler


texts: list[list[str]] = []
paths: list[str] = []


async def close_well(websocket: WebSocketConnection) -> None:
    await websocket.aclose()


async def close_badly(websocket: WebSocketConnection) -> None:
    await websocket.aclose(1011, "500: no more")


async def never_close(websocket: WebSocketConnection) -> None:
    await trio.sleep(3600)


@pytest.mark.parametrize("audio_format", ["pcm", "mulaw"])
async def test_on_ws_a_sentence_is_text_then_eos_and_ends_with_its_connection(
    audio_format: str, autojump_clock: trio.testing.MockClock
) -> None:
    data = SOUND if audio_format == "pcm" else encoded("mulaw", SOUND)
    started = trio.current_time()
    async with scripted(plain(close_well, data), "/ws") as service:
        outcomes = await outcomes_of(service, 5, None, voice(audio_format))

    assert sorted(texts) == [[f"Number {n}. ", "<EOS>"] for n in range(1, 6)]
    assert {urlsplit(path).path for path in paths} == {"/ws"}
    assert {parse_qs(path)["audioFormat"][0] for path in paths} == {audio_format}
    for take in takes(outcomes):
        assert len(take.pcm) == len(SOUND)
        assert take.words == ()
    assert {outcome.attempts for outcome in outcomes} == {1}
    assert trio.current_time() == started


@pytest.mark.parametrize(
    ("end", "says"),
    [
        (close_badly, "the server closed the connection (1011: 500: no more)"),
        (never_close, "the server fell silent for 15 s"),
    ],
)
async def test_on_ws_an_end_that_is_not_clean_fails_the_sentence(
    end: Callable[[WebSocketConnection], Awaitable[None]],
    says: str,
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with scripted(plain(end), "/ws") as service:
        with pytest.raises(ExceptionGroup) as caught:
            await outcomes_of(service, 1, ONE)

    (error,) = leaves(caught.value)
    assert says in str(error)


async def test_on_ws_a_connection_that_breaks_fails_the_sentence_and_it_is_asked_again(
    autojump_clock: trio.testing.MockClock,
) -> None:
    tries = 0

    async def handler(websocket: WebSocketConnection) -> None:
        nonlocal tries
        tries += 1
        await websocket.get_message()
        await websocket.get_message()
        if tries == 1:
            await websocket.send_message(b"\7\7" * 999 + b"\7")
            raise ConnectionClosed(None)
        await websocket.send_message(SOUND)

    async with scripted(handler, "/ws") as service:
        (outcome,) = await outcomes_of(service, 1, ONE)

    assert outcome.attempts == 2
    assert takes([outcome])[0].pcm == SOUND


async def test_on_ws_text_where_sound_was_due_and_silence_are_failures(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def chat(websocket: WebSocketConnection) -> None:
        await websocket.send_message("400: speaker is required")

    for handler, says in (
        (plain(chat), "where sound was due"),
        (plain(close_well, b""), "no sound"),
    ):
        async with scripted(handler, "/ws") as service:
            with pytest.raises(ExceptionGroup) as caught:
                await outcomes_of(service, 1, ONE)
        (error,) = leaves(caught.value)
        assert says in str(error)


async def test_on_ws_no_times_are_waited_for_and_the_deadlines_hold(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with scripted(plain(never_close, b""), "/ws") as service:
        started = trio.current_time()
        settings = PoolSettings(
            connections=1, attempts=1, deadlines=Deadlines(first_sound=3, late_times=1000)
        )
        with pytest.raises(ExceptionGroup):
            await outcomes_of(service, 1, settings)

    assert trio.current_time() - started == pytest.approx(3, abs=0.01)


async def test_the_other_sentences_go_on_where_one_is_lost_on_ws(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def handler(websocket: WebSocketConnection) -> None:
        text = await websocket.get_message()
        await websocket.get_message()
        if text != "Number 2. ":
            await websocket.send_message(SOUND)

    async with scripted(handler, "/ws") as service:
        outcomes = await outcomes_of(service, 4)

    assert [type(outcome.result) for outcome in outcomes] == [Take, Unspoken, Take, Take]


async def test_points_are_no_letters_and_need_no_time(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """A voice says nothing for a row of exclamation marks, however long it is."""
    async with scripted(answering(chunk(bytes(2 * 800), None), done(None))) as service:
        (outcome,) = await outcomes_of(service, [sentence("Wait" + "!" * 240)], ONE)

    assert isinstance(outcome.result, Take)
