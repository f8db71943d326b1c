"""The cloud's bad days, on demand: what a client should survive, to be rehearsed.

A fault stands between a synthesis and its client: it is shown each event and gives what is sent in
its place. One row a fault in `FAULTS`; those of the handshake are carried out by `endpoint`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec.structs import replace as but

from captioner.errors import OptionError
from captioner.protocol import (
    Chunk,
    Close,
    Done,
    ErrorEvent,
    SaidEvent,
    Synthesize,
    Timestamps,
    WordTimestamps,
)
from captioner.protocol.server import INTERNAL_ERROR
from captioner.server.nominal import nominal_times


class Raw(msgspec.Struct, frozen=True):
    """Send a frame as it is."""

    frame: str | bytes


class Wait(msgspec.Struct, frozen=True):
    """Do nothing for so many seconds."""

    seconds: float


class Stall(msgspec.Struct, frozen=True):
    """Do nothing more for as long as the client stays."""


class Drop(msgspec.Struct, frozen=True):
    """Cut the connection without a word."""


Step = SaidEvent | Raw | Wait | Stall | Drop | Close
Change = Callable[[SaidEvent], Iterable[Step]]


# ---------------------------------------------------------------- in a synthesis


def _after_chunks(count: int, what: Iterable[Step]) -> Change:
    """Do something once so many chunks are sent, or before `done` if there are fewer."""
    left = count
    steps = tuple(what)

    def change(event: SaidEvent) -> Iterator[Step]:
        nonlocal left
        if left == 0 or (isinstance(event, Done) and left > 0):
            left = -1
            yield from steps
        yield event
        left -= isinstance(event, Chunk) and left > 0

    return change


def _odd_chunks() -> Change:
    """Cut in the middle of samples, as a fixed pattern of odd sizes."""
    sizes = (829, 195, 1, 1023)

    def change(event: SaidEvent) -> Iterator[Step]:
        if not isinstance(event, Chunk):
            yield event
            return
        at = turn = 0
        while at < len(event.data):
            size = sizes[turn % len(sizes)]
            yield Chunk(event.data[at : at + size], event.context_id)
            at, turn = at + size, turn + 1

    return change


def _times(change_times: Callable[[Timestamps], Iterable[Step]]) -> Change:
    def change(event: SaidEvent) -> Iterable[Step]:
        return change_times(event) if isinstance(event, Timestamps) else (event,)

    return change


def _ragged(event: Timestamps) -> Iterator[Step]:
    times = event.word_timestamps
    start = [-1.0, *times.start[1:-1]]
    end = [value - 0.5 if turn % 3 == 1 else value for turn, value in enumerate(times.end)]
    yield but(event, word_timestamps=WordTimestamps(times.words, start, [*end, 9e9]))


def _nominal(synthesis: Synthesize) -> Change:
    """State times made from the text, with the first sound, as Rime's `/ws3` does."""
    told = False

    def change(event: SaidEvent) -> Iterator[Step]:
        nonlocal told
        if isinstance(event, Timestamps):
            return
        if not told and not isinstance(event, ErrorEvent):
            told = True
            yield Timestamps(nominal_times(synthesis.text), event.context_id)
        yield event

    return change


def _late_times() -> Change:
    held: list[Timestamps] = []

    def change(event: SaidEvent) -> Iterator[Step]:
        if isinstance(event, Timestamps):
            held.append(event)
            return
        yield event
        if isinstance(event, Done):
            yield from held
            held.clear()

    return change


def _context(context: str | None) -> Change:
    return lambda event: (but(event, context_id=context),)


def _stray(synthesis: Synthesize) -> Change:
    """Send something of a sentence that nobody asked for, before and after the sound."""
    other = "stray-001"

    def change(event: SaidEvent) -> Iterator[Step]:
        if not isinstance(event, ErrorEvent):
            yield Chunk(b"\x00\x40" * 400, other)
        if isinstance(event, Done):
            yield Done(other)
        yield event

    return change


