"""The client's half under any frames, questions and closes, in any order, before a referee.

The referee asserts after each: a Heard, None or a ProtocolError and nothing else; sound only for
the sentence asked for, whole and in order; one end for each sentence.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from captioner.protocol import (
    WS,
    WS2,
    WS3,
    Chunk,
    Dialect,
    Done,
    ErrorEvent,
    Timestamps,
    WordTimestamps,
    encode_event,
)
from tests.protocol.referee import ClientReferee
from tests.protocol.strategies import EVENTS, FRAMES

LABELS = st.sampled_from([None, "a", "b"])
#: Events of the two sentences that are asked for here, and of none.
LIKELY = st.one_of(
    st.builds(Chunk, st.binary(max_size=5), LABELS),
    st.builds(Done, LABELS),
    st.builds(Timestamps, st.just(WordTimestamps(["One."], [0.0], [1.0])), LABELS),
    st.builds(ErrorEvent, st.just("no"), LABELS),
)
ASKED = st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["One.", "One.", " "]))
CLOSES = st.sampled_from([None, 1000, 1001, 1005, 1006, 1011])


@given(
    st.sampled_from([WS3, WS2, WS]),
    st.sampled_from(["pcm", "mulaw", "mp3"]),
    st.lists(
        ASKED | LIKELY | LIKELY | EVENTS | FRAMES | st.binary(max_size=6) | CLOSES, max_size=30
    ),
)
def test_any_order_of_questions_events_and_closes_is_understood_within_the_rules(
    dialect: Dialect, audio_format: str, happened: list[object]
) -> None:
    referee = ClientReferee(dialect, audio_format)
    for event in happened:
        match event:
            case (str() as context, str() as spoken):
                referee.ask(context, spoken)
            case str() | bytes():
                referee.receive(event)
            case None | int():
                referee.close(event)
            case Chunk() | Done() | Timestamps() | ErrorEvent():
                frame = encode_event(event, dialect)
                if frame is not None:
                    referee.receive(frame)
