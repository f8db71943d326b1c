"""Memory does not grow with the document. Ratios within one run; nothing here asserts a time."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.command import CAPTIONER, environment

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="measures by wait4")


def peak_kilobytes(folder: Path, paragraphs: int) -> int:
    """Narrate a document and give the command's own peak memory."""
    name = f"tide{paragraphs}.txt"
    text = (
        f"On day {n} of the survey the tide rose by {n % 9} feet.\n\n" for n in range(paragraphs)
    )
    (folder / name).write_text("".join(text))
    process = subprocess.Popen(
        [*CAPTIONER, "narrate", name, "--format", "wav,srt,vtt,words.vtt"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss


def test_eight_times_the_document_takes_hardly_more_memory(tmp_path: Path) -> None:
    """What grows is the text itself; the sound of 2,400 sentences alone would be 400 MB."""
    small, large = peak_kilobytes(tmp_path, 300), peak_kilobytes(tmp_path, 2400)
    print(f"peak memory: {small} kB for 300 sentences, {large} kB for 2,400")

    assert large < 1.2 * small
