"""What sound the client's half takes, in each format asked for, and what it refuses."""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise

import av
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from captioner.errors import RemoteProtocolError
from captioner.protocol import Chunk, ClientConversation, Done, Failed, Finished, Sound
from tests.protocol.strategies import event_frame

#: Sampling rates of MPEG-1, 2 and 2.5, each with a low and a high bit rate of its own.
MP3S = [
    (rate, bit_rate)
    for rates, bit_rates in [
        ((44100, 48000, 32000), (32_000, 128_000, 320_000)),
        ((22050, 24000, 16000), (8_000, 64_000, 160_000)),
        ((11025, 12000, 8000), (8_000, 64_000)),
    ]
    for rate in rates
    for bit_rate in bit_rates
]


@cache
def mp3(rate: int, bit_rate: int) -> bytes:
    """Encode half a second of a tone as bare frames, as a service streams them."""
    codec = av.AudioCodecContext.create("libmp3lame", "w")
    codec.sample_rate, codec.bit_rate = rate, bit_rate
    codec.layout, codec.format = "mono", "s16p"
    tone = (8000 * np.sin(np.arange(rate // 2) * 440 * 2 * np.pi / rate)).astype(np.int16)
    packets = []
    codec.open()
    for at in range(0, len(tone) - codec.frame_size, codec.frame_size):
        samples = tone[np.newaxis, at : at + codec.frame_size]
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), "s16p", "mono")
        frame.sample_rate = rate
        packets += codec.encode(frame)
    packets += codec.encode(None)
    return b"".join(bytes(packet) for packet in packets)


def asked(audio_format: str) -> ClientConversation:
    conversation = ClientConversation(audio_format=audio_format)
    conversation.ask("s01-001", "The tide.")
    return conversation


def heard(conversation: ClientConversation, data: bytes, step: int | None = None) -> bytes:
    """Give the sound heard when so much arrives in chunks of so many bytes."""
    edges = [*range(0, len(data), step or max(1, len(data))), len(data)]
    sounds = [
        conversation.receive(event_frame(Chunk(data[a:b], "s01-001"))) for a, b in pairwise(edges)
    ]
    assert all(sound is None or isinstance(sound, Sound) for sound in sounds)
    return b"".join(sound.data for sound in sounds if isinstance(sound, Sound))


@pytest.mark.parametrize("audio_format", ["mulaw", "mp3"])
@pytest.mark.parametrize("step", [1, 3, 1000])
def test_a_byte_is_whole_where_samples_have_one_or_none(audio_format: str, step: int) -> None:
    conversation = asked(audio_format)
    data = bytes(range(1, 252))
    assert heard(conversation, data, step) == data
    assert conversation.receive(event_frame(Done("s01-001"))) == Finished()
    assert not conversation.ignored


@pytest.mark.parametrize("audio_format", ["pcm", "mulaw"])
@pytest.mark.parametrize("step", [None, 20, 195, 829])
@pytest.mark.parametrize(("rate", "bit_rate"), MP3S)
def test_mp3_instead_of_samples_is_their_error_however_it_is_cut(
    rate: int, bit_rate: int, step: int | None, audio_format: str
) -> None:
    with pytest.raises(RemoteProtocolError, match=f"asked for {audio_format}, .* sent mp3"):
        heard(asked(audio_format), mp3(rate, bit_rate), step)


@pytest.mark.parametrize(("rate", "bit_rate"), MP3S)
def test_mp3_that_was_asked_for_is_taken(rate: int, bit_rate: int) -> None:
    data = mp3(rate, bit_rate)
    assert heard(asked("mp3"), data, 829) == data
    assert heard(asked("mp3"), b"ID3\4\0\0\0\0\0\0" + data, 829)[10:] == data


@pytest.mark.parametrize("step", [None, 1, 2, 3])
@pytest.mark.parametrize(
    ("magic", "name"),
    [
        (b"RIFF\0\0\0\0WAVE", "wav"), (b"ID3\4\0\0", "mp3"), (b"OggS\0\2", "ogg"),
        (b"fLaC\0\0", "flac"), (b"\x1a\x45\xdf\xa3\1", "webm"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("audio_format", ["pcm", "mulaw"])
def test_a_container_instead_of_samples_is_their_error_however_it_is_cut(
    magic: bytes, name: str, step: int | None, audio_format: str
) -> None:
    with pytest.raises(RemoteProtocolError, match=f"asked for {audio_format}, .* sent {name}"):
        heard(asked(audio_format), magic, step)


@pytest.mark.parametrize("magic", [b"RIFF\0\0", b"OggS", b"fLaC"])
def test_another_container_than_the_one_asked_for_is_their_error(magic: bytes) -> None:
    with pytest.raises(RemoteProtocolError, match="asked for mp3"):
        heard(asked("mp3"), magic)


@pytest.mark.parametrize("audio_format", ["pcm", "mulaw"])
def test_silence_and_noise_of_any_loudness_are_not_taken_for_mp3(audio_format: str) -> None:
    source = random.Random(3)
    for loudness in (0, 1, 2, 3, 100, 1026, 32767):
        for _ in range(100):
            samples = np.array([source.randint(-loudness, loudness) for _ in range(800)], np.int16)
            data = samples.tobytes() if audio_format == "pcm" else mulaw(samples)
            assert heard(asked(audio_format), data) == data


def mulaw(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> bytes:
    """Encode samples by the rule of G.711."""
    magnitudes = np.minimum(np.abs(samples.astype(int)), 32635) + 132
    exponents = np.floor(np.log2(magnitudes)).astype(int) - 7
    mantissas = (magnitudes >> (exponents + 3)) & 15
    signs = np.where(samples < 0, 128, 0)
    return bytes((~(signs | exponents << 4 | mantissas) & 255).astype(np.uint8))


@given(st.binary(max_size=1500))
@example(b"\xff\xfb\x90\x00" * 375)
@example(b"\xff\xfb\x90\x00" + b"\xff\xff" * 700)
@example(b"\xff\xea\x90\x00" * 375)
@example(b"\xff" * 1500)
def test_whatever_comes_is_sound_or_their_error(data: bytes) -> None:
    conversation = asked("pcm")
    try:
        assert heard(conversation, data) == data[: len(data) // 2 * 2]
    except RemoteProtocolError:
        assert data[:1] in (b"R", b"I", b"O", b"f", b"\x1a", b"\xff")


def test_each_sentence_is_judged_by_its_own_beginning() -> None:
    conversation = asked("pcm")
    heard(conversation, b"\0\0" * 1000)
    assert conversation.receive(event_frame(Done("s01-001"))) == Finished()
    conversation.ask("s01-001", "Again.")
    with pytest.raises(RemoteProtocolError):
        heard(conversation, b"RIFF")


def test_a_tag_without_sound_behind_it_is_no_sentence() -> None:
    conversation = asked("mp3")
    assert heard(conversation, b"") == b""
    assert isinstance(conversation.receive(event_frame(Done("s01-001"))), Failed)
