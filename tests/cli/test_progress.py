"""Progress as people and programs see it, apart from any run."""

from __future__ import annotations

import io
import sys

import pytest

from captioner.cli.progress import Meter, Sum, cost_of, reporting
from captioner.errors import Usage
from captioner.narrate import Progress


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_many_documents_have_a_bar_each_and_one_for_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "140")
    with reporting(price=10) as reporter:
        reporter.begin(2, 10)
        one, two = reporter.track("one.md", 4), reporter.track("two.md", 6)
        one.update(Progress(4, 4, 0, 8.0, Usage(100, 4)))
        two.update(Progress(3, 6, 0, 5.0, Usage(50, 3)))
        two.retry("s01-004", "it fell silent")
        one.end("done", "")
        two.end("failed", "it is gone")
    shown = terminal.getvalue()

    for part in ("2 documents", "one.md", "two.md", "7/10 sentences", "cost 1.50"):
        assert part in shown
    assert "captioner: two.md: s01-004: it fell silent; trying again" in shown


def test_a_sum_is_that_of_the_latest_counts() -> None:
    whole = Sum(12, None)
    whole.update(1, Progress(2, 4, 0, 3.0, Usage(10, 2, 1, 5, 1, 7)))
    whole.update(2, Progress(1, 8, 1, 0.0, Usage(1, 1)))
    whole.update(1, Progress(4, 4, 0, 6.0, Usage(20, 4, 1, 9, 2, 14)))

    assert whole.meter.progress == Progress(5, 12, 1, 6.0, Usage(21, 5, 1, 9, 2, 14))


def test_before_anything_is_done_no_time_is_left_to_tell() -> None:
    now = Meter(5, price=2).standing()

    assert (now.left, now.cost) == (None, 0.0)
    assert cost_of(1500, 2) == 3.0
