"""Media overlays: which element of a file is heard when, as SMIL, and how that looks.

All times are whole milliseconds of one sound file, rounded down once, so that none is behind its
end; an element is heard until the next one begins, so that nothing of the sound is skipped. What
would be heard for less than a millisecond is left to the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from posixpath import dirname, relpath
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import msgspec

#: The class that readers put on what is heard; some look for this name whatever a book says.
ACTIVE = "-epub-media-overlay-active"

STYLE = f"""\
.{ACTIVE} {{
  background-color: rgba(255, 196, 0, 0.4);
  -webkit-box-decoration-break: clone;
  box-decoration-break: clone;
  border-radius: 0.15em;
}}
img.{ACTIVE} {{
  outline: 0.2em solid rgba(255, 196, 0, 0.7);
}}
"""


class Heard(msgspec.Struct, frozen=True):
    """An element by its id, and from which frame of the sound on it is heard.

    `parts` are the words in it, if those are marked too.
    """

    id: str
    start: int
    parts: tuple[Heard, ...] = ()


class Par(msgspec.Struct, frozen=True):
    """An element, heard from `begin` to `end` of a sound file, in milliseconds; or its parts, one
    after the other.
    """

    id: str
    sound: str
    begin: int
    end: int
    parts: tuple[Par, ...] = ()


def pars_of(heard: Sequence[Heard], sound: str, start: int, end: int, rate: int) -> list[Par]:
    """Give elements, which are in the order in which they are heard, their times in a sound file
    that holds frames [start, end).
    """
    length = (end - start) * 1000 // rate
    edges = [0, *(_ms(each.start - start, rate, length) for each in heard[1:]), length]
    return list(_timed(heard, sound, edges, start, rate))


def _timed(
    heard: Sequence[Heard], sound: str, edges: Sequence[int], start: int, rate: int
) -> Iterator[Par]:
    for each, (begin, end) in zip(heard, pairwise(edges), strict=False):
        if begin >= end:
            continue
        inner = [begin, *(_ms(one.start - start, rate, end) for one in each.parts[1:]), end]
        inner = [max(begin, at) for at in inner]
        parts = tuple(_timed(each.parts, sound, inner, start, rate)) if each.parts else ()
        yield Par(each.id, sound, begin, end, parts)


def _ms(frames: int, rate: int, most: int) -> int:
    return min(most, max(0, frames * 1000 // rate))


def clock(ms: int) -> str:
    """Write a time as a clock shows it: `0:03:27.500`."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{ms:03}"


def duration_of(pars: Iterable[Par]) -> int:
    """Tell how long a file is heard, in milliseconds: the sum of what is written."""
    return sum(duration_of(each.parts) if each.parts else each.end - each.begin for each in pars)


def address(target: str, source: str) -> str:
    """Give the address of a file of a book as it is written in another."""
    return quote(relpath(target, dirname(source) or "."))


def smil(name: str, text: str, body: str, pars: Iterable[Par]) -> str:
    """Write the overlay that is called `name` for a file `text`, whose body has an id."""
    href = address(text, name)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" '
        'version="3.0">\n'
        f"<body epub:textref={quoteattr(f'{href}#{body}')}>\n"
    ]
    for number, each in enumerate(pars, start=1):
        if each.parts:
            lines.append(f'<seq id="n{number}" epub:textref={quoteattr(f"{href}#{each.id}")}>\n')
            lines += [
                _par(f"n{number}-{part}", href, name, one)
                for part, one in enumerate(each.parts, start=1)
            ]
            lines.append("</seq>\n")
        else:
            lines.append(_par(f"n{number}", href, name, each))
    return "".join([*lines, "</body>\n</smil>\n"])


def _par(known: str, href: str, name: str, par: Par) -> str:
    return (
        f'<par id="{known}"><text src={quoteattr(f"{href}#{par.id}")}/>'
        f"<audio src={quoteattr(address(par.sound, name))} "
        f'clipBegin="{clock(par.begin)}" clipEnd="{clock(par.end)}"/></par>\n'
    )


def has_class(style: str, name: str) -> bool:
    """Tell whether a style sheet has a rule for a class."""
    return re.search(rf"\.{re.escape(name)}(?![\w-])[^{{}}]*\{{", style) is not None
