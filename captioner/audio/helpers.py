"""Processes that encode, shared by all that this process encodes.

Threads would do, but for Python's lock: it is taken and given back for every packet of 26 ms, and
two encoders that wait for one another stand still for a tenth of the time. A process starts when
there is enough to do for it, and ends with its stdin, however that came about. One that fails is
started again; what it had to encode is encoded here.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
from contextlib import suppress
from queue import LifoQueue
from typing import IO

import msgspec

from captioner.audio.encoder import Encoder, KeptPacket
from captioner.cores import cores

_PROGRAM = "from captioner.audio.helpers import main; main()"
_LENGTH_BYTES = 4


class _Order(msgspec.Struct, frozen=True):
    """What to encode, of which packets [start, stop) are wanted; so many bytes of sound follow."""

    encoder: Encoder
    start: int
    stop: int
    sound: int


_encode = msgspec.msgpack.Encoder().encode
_order = msgspec.msgpack.Decoder(_Order).decode
_packets = msgspec.msgpack.Decoder(list[KeptPacket]).decode


class Helpers:
    """At most one process a core. Any thread may use it, and waits until one is free."""

    def __init__(self, count: int) -> None:
        self._places: LifoQueue[_Helper | None] = LifoQueue()
        for _ in range(count):
            self._places.put(None)
        #: The numbers of the processes that live.
        self.running: set[int] = set()

    def kept(self, encoder: Encoder, pcm: bytes, kept: range) -> list[KeptPacket]:
        """Encode some sound, as `Encoder.kept` does."""
        helper = self._places.get()
        try:
            helper = helper or self._start()
            return helper.kept(encoder, pcm, kept)
        except (OSError, EOFError, msgspec.DecodeError):
            if helper is not None:
                self._end(helper)
            helper = None
        finally:
            self._places.put(helper)
        return encoder.kept(pcm, kept)

    def end(self) -> None:
        """Have all of them leave that are free."""
        while not self._places.empty():
            helper = self._places.get()
            if helper is not None:
                self._end(helper)

    def _start(self) -> _Helper:
        helper = _Helper()
        self.running.add(helper.pid)
        return helper

    def _end(self, helper: _Helper) -> None:
        self.running.discard(helper.pid)
        helper.end()


class _Helper:
    """A process that encodes, one piece at a time. Raises OSError if it cannot be started."""

    def __init__(self) -> None:
        # Without -P a file in the user's folder could stand in for a module of ours. A session of
        # its own keeps Ctrl-C for us.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
        )
        assert self._process.stdin is not None  # noqa: S101 - it was opened with pipes
        assert self._process.stdout is not None  # noqa: S101
        self._orders, self._answers = self._process.stdin, self._process.stdout
        self.pid = self._process.pid

    def kept(self, encoder: Encoder, pcm: bytes, kept: range) -> list[KeptPacket]:
        """Have a piece encoded. Raises OSError, EOFError or DecodeError if it dies or lies."""
        _send(self._orders, _encode(_Order(encoder, kept.start, kept.stop, len(pcm))))
        self._orders.write(pcm)
        self._orders.flush()
        return _packets(_received(self._answers))

    def end(self) -> None:
        """Have it leave at once: what it may be encoding is wanted by nobody."""
        for pipe in (self._orders, self._answers):
            with suppress(OSError):
                pipe.close()
        self._process.kill()
        self._process.wait()


#: Those of this process, which end with it. None is started before it is needed.
HELPERS = Helpers(cores())
atexit.register(HELPERS.end)


def main() -> None:
    """Encode what is asked for on stdin until it ends."""
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    with suppress(EOFError, OSError):  # Whoever gave the orders is gone.
        while True:
            order = _order(_received(orders))
            pcm = _read(orders, order.sound)
            _send(answers, _encode(order.encoder.kept(pcm, range(order.start, order.stop))))
            answers.flush()


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(len(data).to_bytes(_LENGTH_BYTES, "little"))
    pipe.write(data)


def _received(pipe: IO[bytes]) -> bytes:
    return _read(pipe, int.from_bytes(_read(pipe, _LENGTH_BYTES), "little"))


def _read(pipe: IO[bytes], count: int) -> bytes:
    """Read so many bytes. Raises EOFError if they do not come."""
    data = pipe.read(count)
    if len(data) < count:
        raise EOFError
    return data
