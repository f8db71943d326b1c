"""A title card: what is seen while a narration without a picture is heard. Pillow.

The title is large and bold, the author small above it, the chapter below a short line; a cover
stands beside them, before itself, large, dark and out of focus. The lowest quarter stays free for
captions. In scripts from right to left all of it is mirrored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

import msgspec
import regex

from captioner.captions.writer import begins_right_to_left
from captioner.errors import OptionError
from captioner.publish.video.direction import Run, runs_of
from captioner.publish.video.fonts import Face, Fonts
from captioner.publish.video.lettering import Colour, check_pillow, width_of, write_line

if TYPE_CHECKING:
    from PIL.Image import Image

_BOLD = 700
_INK, _SOFT, _ACCENT = (248, 246, 241, 255), (187, 192, 203, 255), (240, 178, 84, 255)
_TOP, _BOTTOM = (26, 35, 54), (12, 16, 26)
#: In shares of the shorter side: the margin, the sizes of letters, what is between them.
_MARGIN = 0.11
_TITLE_SIZES = (0.125, 0.105, 0.088, 0.074, 0.062, 0.05)
_AUTHOR, _CHAPTER = 0.042, 0.05
_GAP, _RULE, _RULE_WIDTH = 0.045, 0.008, 0.12
#: Of the height: where captions begin. Of the width: what a cover may take of a picture that lies.
_FREE, _COVER_WIDTH = 0.74, 0.34
_LEADING, _BASELINE = 1.24, 0.95
_MOST_LINES = 3
#: Behind a text that is cut off.
CUT_OFF = "…"
_PART = regex.compile(r"\S+\s*|\s+")
_CLUSTER = regex.compile(r"\X")


class Card(msgspec.Struct, frozen=True):
    """What stands on a card, in a language; `cover` is a picture's file, empty for none."""

    title: str
    author: str = ""
    chapter: str = ""
    lang: str = "en"
    cover: bytes = b""


class _Text(msgspec.Struct, frozen=True):
    """Lines of text in a size, of a colour, or a rule if there are none."""

    lines: Sequence[str]
    em: int
    faces: Sequence[Face]
    colour: Colour

    @property
    def height(self) -> int:
        return round(self.em * _LEADING) * len(self.lines) if self.lines else self.em


def draw_card(card: Card, width: int, height: int, font: str | None = None) -> Image:
    """Draw a card of so many pixels.

    Raises OptionError where Pillow is missing, no font has a character of it, or the cover is no
    picture.
    """
    check_pillow()
    cover = _opened(card.cover) if card.cover else None
    image = _ground(width, height) if cover is None else _blurred(cover, width, height)
    return _Layout(card, width, height, font).drawn_on(image, cover)


