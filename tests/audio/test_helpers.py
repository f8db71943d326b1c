"""Processes that encode: what they give is what would be encoded here, whatever becomes of them."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import IO, Any

import pytest

from captioner.audio.codecs import M4A, MP3, OPUS, Codec
from captioner.audio.encoder import Encoder
from captioner.audio.helpers import Helpers
from tests.audio.test_writer import noise

RATE = 24000
KEPT = range(20, 60)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # Its end may be known to nobody yet.


def encoder_of(codec: Codec) -> Encoder:
    return Encoder(codec.encoder, RATE, codec.bit_rate, codec.encoder_options)


def started(helpers: Helpers, encoder: Encoder, pcm: bytes) -> set[int]:
    """Have a piece encoded, and tell which processes there are."""
    helpers.kept(encoder, pcm, KEPT)
    return set(helpers.running)


@pytest.mark.parametrize("codec", [MP3, M4A, OPUS], ids=lambda codec: codec.name)
def test_a_piece_is_the_same_whoever_encodes_it(codec: Codec) -> None:
    encoder, pcm = encoder_of(codec), noise(3 * RATE)
    helpers = Helpers(1)

    assert helpers.kept(encoder, pcm, KEPT) == encoder.kept(pcm, KEPT)
    assert helpers.kept(encoder, pcm[2:], KEPT) == encoder.kept(pcm[2:], KEPT)
    helpers.end()


def test_what_a_process_that_was_killed_had_to_encode_is_encoded_here() -> None:
    encoder, pcm = encoder_of(MP3), noise(3 * RATE)
    expected = encoder.kept(pcm, KEPT)
    helpers = Helpers(1)
    helpers.kept(encoder, pcm, KEPT)
    (first,) = helpers.running
    os.kill(first, signal.SIGKILL)

    assert helpers.kept(encoder, pcm, KEPT) == expected
    assert not helpers.running
    assert helpers.kept(encoder, pcm, KEPT) == expected
    (second,) = helpers.running
    assert second != first
    helpers.end()


def test_one_that_stands_still_is_given_up() -> None:
    encoder, pcm = encoder_of(MP3), noise(3 * RATE)
    expected = encoder.kept(pcm, KEPT)
    helpers = Helpers(1)
    (helper,) = started(helpers, encoder, pcm)
    helpers._patience = 0.2  # Only now: on a busy machine a process takes longer to start.
    os.kill(helper, signal.SIGSTOP)

    assert helpers.kept(encoder, pcm, KEPT) == expected
    assert not is_running(helper)
    helpers.end()


def failing(times: int) -> Callable[..., subprocess.Popen[bytes]]:
    """Start a process as usual, but for some first times, when the system is short of something."""
    start, left = subprocess.Popen, count(times, -1)

    def maybe(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        if next(left) > 0:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return start(*args, **options)

    return maybe


@pytest.mark.parametrize(("times", "used"), [(2, True), (3, False)])
def test_a_few_may_fail_to_start_but_where_none_does_no_more_are_tried(
    times: int, used: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder, pcm = encoder_of(MP3), noise(3 * RATE)
    expected = encoder.kept(pcm, KEPT)
    helpers = Helpers(1)
    monkeypatch.setattr(subprocess, "Popen", failing(times))

    for _ in range(times + 1):
        assert helpers.kept(encoder, pcm, KEPT) == expected
    assert bool(helpers.running) is used
    helpers.end()


def test_a_piece_is_encoded_here_where_no_thread_can_be_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder, pcm = encoder_of(MP3), noise(3 * RATE)
    expected = encoder.kept(pcm, KEPT)
    helpers = Helpers(1)

    def fail(timer: threading.Timer) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Timer, "start", fail)
    assert helpers.kept(encoder, pcm, KEPT) == expected
    assert not helpers.running


def test_what_is_broken_off_leaves_no_answer_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder, one, other = encoder_of(MP3), noise(3 * RATE), noise(3 * RATE)[::-1]
    helpers = Helpers(1)
    (first,) = started(helpers, encoder, one)

    def fail(pipe: IO[bytes]) -> bytes:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr("captioner.audio.helpers._received", fail)
        with pytest.raises(MemoryError):
            helpers.kept(encoder, one, KEPT)
    assert not is_running(first)
    assert helpers.kept(encoder, other, KEPT) == encoder.kept(other, KEPT)
    helpers.end()


def test_those_that_were_ended_are_started_again() -> None:
    encoder, pcm = encoder_of(MP3), noise(3 * RATE)
    helpers = Helpers(2)
    (first,) = started(helpers, encoder, pcm)

    helpers.end()

    assert not is_running(first)
    assert helpers.kept(encoder, pcm, KEPT) == encoder.kept(pcm, KEPT)
    assert len(helpers.running) == 1
    helpers.end()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")
def test_a_process_that_is_forked_has_its_own() -> None:
    program = """
        import multiprocessing
        from captioner.audio.codecs import MP3
        from captioner.audio.encoder import Encoder
        from captioner.audio.helpers import HELPERS

        encoder = Encoder(MP3.encoder, 24000, MP3.bit_rate, MP3.encoder_options)
        sounds = [bytes([n, 0, 0, n]) * 24000 for n in range(1, 5)]

        def encoded(sound):
            return HELPERS.kept(encoder, sound, range(8, 12)), set(HELPERS.running)

        if __name__ == "__main__":
            expected = [encoder.kept(sound, range(8, 12)) for sound in sounds]
            encoded(sounds[0])
            context = multiprocessing.get_context("fork")
            with context.Pool(2) as pool:
                told = pool.map_async(encoded, sounds * 2, chunksize=1).get(60)
            assert [packets for packets, _ in told] == expected * 2
            assert not any(running & HELPERS.running for _, running in told)
            assert encoded(sounds[1])[0] == expected[1]
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True, timeout=120)


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/false", "", None])
def test_without_a_program_to_start_all_is_encoded_here(
    monkeypatch: pytest.MonkeyPatch, python: str | None
) -> None:
    encoder, pcm = encoder_of(MP3), noise(3 * RATE)
    real = sys.executable
    monkeypatch.setattr(sys, "executable", python)
    helpers = Helpers(1)

    for _ in range(3):
        assert helpers.kept(encoder, pcm, KEPT) == encoder.kept(pcm, KEPT)
        assert not helpers.running
    # It is not tried again for each piece.
    monkeypatch.setattr(sys, "executable", real)
    assert helpers.kept(encoder, pcm, KEPT) == encoder.kept(pcm, KEPT)
    assert not helpers.running


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")
def test_a_process_leaves_with_the_one_that_it_encodes_for() -> None:
    program = """
        import os
        from captioner.audio.codecs import MP3
        from captioner.audio.encoder import Encoder
        from captioner.audio.helpers import Helpers

        helpers = Helpers(1)
        encoder = Encoder(MP3.encoder, 24000, MP3.bit_rate, MP3.encoder_options)
        helpers.kept(encoder, bytes(2 * 24000), range(8, 12))
        print(*helpers.running, flush=True)
        os.kill(os.getpid(), 9)
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, check=False
    )
    (helper,) = map(int, run.stdout.split())

    assert run.returncode == -signal.SIGKILL
    for _ in range(1000):
        if not is_running(helper):
            return
        time.sleep(0.01)
    raise AssertionError(f"{helper} was left behind")
