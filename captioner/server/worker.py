"""The program that runs in each worker process: orders in on stdin, sound out on stdout.

Plain and blocking, one order at a time. A frame is a kind (one byte), a length (four, little
endian) and that many bytes. `captioner.server.workers` is the other end. When stdin ends, however
that came about, the program ends and leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import struct
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec

from captioner.server.espeak import RATE, Espeak, SynthesizerError
from captioner.server.order import Order, Timing
from captioner.server.voices import local_voices

HEADER = struct.Struct("<cI")
READY, ORDER, BLOCK, TIMING, FAILURE = b"R", b"O", b"B", b"T", b"F"


def main(folder: str) -> None:
    """Serve orders until stdin ends. `folder`, an empty one, is ours, and goes with us."""
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    try:
        _serve(orders, answers, Path(folder))
    except BrokenPipeError:
        # Whoever gave the orders is gone. Python would complain of the unsent rest at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), answers.fileno())
    finally:
        with contextlib.suppress(OSError):
            os.chdir(Path(folder).parent)
        shutil.rmtree(folder, ignore_errors=True)


def _serve(orders: BinaryIO, answers: BinaryIO, folder: Path) -> None:
    try:
        espeak = Espeak(folder)
    except SynthesizerError as exc:
        _send(answers, FAILURE, str(exc).encode())
        return
    _send(answers, READY, b"")
    gc.freeze()
    while header := orders.read(HEADER.size):
        _, length = HEADER.unpack(header)
        order = msgspec.json.decode(orders.read(length), type=Order)
        try:
            timing = speak_order(espeak, order, partial(_send_block, answers))
        except SynthesizerError as exc:
            _send(answers, FAILURE, str(exc).encode())
        else:
            _send(answers, TIMING, msgspec.json.encode(timing))


def speak_order(
    espeak: Espeak, order: Order, on_block: Callable[[bytes | memoryview], None]
) -> Timing:
    """Speak what was ordered, in the format and at the rate that were. What is given to `on_block`
    is there until it returns.

    Raises SynthesizerError, and what `on_block` does.
    """
    voice = local_voices()[order.voice]
    if order.rate == RATE and order.audio_format == "pcm":
        words, samples = espeak.speak(voice, order.parts, on_block, order.speed)
    else:
        # Imported here: it takes longer than a page takes to speak, and is seldom needed.
        from captioner.server.converter import Converter

        converter = Converter(RATE, order)
        words, samples = espeak.speak(
            voice, order.parts, lambda block: on_block(converter.feed(bytes(block))), order.speed
        )
        on_block(converter.finish())
    return Timing(
        [word.text for word in words],
        [_seconds(word.start) for word in words],
        [_seconds(word.end) for word in words],
        voice.estimated,
        _seconds(samples),
    )


def _seconds(samples: int) -> float:
    """Give a time to the nearest microsecond; `round` takes four times as long."""
    return (2_000_000 * samples + RATE) // (2 * RATE) / 1_000_000


def _send_block(answers: BinaryIO, block: bytes | memoryview) -> None:
    if block:
        _send(answers, BLOCK, block)


def _send(answers: BinaryIO, kind: bytes, payload: bytes | memoryview) -> None:
    answers.write(HEADER.pack(kind, len(payload)))
    answers.write(payload)
    answers.flush()
