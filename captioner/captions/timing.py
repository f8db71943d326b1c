"""When a cue comes and goes, given which words it holds. In frames, by the profile.

A cue begins with its first word's onset, or earlier by no more than the profile's lead, so where it
begins depends on its first word alone; and how long it may stay on that and on where the next one
begins. That is what lets `segment` find the best cut exactly: what a cue costs is told by its two
ends.

    a cue stays until it can be read, but no longer than `lag` after its last word;
    a pause shorter than `chain` is closed to the profile's gap, a longer one stays that long;
    where it would be gone too soon it stays longer: for as long as it must, if the pause is one
    that can be seen even then, else up to the gap before the next cue;
    in running speech the gap is taken from the tail of the cue's last word, never from the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil

import msgspec

from captioner.captions.profiles import Profile

#: Formats round both ends of a cue to the millisecond, or the centisecond: below this a cue could
#: be over before it begins, and a word in it have no moment of its own.
SHORTEST_MS = 20


class Limits(msgspec.Struct, frozen=True):
    """A profile in frames at a sampling rate; `cell` and `target` are what one half-width cell
    takes to be read, at most and at ease. `grid` are frames of sound a frame of video, or None.
    """

    gap: int
    chain: int
    lag: int
    lead: int
    least: int
    a_word: int
    most: int
    cell: float
    target: float
    shortest: int
    grid: Fraction | None
    gap_steps: int

    def floor(self, frame: int) -> int:
        """Give the last frame, not after `frame`, at which a video frame begins."""
        return frame if self.grid is None else int(self.grid * self._video_frame(frame))

    def ceil(self, frame: int) -> int:
        """Give the first frame, not before `frame`, at which a video frame begins."""
        if self.grid is None or self.floor(frame) == frame:
            return frame
        return int(self.grid * (self._video_frame(frame) + 1))

    def gap_before(self, frame: int) -> int:
        """Tell when a cue has to go before one that begins at `frame`."""
        if self.grid is None or not self.gap_steps:
            return self.floor(frame - self.gap)
        return int(self.grid * (self._video_frame(frame) - self.gap_steps))

    def _video_frame(self, frame: int) -> int:
        """Tell which frame of the video is seen; frame n begins at int(grid * n)."""
        return 0 if self.grid is None else -(-(frame + 1) // self.grid) - 1


@lru_cache(maxsize=64)
def limits_of(profile: Profile, rate: int) -> Limits:
    """Give a profile's limits in frames, a millisecond inside of them: what is rounded to the
    millisecond at both ends still keeps to the profile.
    """
    spare = -(-rate // 1000)

    def at_least(ms: int) -> int:
        return -(-ms * rate // 1000) + spare if ms else 0

    cells = 2 if profile.wide else 1
    return Limits(
        gap=at_least(profile.gap_ms),
        chain=at_least(profile.chain_ms),
        lag=profile.lag_ms * rate // 1000,
        lead=profile.lead_ms * rate // 1000,
        least=at_least(profile.min_ms),
        a_word=at_least(profile.min_ms_per_word),
        most=profile.max_ms * rate // 1000 - spare,
        cell=rate / (profile.max_cps * cells),
        target=rate / (profile.target_cps * cells),
        shortest=-(-SHORTEST_MS * rate // 1000),
        grid=Fraction(rate) / profile.fps if profile.fps else None,
        gap_steps=profile.gap_frames if profile.fps else 0,
    )


class Boundaries(msgspec.Struct):
    """The places before, between and after some words, as times.

    A cue that begins at boundary i begins at `begin[i]`. One that ends at boundary j goes when it
    has been read, if that is not after `edge[j]`; else at `last[j]`. What would then be gone too
    soon stays into the silence: up to `seen[j]` there still is a gap that can be seen, at
    `closed[j]` the profile's. `squeezed` are those at which the gap does not fit into the last
    word.
    """

    begin: list[int]
    edge: list[int]
    last: list[int]
    seen: list[int]
    closed: list[int]
    squeezed: list[int]


def boundaries(
    starts: Sequence[int],
    ends: Sequence[int],
    before: int | None,
    after: int | None,
    sound_end: int,
    limits: Limits,
) -> Boundaries:
    """Tell the times of the boundaries around words heard from `starts` to `ends`.

    `before` is the end of the last word before them, `after` the onset of the next one; None where
    there is none. The last cue of all goes with the sound, at `sound_end`.
    """
    first = max(0, starts[0] - limits.lead)
    if before is not None:
        first = _begin(starts[0], before, limits)
    bounds = Boundaries([limits.floor(first)], [0], [0], [0], [0], [])
    onsets = [*starts[1:], sound_end if after is None else after]
    for number, (onset, start, end) in enumerate(zip(onsets, starts, ends, strict=True), start=1):
        now = limits.floor(_begin(onset, end, limits) if limits.lead else onset)
        until = limits.gap_before(now)
        if until < start + limits.shortest:
            until = min(now, limits.ceil(start + limits.shortest))
            bounds.squeezed.append(number)
        edge = seen = limits.floor(now - limits.chain)
        bounds.closed.append(until)
        if until > end + limits.lag:
            # Too long a pause to be closed: it stays one that can be seen.
            edge = until = max(limits.ceil(end), limits.floor(min(end + limits.lag, seen)))
        bounds.begin.append(now)
        bounds.edge.append(edge)
        bounds.last.append(until)
        bounds.seen.append(seen)
    if after is None:
        # The last cue of all goes by itself.
        at = max(ends[-1], limits.floor(min(ends[-1] + limits.lag, sound_end)))
        bounds.begin[-1] = bounds.edge[-1] = bounds.last[-1] = at
        bounds.seen[-1] = bounds.closed[-1] = max(at, limits.floor(sound_end))
    return bounds


def _begin(onset: int, before: int, limits: Limits) -> int:
    return onset - min(limits.lead, max(0, onset - before - limits.gap))


def out_of(
    bounds: Boundaries, i: int, j: int, cells: int, least: int, end: int, limits: Limits
) -> int:
    """Tell when the cue from boundary i to boundary j goes.

    It is `cells` wide, is to stay at least `least` frames, and its last word ends at `end`.
    """
    now = bounds.begin[i]
    want = max(end, now + least, now + ceil(cells * limits.target))
    # The last edge of all is that of the sound, on the grid or not.
    out = bounds.last[j]
    if want <= bounds.edge[j]:
        out = min(out, limits.ceil(want))
    elif out < bounds.closed[j]:
        out = stays_into_silence(bounds, j, now, cells * limits.cell, least, end, limits)
    longest = now + limits.most
    if out > longest >= end:
        # What is closed to the next cue would stay too long: it leaves a gap that can be seen.
        out = max(end, limits.floor(min(longest, bounds.edge[j])))
    return out


def stays_into_silence(
    bounds: Boundaries, j: int, now: int, reading: float, least: float, end: int, limits: Limits
) -> int:
    """Tell when a cue from `now` to boundary j goes, that would be gone too soon at `last[j]`.

    It takes `reading` frames to be read, for which it stays until `lag` after its `end` at most;
    and it is to stay at least `least`, for which it may stay into any silence. A pause that is too
    short to be seen after that is closed.
    """
    must = limits.ceil(ceil(max(now + least, min(now + reading, end + limits.lag))))
    if must <= bounds.last[j]:
        return bounds.last[j]
    return must if must <= bounds.seen[j] else bounds.closed[j]
