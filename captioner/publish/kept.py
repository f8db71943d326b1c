"""What was kept of a narration, read back."""

from __future__ import annotations

from pathlib import Path

from captioner.errors import OutputError
from captioner.timeline import Timeline, record


def load_timeline(path: Path | str) -> Timeline:
    """Read a kept timeline (`NAME.timeline.jsonl`) whole.

    Raises OutputError where there is none, and for one that is damaged or unfinished.
    """
    try:
        return record.whole(Path(path).read_bytes().splitlines(keepends=True))
    except OSError as exc:
        raise OutputError(f"{path}: cannot be read ({exc.strerror or exc})") from exc
    except OutputError as exc:
        raise OutputError(f"{path}: {exc}") from exc
