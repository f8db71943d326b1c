"""The real synthesizer in real worker processes: what it says, and when."""

from __future__ import annotations

import hashlib
import os
import signal
import struct
import sys
from pathlib import Path

import pytest
import trio

from captioner.errors import SpeechInterrupted
from captioner.server import workers
from captioner.server.order import Order, Said, Timing
from captioner.server.word_times import is_said
from captioner.server.workers import Synthesizer, open_workers
from captioner.text.spoken import is_speakable

RATE = 22050


async def said(
    synthesizer: Synthesizer, text: str, voice: str = "en-us", rate: int = RATE
) -> tuple[bytes, Timing]:
    blocks: list[bytes] = []
    timing = await synthesizer.synthesize(Order((Said(text),), voice, rate), blocks.append)
    return b"".join(blocks), timing


def loudness(pcm: bytes, start: float, end: float) -> float:
    """Give the root mean square between two times in seconds."""
    a, b = round(start * RATE) * 2, round(end * RATE) * 2
    samples = struct.unpack(f"<{(b - a) // 2}h", pcm[a:b])
    return float((sum(s * s for s in samples) / max(1, len(samples))) ** 0.5)


async def test_a_sentence_sounds_the_same_whatever_was_said_before() -> None:
    text = "The boats swung round on their chains, of the harbour and in the wind."
    digests = set()
    async with open_workers(1) as one, open_workers(1) as other:
        for before in ("", "No.", "Wie geht es Ihnen?", "Eleven thousand gulls; 12,353 & more!"):
            for synthesizer in (one, other):
                if before:
                    await said(synthesizer, before, "de" if "Ihnen" in before else "en-us")
                pcm, timing = await said(synthesizer, text)
                digests.add((hashlib.sha256(pcm).hexdigest(), tuple(timing.starts)))

    assert len(digests) == 1


async def test_times_are_those_of_samples_to_the_nearest_microsecond() -> None:
    async with open_workers(1) as synthesizer:
        _, timing = await said(synthesizer, "Ninety-nine boats, and not one of them was hers.")

    times = [*timing.starts, *timing.ends, timing.length]
    assert times == [round(round(time * RATE) / RATE, 6) for time in times]


@pytest.mark.parametrize(
    ("voice", "text"),
    [
        ("ar", "مرحبا بالعالم، كيف حالك؟"),
        ("pl", "Dzień dobry, proszę pana, chrząszcz brzmi w trzcinie."),
        ("ru", "Добрый день, как дела?"),
        ("el", "Καλημέρα κόσμε, χαίρετε."),
        ("cs", "Dobrý den, třicet tři stříbrných."),
        ("sv", "God morgon, hur mår du?"),
        ("it", "Il carro corre forte per la strada."),
        ("cmn", "你好，我们今天去学校。"),
        ("en-us", "And تشكر?"),
    ],
)
async def test_so_does_one_with_trills_or_in_two_scripts(voice: str, text: str) -> None:
    digests = set()
    async with open_workers(1) as synthesizer:
        for before in ("", "Hello.", "", "Good morning to you.", ""):
            if before:
                await said(synthesizer, before)
            pcm, _ = await said(synthesizer, text, voice)
            digests.add(hashlib.sha256(pcm).hexdigest())

    assert len(digests) == 1


async def test_no_word_is_swallowed_and_all_times_are_in_order_inside_the_sound() -> None:
    text = (
        "One of the boats in the harbour has been there for $5.2M since 3 March 1998, e.g. this "
        "one, and it is state-of-the-art: don't look at 12,353 gulls & tides — not now."
    )
    async with open_workers(1) as synthesizer:
        pcm, timing = await said(synthesizer, text)

    assert timing.words == [word for word in text.split() if word != "—"]
    assert timing.starts == sorted(timing.starts)
    assert all(a < b for a, b in zip(timing.starts, timing.ends, strict=True))
    assert all(end <= start for end, start in zip(timing.ends, timing.starts[1:], strict=False))
    assert timing.ends[-1] <= len(pcm) / 2 / RATE
    assert not timing.estimated


