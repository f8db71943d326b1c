"""A system that allows few open files at first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.command import CAPTIONER, SAMPLES, environment


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is that of Unix")
def test_more_are_asked_for_than_many_connections_need(tmp_path: Path) -> None:
    code = (
        "import resource, runpy, sys; from resource import RLIMIT_NOFILE; "
        "resource.setrlimit(RLIMIT_NOFILE, (40, resource.getrlimit(RLIMIT_NOFILE)[1])); "
        "from captioner import local; local.SENTENCES_A_WORKER = 32; "
        f"sys.argv = ['captioner', 'narrate', {str(SAMPLES / 'harbour.md')!r}, '--no-store']; "
        "runpy.run_module('captioner', run_name='__main__')"
    )
    done = subprocess.run(
        [CAPTIONER[0], "-c", code], cwd=tmp_path, env=environment(), capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
