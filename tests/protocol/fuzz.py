"""Fuzz the codec and both halves: `python -m tests.protocol.fuzz SECONDS [FOLDER]`.

Needs atheris. What was found interesting is kept in FOLDER. Any bytes give a message, an event or a
ProtocolError; any order of messages leaves both machines in a state that a referee can name.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

with atheris.instrument_imports(include=["captioner.protocol"]):
    from captioner.errors import RemoteProtocolError
    from captioner.protocol import (
        WS,
        WS2,
        WS3,
        Chunk,
        Clear,
        Done,
        Eos,
        ErrorEvent,
        Event,
        Flush,
        Limits,
        Message,
        Segment,
        Text,
        Timestamps,
        WordTimestamps,
        decode_event,
        decode_message,
        encode,
        encode_event,
    )
    from captioner.protocol.parameters import PARAMETERS, parse_query
    from tests.protocol.referee import ClientReferee, ServerReferee

DIALECTS = [WS3, WS2, WS]
CONTEXTS = [None, "a", "b"]


def codec(data: atheris.FuzzedDataProvider) -> None:
    """Any frame is a message or none, an event or their error; and what is read is written."""
    dialect = data.PickValueInList(DIALECTS)
    frame = any_frame(data)
    message = decode_message(frame, dialect)
    if message is not None:
        assert isinstance(message, Message)
        assert decode_message(encode(message, dialect), dialect) == message
    with suppress(RemoteProtocolError):
        event = decode_event(frame, dialect)
        assert isinstance(event, Event)
        if isinstance(event, Chunk | ErrorEvent):
            written = encode_event(event, dialect)
            assert written is None or decode_event(written, dialect) == event


def query(data: atheris.FuzzedDataProvider) -> None:
    """Any query is read, and each value by its parameter or refused with a reason."""
    for name, values in parse_query(any_text(data)).items():
        for value in values:
            if name in PARAMETERS:
                with suppress(ValueError):
                    PARAMETERS[name].read(value)
    for parameter in PARAMETERS.values():
        with suppress(ValueError):
            parameter.read(any_text(data))


def server(data: atheris.FuzzedDataProvider) -> None:
    """Any messages and moments in any order are answered within the rules."""
    dialect = data.PickValueInList(DIALECTS)
    limits = Limits(
        data.ConsumeIntInRange(1, 40), data.ConsumeIntInRange(1, 200), data.ConsumeBool()
    )
    referee = ServerReferee(data.PickValueInList(list(Segment)), dialect, limits)
    while data.remaining_bytes():
        match data.ConsumeIntInRange(0, 9):
            case 0 | 1:
                referee.finish_speaking()
            case 2:
                referee.rest()
            case 3:
                referee.receive(any_frame(data))
            case _:
                referee.receive(encode(any_message(data), dialect))
    referee.run_out()


def client(data: atheris.FuzzedDataProvider) -> None:
    """Any frames in any order are understood or are their error, and no sound goes astray."""
    dialect = data.PickValueInList(DIALECTS)
    referee = ClientReferee(dialect, data.PickValueInList(["pcm", "mulaw", "mp3"]))
    while data.remaining_bytes():
        match data.ConsumeIntInRange(0, 9):
            case 0 | 1 | 2:
                referee.ask(data.PickValueInList(["a", "b"]), data.PickValueInList(["One.", " "]))
            case 3:
                referee.close(data.PickValueInList([None, 1000, 1001, 1005, 1006, 1011]))
            case 4:
                referee.receive(any_frame(data))
            case _:
                frame = encode_event(any_event(data), dialect)
                if frame is not None:
                    referee.receive(frame)


def any_text(data: atheris.FuzzedDataProvider) -> str:
    return str(data.ConsumeUnicode(data.ConsumeIntInRange(0, 60)))


def any_frame(data: atheris.FuzzedDataProvider) -> str | bytes:
    if data.ConsumeBool():
        return any_text(data)
    return bytes(data.ConsumeBytes(data.ConsumeIntInRange(0, 60)))


def any_message(data: atheris.FuzzedDataProvider) -> Message:
    match data.ConsumeIntInRange(0, 9):
        case 0:
            return Clear()
        case 1 | 2:
            return Flush()
        case 3:
            return Eos()
    piece = data.PickValueInList(["", " ", "One. ", "two", ".", ", ", "潮。", "?!x", "Mr. ", None])
    if piece is None:
        piece = data.ConsumeUnicodeNoSurrogates(data.ConsumeIntInRange(0, 30))
    marks = data.PickValueInList([None, False, True])
    return Text(piece, data.PickValueInList(CONTEXTS), marks)


def any_event(data: atheris.FuzzedDataProvider) -> Chunk | Timestamps | Done | ErrorEvent:
    context = data.PickValueInList(CONTEXTS)
    match data.ConsumeIntInRange(0, 5):
        case 0:
            return Done(context)
        case 1:
            return ErrorEvent("no", context)
        case 2:
            return Timestamps(WordTimestamps(["One."], [0.0], [1.0]), context)
    return Chunk(bytes(data.ConsumeBytes(data.ConsumeIntInRange(0, 60))), context)


TARGETS = [codec, query, server, client]


def one(data: bytes) -> None:
    """Let the first byte choose what the others are tried on."""
    provider = atheris.FuzzedDataProvider(data)
    provider.PickValueInList(TARGETS)(provider)


if __name__ == "__main__":
    seconds, *folder = sys.argv[1:]
    atheris.Setup([sys.argv[0], f"-max_total_time={int(seconds)}", "-timeout=10", *folder], one)
    atheris.Fuzz()
