"""Which documents are meant: files, patterns, folders, addresses, and standard input."""

from __future__ import annotations

import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from glob import has_magic
from pathlib import Path

import msgspec
from msgspec.structs import replace

from captioner.cli.addresses import Address, fetch_all, public_address
from captioner.document import Document, as_text
from captioner.errors import DocumentError, OptionError, writing
from captioner.text import READERS

_STDIN = Path("-")
#: In a folder these stand beside a document, and are its captions.
_ONLY_IF_NAMED = {".srt", ".vtt"}


class Source(msgspec.Struct, frozen=True):
    """A document that is meant: what it is called, and the file in which it is found.

    One that is fetched has its `address`, and an `error` if it cannot be had.
    """

    name: Path
    file: Path
    address: str = ""
    error: DocumentError | None = None

    def read(self, reader: Callable[[Path], Document]) -> Document:
        """Read it, and have everything that is told of it name it as its user does."""
        if self.error is not None:
            raise self.error
        try:
            document = reader(self.file)
        except DocumentError as exc:
            if self.name == self.file:
                raise
            raise DocumentError(self.address or self.name, exc.reason, line=exc.line) from exc
        if self.name == self.file:
            return document
        return replace(document, path=self.name, address=public_address(self.address))

    @property
    def bytes(self) -> int:
        """How large it is, as far as that is known."""
        try:
            return self.file.stat().st_size
        except OSError:
            return 0


@contextmanager
def sources(files: Sequence[Path | Address], name: Path | None) -> Iterator[list[Source]]:
    """Find the documents that are meant, each once, in the order in which they are named.

    `name` is what standard input is called. Raises OptionError where nothing is meant by a name,
    or two documents would be written into the same folder.
    """
    paths = [file for file in files if isinstance(file, Path)]
    addresses = [file for file in files if isinstance(file, Address)]
    with _standard_input(paths, name) as stdin, _fetched(addresses) as fetched:
        found: dict[Path, Source] = {}
        for file in files:
            if isinstance(file, Address):
                meant = [fetched[file]]
            else:
                meant = [stdin] if file == _STDIN and stdin else _meant(file)
            for source in meant:
                found.setdefault(source.file.absolute(), source)
        _check_apart(found.values())
        yield list(found.values())


@contextmanager
def _standard_input(files: Sequence[Path], name: Path | None) -> Iterator[Source | None]:
    """Keep what comes on standard input in a file, for as long as a block needs it."""
    if _STDIN not in files:
        if name is not None:
            raise OptionError(f"--name {name}: it names standard input, which is written as -")
        yield None
        return
    if name is None or name.suffix.lower() not in READERS:
        raise OptionError(
            "-: say with --name what standard input is called and how it is written, such as "
            f"--name talk.md; captioner reads {', '.join(READERS)}"
        )
    with tempfile.TemporaryDirectory(prefix="captioner-") as folder:
        file = Path(folder) / f"stdin{name.suffix}"
        with writing(file), file.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        yield Source(Path(name.name), file)


@contextmanager
def _fetched(addresses: Sequence[Address]) -> Iterator[dict[Address, Source]]:
    """Keep what is fetched in files, for as long as a block needs them."""
    if not addresses:
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="captioner-") as folder:
        yield {
            address: Source(kept.name, kept.file, address, kept.error)
            for address, kept in fetch_all(addresses, Path(folder)).items()
        }


def _meant(file: Path) -> list[Source]:
    """List the documents that a name means: what is in a folder, what fits a pattern, or a file."""
    with suppress(OSError):  # A name that can be none is told of when it is read.
        if file.is_dir():
            return [Source(path, path) for path in _inside(file)]
    if has_magic(str(file)) and not file.exists():
        anchor = Path(file.anchor)
        matching = sorted(anchor.glob(str(file.relative_to(anchor))))
        paths = [path for path in matching if path.is_file()]
        if not paths:
            raise OptionError(f"{file}: no file fits this pattern")
    else:
        paths = [file]
    return [Source(path, path) for path in paths]


def _inside(folder: Path) -> list[Path]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as exc:
        raise DocumentError(folder, f"it cannot be read ({exc.strerror or exc})") from exc
    documents = [path for path in paths if path.suffix.lower() in READERS.keys() - _ONLY_IF_NAMED]
    if not documents:
        raise OptionError(
            f"{folder}: there is no document in this folder; captioner reads {', '.join(READERS)}"
        )
    return documents


def _check_apart(found: Iterable[Source]) -> None:
    folders: dict[str, Source] = {}
    for source in found:
        # Some file systems take names for the same that differ in case, or how marks are written.
        folder = unicodedata.normalize("NFC", as_text(source.name.stem)).casefold()
        other = folders.setdefault(folder, source)
        if other is not source:
            raise OptionError(
                f"{other.name} and {source.name} would be written into the same folder, "
                f"{source.name.stem}; rename one, or narrate them into two with -o"
            )
