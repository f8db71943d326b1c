"""What may be added to a video."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from captioner.document import Picture
from captioner.publish.video.shown import CaptionTrack


class SoundTrack(msgspec.Struct, frozen=True):
    """A file of sound to be added, encoded as it is to be."""

    path: Path
    lang: str = ""
    title: str = ""


class VideoChapter(msgspec.Struct, frozen=True):
    """A chapter of a video, in milliseconds."""

    title: str
    start_ms: int
    end_ms: int


class Additions(msgspec.Struct, frozen=True):
    """What is added to a video. Its own sound is kept behind the one that is added, or dropped;
    `chapters`, `tags` and a `cover` are for a video that has none of its own; `recipe` tells what
    it was made from, for `finished`.
    """

    captions: Sequence[CaptionTrack] = ()
    sound: SoundTrack | None = None
    keep_sound: bool = True
    chapters: Sequence[VideoChapter] = ()
    tags: tuple[tuple[str, str], ...] = ()
    recipe: str = ""
    cover: Picture | None = None
