"""Sound as it was encoded before, so that what has not changed is not encoded again.

    encoded/ab/abcdef….packets    a digest, then the packets of a piece

Encoding takes longer than all else but speaking. A piece goes by the sound and the encoder, so one
that a change has not moved is found again: after an edit or another take, when a run goes on that
was killed, or where only captions are made otherwise. It can be encoded again at any time, so what
is damaged counts as absent, nothing waits for the disk, and what was not used for a week goes.
"""

from __future__ import annotations

import os
import re
import secrets
import threading
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from captioner.audio.packets import Packets
from captioner.digest import digest
from captioner.errors import OutputError, writing
from captioner.store.disk import PASSING

#: What is made again is made again soon, if at all.
KEPT_SECONDS = 7 * 24 * 60 * 60
#: A use is noted so often, in the time of the file.
_NOTED_SECONDS = 24 * 60 * 60
_DIGEST_BYTES = 16
#: Keys had twice as many digits once; what was kept by them is to go too.
_NAME = re.compile(rf"(?:[0-9a-f]{{32}}){{1,2}}\.(?:packets|[0-9a-f]{{8}}{re.escape(PASSING)})")

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Packets).decode


class EncodedPieces:
    """Pieces in the folder of a store. Any thread may use it. An `audio.packets.PieceKeeper`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "encoded"
        self._mutex = threading.Lock()
        self._is_swept = False

    def get(self, key: str) -> Packets | None:
        """Give the packets of a piece; None if they are not there, or damaged."""
        path = self._path(key)
        try:
            data = path.read_bytes()
            if time.time() - path.stat().st_mtime > _NOTED_SECONDS:
                os.utime(path)
        except OSError:
            return None
        packets = data[_DIGEST_BYTES:]
        if digest(packets) != data[:_DIGEST_BYTES]:
            return None
        with suppress(msgspec.DecodeError):
            return _decode(packets)
        return None

    def put(self, key: str, packets: Packets) -> None:
        """Keep the packets of a piece, if the disk lets us: they are not needed."""
        path = self._path(key)
        passing = path.with_name(f"{key}.{secrets.token_hex(4)}{PASSING}")
        told = _encode(packets)
        try:
            self._sweep_once()
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            passing.write_bytes(digest(told) + told)
            passing.replace(path)
        except (OSError, OutputError):
            with suppress(OSError):
                passing.unlink(missing_ok=True)

    def sweep(self, older: float = KEPT_SECONDS) -> None:
        """Remove what was not used for so many seconds. Raises OutputError if it cannot be."""
        now = time.time()
        with writing(self._folder):
            for path in self._folder.glob("*/*"):
                with suppress(FileNotFoundError):
                    if _NAME.fullmatch(path.name) and abs(now - path.stat().st_mtime) >= older:
                        path.unlink()

    def _sweep_once(self) -> None:
        with self._mutex:
            if not self._is_swept:
                self._is_swept = True
                self.sweep()

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.packets"