async def test_a_word_ends_where_the_voice_rests() -> None:
    async with open_workers(1) as synthesizer:
        pcm, timing = await said(synthesizer, "First, second. Third.")

    for end, start in zip(timing.ends, timing.starts[1:], strict=False):
        assert start - end > 0.1
        assert loudness(pcm, end, start - 0.001) == 0.0
        assert loudness(pcm, end - 0.05, end) > 50


@pytest.mark.parametrize(
    ("voice", "text", "words"),
    [
        ("de", "Guten Tag, wie geht es Ihnen?", 6),
        ("ru", "Привет, мир 2024!", 3),
        ("ar", "مرحبا بالعالم، كيف حالك؟", 4),
        ("he", "שלום עולם, מה שלומך?", 4),
        ("el", "Καλημέρα κόσμε.", 2),
        ("hi", "नमस्ते दुनिया।", 2),
        ("ko", "안녕하세요 세계", 2),
        ("fr", "« Oui ! » dit-il.", 2),
    ],
)
async def test_languages_with_spaces_have_one_time_a_word(
    voice: str, text: str, words: int
) -> None:
    async with open_workers(1) as synthesizer:
        _, timing = await said(synthesizer, text, voice)

    assert len(timing.words) == words
    assert all(a < b for a, b in zip(timing.starts, timing.starts[1:], strict=False))
    assert not timing.estimated


async def test_chinese_is_cut_where_its_words_begin() -> None:
    async with open_workers(1) as synthesizer:
        _, timing = await said(synthesizer, "你好，我们今天去学校。", "cmn")

    assert "".join(timing.words) == "你好，我们今天去学校。"
    assert len(timing.words) >= 5


@pytest.mark.parametrize(("voice", "text"), [("ja", "こんにちは、世界。"), ("th", "สวัสดีชาวโลก")])
async def test_languages_without_word_times_say_so(voice: str, text: str) -> None:
    async with open_workers(1) as synthesizer:
        _, timing = await said(synthesizer, text, voice)

    assert timing.estimated


@pytest.mark.parametrize("rate", [8000, 24000, 44100, 48000])
async def test_at_another_rate_the_sound_is_as_long_and_the_times_are_the_same(rate: int) -> None:
    async with open_workers(1) as synthesizer:
        native, timing = await said(synthesizer, "The tide turned at noon.")
        pcm, resampled = await said(synthesizer, "The tide turned at noon.", rate=rate)

    assert resampled == timing
    assert abs(len(pcm) / rate - len(native) / RATE) < 2 / rate + 2 / RATE


async def test_controls_and_commands_in_the_text_change_nothing() -> None:
    async with open_workers(1) as synthesizer:
        clean, _ = await said(synthesizer, "Hello there  now.")
        hostile, timing = await said(synthesizer, "Hello there\x01\x01now.")
        loud, _ = await said(synthesizer, "Hello\x0115A there")
        after, _ = await said(synthesizer, "Hello there  now.")
        nul, nul_timing = await said(synthesizer, "Hello\0there now.")

    assert timing.words == ["Hello", "there", "now."]
    assert len(loud) > 1000
    assert clean == hostile == after
    assert nul_timing.words == ["Hello", "there", "now."]
    assert len(nul) > len(clean) // 2


async def test_text_without_words_is_no_sound_and_no_failure() -> None:
    async with open_workers(1) as synthesizer:
        assert await said(synthesizer, " … ") == (b"", Timing([], [], [], estimated=False))


