"""A system that allows few open files at first."""

from __future__ import annotations

import resource
import subprocess
from functools import partial
from pathlib import Path

import pytest

from tests.end_to_end.command import SAMPLES, captioner_after


def narrated(folder: Path, soft: int, hard: int) -> subprocess.CompletedProcess[str]:
    """Narrate a sample where `soft` files may be open at first, and `hard` at most."""
    limiting = partial(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
    return captioner_after(limiting, "narrate", SAMPLES / "harbour.md", "--no-store", cwd=folder)


def test_as_many_as_the_connections_need_are_asked_for(tmp_path: Path) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    done = narrated(tmp_path, 20, hard)
    assert done.returncode == 0, done.stderr
    assert "again" not in done.stderr


@pytest.mark.parametrize("most", [16, 24, 32])
def test_a_system_that_grants_few_gives_no_traceback(tmp_path: Path, most: int) -> None:
    done = narrated(tmp_path, most, most)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in {0, 1}
