"""A whole server in one process without a loop, for clients on this machine.

For a batch on all cores, all that lies between the voice and the client is cost, and this is the
shortest way: the conversation is that of `/ws3`, but goes in frames of our own
(`captioner.protocol.frames`). Connections are handed over through stdin, which is a socket. One
synthesis goes on at a time; meanwhile nothing is read. `captioner.server.fleet` is the other end.
When stdin ends, however that came about, the program ends and leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import gc
import math
import mmap
import os
import select
import shutil
import socket
import time
from collections import deque
from itertools import islice
from pathlib import Path

from msgspec import UNSET
from msgspec.structs import replace

from captioner.errors import SpeechRefused
from captioner.protocol import (
    Action,
    Close,
    Limits,
    Rest,
    SaidEvent,
    Send,
    ServerConversation,
    Synthesize,
    Timestamps,
    encode_event,
)
from captioner.protocol import frames as framed
from captioner.protocol.server import INTERNAL_ERROR, REST_SECONDS
from captioner.server.espeak import Espeak, SynthesizerError
from captioner.server.handshake import Agreed, Refusal, agree
from captioner.server.punctuation import words_on_the_wire
from captioner.server.worker import speak_order

#: What goes over stdin: that we are ready, or why not; and, from the other side, a client.
READY, FAILURE, CLIENT = b"R", b"F", b"C"
#: A frame costs about the same whatever its size; most sentences are one.
_CHUNK_BYTES = 2**20
#: A client that has left so much untaken waits until it takes some.
_MOST_UNSENT = 2**22
_RECEIVE_BUFFER = 65536
#: As many pieces go into one call of the system: all that a sentence comes to.
_MOST_PARTS = 64
_NEVER = math.inf


def main(folder: str, max_text: str) -> None:
    """Serve until stdin ends. `folder`, an empty one, is ours, and goes with us."""
    with socket.socket(fileno=os.dup(0)) as orders:
        try:
            espeak = Espeak(Path(folder))
        except SynthesizerError as exc:
            orders.sendall(FAILURE + str(exc).encode())
            return
        try:
            orders.sendall(READY)
            gc.freeze()
            _Server(orders, espeak, int(max_text)).run()
        except OSError:
            pass  # Whoever gave the orders is gone.
        finally:
            with contextlib.suppress(OSError):
                os.chdir(Path(folder).parent)
            shutil.rmtree(folder, ignore_errors=True)


class _Server:
    """The clients, each of which is spoken for in its turn."""

    def __init__(self, orders: socket.socket, espeak: Espeak, max_text: int) -> None:
        self._orders = orders
        self._espeak = espeak
        self._limits = Limits(max_text)
        self._clients: deque[_Client] = deque()

    def run(self) -> None:
        """Go round until nobody gives orders any more."""
        try:
            while self._exchange():
                for _ in range(framed.TOGETHER):
                    if not self._speak_for_one():
                        break
        finally:
            for client in self._clients:
                client.socket.close()

    def _speak_for_one(self) -> bool:
        """Speak for the next one that has asked for something, and see off those that are gone.
        Tell whether there was one.
        """
        for _ in range(len(self._clients)):
            client = self._clients.popleft()
            has_spoken = client.step(self._espeak)
            if client.is_gone:
                client.socket.close()
            else:
                self._clients.append(client)
            if has_spoken:
                return True
        return False

    def _exchange(self) -> bool:
        """Read and write what can be, and wait for it if nothing is due; False at the end."""
        clients = {client.socket.fileno(): client for client in self._clients}
        due = min((client.due() for client in self._clients), default=_NEVER)
        seconds = None if due == _NEVER else max(0.0, due - time.monotonic())
        unsent = [number for number, client in clients.items() if client.unsent]
        orders = self._orders.fileno()
        readable, writable, _ = select.select([orders, *clients], unsent, [], seconds)
        for number in writable:
            clients[number].send()
        for number in readable:
            if number != orders:
                clients[number].read()
        return orders not in readable or self._admit()

    def _admit(self) -> bool:
        """Take a client in, and the room that it brings along, if it brings one."""
        data, numbers, _, _ = socket.recv_fds(self._orders, 1, 2)
        if numbers:
            client, *rooms = numbers
            room = mmap.mmap(rooms[0], framed.ROOM_BYTES) if rooms else None
            for descriptor in rooms:
                os.close(descriptor)
            self._clients.append(_Client(socket.socket(fileno=client), self._limits, room))
        return bool(data)


class _Client:
    """A connection, from the handshake to its end. `unsent` is what it has not taken yet."""

    def __init__(self, sock: socket.socket, limits: Limits, room: mmap.mmap | None) -> None:
        sock.setblocking(False)
        self._room = room
        self._is_room_free = False
        self._in_room = 0
        self._sound: list[bytes] = []
        self._sound_bytes = 0
        self.socket = sock
        self.unsent: deque[memoryview] = deque()
        self.is_gone = False
        self._unsent_bytes = 0
        self._limits = limits
        self._frames = framed.Frames()
        self._agreed: Agreed | None = None
        self._conversation = ServerConversation()
        self._orders: deque[Action] = deque()
        self._rests_until = _NEVER
        self._leaves = False
        self._sounded = False

    def due(self) -> float:
        """Tell when there is something to be done for it, by the monotonic clock."""
        return 0.0 if self._orders and self._has_room else self._rests_until

    @property
    def _has_room(self) -> bool:
        return self._unsent_bytes <= _MOST_UNSENT

    # ------------------------------------------------------------ reading and writing

    def read(self) -> None:
        """Take what came, and note what it asks for."""
        try:
            data = self.socket.recv(_RECEIVE_BUFFER)
            for kind, payload in self._frames.feed(data):
                self._handle(kind, payload.decode())
        except BlockingIOError:
            return
        except (OSError, UnicodeError):
            data = b""
        self.is_gone |= not data
        self.send()

    def send(self) -> None:
        """Write as much as is taken."""
        try:
            while self.unsent:
                self._sent(self.socket.sendmsg(islice(self.unsent, _MOST_PARTS)))
        except BlockingIOError:
            return
        except OSError:
            self.is_gone = True
        self.is_gone |= self._leaves and not self.unsent

    def _sent(self, size: int) -> None:
        self._unsent_bytes -= size
        while size:
            part = self.unsent.popleft()
            if size < len(part):
                self.unsent.appendleft(part[size:])
                return
            size -= len(part)

    def _put(self, kind: bytes, payload: bytes | bytearray = b"") -> None:
        self._unsent_bytes += framed.HEADER_BYTES + len(payload)
        self.unsent.append(memoryview(framed.header(kind, payload)))
        if payload:
            self.unsent.append(memoryview(payload))

    def _handle(self, kind: bytes, said: str) -> None:
        if kind == framed.MESSAGE and self._agreed is not None:
            self._is_room_free = self._room is not None
            self._receive(said)
        elif kind == framed.OPEN and self._agreed is None:
            self._agree(said)
        else:
            self.is_gone = True

    def _agree(self, target: str) -> None:
        match agree(target, {}, None):
            case Refusal(status=status, body=body):
                self._put(framed.REFUSED, framed.numbered(status, body))
                self._leaves = True
            case Agreed() as agreed:
                self._put(framed.AGREED)
                self._agreed = agreed
                self._conversation = ServerConversation(
                    agreed.segment, agreed.dialect, self._limits
                )

    def _receive(self, frame: str) -> None:
        for action in self._conversation.receive(frame):
            if isinstance(action, Send):
                self._say(action.event)
            else:
                self._orders.append(action)
        if not self._conversation.is_drained:
            self._rests_until = _NEVER

    # ------------------------------------------------------------ speaking

    def step(self, espeak: Espeak) -> bool:
        """Do what is due, up to a second synthesis; tell whether there was one."""
        if time.monotonic() >= self._rests_until:
            self._rests_until = _NEVER
            self._orders.extend(self._conversation.rested())
        has_spoken = False
        while self._orders and self._has_room and not self.is_gone:
            if has_spoken and isinstance(self._orders[0], Synthesize):
                break
            match self._orders.popleft():
                case Send(event=event):
                    self._say(event)
                case Rest():
                    self._rests_until = min(self._rests_until, time.monotonic() + REST_SECONDS)
                case Close() as close:
                    self._put(framed.CLOSED, framed.numbered(close.code, close.told))
                    self._orders.clear()
                    self._leaves = True
                case Synthesize() as synthesis:
                    self._orders.extendleft(reversed(self._speak(espeak, synthesis)))
                    has_spoken = True
        return has_spoken

    def _speak(self, espeak: Espeak, synthesis: Synthesize) -> list[Action]:
        agreed = self._agreed
        assert agreed is not None  # noqa: S101 - before that nothing is taken for an order
        try:
            order = agreed.order(synthesis.text, synthesis.marks)
            if self._sounded:
                order = replace(order, begins=False)
            timing = speak_order(espeak, order, self._take)
        except SpeechRefused as exc:
            return [Close(INTERNAL_ERROR, f"400: {exc}")]
        except SynthesizerError as exc:
            return [Close(INTERNAL_ERROR, f"500: {exc}")]
        self._put_sound()
        self._sounded = True
        times = words_on_the_wire(timing, agreed.dialect)
        self._say(Timestamps(times, synthesis.context, timing.estimated or UNSET))
        return self._conversation.spoken()

    def _take(self, block: bytes | memoryview) -> None:
        """Take some sound: into the room, if there is one and nothing is left in it."""
        if self._room is not None and self._is_room_free:
            now = self._in_room + len(block)
            if now <= framed.ROOM_BYTES:
                self._room[self._in_room : now] = block
                self._in_room = now
                return
            self._put_sound()
            self._is_room_free = False
        self._sound.append(bytes(block))
        self._sound_bytes += len(block)
        if self._sound_bytes >= _CHUNK_BYTES:
            self._put_sound()

    def _put_sound(self) -> None:
        """Give the sound that was taken."""
        if self._in_room:
            self._put(framed.SHARED, b"%d" % self._in_room)
            self._is_room_free, self._in_room = False, 0
        if self._sound:
            self._put(framed.SOUND, b"".join(self._sound))
            self._sound, self._sound_bytes = [], 0

    def _say(self, event: SaidEvent) -> None:
        """Tell an event but for sound, if the dialect has a way to tell it."""
        agreed = self._agreed
        said = encode_event(event, agreed.dialect) if agreed is not None else None
        if isinstance(said, str):
            self._put(framed.EVENT, said.encode())