async def test_a_worker_that_dies_is_started_anew_and_nobody_notices() -> None:
    async with open_workers(1) as synthesizer:
        first, _ = await said(synthesizer, "Hello.")
        for worker in list(synthesizer.running):
            os.kill(worker.process.pid, signal.SIGKILL)
            await worker.process.wait()
        again, _ = await said(synthesizer, "Hello.")
        folders = [worker.child.folder for worker in synthesizer.running]
        assert len(folders) == 1

    assert first == again
    assert not Path(folders[0]).exists()


async def test_so_it_is_if_all_have_died() -> None:
    async with open_workers(3) as synthesizer:
        async with trio.open_nursery() as nursery:
            for _ in range(3):
                nursery.start_soon(said, synthesizer, "Hello there, all of you.")
        died = list(synthesizer.running)
        for worker in died:
            os.kill(worker.process.pid, signal.SIGKILL)
            await worker.process.wait()
        for _ in range(3):
            assert (await said(synthesizer, "Hello."))[0]

    assert len(died) == 3


async def test_one_that_hangs_does_not_keep_the_end_waiting() -> None:
    async with open_workers(1) as synthesizer:
        await said(synthesizer, "Hello.")
        (worker,) = synthesizer.running
        os.kill(worker.process.pid, signal.SIGSTOP)
        begun = trio.current_time()
        with trio.move_on_after(0.1):
            await said(synthesizer, "Hello.")
        pcm, _ = await said(synthesizer, "Hello.")
        took = trio.current_time() - begun

    assert pcm
    # Far from the patience with one that is asked; the exact time is the machine's.
    assert took < workers._PATIENCE_SECONDS / 2


async def test_a_client_that_leaves_does_not_cost_a_worker() -> None:
    async with open_workers(1) as synthesizer:
        await said(synthesizer, "Hello.")
        (before,) = synthesizer.running
        with trio.CancelScope() as leaving:

            def leave(block: bytes) -> None:
                leaving.cancel()

            order = Order((Said("A sentence of some length. " * 20),), "en-us", RATE)
            await synthesizer.synthesize(order, leave)
        pcm, _ = await said(synthesizer, "Hello.")
        clean, _ = await said(synthesizer, "Hello.")
        (after,) = synthesizer.running

    assert leaving.cancelled_caught
    assert before is after
    assert pcm == clean


async def test_one_that_dies_in_the_middle_of_a_sentence_is_told_of() -> None:
    """What was given away cannot be taken back, so it must not be said a second time."""
    heard: list[bytes] = []

    async with open_workers(1) as synthesizer:

        def kill(block: bytes) -> None:
            heard.append(block)
            for worker in synthesizer.running:
                os.kill(worker.process.pid, signal.SIGKILL)

        order = Order((Said("A sentence of some length. " * 40),), "en-us", RATE)
        with pytest.raises(SpeechInterrupted, match="died"):
            await synthesizer.synthesize(order, kill)
        count = len(heard)
        pcm, _ = await said(synthesizer, "Hello.")

    assert pcm
    assert len(heard) == count


async def test_workers_leave_with_the_block() -> None:
    async with open_workers(2) as synthesizer:
        await said(synthesizer, "Hello.")
        pids = [worker.process.pid for worker in synthesizer.running]

    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_worker_that_does_not_start_is_not_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    async with open_workers(1) as synthesizer:
        with pytest.raises(SpeechInterrupted, match="no process can be started"):
            await said(synthesizer, "Hello.")
        monkeypatch.setattr(sys, "executable", "/bin/false")
        for _ in range(3):
            with pytest.raises(SpeechInterrupted, match="died"):
                await said(synthesizer, "Hello.")
        assert not synthesizer.running
        monkeypatch.undo()
        pcm, _ = await said(synthesizer, "Hello.")

    assert pcm


def test_whatever_counts_as_sayableis_said() -> None:
    """The sentence layer and the voice must agree, or a sentence would wait for sound in vain."""
    unsaid = [
        f"U+{code:04X}"
        for code in range(sys.maxunicode + 1)
        if is_speakable(chr(code)) and not is_said(chr(code))
    ]
    assert unsaid == []
