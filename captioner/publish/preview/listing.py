"""What there is in a folder, as a page: pages to open, sound to be heard with its captions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from captioner.publish.page.template import fill, policy

_SOUNDS = frozenset(("mp3", "m4a", "m4b", "opus", "flac", "wav", "ogg"))
_FILMS = frozenset(("mp4", "webm", "mkv", "mov"))


def listing(folder: Path, *, is_top: bool) -> tuple[str, str]:
    """List a folder: the page, and the policy that it is to be shown by. Raises OSError."""
    template, css, code = (
        files("captioner.publish.preview").joinpath(name).read_text("utf-8")
        for name in ("listing.html", "listing.css", "listing.js")
    )
    named = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    folders = [path for path in named if path.is_dir()]
    there = [path for path in named if path.is_file()]
    pages = [path for path in there if _suffix(path) == "html"]
    played = [path for path in there if _suffix(path) in _SOUNDS | _FILMS]
    others = [path for path in there if path not in pages and path not in played]
    blanks = {
        "css": css,
        "script": code,
        "title": _shown(folder.name or "/"),
        "up": "" if is_top else '<p><a href="../">↑ Up</a></p>',
        "pages": _listed("Pages", map(_link, pages)),
        "played": _listed("Sound and video", map(_player, played)),
        "folders": _listed("Folders", (_link(path, "/") for path in folders)),
        "others": _listed("Files", map(_file, others)),
    }
    return fill(template, blanks), policy(css, code)


def _suffix(path: Path) -> str:
    return path.suffix[1:].lower()


def _listed(title: str, rows: Iterable[str]) -> str:
    inside = "\n".join(f"<li>{row}</li>" for row in rows)
    return f"<h2>{title}</h2>\n<ul>\n{inside}\n</ul>" if inside else ""


def _shown(name: str) -> str:
    return escape(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _address(name: str) -> str:
    return quote(name.encode("utf-8", "surrogateescape"))


def _link(path: Path, end: str = "") -> str:
    return f'<a href="{_address(path.name)}{end}" dir="auto">{_shown(path.name)}</a>'


def _file(path: Path) -> str:
    return f"{_link(path)} <small>{_size(path.stat().st_size)}</small>"


def _size(count: int) -> str:
    for unit, step in (("MB", 10**6), ("kB", 10**3)):
        if count >= step:
            return f"{count / step:,.1f} {unit}"
    return f"{count} bytes"


def _player(path: Path) -> str:
    tag = "video" if _suffix(path) in _FILMS else "audio"
    track = path.with_suffix(".vtt")
    captions = "".join(_track(track)) if track.is_file() else ""
    return (
        f'<h3>{_file(path)}</h3><{tag} controls preload="metadata" src="{_address(path.name)}" '
        f'aria-label="{_shown(path.name)}">{captions}</{tag}>'
        + ('<p class="cue" dir="auto"></p>' if captions and tag == "audio" else "")
    )


def _track(path: Path) -> Iterator[str]:
    yield f'<track kind="captions" label="{_shown(path.name)}" '
    yield f'src="{_address(path.name)}" default>'
