"""What stands for a picture is not said where the caption beside it says it too. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from captioner.text.dom import ECHO, Aside, Block


def without_echoes(parts: Iterable[Block | Aside]) -> Iterator[Block | Aside]:
    """Leave out what stands for a picture where the paragraph after it, its caption, says it too.

    Word files have the two side by side; where there is a `figure` around them this is done.
    """
    picture: Block | None = None
    for part in parts:
        if picture is not None and isinstance(part, Block) and part.text == picture.text:
            place = picture.stretches[0].place
            yield Aside(picture.element, picture.name, ECHO, place, picture.text)
            yield replace(part, after_break=part.after_break or picture.after_break)
            picture = None
            continue
        if picture is not None:
            yield picture
        picture = part if isinstance(part, Block) and part.is_picture else None
        if picture is None:
            yield part
    if picture is not None:
        yield picture
