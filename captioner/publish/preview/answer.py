"""What a request gets: a file, a part of one (RFC 9110, 14), the list of a folder, or why nothing.

No file outside of the folder is ever given, by whatever name or link, and none with a hidden name.
Other sites cannot read along: a request must name this machine as its host, or a page of theirs
could have its own name lead here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import msgspec

from captioner.publish.preview.listing import listing

_HOSTS = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)
_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.IGNORECASE)

#: By their suffixes: the system's own table differs from machine to machine.
_TYPES = {
    "aac": "audio/aac", "ass": "text/plain; charset=utf-8", "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8", "epub": "application/epub+zip", "flac": "audio/flac",
    "html": "text/html; charset=utf-8", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "json": "application/json", "jsonl": "text/plain; charset=utf-8",
    "lrc": "text/plain; charset=utf-8", "m4a": "audio/mp4", "m4b": "audio/mp4",
    "md": "text/plain; charset=utf-8", "mkv": "video/x-matroska", "mov": "video/quicktime",
    "mp3": "audio/mpeg", "mp4": "video/mp4", "ogg": "audio/ogg", "opus": "audio/ogg",
    "png": "image/png", "srt": "text/plain; charset=utf-8", "toml": "text/plain; charset=utf-8",
    "ttml": "application/ttml+xml", "txt": "text/plain; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8", "wav": "audio/wav", "webm": "video/webm",
    "webp": "image/webp",
}  # fmt: skip


class FilePart(msgspec.Struct, frozen=True):
    """Bytes [start, end) of a file."""

    path: Path
    start: int
    end: int


Sent = bytes | FilePart


class Answer(msgspec.Struct, frozen=True):
    """What is sent."""

    status: HTTPStatus
    headers: tuple[tuple[str, str], ...]
    sent: Sent

    @classmethod
    def of_text(
        cls,
        status: HTTPStatus,
        text: str,
        kind: str = "text/plain; charset=utf-8",
        more: tuple[tuple[str, str], ...] = (),
    ) -> Answer:
        """Give an answer that is a text."""
        data = text.encode("utf-8", "replace")
        return cls(status, (*_always(kind, len(data)), *more), data)


def by_name(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Give the headers of a request by their names, in lower case."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def answer(root: Path, method: str, target: bytes, headers: Mapping[str, str]) -> Answer:
    """Answer a request for something in the folder `root`; headers go by lower-case names."""
    if not _HOSTS.fullmatch(headers.get("host", "").strip()):
        return Answer.of_text(HTTPStatus.FORBIDDEN, "Only this machine is served: ask localhost.\n")
    if method not in ("GET", "HEAD"):
        allowed = (("Allow", "GET, HEAD"),)
        return Answer.of_text(HTTPStatus.METHOD_NOT_ALLOWED, "Not here.\n", more=allowed)
    asked = target.partition(b"?")[0]
    path = _inside(root, asked)
    if path is None:
        return Answer.of_text(HTTPStatus.NOT_FOUND, "There is no such file here.\n")
    try:
        return _folder(root, path, asked) if path.is_dir() else _file(path, headers)
    except OSError as exc:
        return Answer.of_text(HTTPStatus.NOT_FOUND, f"It cannot be read ({exc.strerror}).\n")


def _inside(root: Path, asked: bytes) -> Path | None:
    """Find what is asked for, if it is in the folder, links followed, and not hidden."""
    if not asked.startswith(b"/"):
        return None
    names = [os.fsdecode(unquote_to_bytes(part)) for part in asked.split(b"/") if part]
    if any(_is_no_name(name) for name in names):
        return None
    try:
        top = root.resolve(strict=True)
        found = top.joinpath(*names).resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a loop of links.
        return None
    is_inside = found.is_relative_to(top) and (found.is_file() or found.is_dir())
    return found if is_inside else None


def _is_no_name(name: str) -> bool:
    """Tell whether it leads elsewhere, or is hidden."""
    return name.startswith(".") or any(char in name for char in ("/", "\\", "\0", ":"))


def _always(kind: str, length: int) -> tuple[tuple[str, str], ...]:
    return (
        ("Content-Type", kind),
        ("Content-Length", str(length)),
        ("Cache-Control", "no-cache"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    )


# ---------------------------------------------------------------- folders


def _folder(root: Path, path: Path, asked: bytes) -> Answer:
    if not asked.endswith(b"/"):
        where = quote(unquote_to_bytes(asked.rpartition(b"/")[2])) + "/"
        more = (("Location", where),)
        return Answer.of_text(HTTPStatus.MOVED_PERMANENTLY, "It is a folder.\n", more=more)
    index = path / "index.html"
    if index.is_file() and index.resolve().is_relative_to(root.resolve()):
        return _file(index.resolve(), {})
    html, policy = listing(path, is_top=path == root.resolve())
    more = (("Content-Security-Policy", policy),)
    return Answer.of_text(HTTPStatus.OK, html, "text/html; charset=utf-8", more)


# ---------------------------------------------------------------- files


def _file(path: Path, headers: Mapping[str, str]) -> Answer:
    stat = path.stat()
    size = stat.st_size
    tag = f'"{stat.st_mtime_ns:x}-{size:x}"'
    changed = formatdate(stat.st_mtime, usegmt=True)
    kind = _TYPES.get(path.suffix[1:].lower(), "application/octet-stream")
    more = (("Accept-Ranges", "bytes"), ("ETag", tag), ("Last-Modified", changed))
    if headers.get("if-none-match") == tag:
        return Answer(HTTPStatus.NOT_MODIFIED, more, b"")
    asked = headers.get("range", "") if headers.get("if-range", tag) in (tag, changed) else ""
    part = _part(asked, size)
    if part is None:
        return Answer(HTTPStatus.OK, (*_always(kind, size), *more), FilePart(path, 0, size))
    start, end = part
    if start >= end:
        unknown = (("Content-Range", f"bytes */{size}"), *more)
        status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        return Answer.of_text(status, "It is not so long.\n", more=unknown)
    told = (("Content-Range", f"bytes {start}-{end - 1}/{size}"), *more)
    sent = FilePart(path, start, end)
    return Answer(HTTPStatus.PARTIAL_CONTENT, (*_always(kind, end - start), *told), sent)


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """Read which bytes [start, end) are asked for; none if all, an empty part if there are none.

    More than one part at once, and what is none, counts as all, as it may.
    """
    found = _RANGE.fullmatch(asked)
    first, last = (found[1], found[2]) if found else ("", "")
    if not (first or last):
        return None
    if not first:
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1) if last else size
