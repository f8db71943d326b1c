"""A captioned video of a narration that has no picture: its cover or title, for platforms that take
only video.

Each chapter has a card of its own. Captions are a track, or drawn on the card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from captioner.captions import About
from captioner.captions.writer import is_upright
from captioner.document import Document, Picture
from captioner.publish.kept.chapters import titles_in
from captioner.publish.kept.cover import kept_cover, picture_in
from captioner.publish.publication import Material, Share
from captioner.publish.settings import PublishSettings
from captioner.publish.video.additions import Additions, SoundTrack
from captioner.publish.video.burn_in import BurnIn
from captioner.publish.video.card import CUT_OFF, Card, draw_card
from captioner.publish.video.containers import CONTAINERS
from captioner.publish.video.finished import Parts
from captioner.publish.video.fonts import Fonts
from captioner.publish.video.lettering import Lettering, Look, fonts_for
from captioner.publish.video.mux import write_video
from captioner.publish.video.narrated import cues_of, look_of, video_chapters, write_speech
from captioner.publish.video.shown import CaptionTrack, ShownCue
from captioner.publish.video.still import RATE, write_stills

if TYPE_CHECKING:
    from PIL.Image import Image

_SUFFIX = "mp4"
_SIZE = 1280, 720


class Slate(msgspec.Struct, frozen=True):
    """One video that is planned, of some material, and what is worth telling of its letters."""

    material: Material
    cover: Picture | None
    burn_in: BurnIn | None
    notes: Sequence[str] = ()

    @property
    def files(self) -> Sequence[str]:
        """The name of its file."""
        return (self.material.kept.file(_SUFFIX),)

    def make(self, part: Callable[[str], Path]) -> Sequence[str]:
        """Write it. Raises OptionError where no font has a character that is to be drawn."""
        material, container = self.material, CONTAINERS[f".{_SUFFIX}"]
        kept, about = material.kept, material.about("srt")
        material.came()
        path = part(self.files[0])
        parts = Parts(path)
        picture, speech = parts.other("picture"), parts.other(container.speech.name)
        size = _SIZE[::-1] if is_upright(about.profile) else _SIZE
        try:
            # The picture takes as long as the sound, or longer.
            share = Share(material.publication, 2 * kept.end.frames, material.tell)
            write_stills(picture, self._counted(self._stills(about, size), share), size)
            sound = share.of(material.sound.pcm(0, kept.end.frames))
            write_speech(speech, container, kept.head.rate, sound, material.encoded)
            track = CaptionTrack(cues_of(kept, about), kept.head.lang)
            additions = Additions(
                () if self.burn_in else (track,),
                SoundTrack(speech, kept.head.lang),
                chapters=video_chapters(material.chapters, about),
                tags=(("title", material.title), ("artist", ", ".join(material.authors))),
                cover=self.cover,
            )
            return (*self.notes, *write_video(picture, path, container, additions))
        finally:
            parts.clear()

    def _counted(
        self, stills: Iterable[tuple[Image, int]], share: Share
    ) -> Iterator[tuple[Image, int]]:
        """Give what is seen, and count how long it is."""
        at = 0
        for image, end in stills:
            yield image, end
            share.add((end - at) * self.material.rate / RATE)
            at = end

    def _stills(self, about: About, size: tuple[int, int]) -> Iterator[tuple[Image, int]]:
        """Draw what is seen, with the frame up to which it is."""
        cards = self._cards(size)
        if self.burn_in is None:
            yield from cards
            return
        kept = self.material.kept
        fonts = Fonts(kept.head.lang, self.burn_in.font)
        lettering = Lettering(*size, fonts, self.burn_in.look or Look.OUTLINE)
        cues = cues_of(kept, about)
        cue = next(cues, None)
        at = 0
        for card, end in cards:
            while at < end:
                while cue is not None and _frame(cue.end_ms) <= at:
                    cue = next(cues, None)
                if cue is None or _frame(cue.start_ms) >= end:
                    at = end
                    yield card, at
                elif _frame(cue.start_ms) > at:
                    at = _frame(cue.start_ms)
                    yield card, at
                else:
                    at = min(end, _frame(cue.end_ms))
                    yield _captioned(card, cue, lettering, kept.head.lang), at

    def _cards(self, size: tuple[int, int]) -> Iterator[tuple[Image, int]]:
        material = self.material
        head, rate = material.kept.head, material.rate
        font = material.settings.font
        cover = self.cover.data if self.cover is not None else b""
        author = ", ".join(material.authors)
        last = -(-material.kept.end.frames * RATE // rate)
        chapters = [each for each in material.chapters if each.frames]
        for chapter in chapters:
            title = chapter.title if len(chapters) > 1 and chapter.title != material.title else ""
            card = Card(material.title, author, title, head.lang, cover)
            is_last = chapter is chapters[-1]
            yield draw_card(card, *size, font), last if is_last else chapter.end * RATE // rate


def _frame(ms: int) -> int:
    """Tell the first frame that is seen at a moment or after it."""
    return -(-ms * RATE // 1000)


def _captioned(card: Image, cue: ShownCue, lettering: Lettering, lang: str) -> Image:
    drawn = lettering.draw(cue.lines, lang)
    image = card.copy()
    image.paste(drawn.image, (drawn.x, drawn.y), drawn.image)
    return image


def plan(material: Material) -> Slate:
    """Plan a video without a picture of its own.

    Raises OptionError where Pillow is missing, for fonts that are, and for a cover that is none.
    """
    settings, kept = material.settings, material.kept
    cover = picture_in(settings.cover) if settings.cover is not None else kept_cover(kept)
    look = Look(settings.look) if settings.look else look_of(material.about("srt"))
    burn_in = BurnIn(settings.font, look) if settings.burn_in else None
    texts = [material.title, *material.authors, *(each.title for each in material.chapters)]
    shown = (line.text for line in kept.sentences()) if burn_in else iter(())
    fonts = _fonts_for(kept.head.lang, settings, chain(texts, shown))
    return Slate(material, cover, burn_in, fonts.notes)


def check(document: Document, settings: PublishSettings) -> None:
    """See that a video of a document can be drawn, before it is spoken. Raises as `plan` does."""
    title, authors = settings.title or document.title, settings.authors or document.authors
    titles = titles_in(document, settings.chapter_level)
    shown = (each.text for each in document.sentences) if settings.burn_in else iter(())
    _fonts_for(document.lang, settings, chain((title, *authors, *titles), shown))


def _fonts_for(lang: str, settings: PublishSettings, texts: Iterable[str]) -> Fonts:
    return fonts_for(lang, settings.font, {CUT_OFF, *chain.from_iterable(texts)})
