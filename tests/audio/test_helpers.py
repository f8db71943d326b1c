"""Processes that encode: what they give is what would be encoded here, whatever becomes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from captioner.audio.codecs import M4A, MP3, OPUS, Codec
from captioner.audio.encoder import Encoder
from captioner.audio.helpers import Helpers
from tests.audio.test_codecs import noise

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


def test_without_a_program_to_start_all_is_encoded_here(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder, pcm = encoder_of(MP3), noise(3 * RATE)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    helpers = Helpers(1)

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
