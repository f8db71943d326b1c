"""Which narrations were made of the takes in a store, so that none loses its own unawares.

`publications.jsonl` in the store's folder names their timelines, each once, and only ever grows.
What takes a narration needs its timeline tells; one that is no longer there needs none.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from captioner.errors import OutputError
from captioner.store.disk import keeping, make_folder


class Publications:
    """The list in a store's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "publications.jsonl"
        self._known: set[Path] | None = None

    def add(self, timeline: Path) -> None:
        """Note a narration before it is made. Raises OutputError if that cannot be written."""
        timeline = timeline.absolute()
        if self._known is None:
            self._known = set(self.timelines())
        if timeline in self._known:
            return
        with keeping(self._folder):
            make_folder(self._folder)
            with self._path.open("ab") as file:
                # In one piece, and after whatever a kill or a full disk has cut short.
                file.write(b"\n" + json.dumps({"timeline": str(timeline)}).encode())
                file.flush()
                os.fsync(file.fileno())
        self._known.add(timeline)

    def timelines(self) -> list[Path]:
        """List the timelines of all that were noted, each once, whether they are there or not.

        Raises OutputError if the list cannot be read.
        """
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        except OSError as exc:
            raise OutputError(f"{self._path}: cannot be read ({exc.strerror or exc})") from exc
        found = (_timeline(line) for line in lines if line.strip())
        return list(dict.fromkeys(timeline for timeline in found if timeline is not None))


def _timeline(line: bytes) -> Path | None:
    """Read a line; None for one that was cut short."""
    try:
        return Path(json.loads(line)["timeline"])
    except (ValueError, TypeError, KeyError):
        return None
