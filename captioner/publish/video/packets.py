"""Packets that are put between those of a video: of captions, and others, when their time has come.
PyAV.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from av.packet import Packet
from av.stream import Stream

from captioner.publish.video.shown import ShownCue, payload

MS = Fraction(1, 1000)


class Waiting:
    """Packets that wait for their time."""

    def __init__(self, packets: Iterator[Packet[Stream]]) -> None:
        self._packets = packets
        self._next = next(packets, None)

    def until(self, now: Fraction | None) -> Iterator[Packet[Stream]]:
        """Give those that are due."""
        while self._next is not None:
            if now is not None and (self._next.dts or 0) * self._next.time_base > now:
                return
            yield self._next
            self._next = next(self._packets, None)


def caption_packet(cue: ShownCue, codec: str, stream: Stream, zero_ms: int) -> Packet[Stream]:
    """Give a cue as a packet of a track, where players begin at a moment of the track's clock."""
    packet = Packet(payload(cue, codec))
    packet.stream = stream
    packet.time_base = MS
    packet.pts = packet.dts = cue.start_ms + zero_ms
    packet.duration = cue.end_ms - cue.start_ms
    packet.is_keyframe = True
    return packet
