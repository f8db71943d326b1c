"""What cues could not keep, tallied and told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from captioner.captions import RULES, Flaw
from captioner.captions.relaxed import Relaxed
from tests.captions.making import cue_of
from tests.strategies import tried


def told(*flaws: Flaw, fitted: bool = False) -> list[str]:
    """What is said of some cues of a minute each, with a flaw each."""
    relaxed = Relaxed(1000)
    relaxed.add(
        cue_of("x", start=60_000 * n, end=60_000 * n + 1, name=f"s01-{n:03}", relaxed=(flaw,))
        for n, flaw in enumerate(flaws, start=1)
    )
    return list(relaxed.told(fitted=fitted))


def test_where_nothing_was_relaxed_nothing_is_said() -> None:
    relaxed = Relaxed(1000)
    relaxed.add([cue_of("x"), cue_of("y")])
    assert list(relaxed.told()) == []


def test_a_rule_is_told_in_a_line_with_its_count_its_worst_place_and_the_remedy() -> None:
    flaws = [Flaw("reading-speed", value, 20) for value in (21.5, 30.12, 22)]
    assert told(*flaws) == [
        "3 of 3 cues are too fast to read: worst s01-002 at 0:02:00, 30.2 of 20 characters a "
        "second; captioner narrate --fit makes speech fit, captioner check lists all"
    ]
    (line,) = told(*flaws, fitted=True)
    assert line.endswith("30.2 of 20 characters a second; captioner check lists all")


def test_one_cue_is_said_so_and_a_value_is_never_rounded_to_its_limit() -> None:
    assert told(Flaw("gap", 82.99, 83)) == [
        "1 of 1 cues is too close to the next one: worst s01-001 at 0:01:00, 82 of 83 ms; "
        "captioner check lists all"
    ]
    (brief, long, fast) = told(
        Flaw("max-duration", 7000.4, 7000),
        Flaw("min-duration", 832.9, 833),
        Flaw("reading-speed", 20.01, 20),
    )
    assert ", 7001 of 7000 ms; " in brief
    assert ", 832 of 833 ms; " in long
    assert ", 20.1 of 20 characters a second; " in fast


def test_the_worst_is_the_one_farthest_from_its_limit_on_either_side() -> None:
    (line,) = told(*(Flaw("min-duration", value, 833) for value in (700, 400, 0, 600)))
    assert "worst s01-003" in line


@tried
@given(st.lists(st.tuples(st.sampled_from(sorted(RULES)), st.floats(0, 9000), st.just(7.0))))
def test_each_rule_that_was_relaxed_has_one_line_in_the_order_of_the_table(
    flaws: list[tuple[str, float, float]],
) -> None:
    lines = told(*(Flaw(*flaw) for flaw in flaws))
    counts = [sum(flaw[0] == rule for flaw in flaws) for rule in RULES]
    assert [line.split()[0] for line in lines] == [str(count) for count in counts if count]
