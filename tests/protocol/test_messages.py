"""What is said on the wire, and its codec."""

from __future__ import annotations

import json
import math
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from captioner.errors import RemoteProtocolError
from captioner.protocol import (
    WS2,
    Chunk,
    Clear,
    Done,
    Eos,
    ErrorEvent,
    Event,
    Flush,
    Message,
    SaidEvent,
    Text,
    Timestamps,
    Unknown,
    Unreadable,
    WordTimestamps,
    decode_event,
    decode_message,
    encode,
    encode_event,
)
from tests.protocol.strategies import EVENTS, FRAMES, MESSAGES

TIMES = WordTimestamps(["Hello", "there."], [0, 0.36106], [0.36106, 1.44424])


@pytest.mark.parametrize(
    ("said", "frame"),
    [
        (Text("Hello there. "), '{"text":"Hello there. "}'),
        (Text("Größe 潮 ", "s01-001"), '{"text":"Größe 潮 ","contextId":"s01-001"}'),
        (Clear(), '{"operation":"clear"}'),
        (Flush(), '{"operation":"flush"}'),
        (Eos(), '{"operation":"eos"}'),
    ],
)
def test_messages_are_written_and_read_as_documented(said: Message, frame: str) -> None:
    assert encode(said) == frame
    assert decode_message(frame) == said


@pytest.mark.parametrize(
    ("said", "frame"),
    [
        (Chunk(b"\1\2\3", "c"), '{"type":"chunk","data":"AQID","contextId":"c"}'),
        (Chunk(b"\1"), '{"type":"chunk","data":"AQ==","contextId":null}'),
        (
            Timestamps(TIMES, "c"),
            '{"type":"timestamps","word_timestamps":{"words":["Hello","there."],'
            '"start":[0.0,0.36106],"end":[0.36106,1.44424]},"contextId":"c"}',
        ),
        (
            Timestamps(WordTimestamps([], [], []), estimated=True),
            '{"type":"timestamps","word_timestamps":{"words":[],"start":[],"end":[]},'
            '"contextId":null,"estimated":true}',
        ),
        (Done("c"), '{"type":"done","contextId":"c"}'),
        (ErrorEvent("no"), '{"type":"error","message":"no"}'),
    ],
)
def test_events_are_written_and_read_as_documented(said: SaidEvent, frame: str) -> None:
    written = encode_event(said)
    assert isinstance(written, str)
    assert json.loads(written) == json.loads(frame)
    assert decode_event(frame) == said


@pytest.mark.parametrize(
    ("frame", "event"),
    [
        ('{"contextId":"c","type":"done"}', Done("c")),
        ('{"type":"done","done":true,"contextId":"c"}', Done("c", done=True)),
        ('{"type":"done","done":"yes","contextId":"c"}', Done("c")),
        ('{"type":"done"}', Done()),
        ('{"type":"done","contextId":7}', Done("7")),
        ('{"type":"chunk","data":"AAA=","contextId":7}', Chunk(b"\0\0", "7")),
        ('{"type":"chunk","data":"AQID","later":[1,{}]}', Chunk(b"\1\2\3")),
        ('{"type":"error"}', ErrorEvent()),
        ('{"type":"error","message":{"code":400}}', ErrorEvent("{'code': 400}")),
        ('{"type":"ready","contextId":"c"}', Unknown("ready")),
        ('{"type":"timestamps"}', Unreadable("timestamps")),
        ('{"type":"timestamps","word_timestamps":[]}', Unreadable("timestamps")),
        ('{"type":"timestamps","word_timestamps":{"words":[]}}', Unreadable("timestamps")),
        (
            '{"type":"timestamps","wordTimestamps":{"words":["a"],"start":["0.1"],"end":[1]}}',
            Timestamps(WordTimestamps(["a"], [0.1], [1.0])),
        ),
        (
            '{"type":"timestamps","word_timestamps":{"words":["a","b"],"start":[-1],"end":[]}}',
            Timestamps(WordTimestamps(["a", "b"], [-1.0], [])),
        ),
    ],
)
def test_what_differs_without_losing_sound_is_understood(frame: str, event: Event) -> None:
    assert decode_event(frame) == event


