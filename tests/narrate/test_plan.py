"""What the ledger tells of a voice before it speaks again."""

from __future__ import annotations

import pytest

from captioner.narrate.plan import heard_before
from captioner.store.ledger import Line

_YEAR = 365 * 24 * 60 * 60


@pytest.mark.parametrize("jump", [0, -24 * 60 * 60, _YEAR])
def test_a_clock_that_jumps_in_the_middle_of_a_run_changes_no_speed(jump: int) -> None:
    lines = [Line("asked", "r", 1000, characters=20)]
    for second in range(1, 101):
        at = 1000 + second + (jump if second > 50 else 0)
        lines.append(Line("kept", "r", at, characters=20, sound_ms=3000, voice="v"))
    speed = heard_before(lines)["v"].speed

    assert speed == pytest.approx(3, rel=0.02)


def test_a_run_of_two_voices_is_timed_as_one() -> None:
    lines = [Line("asked", "r", 0)]
    for second in range(20, 60):
        voice = "v" if second % 2 else "w"
        lines.append(Line("kept", "r", second, characters=9, sound_ms=1000, voice=voice))
    heard = heard_before(lines)

    assert heard["v"].seconds + heard["w"].seconds == 59
