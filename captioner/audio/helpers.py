"""Processes that encode, shared by all that this process encodes.

Threads would do, but for Python's lock: it is taken and given back for every packet of 26 ms, and
two encoders that wait for one another stand still for a tenth of the time. A process starts when
there is enough to do for it, and ends with its stdin, however that came about. One that fails or
stands still is started again; what it had to encode is encoded here.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, LifoQueue
from typing import IO

import msgspec

from captioner.audio.encoder import Encoder
from captioner.audio.packets import Packets
from captioner.cores import cores

_PROGRAM = "from captioner.audio.helpers import main; main()"
_LENGTH_BYTES = 4
#: A piece takes a second at most. A process that needs so long for one is stuck.
_PATIENCE_SECONDS = 30.0
#: So many of them fail, and none has worked, before no more are started.
_FAILURES = 3


class _Order(msgspec.Struct, frozen=True):
    """What to encode, of which packets [start, stop) are wanted; so many bytes of sound follow."""

    encoder: Encoder
    start: int
    stop: int
    sound: int


_encode = msgspec.msgpack.Encoder().encode
_order = msgspec.msgpack.Decoder(_Order).decode
_packets = msgspec.msgpack.Decoder(Packets).decode


class Helpers:
    """At most `count` processes. Any thread may use them, and waits until one is free.

    One that does not answer for `patience` seconds is given up.
    """

    def __init__(self, count: int, patience: float = _PATIENCE_SECONDS) -> None:
        self._count = count
        self._patience = patience
        self._inherited: list[object] = []
        self._begin()

    def _begin(self) -> None:
        self._places: LifoQueue[_Helper | None] = LifoQueue()
        for _ in range(self._count):
            self._places.put(None)
        #: The numbers of the processes that live.
        self.running: set[int] = set()
        #: How often one has failed before any has encoded a piece; None once one has.
        self._failures: int | None = 0

    def kept(self, encoder: Encoder, pcm: bytes, kept: range) -> Packets:
        """Encode some sound, as `Encoder.kept` does."""
        # Where none can work, such as in a program that holds its own modules, none is started for
        # each piece; but a system may be short of something at first.
        if self._failures is None or self._failures < _FAILURES:
            with suppress(OSError, EOFError, msgspec.DecodeError), self._free() as helper:
                packets = helper.kept(encoder, pcm, kept, self._patience)
                self._failures = None
                return packets
            if self._failures is not None:
                self._failures += 1
        return encoder.kept(pcm, kept)

    @contextmanager
    def _free(self) -> Iterator[_Helper]:
        """Give one that is free for the length of a block, and end it if anything goes wrong there:
        an answer may be left in its pipe. Raises OSError if it cannot be started.
        """
        helper = self._places.get()
        try:
            if helper is None:
                helper = _Helper()
                self.running.add(helper.pid)
            yield helper
        except BaseException:
            if helper is not None:
                self._end(helper)
            helper = None
            raise
        finally:
            self._places.put(helper)

    def end(self) -> None:
        """Have all of them leave that are free. They are started again when they are needed."""
        taken = 0
        with suppress(Empty):
            while True:
                helper = self._places.get_nowait()
                taken += 1
                if helper is not None:
                    self._end(helper)
        for _ in range(taken):
            self._places.put(None)

    def forget(self) -> None:
        """Leave them to the process that we were forked from: they answer to one at a time."""
        # Not let go of, since that would be to close pipes that are in use, and to wait for them.
        self._inherited.append(self._places)
        self._begin()

    def _end(self, helper: _Helper) -> None:
        self.running.discard(helper.pid)
        helper.end()


class _Helper:
    """A process that encodes, one piece at a time. Raises OSError if it cannot be started."""

    def __init__(self) -> None:
        if not sys.executable:
            raise OSError("nobody knows which Python this is")
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

    def kept(self, encoder: Encoder, pcm: bytes, kept: range, patience: float) -> Packets:
        """Have a piece encoded within so many seconds.

        Raises OSError, EOFError or DecodeError if it dies, lies or stands still.
        """
        giving_up = threading.Timer(patience, self._process.kill)
        try:
            giving_up.start()
        except RuntimeError as exc:
            raise OSError(str(exc)) from exc
        try:
            _send(self._orders, _encode(_Order(encoder, kept.start, kept.stop, len(pcm))))
            self._orders.write(pcm)
            self._orders.flush()
            return _packets(_received(self._answers))
        finally:
            giving_up.cancel()

    def end(self) -> None:
        """Have it leave at once: what it may be encoding is wanted by nobody."""
        # Before the pipes are closed: what is still to be written would be waited for.
        self._process.kill()
        for pipe in (self._orders, self._answers):
            with suppress(OSError):
                pipe.close()
        self._process.wait()


#: Those of this process, which end with it. None is started before it is needed.
HELPERS = Helpers(cores())
atexit.register(HELPERS.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=HELPERS.forget)


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
