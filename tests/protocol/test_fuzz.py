"""The fuzzer finds nothing in a few seconds. (Run it for longer by hand: see `fuzz.py`.)"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 5


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has no wheel for this platform")
def test_no_bytes_and_no_order_of_messages_break_the_codec_or_either_half(tmp_path: Path) -> None:
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    run = subprocess.run(
        [sys.executable, "-m", "tests.protocol.fuzz", str(SECONDS), str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        check=False,
    )
    log = run.stderr.decode(errors="replace")
    assert run.returncode == 0, log[-3000:]
    assert "Done " in log
