"""A process of ours that speaks: how it is started, and how it is made to leave."""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import trio

from captioner.errors import SpeechInterrupted

#: How long a process may take to leave once its orders end.
_FAREWELL_SECONDS = 2.0


class Child:
    """A process with a folder of its own, which goes with it."""

    def __init__(self, process: trio.Process, folder: str) -> None:
        self.process = process
        self.folder = folder

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    async def end(self) -> None:
        """Wait until it leaves, whose orders have ended, or make it."""
        with trio.CancelScope(shield=True):
            with trio.move_on_after(_FAREWELL_SECONDS):
                await self.process.wait()
            if self.process.returncode is None:
                self.process.kill()
                await self.process.wait()
        # It takes its folder along, unless it was killed.
        shutil.rmtree(self.folder, ignore_errors=True)


async def start(module: str, *args: str, stdin: int, stdout: int | None = None) -> Child:
    """Start the `main` of a module with a new folder, and `args`.

    Raises SpeechInterrupted if no process can be started.
    """
    # Without -P a file in the user's folder could stand in for a module of ours. A session of its
    # own keeps Ctrl-C for us: the process ends when its orders do.
    program = f"import sys; from captioner.server.{module} import main; main(*sys.argv[1:])"
    folder = ""
    try:
        folder = tempfile.mkdtemp(prefix="captioner-")
        process = await trio.lowlevel.open_process(
            [sys.executable, "-P", "-c", program, folder, *args],
            stdin=stdin,
            stdout=stdout,
            start_new_session=sys.platform != "win32",
        )
    except OSError as exc:
        if folder:
            _remove_empty(folder)
        raise SpeechInterrupted(f"no process can be started ({exc})") from exc
    return Child(process, folder)


def _remove_empty(folder: str) -> None:
    """Remove a folder with nothing in it. To look into it takes a file, which may not be had."""
    with suppress(OSError):
        Path(folder).rmdir()
