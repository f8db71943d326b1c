"""Documents that are named by an address of the web: fetched into files of a safe name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import click
import msgspec

from captioner.errors import DocumentError, writing
from captioner.text import READERS

#: What the kinds of documents are called in an answer of a server, and how files of them end.
_SUFFIXES = {
    "application/epub+zip": ".epub",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/x-subrip": ".srt",
    "application/xhtml+xml": ".html",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/vtt": ".vtt",
    "text/x-markdown": ".md",
}
#: Kinds that say little: the ending of the address says more, if it has one.
_VAGUE = ("", "text/plain", "application/octet-stream", "binary/octet-stream")
#: Endings of programs that make pages.
_PROGRAMS = re.compile(r"\.(?:html?|xhtml|php\d?|aspx?|jsp|cgi)$", re.IGNORECASE)
_LONGEST_NAME = 80
#: So many documents are fetched at once.
_AT_ONCE = 4
#: Names that mean a device on Windows, whatever their ending.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class Address(str):
    """An address of the web, where a document may be named."""

    __slots__ = ()


def file_or_address(value: str | Path) -> Path | Address:
    """Give what names a document on the command line; an address is known by its beginning."""
    if not isinstance(value, str) or not is_address(value):
        return Path(value)
    if not value.lower().startswith(("http://", "https://")):
        raise click.BadParameter(f"{value}: only http:// and https:// addresses are read")
    return Address(value)


def is_address(name: str) -> bool:
    """Tell whether a name is an address, and not that of a file."""
    return _ADDRESS.match(name) is not None


class Kept(msgspec.Struct, frozen=True):
    """What became of an address: the file that holds its document, or why there is none."""

    name: Path
    file: Path
    error: DocumentError | None = None


def fetch_all(addresses: Iterable[Address], folder: Path) -> dict[Address, Kept]:
    """Fetch documents into files in a folder, several at a time."""
    import trio  # with what is below it takes longer than all else of the command

    from captioner.client.fetch import Fetched, fetch

    kept: dict[Address, Kept] = {}

    async def one(address: Address, number: int, places: trio.Semaphore) -> None:
        async with places:
            try:
                found: Fetched = await fetch(address)
                suffix = _suffix(address, found.url, found.media_type)
                file = folder / f"{number}{suffix}"
                data = _as_utf8(found.data, suffix, found.charset)
                with writing(file):
                    await trio.to_thread.run_sync(file.write_bytes, data)
                kept[address] = Kept(Path(stem_of(address) + suffix), file)
            except DocumentError as error:
                kept[address] = Kept(Path(stem_of(address)), folder / f"{number}", error)

    async def every() -> None:
        places = trio.Semaphore(_AT_ONCE)
        async with trio.open_nursery() as nursery:
            for number, address in enumerate(dict.fromkeys(addresses)):
                nursery.start_soon(one, address, number, places)

    trio.run(every)
    return kept


def stem_of(address: str) -> str:
    """Name what is made of an address: by the last part of its path and its query, or its host.

    The name has letters, digits, `-`, `_` and `.` only, and does not begin with a dot.
    """
    parts = urlsplit(address)
    last = unquote(PurePosixPath(parts.path).name)
    suffix = PurePosixPath(last).suffix
    if suffix.lower() in READERS or _PROGRAMS.search(last):
        last = last.removesuffix(suffix)
    name = _safe(last) or _safe(parts.hostname or "") or "page"
    if query := _safe(unquote(parts.query)):
        name = f"{name}-{query}"
    name = name[:_LONGEST_NAME].rstrip("-._")
    return f"{name}-page" if _DEVICES.fullmatch(name) else name


def public_address(address: str) -> str:
    """Give what of an address may be kept: without a password, and without a place in the page."""
    before, mark, rest = address.partition("://")
    host, slash, path = rest.partition("#")[0].partition("/")
    return f"{before}{mark}{host.rpartition('@')[2]}{slash}{path}"


def _safe(name: str) -> str:
    return re.sub(r"[^\w.]+", "-", name).strip("-._")


def _suffix(address: str, url: str, media_type: str) -> str:
    """Tell how a file ends that holds what a server gave. Raises DocumentError for no document."""
    suffix = _SUFFIXES.get(media_type, "")
    if media_type in _VAGUE:
        endings = (PurePosixPath(urlsplit(at).path).suffix.lower() for at in (url, address))
        suffix = next((ending for ending in endings if ending in READERS), suffix)
    if suffix in READERS:
        return suffix
    known = ", ".join(READERS)
    what = f"it is {media_type}" if media_type else "the server does not say what it is"
    raise DocumentError(address, f"{what}; captioner reads {known}")


def _as_utf8(data: bytes, suffix: str, charset: str | None) -> bytes:
    """Write text as UTF-8, since a file does not tell in which encoding it came."""
    if suffix == ".html":
        from captioner.text.charset import decode

        try:
            return codecs.BOM_UTF8 + decode(data, charset).encode("utf-8")
        except ValueError:  # Told of when it is read.
            return data
    if suffix in (".pdf", ".docx", ".epub") or not charset:
        return data
    try:
        return data.decode(charset).encode("utf-8")
    except (LookupError, UnicodeError):
        return data
