"""Progress as people and programs see it, apart from any run."""

from __future__ import annotations

import io
import sys

import pytest

from captioner.cli import progress
from captioner.cli.events import Events
from captioner.cli.progress import Meter, Sum, reporting, telling
from captioner.cli.wording import cost_of
from captioner.narrate import Progress
from captioner.publish.publication import Step
from captioner.usage import Usage


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


def test_publications_are_told_in_parts_or_in_percent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_SECONDS_BETWEEN_LINES", 0)
    steps = (Step("m4b"), Step("m4b", 35, 100, share=True), Step("chapters", 12, 40))
    with telling("out/book") as tell:
        for step in steps:
            tell(step)
    track = Events().track("book.md", 3)
    for step in steps[1:]:
        track.publishing(step)
    lines, events = capsys.readouterr().err.split('{"event"', 1)

    assert lines.splitlines() == [
        "out/book: making m4b",
        "out/book: making m4b, 35 %",
        "out/book: making chapters, 12 of 40",
    ]
    # The second comes too soon after the one before it.
    assert '"making","document":"book.md","publication":"m4b","done":35,"total":100' in events
    assert "chapters" not in events


def test_on_a_terminal_the_bar_of_a_document_is_that_of_its_publications(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "140")
    with telling("out/book") as tell:
        tell(Step("chapters"))
        tell(Step("chapters", 40, 40))
    assert "out/book" in terminal.getvalue()
    assert "making chapters, 40 of 40" in terminal.getvalue()


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
