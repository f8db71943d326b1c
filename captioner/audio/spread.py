"""One file's encoding, shared among the cores.

An encoder works on one core, and most of a run's time may be its. So the sound is cut into pieces
of a fixed number of the encoder's frames, each encoded on its own with some sound before and after
it, and their packets are joined where those of one encoder would have stood: packet n holds the
same samples whoever made it, the delay of the encoder is counted once, and a decoder hears no
joint. What comes out does not depend on how many cores there are. All but the first pieces and the
last are encoded by processes of ours (`helpers`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from captioner.audio.codecs import Spread
from captioner.audio.encoder import Encoder
from captioner.audio.helpers import HELPERS
from captioner.audio.packets import Packets, PieceKeeper
from captioner.audio.pcm import SAMPLE_BYTES
from captioner.cores import cores

if TYPE_CHECKING:
    from captioner.audio.encoder import Packet

    Encoded = list[Packet] | list[Packets]

#: A process to encode in takes as long to start as a piece to encode: fewer are encoded here.
_ENOUGH_PIECES = 4


class SpreadEncoder:
    """Encodes sound as it comes, on all cores; packets come in order, some of them later.

    Those of the first piece and the last are as the encoder made them, since they tell how much of
    them is no sound; of all others there is no more than is kept.
    With a `keeper` no piece is encoded of which the packets are kept. The first and the last are,
    always: with theirs an encoder tells how much of them is no sound.
    """

    def __init__(
        self,
        encoder: Encoder,
        spread: Spread,
        workers: int | None = None,
        keeper: PieceKeeper | None = None,
    ) -> None:
        self._keeper = keeper
        self._encoder = encoder
        self._spread = spread
        self._frame_bytes = encoder.opened().frame_size * SAMPLE_BYTES
        self._workers = workers or cores()
        self._pool = ThreadPoolExecutor(self._workers, "captioner-encode")
        self._under_way: deque[Future[Encoded]] = deque()
        self._held = bytearray()
        self._piece = 0

    def encode(self, pcm: bytes) -> Iterator[Packet | Packets]:
        """Take some more sound, and yield packets that are ready."""
        self._held += pcm
        # One piece more than what is needed is awaited, so that the last one is never a few frames.
        while len(self._held) >= self._length(self._spread.piece * 2 + self._spread.after):
            self._begin(self._spread.piece)
            yield from self._ready(self._workers)

    def end(self) -> Iterator[Packet | Packets]:
        """Yield the packets that are left."""
        self._begin(None)
        yield from self._ready(0)
        self.close()

    def close(self) -> None:
        """Give up what has not been encoded yet."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _length(self, frames: int) -> int:
        """Count the bytes of so many of the encoder's frames, with those before the piece."""
        return (self._before + frames) * self._frame_bytes

    @property
    def _before(self) -> int:
        return min(self._spread.before, self._piece * self._spread.piece)

    def _begin(self, frames: int | None) -> None:
        """Have a piece encoded that keeps so many packets, or all that are left."""
        before = self._before
        first = self._piece * self._spread.piece - before
        end = len(self._held) if frames is None else self._length(frames + self._spread.after)
        pcm = bytes(memoryview(self._held)[:end])
        until = None if frames is None else before + frames
        self._under_way.append(
            self._pool.submit(self._encoded, self._piece, pcm, first, before, until)
        )
        self._piece += 1
        del self._held[: (first_kept(self._piece, self._spread) - first) * self._frame_bytes]

    def _encoded(
        self, number: int, pcm: bytes, first: int, before: int, until: int | None
    ) -> Encoded:
        """Encode the piece of a number, from 0."""
        moved = first * self._frame_bytes // SAMPLE_BYTES
        if before and until is not None:
            kept = self._kept(pcm, range(before, until), apart=number >= _ENOUGH_PIECES)
            return [kept.moved(moved)]
        packets = self._encoder.packets(pcm)[before:until]
        for packet in packets:
            if packet.pts is not None:
                packet.pts += moved
            if packet.dts is not None:
                packet.dts += moved
        return packets

    def _kept(self, pcm: bytes, kept: range, *, apart: bool) -> Packets:
        """Give the packets of a piece, encoded now, `apart` in another process, or before."""
        key = self._encoder.key(pcm, kept) if self._keeper is not None else ""
        found = self._keeper.get(key) if self._keeper is not None else None
        if found is not None:
            return found
        encoding = partial(HELPERS.kept, self._encoder) if apart else self._encoder.kept
        packets = encoding(pcm, kept)
        if self._keeper is not None:
            self._keeper.put(key, packets)
        return packets

    def _ready(self, allowed: int) -> Iterator[Packet | Packets]:
        """Yield packets until no more than so many pieces are under way."""
        while len(self._under_way) > allowed:
            yield from self._under_way.popleft().result()


def first_kept(piece: int, spread: Spread) -> int:
    """Tell the frame with which the sound of a piece begins."""
    return piece * spread.piece - min(spread.before, piece * spread.piece)