class _Layout:
    def __init__(self, card: Card, width: int, height: int, font: str | None) -> None:
        self._card = card
        self._width, self._height = width, height
        self._unit = min(width, height)
        self._bold, self._plain = Fonts(card.lang, font, _BOLD), Fonts(card.lang, font)
        self._mirrored = begins_right_to_left(card.title)
        self._margin = round(self._unit * _MARGIN)

    def drawn_on(self, image: Image, cover: Image | None) -> Image:
        """Draw all of it."""
        left, right = self._margin, self._width - self._margin
        top, bottom = self._margin, round(self._height * _FREE)
        if cover is not None:
            left, right, top = self._put_cover(image, cover, left, right, top, bottom)
        texts = list(self._texts(right - left, bottom - top))
        gap = round(self._unit * _GAP)
        high = sum(text.height for text in texts) + gap * (len(texts) - 1)
        at = top + max(0, (bottom - top - high) // 2)
        for text in texts:
            self._write(image, text, left, right, at)
            at += text.height + gap
        return image

    def _put_cover(
        self, image: Image, cover: Image, left: int, right: int, top: int, bottom: int
    ) -> tuple[int, int, int]:
        """Put the cover beside the text, or above it where a picture stands; tell what is left."""
        stands = self._height > self._width
        room = (
            (right - left, (bottom - top) // 2)
            if stands
            else (round(self._width * _COVER_WIDTH), bottom - top)
        )
        cover = cover.copy()
        scale = min(room[0] / cover.width, room[1] / cover.height)
        size = max(1, round(cover.width * scale)), max(1, round(cover.height * scale))
        cover = cover.resize(size)
        if stands:
            image.paste(cover, ((self._width - size[0]) // 2, top))
            return left, right, top + size[1]
        y = top + (bottom - top - size[1]) // 2
        image.paste(cover, (right - size[0] if self._mirrored else left, y))
        taken = size[0] + self._margin
        return (left, right - taken, top) if self._mirrored else (left + taken, right, top)

    def _texts(self, width: int, height: int) -> Iterator[_Text]:
        card, unit = self._card, self._unit
        if card.author:
            yield self._fitted(card.author, (_AUTHOR,), self._plain, _SOFT, width)
        yield self._fitted(card.title, _TITLE_SIZES, self._bold, _INK, width)
        if card.chapter:
            yield _Text((), max(2, round(unit * _RULE)), (), _ACCENT)
            yield self._fitted(card.chapter, (_CHAPTER, _AUTHOR), self._plain, _INK, width)

    def _fitted(
        self,
        text: str,
        sizes: Sequence[float],
        fonts: Fonts,
        colour: Colour,
        width: int,
    ) -> _Text:
        """Break text into lines in the largest size in which there are few of them; what is more
        than that is cut off.
        """
        text = " ".join(text.split())
        faces = fonts.cover(text + CUT_OFF)
        for size in sizes:
            em = round(self._unit * size)
            lines = self._broken(text, faces, em, width)
            if len(lines) <= _MOST_LINES:
                return _Text(lines, em, faces, colour)
        return _Text(
            [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1] + CUT_OFF], em, faces, colour
        )

    def _broken(self, text: str, faces: Sequence[Face], em: int, width: int) -> list[str]:
        """Break text between words, or within one that is too wide; lines of much the same length
        where that takes no more of them.
        """
        lines = self._filled(text, faces, em, width)
        while len(lines) > 1:
            narrower = self._filled(text, faces, em, round(width := width * 19 // 20))
            if len(narrower) > len(lines) or any(
                self._wide(n, faces, em) > width for n in narrower
            ):
                break
            lines = narrower
        return lines

    def _filled(self, text: str, faces: Sequence[Face], em: int, width: int) -> list[str]:
        lines = [""]
        for part in _PART.findall(text):
            pieces = [part]
            if self._wide(part.rstrip(), faces, em) > width:
                pieces = _CLUSTER.findall(part)
            for piece in pieces:
                if lines[-1] and self._wide((lines[-1] + piece).rstrip(), faces, em) > width:
                    lines.append("")
                lines[-1] += piece
        return [line.strip() for line in lines]

    def _wide(self, line: str, faces: Sequence[Face], em: int) -> int:
        return width_of(self._runs(line, faces), em, self._card.lang)

    def _runs(self, line: str, faces: Sequence[Face]) -> list[Run[Face]]:
        return runs_of(line, faces, Face.has, right_to_left=begins_right_to_left(line))

    def _write(self, image: Image, text: _Text, left: int, right: int, top: int) -> None:
        from PIL import ImageDraw  # an extra

        if not text.lines:
            pen = ImageDraw.Draw(image)
            wide = round(self._unit * _RULE_WIDTH)
            begin = right - wide if self._mirrored else left
            pen.rectangle((begin, top, begin + wide, top + text.em - 1), fill=text.colour)
            return
        for number, line in enumerate(text.lines):
            runs = self._runs(line, text.faces)
            baseline = top + round(text.em * (_LEADING * number + _BASELINE))
            wide = width_of(runs, text.em, self._card.lang)
            x = right - wide if self._mirrored else left
            write_line(image, runs, x, baseline, text.em, self._card.lang, text.colour)


# ---------------------------------------------------------------- behind it


def _ground(width: int, height: int) -> Image:
    """Draw a quiet ground, a little lighter above."""
    from PIL import Image  # an extra

    column = Image.new("RGB", (1, height))
    for y in range(height):
        share = y / max(1, height - 1)
        column.putpixel(
            (0, y),
            tuple(round(a + (b - a) * share) for a, b in zip(_TOP, _BOTTOM, strict=True)),
        )
    return column.resize((width, height))


def _blurred(cover: Image, width: int, height: int) -> Image:
    """Draw a cover over all of the card, dark and out of focus."""
    from PIL import Image, ImageFilter, ImageOps  # an extra

    # Blurred while it is small, which looks the same and takes no time.
    small = ImageOps.fit(cover, (max(1, width // 8), max(1, height // 8)))
    small = small.filter(ImageFilter.GaussianBlur(min(width, height) / 8 / 14))
    ground = small.resize((width, height), Image.Resampling.BICUBIC)
    return Image.blend(ground, _ground(width, height), 0.72)


def _opened(cover: bytes) -> Image:
    from PIL import Image, UnidentifiedImageError  # an extra

    try:
        with Image.open(BytesIO(cover)) as image:
            return image.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as exc:
        raise OptionError(f"the cover cannot be drawn ({exc}); take another with --cover") from exc
