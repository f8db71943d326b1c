"""A folder that captioner made: its timeline, and the files that the timeline vouches for.

The timeline is read line by line; of a book's words only places and onsets are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from captioner.check.report import Finding
from captioner.check.script import Script, script_of
from captioner.check.words import WordTimes
from captioner.digest import matches
from captioner.document import LeftOut, Place, as_text
from captioner.errors import DocumentError, OutputError, reading
from captioner.timeline import record

_SUFFIX = ".timeline.jsonl"


class Kept(msgspec.Struct):
    """What a kept timeline tells: of the narration, of its files, and of what was not spoken."""

    path: Path
    head: record.Head
    words: WordTimes
    script: Script = msgspec.field(default_factory=Script)
    end: record.End | None = None
    left_out: list[LeftOut] = msgspec.field(default_factory=list)
    unspoken: list[record.UnspokenLine] = msgspec.field(default_factory=list)

    @property
    def files(self) -> dict[str, record.FileLine]:
        """The files it vouches for."""
        return self.end.files if self.end else {}

    @property
    def stem(self) -> str:
        """What it is called."""
        return self.path.name.removesuffix(_SUFFIX)

    def path_of(self, name: str) -> Path:
        """Tell where one of them is. The timeline has its name as text, which it need not be."""
        stem = as_text(self.stem)
        own = self.stem + name.removeprefix(stem) if name.startswith(stem) else name
        return self.path.parent / own


def timeline_in(folder: Path) -> Path:
    """Find the timeline of a folder. Raises DocumentError if there is none, or more than one."""
    try:
        found = sorted(folder.glob(f"*{_SUFFIX}"))
        inside = [] if found else sorted(folder.glob(f"*/*{_SUFFIX}"))
    except OSError as exc:
        raise DocumentError(folder, f"it cannot be read ({exc.strerror or exc})") from exc
    if not found:
        others = f"a folder it made, such as {inside[0].parent}, or " if inside else ""
        raise DocumentError(
            folder,
            f"it has no NAME{_SUFFIX}, so captioner did not make it; name {others}a .srt or .vtt "
            "file",
        )
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise DocumentError(folder, f"it has more than one timeline ({names}); name one of them")
    return found[0]


def is_timeline(path: Path) -> bool:
    """Tell whether a path is named as a kept timeline is."""
    return path.name.endswith(_SUFFIX)


def read_kept(path: Path) -> Kept:
    """Read a kept timeline. Raises OutputError for one that is damaged or unfinished."""
    with reading(path), path.open("rb") as file:
        return _kept(path, record.verified(file))


def _kept(path: Path, lines: Iterator[record.Line]) -> Kept:
    head = next(lines)
    if not isinstance(head, record.Head):
        raise OutputError("the timeline is damaged, or was changed since captioner made it")
    kept = Kept(path, head, WordTimes(head.rate))
    kept.script = script_of(_sentences(lines, kept))
    return kept


def _sentences(lines: Iterator[record.Line], kept: Kept) -> Iterator[record.SentenceLine]:
    for line in lines:
        if isinstance(line, record.SentenceLine):
            kept.words.add(line)
            yield line
        elif isinstance(line, record.UnspokenLine):
            kept.unspoken.append(line)
        elif isinstance(line, record.LeftOutLine):
            place = Place(line.line, line.column)
            kept.left_out.append(LeftOut(line.text, line.reason, place, line.anchor))
        elif isinstance(line, record.End):
            kept.end = line


def file_findings(kept: Kept) -> Iterator[Finding]:
    """Tell which of its files are gone, or are no longer what captioner made."""
    for name, line in kept.files.items():
        path = kept.path_of(name)
        if not path.is_file():
            yield Finding("file-missing", f"{name} is not there any more")
        elif line.earlier:
            yield Finding("file-earlier", f"{name} was made by an earlier run, and is not checked")
        elif not matches(path, line.bytes, line.digest):
            size = path.stat().st_size
            told = f", {line.bytes:,} bytes then and {size:,} now" if size != line.bytes else ""
            yield Finding("file-changed", f"{name} was changed since captioner made it{told}")


def unspoken_findings(kept: Kept) -> Iterator[Finding]:
    """Name the sentences that could not be spoken."""
    for line in kept.unspoken:
        yield Finding(
            "unspoken",
            f"{line.context} was not spoken: {line.reason}",
            sentence=line.context,
            text=" ".join(line.text.split()),
        )
