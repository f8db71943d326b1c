"""A system that allows few open files at first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.command import CAPTIONER, SAMPLES, environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the limit is that of Unix")


def narrated(folder: Path, limits: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """Narrate a sample where so many files may be open: `limits` are the soft and the hard one."""
    code = (
        "import resource, runpy, sys; from resource import RLIMIT_NOFILE; "
        f"resource.setrlimit(RLIMIT_NOFILE, ({limits})); {before}"
        f"sys.argv = ['captioner', 'narrate', {str(SAMPLES / 'harbour.md')!r}, '--no-store']; "
        "runpy.run_module('captioner', run_name='__main__')"
    )
    return subprocess.run(
        [CAPTIONER[0], "-c", code], cwd=folder, env=environment(), capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip


def test_more_are_asked_for_than_many_connections_need(tmp_path: Path) -> None:
    many = "from captioner import local; local.SENTENCES_A_WORKER = 32; "
    done = narrated(tmp_path, "40, resource.getrlimit(RLIMIT_NOFILE)[1]", many)
    assert done.returncode == 0, done.stderr
    assert "again" not in done.stderr


@pytest.mark.parametrize("most", [16, 24, 32])
def test_a_system_that_grants_few_gives_no_traceback(tmp_path: Path, most: int) -> None:
    done = narrated(tmp_path, f"{most}, {most}")
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in {0, 1}
