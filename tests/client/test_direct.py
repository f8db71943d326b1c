"""A connection to a process of ours, when that says nothing, too little, or too slowly."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
import trio
import trio.testing

from captioner.audio import silence
from captioner.client import Service, Tally, open_connection
from captioner.errors import SpeechInterrupted, one_error
from captioner.protocol import frames as framed
from tests.client.services import VOICE, done, sentence

Answer = Callable[[trio.abc.Stream], Awaitable[None]]

SECOND = framed.frame(framed.SOUND, silence(22_050))
DONE = framed.frame(framed.EVENT, done("s01-001").encode())


async def spoken(answer: Answer) -> float:
    """Ask a process that answers so: give how long that took, in seconds."""
    ours, theirs = trio.testing.memory_stream_pair()

    async def open_stream() -> trio.abc.Stream:
        return ours

    async def serve() -> None:
        await theirs.receive_some()
        await theirs.send_all(framed.frame(framed.AGREED))
        await theirs.receive_some()
        await answer(theirs)

    service = Service("ours", "localhost", "/ws3", open_stream, is_direct=True)
    begun = trio.current_time()
    with one_error():
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serve)
            async with open_connection(service, VOICE) as connection:
                await connection.speak(sentence("Never."), Tally())
            nursery.cancel_scope.cancel()
    return trio.current_time() - begun


async def nothing(stream: trio.abc.Stream) -> None:
    await trio.sleep_forever()


async def one_second(stream: trio.abc.Stream) -> None:
    await stream.send_all(SECOND)
    await trio.sleep_forever()


async def trickle(stream: trio.abc.Stream) -> None:
    while True:
        await trio.sleep(14)
        await stream.send_all(SECOND)


@pytest.mark.parametrize(
    ("answer", "seconds", "told"),
    [
        (nothing, 20, "fell silent for 20 s"),
        (one_second, 15, "fell silent for 15 s"),
        (trickle, 180, "took more than 180 s for one sentence"),
    ],
)
async def test_what_does_not_come_is_waited_for_so_long_and_no_longer(
    autojump_clock: trio.testing.MockClock, answer: Answer, seconds: float, told: str
) -> None:
    begun = trio.current_time()
    with pytest.raises(SpeechInterrupted, match=told):
        await spoken(answer)

    assert trio.current_time() - begun == pytest.approx(seconds)


async def test_what_comes_slowly_and_whole_is_taken(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def slowly(stream: trio.abc.Stream) -> None:
        await trio.sleep(19)
        for _ in range(5):
            await stream.send_all(SECOND)
            await trio.sleep(14)
        await stream.send_all(DONE)

    assert await spoken(slowly) == pytest.approx(19 + 5 * 14)


async def test_who_does_not_wait_any_longer_is_not_told_of_silence(
    autojump_clock: trio.testing.MockClock,
) -> None:
    with trio.move_on_after(5) as given_up:
        await spoken(nothing)

    assert given_up.cancelled_caught
