"""Pauses, phonemes and speeds: what they do to the sound of the real synthesizer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.markup import Markup, Pause, parts
from captioner.server.order import Order, Said, Silence, Timing
from captioner.server.script import write_script
from captioner.server.workers import open_workers

RATE = 22050

Part = Said | Silence


async def spoken(*orders: tuple[Part, ...], rate: int = RATE) -> list[tuple[bytes, Timing]]:
    found = []
    async with open_workers(1) as synthesizer:
        for order in orders:
            blocks: list[bytes] = []
            timing = await synthesizer.synthesize(Order(order, "en-us", rate), blocks.append)
            found.append((b"".join(blocks), timing))
    return found


def lasts(timing: Timing, index: int) -> float:
    """Give the time from a word's start to the next one's."""
    starts = [*timing.starts, timing.length]
    return starts[index + 1] - starts[index]


@pytest.mark.parametrize("ms", [0, 1, 200, 1500, 59_999])
async def test_a_pause_is_exactly_that_much_silence(ms: int) -> None:
    (first, _), (second, _), (whole, timing) = await spoken(
        (Said("Wait for it, "),),
        (Said("now."),),
        (Said("Wait for it, "), Silence(ms), Said("now.")),
    )

    assert whole == first + bytes(2 * (ms * RATE // 1000)) + second
    assert timing.words == ["Wait", "for", "it,", "now."]
    assert timing.starts[3] == pytest.approx(len(first) / 2 / RATE + ms / 1000, abs=1e-4)
    assert timing.length == pytest.approx(len(whole) / 2 / RATE, abs=1e-6)


async def test_a_pause_may_stand_first_last_and_alone() -> None:
    (edges, timing), (alone, nothing) = await spoken(
        (Silence(100), Said("Now."), Silence(300)), (Silence(250),)
    )

    assert timing.words == ["Now."]
    assert timing.starts[0] >= 0.1
    assert edges.endswith(bytes(2 * 300 * RATE // 1000))
    assert alone == bytes(2 * (250 * RATE // 1000))
    assert nothing == Timing([], [], [], length=round(int(0.25 * RATE) / RATE, 6))


async def test_a_speed_of_its_own_changes_that_word_and_no_other() -> None:
    (_, usual), (_, slow), (_, fast) = await spoken(
        (Said("this is a slow word indeed."),),
        (Said("this is a "), Said("slow", speed=0.5), Said(" word indeed.")),
        (Said("this is a "), Said("slow", speed=2.0), Said(" word indeed.")),
    )

    assert slow.words == fast.words == usual.words
    assert lasts(slow, 3) > 1.7 * lasts(usual, 3)
    assert lasts(fast, 3) < 0.7 * lasts(usual, 3)
    for index in (0, 1, 2, 5):
        assert lasts(slow, index) == pytest.approx(lasts(usual, index), rel=0.02)
        assert lasts(fast, index) == pytest.approx(lasts(usual, index), rel=0.02)


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.25, 2.0])
async def test_the_speed_of_all_is_as_asked_for(speed: float) -> None:
    text = "The boats swung round on their chains, and the wind went into the west."
    async with open_workers(1) as synthesizer:
        lengths = []
        for factor in (1.0, speed):
            order = Order((Said(text),), "en-us", RATE, speed=factor)
            lengths.append((await synthesizer.synthesize(order, lambda block: None)).length)

    assert lengths[0] / lengths[1] == pytest.approx(speed, rel=0.1)


async def test_phonemes_are_said_in_place_of_letters_and_keep_the_times_true() -> None:
    (_, plain), (_, marked), (_, nothing) = await spoken(
        (Said("the custom fell down."),),
        (Said("the "), Said("k1Ast0xm", phonemes=True), Said(" fell down.")),
        (Said("the "), Said("!!", phonemes=True), Said(" fell [[down]].")),
    )

    assert marked.words == ["the", "{k1Ast0xm}", "fell", "down."]
    assert lasts(marked, 1) == pytest.approx(lasts(plain, 1), rel=0.1)
    assert marked.starts == sorted(marked.starts)
    assert nothing.words[-1] == "[[down]]."
    assert lasts(nothing, len(nothing.words) - 1) > 0.2


@pytest.mark.parametrize("opening", ["(", '"', "“", "‘", "[", "—", "red-", ""])
async def test_phonemes_are_heard_behind_any_mark(opening: str) -> None:
    (_, marked), (_, alone) = await spoken(
        (Said(f"the {opening}"), Said("t0xm1Yto", phonemes=True), Said(" here.")),
        (Said("the "), Said("t0xm1Yto", phonemes=True), Said(" here.")),
    )

    assert len(marked.words) == len(alone.words) == 3
    assert lasts(marked, 1) > 0.7 * lasts(alone, 1)


MARKED = st.lists(
    st.sampled_from(["a word ", "two, ", "[slow] ", "<20> ", "{k1A} ", "end. ", "[x", "<>", "\x01"])
).map("".join)


@given(MARKED, st.builds(Markup, st.booleans(), st.booleans(), st.booleans()))
def test_each_character_that_the_library_reads_knows_where_it_came_from(
    text: str, markup: Markup
) -> None:
    said = [
        Said(part.text, part.phonemes, 0.5 if part.mark is not None else 1.0)
        for part in parts(text, markup)
        if not isinstance(part, Pause)
    ]
    script = write_script(said, lambda speed: round(175 * speed))

    assert len(script.origins) == len(script.source) + 1
    assert list(script.origins) == sorted(script.origins)
    for at, char in enumerate(script.source):
        shown = script.shown[script.offset(at)] if script.offset(at) < len(script.shown) else ""
        if char.isalpha() and shown == char:
            continue
        # What is not the text itself is a command, phonemes, or a blank made unbreakable.
        assert not char.isalpha() or shown in ("{", "") or "\x01" in script.source
