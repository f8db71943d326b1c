"""A video appears whole or not at all, where it was asked for, and in the way of nothing else.

It may lie anywhere, so no timeline vouches for it: each tells in its own tags that captioner made
it, and only such a one is replaced. Other programs that write a video anew leave their own mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from captioner.errors import OptionError, OutputError, writing
from captioner.publish.files import may_write, read_only
from captioner.publish.video.film import made_by


class Parts:
    """Temporary files beside a video that is made: of itself, and of what it is made of."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._named: set[Path] = set()
        self.video = self.other("part")

    def other(self, kind: str) -> Path:
        """Name a file of a kind that is needed for it."""
        path = self._out.with_name(f".{self._out.name}.{kind}")
        self._named.add(path)
        return path

    def clear(self) -> None:
        """Remove what is left of them."""
        for path in self._named:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def check_way(out: Path, source: Path) -> None:
    """Raise OutputError if another file is in the way of a video, or its folder is read-only,
    OptionError if it is its own source.
    """
    with writing(out):
        there = next(folder for folder in out.parents if folder.exists())
        if there.is_dir() and not may_write(there):
            raise read_only(there, ", or name another place with -o")
        is_new = not out.exists()
    if is_new:
        return
    with suppress(OSError):
        if out.samefile(source):
            raise OptionError(f"{out}: it cannot be written while it is read; name another with -o")
    if made_by(out) is None:
        raise OutputError(
            f"{out}: it is in the way, and captioner did not make it; move it, or name another "
            "with -o"
        )


@contextmanager
def appearing(out: Path, source: Path) -> Iterator[Parts]:
    """Write a video in parts, which becomes `out` at the end if all went well; nothing else stays.

    Raises as `check_way` does, and OutputError where the disk fails.
    """
    check_way(out, source)
    parts = Parts(out)
    with writing(out):
        out.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield parts
        with writing(out):
            parts.video.replace(out)
    finally:
        parts.clear()
