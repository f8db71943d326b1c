"""Ctrl-C, SIGTERM and kill -9 in the middle of a run: no half file, no process left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.end_to_end.command import CAPTIONER, captioner, environment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A document that takes some seconds."""
    sentences = (f"In year {n} the tide came in {n} times and a half. " for n in range(6000))
    (tmp_path / "long.txt").write_text("".join(sentences))
    return tmp_path


def start(folder: Path) -> subprocess.Popen[str]:
    """Start a run in a session of its own and wait until it has spoken something."""
    process = subprocess.Popen(
        [*CAPTIONER, "narrate", "long.txt"],
        cwd=folder,
        env=environment(TMPDIR=str(folder)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    assert "6,000 sentences" in process.stderr.readline()
    assert "1/6000" in process.stderr.readline()
    return process


def workers(folder: Path) -> list[int]:
    """Find the worker processes of the run in a folder, by where they work."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                cwd = (entry / "cwd").readlink()
            except OSError:
                continue
            if cwd.is_relative_to(folder) and cwd != folder:
                found.append(int(entry.name))
    return found


def wait_until_gone(folder: Path) -> None:
    for _ in range(500):
        if not workers(folder) and not list(folder.glob("captioner-*")):
            return
        time.sleep(0.01)
    raise AssertionError(f"left behind: {workers(folder)}, {list(folder.iterdir())}")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_file_and_no_process(
    folder: Path, sent: signal.Signals
) -> None:
    process = start(folder)
    assert workers(folder)
    process.send_signal(sent)
    out, err = process.communicate(timeout=20)

    assert process.returncode == 1
    assert out == ""
    assert err.strip().split("\n")[-1].startswith("captioner: interrupted")
    assert "Traceback" not in err
    assert not (folder / "out").exists()
    assert not workers(folder)


def test_a_second_signal_does_not_cut_the_tidying_short(folder: Path) -> None:
    process = start(folder)
    process.send_signal(signal.SIGTERM)
    for _ in range(20):
        time.sleep(0.005)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGHUP)
        if process.poll() is not None:
            break
    _, err = process.communicate(timeout=20)

    assert process.returncode == 1
    assert err.strip().split("\n")[-1].startswith("captioner: interrupted")
    assert not (folder / "out").exists()


def test_ctrl_c_reaches_a_whole_process_group_as_in_a_terminal(folder: Path) -> None:
    process = start(folder)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=20)

    assert process.returncode == 1
    assert "Traceback" not in err
    wait_until_gone(folder)


def test_after_kill_9_the_workers_leave_and_the_next_run_succeeds(folder: Path) -> None:
    process = start(folder)
    process.kill()
    process.communicate(timeout=20)
    wait_until_gone(folder)
    assert not list((folder / "out" / "long").glob("long.*"))

    (folder / "long.txt").write_text("Short now.")
    again = captioner("narrate", "long.txt", cwd=folder)
    assert again.returncode == 0, again.stderr
    made = sorted(path.name for path in (folder / "out" / "long").iterdir())
    assert made == ["long.mp3", "long.srt", "long.timeline.jsonl", "long.vtt", "long.words.vtt"]
