"""The server without a loop, with a voice that sees what was answered by the time it speaks."""

from __future__ import annotations

import select
import socket
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

import pytest

from captioner.protocol import frames as framed
from captioner.server.blocking import CLIENT, _Server
from captioner.server.order import Said, Silence
from captioner.server.voices import LocalVoice
from captioner.server.word_times import SpokenWord
from tests.server.wire import FLUSH, QUERY, text

if TYPE_CHECKING:
    from captioner.server.espeak import Espeak

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no connection is handed over")

_SENTENCES = 10


class _Client:
    """One that has asked for some sentences at once, and counts what it has heard of them."""

    def __init__(self, orders: socket.socket) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(orders, [CLIENT], [theirs.fileno()])
        self._frames = framed.Frames()
        self.answers = 0
        self._socket.sendall(framed.frame(framed.OPEN, f"/ws3?{QUERY}".encode()))
        for said in [text("Said."), FLUSH] * _SENTENCES:
            self._socket.sendall(framed.frame(framed.MESSAGE, said.encode()))

    def close(self) -> None:
        self._socket.close()

    def listen(self) -> None:
        """Hear what is there."""
        while select.select([self._socket], [], [], 0)[0]:
            for kind, payload in self._frames.feed(self._socket.recv(65536)):
                self.answers += kind == framed.EVENT and b'"done"' in payload


class _Voice:
    """Speaks for clients, and notes how many answers to it were held back each time."""

    def __init__(self, clients: int) -> None:
        self._orders, self._theirs = socket.socketpair()
        self._clients = [_Client(self._orders) for _ in range(clients)]
        self.held_back: list[int] = []

    def serve(self) -> list[int]:
        """Have a process serve all of them, and give what was held back each time."""
        with self._theirs:
            _Server(self._theirs, cast("Espeak", self), 1000).run()
        return self.held_back

    def speak(
        self,
        voice: LocalVoice,
        parts: Sequence[Said | Silence],
        on_block: Callable[[memoryview], None],
        speed: float = 1.0,
    ) -> tuple[list[SpokenWord], int]:
        for client in self._clients:
            client.listen()
        spoken = len(self.held_back)
        self.held_back.append(spoken - sum(client.answers for client in self._clients))
        on_block(memoryview(bytes(20)))
        if len(self.held_back) == len(self._clients) * _SENTENCES:
            for client in self._clients:
                client.close()
            self._orders.close()
        return [], 10


def test_a_process_holds_back_no_more_answers_than_it_gives_together() -> None:
    held_back = _Voice(clients=8).serve()

    assert len(held_back) == 8 * _SENTENCES
    assert max(held_back) == 6
