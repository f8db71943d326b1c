"""How far a run has come, told to people and to programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.end_to_end.counted import Here, counted, text


def events(stderr: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stderr.splitlines()]


def test_programs_get_one_json_object_a_line_and_nothing_else(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(4) + text(1))
    (tmp_path / "b.md").write_text(text(3, "moon"))
    with counted() as voice:
        done = run(
            "narrate", "a.md", "b.md", "no.md", "--progress", "json", "--price-per-1k", 2,
            *voice.options,
        )  # fmt: skip

    told = events(done.stderr)
    assert told[0] == {"event": "begin", "documents": 3, "sentences": 8}
    ended = {event["document"]: event for event in told if event["event"] == "ended"}
    assert ended["a.md"]["state"] == ended["b.md"]["state"] == "done"
    assert ended["no.md"] == {
        "event": "ended", "document": "no.md", "state": "failed",
        "message": "no.md: there is no such file",
    }  # fmt: skip
    whole = [event for event in told if event["event"] == "progress" and not event["document"]][-1]
    assert (whole["done"], whole["total"], whole["unspoken"]) == (8, 8, 0)
    assert (whole["requests"], whole["kept"], whole["retries"]) == (7, 1, 0)
    assert (whole["characters"], whole["kept_characters"]) == (133, 19)
    assert whole["cost"] == 0.266
    assert whole["audio_seconds"] == 12.8
    assert whole["seconds_left"] == 0
    assert done.stdout.splitlines()[-1].startswith("3 documents: 2 done, 1 failed")


def test_what_is_missing_is_an_event_for_each_sentence(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(4))
    with counted() as voice:
        done = run("narrate", "a.md", "--progress", "json", "--budget", 40, *voice.options)

    told = events(done.stderr)
    lost = [event for event in told if event["event"] == "missing"]
    assert len(lost) == 2
    assert all("the budget of 40 characters" in event["reason"] for event in lost)
    assert told[-1]["event"] == "error"
    assert told[-1]["exit_code"] == done.returncode == 1
    assert "2 of 4 sentences could not be spoken" in told[-1]["message"]


def test_an_option_that_is_wrong_is_an_event_with_its_exit_code(run: Here, tmp_path: Path) -> None:
    done = run("narrate", "-", "--progress", "json")

    (told,) = events(done.stderr)
    assert (told["event"], told["exit_code"]) == ("error", 2)
    assert done.returncode == 2


def test_without_progress_only_what_matters_is_told(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(4))
    with counted() as voice:
        done = run("narrate", "a.md", "--progress", "none", *voice.options)

    assert [line.split()[1] for line in done.stderr.splitlines()] == ["asked"]


def test_lines_tell_characters_and_cost_so_far(run: Here, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text(4))
    with counted() as voice:
        done = run("narrate", "a.md", "--price-per-1k", 100, *voice.options)

    lines = done.stderr.splitlines()
    assert lines[0] == "a.md: 4 sentences"
    assert lines[-2].endswith("0:00 left, 76 characters, cost 7.60")
    assert lines[-1].endswith("of sound came back; cost 7.60")
