"""The cover of a narration: a picture that its document brings, or that somebody chose.

It is kept beside the timeline, as NAME.cover.jpg or .png, so that whatever is published later finds
it. What sound files can carry is JPEG and PNG.
"""

from __future__ import annotations

from pathlib import Path

from captioner.document import Picture, as_text
from captioner.errors import OptionError, reading
from captioner.publish.kept.narration import Kept, stem_of_timeline

_JPEG, _PNG = "image/jpeg", "image/png"
_SUFFIXES = {_JPEG: "cover.jpg", _PNG: "cover.png"}
#: A picture of 3,000 pixels a side, as shops ask for, has one or two megabytes.
MAX_BYTES = 10_000_000
_MOST_PIXELS = 10_000
#: So little may follow the end of a picture.
_TRAILER_BYTES = 1024
#: The markers of a JPEG that tell its size: a frame begins (ITU-T T.81, B.1.1.3).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: Those that nothing follows.
_BARE = frozenset((0x01, *range(0xD0, 0xD9)))


def picture_in(path: Path) -> Picture:
    """Read a cover. Raises OptionError for what is none that sound files can carry."""
    where = f"--cover {path}"
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as exc:
        raise OptionError(f"{where}: cannot be read ({exc.strerror or exc})") from exc
    return checked(data, where)


def checked(data: bytes, where: str) -> Picture:
    """Give the picture that some bytes are, whatever they are called.

    Raises OptionError, which begins with `where`, for what sound files cannot carry.
    """
    if len(data) > MAX_BYTES:
        raise OptionError(f"{where}: it has more than {MAX_BYTES:,} bytes; take a smaller one")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        kind, size = _PNG, _size_of_png(data)
    elif data.startswith(b"\xff\xd8\xff"):
        kind, size = _JPEG, _size_of_jpeg(data)
    else:
        raise OptionError(f"{where}: it is neither a JPEG nor a PNG; take one of those")
    if size is None or not min(size):
        raise OptionError(f"{where}: the picture is damaged; take a whole one")
    if max(size) > _MOST_PIXELS:
        raise OptionError(
            f"{where}: it is {size[0]:,} by {size[1]:,} pixels, and {_MOST_PIXELS:,} a side are "
            "the most; take a smaller one"
        )
    return Picture(kind, data)


def _size_of_png(data: bytes) -> tuple[int, int] | None:
    if data[12:16] != b"IHDR" or b"IEND" not in data[24:][-_TRAILER_BYTES:]:
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _size_of_jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAMES:
            if b"\xff\xd9" not in data[at:]:
                return None  # It ends before its end.
            height, width = data[at + 5 : at + 7], data[at + 7 : at + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        if marker == 0xFF:
            at += 1
        elif marker in _BARE:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def cover_files(timeline: str, cover: Picture | None) -> tuple[str, ...]:
    """Name the file of a cover, if there is one, by the name of the timeline beside it."""
    if cover is None:
        return ()
    return (f"{stem_of_timeline(timeline)}.{cover_name(cover)}",)


def cover_name(cover: Picture) -> str:
    """Name a cover by its kind: cover.jpg or cover.png."""
    return _SUFFIXES[cover.media_type]


def carried(cover: Picture | None) -> tuple[Picture | None, str]:
    """Give the cover that a document brings, if sound files can carry it, or else say why not."""
    if cover is None:
        return None, ""
    try:
        return checked(cover.data, "the cover of the document is left out"), ""
    except OptionError as exc:
        return None, f"{exc}, with --cover"


def kept_cover(kept: Kept) -> Picture | None:
    """Give the cover that is kept with a narration, if there is one."""
    for kind, suffix in _SUFFIXES.items():
        file = kept.file(suffix)
        line = kept.end.files.get(as_text(file))
        path = kept.folder / file
        if line is not None and not line.earlier and path.is_file():
            with reading(path):
                return Picture(kind, path.read_bytes())
    return None