@pytest.mark.parametrize("time", ["NaN", "null", '"soon"', "1" + "0" * 400, "[]"])
def test_a_time_that_is_none_becomes_not_a_number(time: str) -> None:
    frame = (
        f'{{"type":"timestamps","word_timestamps":{{"words":["a"],"start":[{time}],"end":[1]}}}}'
    )
    event = decode_event(frame)
    assert isinstance(event, Timestamps)
    assert math.isnan(event.word_timestamps.start[0])
    assert event.word_timestamps.end == [1.0]


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (b"\0\1", "binary frame of 2 bytes"),
        ("", "no JSON"),
        ("hello", "no JSON"),
        ('{"type":"done"}}', "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("\ud800", "no JSON"),
        ("null", "no event"),
        ('["type"]', "no event"),
        ("{}", "no event"),
        ('{"type":1}', "no event"),
        ('{"type":"chunk"}', "not base64"),
        ('{"type":"chunk","data":"A"}', "not base64"),
        ('{"type":"chunk","data":"////!"}', "not base64"),
        ('{"type":"chunk","data":null}', "not base64"),
    ],
)
def test_what_cannot_be_understood_or_loses_sound_is_their_error(
    frame: str | bytes, reason: str
) -> None:
    with pytest.raises(RemoteProtocolError, match=reason) as caught:
        decode_event(frame)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "frame",
    [
        b"{}",
        "",
        "{}",
        "[]",
        '{"text":1}',
        '{"operation":"stop"}',
        "[" * 100_000,
        "\ud800",
        '{"text":"\ud800"}',
    ],
)
def test_what_is_no_message_is_none(frame: str | bytes) -> None:
    assert decode_message(frame) is None


def test_unknown_keys_of_a_message_are_tolerated() -> None:
    assert decode_message('{"operation":"flush","contextId":"a"}') == Flush()
    assert decode_message('{"text":"a","speed":2}') == Text("a")


def test_a_text_may_say_which_marks_it_holds() -> None:
    frame = (
        '{"text":"a","contextId":"c","pauseBetweenBrackets":false,'
        '"phonemizeBetweenBrackets":true,"inlineSpeedAlpha":"0.5,3"}'
    )
    said = Text(
        "a",
        "c",
        pause_between_brackets=False,
        phonemize_between_brackets=True,
        inline_speed_alpha="0.5,3",
    )
    assert decode_message(frame) == said
    assert encode(said) == frame


@pytest.mark.parametrize(
    ("frame", "event"),
    [
        ('{"type":"error","message":"\\ud800."}', ErrorEvent("?.")),
        ('{"type":"done","contextId":"\\udfff"}', Done("?")),
        ('{"type":"\\ud83d"}', Unknown("?")),
        (
            '{"type":"timestamps","word_timestamps":{"words":["\\ud800a"],"start":[0],"end":[1]}}',
            Timestamps(WordTimestamps(["?a"], [0.0], [1.0])),
        ),
    ],
)
def test_half_a_character_never_comes_further_than_the_codec(frame: str, event: Event) -> None:
    """It could be written to no file."""
    assert decode_event(frame) == event


def test_on_ws2_done_says_so_twice() -> None:
    assert json.loads(str(encode_event(Done("c"), WS2))) == {
        "type": "done",
        "done": True,
        "contextId": "c",
    }


@given(MESSAGES)
def test_every_message_comes_back_as_it_was_sent(said: Message) -> None:
    assert decode_message(encode(said)) == said


@given(EVENTS)
def test_every_event_comes_back_as_it_was_sent(said: SaidEvent) -> None:
    written = encode_event(said)
    assert written is not None
    assert decode_event(written) == said


@given(MESSAGES.map(encode) | EVENTS.map(encode_event))
def test_every_frame_is_one_json_object_on_one_line(frame: str) -> None:
    assert isinstance(json.loads(frame), dict)
    assert "\n" not in frame


@given(FRAMES)
@example('{"type":"timestamps","word_timestamps":{"words":[],"start":[1e999],"end":[]}}')
def test_any_frame_is_an_event_or_their_error(frame: str) -> None:
    with suppress(RemoteProtocolError):
        assert isinstance(decode_event(frame), Event)


@given(FRAMES | st.binary(max_size=20))
def test_any_frame_is_a_message_or_none(frame: str | bytes) -> None:
    message = decode_message(frame)
    assert message is None or isinstance(message, Message)


@pytest.mark.parametrize(
    ("more", "read"),
    [
        ('"contextId":5', Text("Hi.", "5")),
        ('"contextId":null', Text("Hi.")),
        ('"contextId":{"a":1}', Text("Hi.")),
        ('"contextId":true', Text("Hi.")),
        ('"inlineSpeedAlpha":0.5', Text("Hi.", inline_speed_alpha="0.5")),
        ('"inlineSpeedAlpha":[1]', Text("Hi.")),
        ('"pauseBetweenBrackets":"true"', Text("Hi.", pause_between_brackets=True)),
        ('"pauseBetweenBrackets":"maybe"', Text("Hi.")),
        ('"phonemizeBetweenBrackets":1', Text("Hi.")),
        ('"unheard":"of"', Text("Hi.")),
    ],
)
def test_what_comes_with_a_text_never_costs_the_text(more: str, read: Text) -> None:
    assert decode_message('{"text":"Hi.",' + more + "}") == read
