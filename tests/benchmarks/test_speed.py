"""The benchmark of speed still finds what it measures."""

from __future__ import annotations

import pytest

from tests.benchmarks.speed_stages import STAGES, found


@pytest.mark.parametrize("name", [name for names in STAGES.values() for name in names])
def test_each_function_of_a_stage_is_there(name: str) -> None:
    owner, last = found(name)
    assert callable(getattr(owner, last))
