"""The files of a book in its zip archive, read within limits.

Names are only ever looked up among those in the archive, so none can lead out of it; and no file is
inflated beyond what a book may have, whatever the archive says of its size.
"""

from __future__ import annotations

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from captioner.errors import DocumentError

#: War and Peace is 3 MB, in 400 files. Nothing that is read aloud comes near these, in bytes.
MAX_FILE = 32 * 2**20
MAX_TEXT = 512 * 2**20
#: Text shrinks to a third, the most repetitive of markup to a fiftieth; zeros to a thousandth.
MAX_RATIO = 200
#: What is smaller than this does no harm whatever its ratio.
_HARMLESS = 2**20
#: The list of files in an archive takes some 80 bytes for each of them.
_MAX_LIST = 8 * 2**20
_END = b"PK\5\6"
_CHUNK = 2**18


class Archive:
    """An archive that is open: a context manager.

    Raises DocumentError, one sentence that names the file within, for what is missing, damaged,
    encrypted or larger than any book.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read = 0
        with self._translated():
            self._check_list()
            self._zip = zipfile.ZipFile(path)
        self._names: dict[str, str] = {}
        for name in self._zip.namelist():
            self._names.setdefault(_plain(name), name)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *exc: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return self._find(name) is not None

    def read(self, name: str) -> bytes:
        """Read a file."""
        found = self._find(name)
        if found is None:
            raise self.error(f"it is damaged: {name} is missing in it")
        if found.flag_bits & 1:
            raise self.error(f"{name} in it is encrypted; captioner reads books that are not")
        with self._translated(name), self._zip.open(found) as file:
            parts = []
            size = 0
            while part := file.read(_CHUNK):
                size += len(part)
                self._read += len(part)
                self._check_size(name, size, found.compress_size)
                parts.append(part)
        return b"".join(parts)

    def name(self, name: str) -> str:
        """Give the name that a file has in the archive, where it may be written otherwise."""
        found = self._find(name)
        return found.filename if found is not None else name

    def error(self, reason: str) -> DocumentError:
        """Make an error of something in this archive."""
        return DocumentError(self.path, reason)

    def _find(self, name: str) -> zipfile.ZipInfo | None:
        """Find a file by its name, or else by one that differs in case or in Unicode form only."""
        for known in (name, self._names.get(_plain(name), "")):
            try:
                return self._zip.getinfo(known)
            except KeyError:
                continue
        return None

    def _check_size(self, name: str, size: int, packed: int) -> None:
        if size > MAX_FILE or self._read > MAX_TEXT:
            most = MAX_FILE if size > MAX_FILE else MAX_TEXT
            raise self.error(
                f"{name} in it is larger than what is read of a book ({most // 2**20} MB)"
            )
        if size > _HARMLESS and size > MAX_RATIO * max(1, packed):
            raise self.error(f"{name} in it inflates without end, as in no book")

    def _check_list(self) -> None:
        """Refuse a list of files that would fill the memory before any of them is read."""
        with self.path.open("rb") as file:
            file.seek(0, 2)
            length = file.tell()
            file.seek(max(0, length - 65_557))
            tail = file.read()
        at = tail.rfind(_END)
        if at >= 0 and len(tail) >= at + 16:
            (size,) = struct.unpack_from("<L", tail, at + 12)
            if size > _MAX_LIST:
                raise self.error("it holds more files than any book")

    @contextmanager
    def _translated(self, name: str = "") -> Iterator[None]:
        what = f"{name} in it is damaged" if name else "it is no EPUB, or damaged"
        try:
            yield
        except FileNotFoundError as exc:
            raise self.error("there is no such file") from exc
        except IsADirectoryError as exc:
            raise self.error("it is a directory; name a file") from exc
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, struct.error) as exc:
            raise self.error(f"{what} ({exc})") from exc
        except (NotImplementedError, RuntimeError) as exc:
            raise self.error(f"{what}, or packed in an unusual way ({exc})") from exc
        except OSError as exc:
            raise self.error(f"it cannot be read ({exc.strerror or exc})") from exc


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