def _early_done() -> Change:
    done = False

    def change(event: SaidEvent) -> Iterator[Step]:
        nonlocal done
        if isinstance(event, Done):
            return
        yield event
        if isinstance(event, Chunk) and not done:
            done = True
            yield Done(event.context_id)

    return change


def _double_done() -> Change:
    return lambda event: (event, event) if isinstance(event, Done) else (event,)


def _only(*kinds: type[SaidEvent]) -> Change:
    return lambda event: (event,) if isinstance(event, kinds) else ()


def _error(message: str) -> Change:
    """Report an error in place of all that was due."""
    told = False

    def change(event: SaidEvent) -> Iterator[Step]:
        nonlocal told
        if not told:
            told = True
            yield ErrorEvent(message, event.context_id)

    return change


def _short() -> Change:
    """Lose the sound behind the first half of each chunk."""

    def change(event: SaidEvent) -> Iterator[Step]:
        if isinstance(event, Chunk):
            event = but(event, data=event.data[: len(event.data) // 4 * 2])
        yield event

    return change


def _wav() -> Change:
    """Send a container where bare samples were asked for."""
    begun = False

    def change(event: SaidEvent) -> Iterator[Step]:
        nonlocal begun
        if isinstance(event, Chunk) and not begun:
            begun = True
            event = but(event, data=b"RIFF\xff\xff\xff\xffWAVE" + event.data)
        yield event

    return change


def _slow(seconds: float) -> Change:
    return lambda event: (Wait(seconds), event)


def _unknown() -> Change:
    """Add events and fields that no page describes."""
    note = '{"type":"progress","percent":50,"contextId":null}'

    def change(event: SaidEvent) -> Iterator[Step]:
        yield Raw(note)
        if isinstance(event, Done):
            context = "null" if event.context_id is None else f'"{event.context_id}"'
            yield Raw(f'{{"type":"done","contextId":{context},"usage":{{"characters":1}}}}')
        else:
            yield event

    return change


class Row(msgspec.Struct, frozen=True):
    """A fault: what its number means (empty if it has none), its usual value, and its making.

    `make` is None for those that are not of a synthesis. `allowed` are its values, None for any
    from 0 to 9,999.
    """

    says: str
    make: Callable[[float, Synthesize], Change] | None = None
    unit: str = ""
    usual: float = 0
    allowed: frozenset[float] | None = None


#: What may stand in a close frame (RFC 6455, 7.4).
_CLOSE_CODES = frozenset({*range(1000, 1015), *range(3000, 5000)} - {1004, 1005, 1006})

_COUNTS = frozenset(range(10_000))

FAULTS = {
    "drop-after": Row("cut the connection after N chunks",
                      lambda n, _: _after_chunks(int(n), [Drop()]), "N", 1, _COUNTS),
    "stall": Row("send N chunks, then nothing",
                 lambda n, _: _after_chunks(int(n), [Stall()]), "N", 1, _COUNTS),
    "slow": Row("wait so many seconds before each message", lambda n, _: _slow(n), "SECONDS", 1),
    "close": Row("close with a code after one chunk",
                 lambda n, _: _after_chunks(1, [Close(int(n), "500: synthesis failed")]),
                 "CODE", INTERNAL_ERROR, _CLOSE_CODES),
    "error": Row("report an error in place of the sound",
                 lambda _n, _s: _error("synthesis failed")),
    "garbage": Row("send a frame that is no JSON",
                   lambda _n, _s: _after_chunks(1, [Raw("<html>bad gateway</html>")])),
    "binary": Row("send a binary frame where JSON is due",
                  lambda _n, _s: _after_chunks(1, [Raw(bytes(64))])),
    "odd-chunks": Row("cut sound in the middle of samples", lambda _n, _s: _odd_chunks()),
    "short": Row("lose half of the sound", lambda _n, _s: _short()),
    "silent": Row("say done without any sound", lambda _n, _s: _only(Timestamps, Done)),
    "wav": Row("send a container where samples were asked for", lambda _n, _s: _wav()),
    "no-times": Row("send no word times", lambda _n, _s: _times(lambda _: ())),
    "ragged-times": Row("send word times that do not fit together", lambda _n, _s: _times(_ragged)),
    "nominal-times": Row("send word times made from the text alone, with the first sound",
                         lambda _n, synthesis: _nominal(synthesis)),
    "late-times": Row("send word times after done", lambda _n, _s: _late_times()),
    "wrong-context": Row("name a context that nobody asked for",
                         lambda _n, _s: _context("stray-001")),
    "null-context": Row("name no context", lambda _n, _s: _context(None)),
    "stray": Row("send events of another sentence in between", lambda _n, s: _stray(s)),
    "unknown": Row("send events and fields that nobody knows", lambda _n, _s: _unknown()),
    "early-done": Row("say done before the last of the sound", lambda _n, _s: _early_done()),
    "double-done": Row("say done twice", lambda _n, _s: _double_done()),
    "no-done": Row("never say done", lambda _n, _s: _only(Chunk, Timestamps, ErrorEvent)),
    "merge-flushes": Row("speak what is flushed meanwhile as one, with one done"),
    "refuse": Row("refuse the connection with an HTTP status", unit="STATUS", usual=429,
                  allowed=frozenset(range(400, 600))),
    "hang": Row("take the connection and never answer"),
    "hang-up": Row("take the connection and cut it"),
}  # fmt: skip


class Fault(msgspec.Struct, frozen=True):
    """A fault as asked for: by name, with its number, and each how many-th time it happens."""

    name: str
    value: float
    every: int = 1


def parse_fault(text: str) -> Fault:
    """Read `NAME`, `NAME=VALUE` or either followed by `:EVERY`. Raises OptionError."""
    head, colon, every = text.partition(":")
    name, equals, value = head.partition("=")
    row = FAULTS.get(name)
    if row is None:
        raise OptionError(f"--fault {text}: there is none of that name; {', '.join(FAULTS)}")
    if equals and not row.unit:
        raise OptionError(f"--fault {text}: {name} takes no value")
    try:
        fault = Fault(name, float(value) if equals else row.usual, int(every) if colon else 1)
    except ValueError:
        fault = Fault(name, -1)
    is_allowed = fault.value in row.allowed if row.allowed else 0 <= fault.value < 10_000
    if not is_allowed or fault.every < 1:
        wanted = f"{name}={row.unit}" if row.unit else name
        raise OptionError(
            f"--fault {text}: it must look like {wanted}, or {wanted}:3 for each third time"
        )
    return fault


class Faults:
    """The faults of a server, and how often each could have happened by now."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = tuple(faults)
        self._turns: Counter[Fault] = Counter()

    def in_synthesis(self, synthesis: Synthesize) -> Change:
        """Give what changes the events of a synthesis, all of its faults after one another."""
        changes = [
            make(fault.value, synthesis)
            for fault in self._faults
            if (make := FAULTS[fault.name].make) is not None and self._is_due(fault)
        ]
        return _chained(changes)

    def at_handshake(self) -> Fault | None:
        """Give the fault that this connection meets before it is one."""
        for fault in self._faults:
            if fault.name in ("refuse", "hang", "hang-up") and self._is_due(fault):
                return fault
        return None

    @property
    def merges_flushes(self) -> bool:
        """Whether flushes are merged."""
        return any(fault.name == "merge-flushes" for fault in self._faults)

    def _is_due(self, fault: Fault) -> bool:
        self._turns[fault] += 1
        return self._turns[fault] % fault.every == 0


def _chained(changes: list[Change]) -> Change:
    def change(event: SaidEvent) -> Iterable[Step]:
        steps: list[Step] = [event]
        for one in changes:
            steps = [
                changed
                for step in steps
                for changed in (one(step) if isinstance(step, SaidEvent) else (step,))
            ]
        return steps

    return change
