"""Every fault of our server against our client: no hang, nothing lost, doubled or mixed up."""

from __future__ import annotations

import pytest
import trio
import trio.testing

from captioner.audio import Take
from captioner.client import Outcome, PoolSettings, Unspoken, speak
from captioner.document import Kind, Place, Sentence, context_of
from captioner.protocol import Voice
from captioner.server.endpoint import Server, ServerSettings
from captioner.server.faults import FAULTS, parse_fault
from tests.fakes import MarkedVoice, serving_streams

COUNT = 12
#: Each sentence has words, and so a sound, of its own.
SENTENCES = [
    Sentence(context_of(1, n), text, text, Kind.PARAGRAPH, n, Place(n), "en")
    for n, text in ((n, f"Sentence {'x' * n} of {n}.") for n in range(1, COUNT + 1))
]


async def narrated(*faults: str, path: str = "/ws3", max_text: int = 1000) -> list[Outcome]:
    """Ask for all sentences, of a server with faults, in small chunks."""
    settings = ServerSettings(
        chunk_bytes=2048, max_text=max_text, faults=[parse_fault(fault) for fault in faults]
    )
    server = Server(MarkedVoice(), settings)
    voice = Voice("en-us", "en", model="coda", rate=22050)
    outcomes_in, outcomes = trio.open_memory_channel[Outcome](0)
    found = []
    async with (
        serving_streams(server.serve_stream, path) as service,
        trio.open_nursery() as nursery,
    ):
        nursery.start_soon(
            speak, SENTENCES, service, voice, PoolSettings(connections=3), outcomes_in
        )
        async for outcome in outcomes:
            found.append(outcome)
    return found


def sound(outcome: Outcome) -> bytes:
    assert isinstance(outcome.result, Take), outcome
    return outcome.result.pcm


#: Those that lose a try each time they happen; the others cost nothing.
COSTLY = {
    "drop-after", "stall", "close", "error", "garbage", "binary", "silent", "wav", "wrong-context",
    "no-done", "early-done",
}  # fmt: skip
#: Those that cannot be told from an honest take over the wire: the summary names them instead.
UNTOLD = {"short"}
HARMLESS = set(FAULTS) - COSTLY - UNTOLD


@pytest.mark.parametrize("path", ["/ws3", "/ws2"])
@pytest.mark.parametrize("fault", sorted(COSTLY))
async def test_what_fails_now_and_then_is_asked_for_again(
    fault: str, path: str, autojump_clock: trio.testing.MockClock
) -> None:
    whole = await narrated(path=path)
    outcomes = await narrated(f"{fault}:3", path=path)

    assert [o.sentence for o in outcomes] == SENTENCES
    assert list(map(sound, outcomes)) == list(map(sound, whole))
    retried = sum(outcome.attempts - 1 for outcome in outcomes)
    assert COUNT // 3 <= retried <= COUNT
    assert sum(o.characters for o in outcomes) > sum(len(s.spoken) for s in SENTENCES)


@pytest.mark.parametrize("path", ["/ws3", "/ws2"])
@pytest.mark.parametrize("fault", sorted(HARMLESS))
async def test_what_can_be_borne_costs_no_try(
    fault: str, path: str, autojump_clock: trio.testing.MockClock
) -> None:
    whole = await narrated(path=path)
    every = ":2" if fault in ("refuse", "hang", "hang-up") else ""
    outcomes = await narrated(fault + every, path=path)

    assert [o.sentence for o in outcomes] == SENTENCES
    assert list(map(sound, outcomes)) == list(map(sound, whole))
    if fault not in ("hang", "hang-up"):
        assert {outcome.attempts for outcome in outcomes} == {1}


@pytest.mark.parametrize("fault", ["no-times", "ragged-times", "nominal-times", "late-times"])
async def test_word_times_are_as_good_as_they_came_and_marked_where_they_are_not(
    fault: str, autojump_clock: trio.testing.MockClock
) -> None:
    whole = await narrated()
    outcomes = await narrated(fault)

    for outcome, exact in zip(outcomes, whole, strict=True):
        take, right = outcome.result, exact.result
        assert isinstance(take, Take)
        assert isinstance(right, Take)
        if fault == "late-times":
            assert take == right
        elif fault == "no-times":
            assert take.words == ()
        else:
            assert take.nominal or take.repaired


async def test_two_faults_at_once(autojump_clock: trio.testing.MockClock) -> None:
    whole = await narrated()
    outcomes = await narrated("odd-chunks", "null-context", "drop-after=2:5", "refuse=429:4")

    assert list(map(sound, outcomes)) == list(map(sound, whole))


async def test_a_sentence_that_is_too_long_for_the_service_is_named_and_the_others_are_spoken(
    autojump_clock: trio.testing.MockClock,
) -> None:
    outcomes = await narrated(max_text=20)

    for sentence, outcome in zip(SENTENCES, outcomes, strict=True):
        if len(sentence.spoken) <= 20:
            assert isinstance(outcome.result, Take)
        else:
            assert isinstance(outcome.result, Unspoken)
            assert "1011: 400: text is too long" in outcome.result.reason
