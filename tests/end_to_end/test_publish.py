"""Samples narrated by one profile and published by another, by the real command."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import srt

from tests.end_to_end.command import CAPTIONER, SAMPLES, captioner, environment

BBC = ("--profile", "bbc", "--max-chars", "34", "--fps", "25", "--offset", "10:00:00:00")
FORMATS = "srt,vtt,words.vtt,ass,ttml,lrc,json,txt,md,labels,csv"


def files_in(folder: Path) -> dict[str, bytes]:
    """Read all files, but for what a timeline says it was made from: its command's options."""
    return {
        path.name: re.sub(rb'"made_from":"\w*"', b"", path.read_bytes())
        for path in sorted(folder.iterdir())
    }


@pytest.mark.parametrize("sample", ["harbour", "chahu", "suq"])
def test_published_by_a_profile_it_is_byte_for_byte_as_narrated_by_it(
    sample: str, tmp_path: Path
) -> None:
    path = SAMPLES / f"{sample}.md"
    options = ("--format", FORMATS)
    a = captioner("narrate", path, "-o", "a", *options, "--profile", "netflix", cwd=tmp_path)
    b = captioner("narrate", path, "-o", "b", *options, *BBC, cwd=tmp_path)
    first = files_in(tmp_path / "a" / sample)
    published = captioner("publish", f"a/{sample}", *BBC, cwd=tmp_path)

    assert (a.returncode, b.returncode, published.returncode) == (0, 0, 0), published.stderr
    assert files_in(tmp_path / "a" / sample) == files_in(tmp_path / "b" / sample) != first
    assert published.stdout.replace("a/", "b/") == b.stdout
    # What captions could not keep is told alike.
    told = [line for line in b.stderr.splitlines() if " cues " in line]

    assert [line for line in published.stderr.splitlines() if " cues " in line] == told


def test_published_in_another_format_it_says_the_same_at_the_same_times(tmp_path: Path) -> None:
    captioner("narrate", SAMPLES / "harbour.md", "--format", "srt", cwd=tmp_path)
    folder = tmp_path / "out" / "harbour"
    done = captioner("publish", folder, "--format", "json", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    cues = list(srt.parse((folder / "harbour.srt").read_text("utf-8")))
    told = json.loads((folder / "harbour.transcript.json").read_text("utf-8"))["segments"]
    assert [segment["startTime"] for segment in told] == [cue.start.total_seconds() for cue in cues]
    assert [segment["body"].split() for segment in told] == [cue.content.split() for cue in cues]


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A narration that takes a while to be published: most of it is silence."""
    folder = tmp_path_factory.mktemp("long")
    sentences = (f"In year {n} the tide came in {n} times and a half. " for n in range(60))
    (folder / "long.txt").write_text("".join(sentences))
    rests = ("--pause-sentence", 10_000)
    done = captioner("narrate", "long.txt", *rests, "--format", "wav,srt,vtt", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "out" / "long"


@pytest.mark.skipif(sys.platform == "win32", reason="stops the command by a signal")
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_stopped_by_a_signal_it_leaves_whole_files_and_can_be_called_again(
    sent: signal.Signals, long: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(long, tmp_path / "long"))
    before = files_in(folder)
    running = subprocess.Popen(
        [*CAPTIONER, "publish", folder, "--profile", "bbc", "--format", "mp3,srt,vtt"],
        # A signal in the middle of opening a file leaves that to the collector, who would warn.
        env=environment(PYTHONWARNINGS="default,ignore::ResourceWarning"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background has it ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not (folder / ".long.mp3.part").exists() and running.poll() is None:
        time.sleep(0.001)
    running.send_signal(sent)
    _, err = running.communicate(timeout=20)

    assert running.returncode != 0
    assert "Traceback" not in err
    left = files_in(folder)
    assert {name: left.get(name) for name in before} == before
    if sent != signal.SIGKILL:
        assert left == before
        assert err.strip() == "captioner: interrupted; nothing was changed"
    again = captioner(
        "publish", folder, "--profile", "bbc", "--format", "mp3,srt,vtt", cwd=tmp_path
    )
    assert again.returncode == 0, again.stderr
    assert sorted(files_in(folder)) == [
        "long.mp3", "long.srt", "long.timeline.jsonl", "long.vtt", "long.wav",
    ]  # fmt: skip
