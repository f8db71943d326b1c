"""Captions as pictures of text: shaped, ordered and laid out by Pillow with Raqm. Pillow.

A line takes 7.5 % of the height of a picture that lies, as the BBC has it (7 to 8 %), and 4.2 % of
one that stands (3.9 to 4.5 %). Text is white with a black outline, or, as the BBC has it too, on a
black box as long as each line and half a letter more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING

import msgspec

from captioner.captions.writer import begins_right_to_left
from captioner.errors import OptionError
from captioner.publish.video.direction import Run, runs_of
from captioner.publish.video.fonts import Face, Fonts

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont


class Look(StrEnum):
    """What keeps text apart from the picture behind it."""

    OUTLINE = "outline"
    BOX = "box"


_LYING, _STANDING = 0.075, 0.042
#: Of a line's height: the letters, where they stand, the outline and the room around a box.
_EM, _BASELINE, _OUTLINE, _ROOM = 0.8, 0.77, 0.065, 0.3
#: A box is so much higher than its line, above and below: some letters reach far down.
_ABOVE, _BELOW = 0.05, 0.12
#: The widest line, of the width of the picture: what the BBC takes of one that lies, and stands.
_WIDEST, _WIDEST_STANDING = 0.9, 0.9
#: What stays free below, of the height: where a picture stands, players put their buttons there.
_FREE, _FREE_STANDING = 0.05, 0.16
#: A size in pixels in which a font is tried.
_TRIED = 20
Colour = tuple[int, int, int, int]
_WHITE, _BLACK = (255, 255, 255, 255), (0, 0, 0, 255)


class Lettered(msgspec.Struct, frozen=True):
    """Text drawn on nothing, and where its upper left corner goes in the picture."""

    image: Image
    x: int
    y: int


class Lettering:
    """Draws captions for a picture of so many pixels, as they are seen: square, and upright.

    Raises OptionError where Pillow is missing, or cannot shape text.
    """

    def __init__(self, width: int, height: int, fonts: Fonts, look: Look) -> None:
        check_pillow()
        self.size = self._width, self._height = width, height
        self._fonts = fonts
        self._look = look
        stands = height > width
        self._line = max(8, round(height * (_STANDING if stands else _LYING)))
        self._widest = round(width * (_WIDEST_STANDING if stands else _WIDEST))
        self._free = round(height * (_FREE_STANDING if stands else _FREE))

    def draw(self, lines: Sequence[str], lang: str = "") -> Lettered:
        """Draw the lines of a cue, centred at the bottom. Raises OptionError where no font has a
        character of it.
        """
        from PIL import Image, ImageDraw  # an extra

        faces = self._fonts.cover("".join(lines))
        right_to_left = begins_right_to_left("".join(lines))
        parted = [
            runs_of(line, faces, Face.has, right_to_left=right_to_left) for line in lines if line
        ]
        line = self._fitting(parted, lang)
        em = max(6, round(line * _EM))
        widths = [width_of(runs, em, lang) for runs in parted]
        room = round(line * _ROOM)
        size = max(widths, default=0) + 2 * room, line * len(parted) + 2 * room
        image = Image.new("RGBA", size, (0, 0, 0, 0))
        pen = ImageDraw.Draw(image)
        places = [
            ((size[0] - width) // 2, room + line * number) for number, width in enumerate(widths)
        ]
        # All that is behind first: a line must not lie on the letters of the one above it.
        for runs, width, (left, top) in zip(parted, widths, places, strict=True):
            if self._look is Look.BOX:
                high, low = top - round(line * _ABOVE), top + round(line * (1 + _BELOW))
                pen.rectangle((left - room, high, left + width + room, low), fill=_BLACK)
            else:
                stroke = max(1, round(line * _OUTLINE))
                write_line(image, runs, left, top + line * _BASELINE, em, lang, _BLACK, stroke)
        for runs, (left, top) in zip(parted, places, strict=True):
            write_line(image, runs, left, top + line * _BASELINE, em, lang)
        x, y = (self._width - size[0]) // 2, self._height - self._free - size[1] + room
        return Lettered(image, x, max(0, y))

    def _fitting(self, parted: Sequence[Sequence[Run[Face]]], lang: str) -> int:
        """Give the height of a line at which the widest one fits."""
        widest = max((width_of(runs, round(self._line * _EM), lang) for runs in parted), default=0)
        return self._line if widest <= self._widest else int(self._line * self._widest / widest)


def write_line(
    image: Image,
    runs: Sequence[Run[Face]],
    left: float,
    baseline: float,
    em: int,
    lang: str,
    colour: Colour = _WHITE,
    stroke: int = 0,
) -> None:
    """Write a line, from its left end on; with a `stroke`, as wide an outline of it, which what is
    in colours has not.
    """
    from PIL import ImageDraw  # an extra

    pen = ImageDraw.Draw(image)
    for run in runs:
        if not run.font.is_coloured:
            pen.text(
                (left, baseline),
                run.text,
                fill=colour,
                font=opened(run.font, em),
                anchor="ls",
                direction=_direction(run),
                language=lang or None,
                stroke_width=stroke,
            )
        elif not stroke:
            _put_colours(image, run, left, baseline, em)
        left += _length(run, em, lang)


def _put_colours(image: Image, run: Run[Face], left: float, baseline: float, em: int) -> None:
    """Put what is in colours on a picture: drawn in the size that there is, then made as large as
    it is to be.
    """
    from PIL import Image, ImageDraw  # an extra

    font = opened(run.font, run.font.strike or em)
    scale = em / (run.font.strike or em)
    over, right, under = font.getbbox(run.text, anchor="ls")[1:]
    size = max(1, ceil(right)), max(1, ceil(under - over))
    drawn = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(drawn).text(
        (0, -over), run.text, font=font, anchor="ls", embedded_color=True, fill=_WHITE
    )
    drawn = drawn.resize((max(1, round(size[0] * scale)), max(1, round(size[1] * scale))))
    at = max(0, round(left)), max(0, round(baseline + over * scale))
    if image.mode == "RGBA":
        image.alpha_composite(drawn, at)
    else:
        image.paste(drawn, at, drawn)


def turned_right(image: Image) -> Image:
    """Turn a picture by a quarter, with the clock."""
    from PIL import Image  # an extra

    return image.transpose(Image.Transpose.ROTATE_270)


def width_of(runs: Sequence[Run[Face]], em: int, lang: str) -> int:
    """Measure a line in letters of a size."""
    return round(sum(_length(run, em, lang) for run in runs))


def _length(run: Run[Face], em: int, lang: str) -> float:
    drawn_in = run.font.strike or em
    font = opened(run.font, drawn_in)
    length = font.getlength(run.text, direction=_direction(run), language=lang or None)
    return length * em / drawn_in


def _direction(run: Run[Face]) -> str:
    return "rtl" if run.right_to_left else "ltr"


@lru_cache(maxsize=64)
def opened(face: Face, em: int) -> FreeTypeFont:
    """Open a font in a size. Raises OptionError for one that cannot be drawn with."""
    from PIL import ImageFont  # an extra

    try:
        return ImageFont.truetype(
            str(face.path), em, index=face.index, layout_engine=ImageFont.Layout.RAQM
        )
    except OSError as exc:
        raise OptionError(f"{face.path}: it is no font that can be drawn with ({exc})") from exc


def fonts_for(lang: str, font: str | None, chars: Iterable[str]) -> Fonts:
    """Find fonts by which some characters can be drawn; their `notes` tell what will look otherwise
    than one would think.

    Raises OptionError where Pillow is missing, where no font has one of them, and for one that
    cannot be drawn with.
    """
    check_pillow()
    fonts = Fonts(lang, font)
    for face in fonts.cover(chars):
        opened(face, face.strike or _TRIED)
    return fonts


def check_pillow() -> None:
    """Raise OptionError where Pillow is missing, or cannot shape text."""
    try:
        from PIL import features  # an extra
    except ImportError as exc:
        raise OptionError(
            "drawing captions needs an extra; install it with: pip install 'captioner[video]'"
        ) from exc
    if not features.check("raqm"):
        raise OptionError(
            "this Pillow was built without Raqm, by which Arabic, Hindi and many other scripts are "
            "shaped; install its own build: pip install --force-reinstall pillow"
        )
