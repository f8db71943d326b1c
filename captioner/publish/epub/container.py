"""The archive of a book, written file by file as EPUB wants it, the same bytes each time."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from captioner.errors import OptionError, OutputError, writing

MIMETYPE = "mimetype"
MEDIA_TYPE = b"application/epub+zip"
CONTAINER = "META-INF/container.xml"
#: The earliest date that an archive can tell: what is made here has no other.
_DATE = (1980, 1, 1, 0, 0, 0)
#: No book that people read inflates to more bytes.
_MOST_BYTES = 4 * 2**30
_CHUNK = 2**20


class Container:
    """A book that is written, a context manager. Raises OutputError where the disk fails."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with writing(path):
            self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self._names: set[str] = set()
        self._write(_info(MIMETYPE, zipfile.ZIP_STORED), MEDIA_TYPE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with writing(self.path):
            self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def add(self, name: str, text: str | bytes) -> None:
        """Write a file."""
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        self._write(_info(name, zipfile.ZIP_DEFLATED), data)

    def add_stored(self, name: str, source: Path) -> None:
        """Write a file of sound, which cannot be made smaller, piece by piece."""
        info = _info(name, zipfile.ZIP_STORED)
        info.file_size = source.stat().st_size
        self._begin(name)
        with writing(self.path), source.open("rb") as file, self._zip.open(info, "w") as into:
            shutil.copyfileobj(file, into, _CHUNK)

    def copy(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        """Write a file as it is in another archive, with its date."""
        copied = zipfile.ZipInfo(info.filename, info.date_time)
        copied.compress_type = (
            info.compress_type if info.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
        )
        copied.external_attr = info.external_attr
        copied.file_size = info.file_size
        self._begin(info.filename)
        with (
            writing(self.path),
            archive.open(info) as file,
            self._zip.open(copied, "w") as into,
        ):
            shutil.copyfileobj(file, into, _CHUNK)

    def _write(self, info: zipfile.ZipInfo, data: bytes) -> None:
        self._begin(info.filename)
        with writing(self.path):
            self._zip.writestr(info, data)

    def _begin(self, name: str) -> None:
        if name in self._names:
            raise OutputError(f"{self.path}: {name} would be twice in it")
        self._names.add(name)


def _info(name: str, how: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = how
    info.external_attr = 0o644 << 16
    return info


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a book to copy what is in it.

    Raises OptionError, which names the file within, for what cannot be copied whole.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check(path, archive)
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as exc:
        raise OptionError(f"{path}: it is damaged ({exc})") from exc


def _check(path: Path, archive: zipfile.ZipFile) -> None:
    total = 0
    for info in archive.infolist():
        parts = PurePosixPath(info.filename)
        if parts.is_absolute() or ".." in parts.parts or "\\" in info.filename:
            raise OptionError(f"{path}: {info.filename!r} in it is outside of the book")
        total += info.file_size
    if total > _MOST_BYTES:
        raise OptionError(f"{path}: it inflates to more than any book")


def files_in(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Yield the files of a book, each once; of those with one name the last counts."""
    met = set()
    for info in archive.infolist():
        if info.filename not in met and not info.is_dir():
            met.add(info.filename)
            yield archive.getinfo(info.filename)
