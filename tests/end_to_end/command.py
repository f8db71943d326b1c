"""The real command, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CAPTIONER = (sys.executable, "-m", "captioner")
SAMPLES = Path(__file__).parents[2] / "samples"


def environment(**extra: str) -> dict[str, str]:
    """Give an environment without keys, in which nothing waits for a terminal."""
    clean = {name: value for name, value in os.environ.items() if "RIME" not in name}
    return clean | {"PYTHONWARNINGS": "error"} | extra


def captioner(*arguments: object, cwd: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [*CAPTIONER, *map(str, arguments)],
        cwd=cwd,
        env=environment(**extra),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=120,
        check=False,
    )
