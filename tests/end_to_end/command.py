"""The real command, in a process of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

CAPTIONER = (sys.executable, "-m", "captioner")
SAMPLES = Path(__file__).parents[2] / "samples"

#: Where commands keep takes that are told nothing else: never in the folder of whoever tests.
_STORES = Path(tempfile.mkdtemp(prefix="captioner-stores-"))
_number = count(1)
atexit.register(shutil.rmtree, _STORES, ignore_errors=True)


def environment(**extra: str) -> dict[str, str]:
    """Give an environment without keys, in which nothing waits for a terminal, with a store of its
    own that holds nothing yet.
    """
    clean = {name: value for name, value in os.environ.items() if "RIME" not in name}
    store = {"CAPTIONER_STORE": str(_STORES / str(next(_number)))}
    return clean | {"PYTHONWARNINGS": "error"} | store | extra


def store_beside(cwd: Path) -> Path:
    """Tell where the commands that `captioner` runs in a folder keep their takes."""
    return cwd.parent / f"{cwd.name}.store"


def captioner(*arguments: object, cwd: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end. In one folder the takes of the last time are there the next."""
    return captioner_after(None, *arguments, cwd=cwd, **extra)


def captioner_after(
    first: Callable[[], object] | None, *arguments: object, cwd: Path, **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run the command as `captioner` does, after something that is called in its process."""
    return subprocess.run(
        [*CAPTIONER, *map(str, arguments)],
        cwd=cwd,
        env=environment(**{"CAPTIONER_STORE": str(store_beside(cwd))} | extra),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=120,
        check=False,
        preexec_fn=first,
    )
