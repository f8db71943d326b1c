"""The kinds of video file that can be written, one row each, and what each of them holds.

Adding a kind is adding a row.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from captioner.audio.codecs import M4A, OPUS, Codec
from captioner.errors import OptionError


class Container(msgspec.Struct, frozen=True):
    """A kind of video file, as FFmpeg calls it, and how captions, speech and pictures are encoded.

    `sounds` are the codecs that players expect in it; sound in another one is encoded anew. Empty
    means any.
    """

    muxer: str
    captions: str
    speech: Codec
    picture: str
    sounds: frozenset[str] = frozenset()
    options: tuple[tuple[str, str], ...] = ()

    @property
    def is_mp4(self) -> bool:
        """Tell whether it is one of the family of MPEG-4 (ISO/IEC 14496-12)."""
        return self.captions == "mov_text"


#: No random number, and no mark but ours.
_EXACT = ("fflags", "+bitexact")
#: The index in front, so that a video plays before it is all there.
_IN_FRONT = (("movflags", "+faststart"), _EXACT)
#: Sound begins with what an encoder needs to get going, before all else. All tracks would be moved
#: by so much, captions too, that nothing begins before 0; as it is, players cut it off.
_UNMOVED = (("avoid_negative_ts", "disabled"), _EXACT)
_MP4_SOUNDS = frozenset({"aac", "mp3", "alac", "ac3", "eac3", "opus"})
_MOV_SOUNDS = frozenset({"aac", "mp3", "alac", "ac3", "eac3", "pcm_s16le", "pcm_s24le"})
_WEBM_SOUNDS = frozenset({"opus", "vorbis"})

CONTAINERS: dict[str, Container] = {
    ".mp4": Container("mp4", "mov_text", M4A, "libx264", _MP4_SOUNDS, _IN_FRONT),
    ".m4v": Container("mp4", "mov_text", M4A, "libx264", _MP4_SOUNDS, _IN_FRONT),
    ".mov": Container("mov", "mov_text", M4A, "libx264", _MOV_SOUNDS, _IN_FRONT),
    ".mkv": Container("matroska", "subrip", OPUS, "libx264", options=_UNMOVED),
    ".webm": Container("webm", "webvtt", OPUS, "libvpx-vp9", _WEBM_SOUNDS, _UNMOVED),
}


def is_video_name(path: Path) -> bool:
    """Tell whether a file of that name would be a video that can be written."""
    return path.suffix.lower() in CONTAINERS


def container_of(path: Path) -> Container:
    """Find the kind of a file to be written by its name. Raises OptionError if there is none."""
    try:
        return CONTAINERS[path.suffix.lower()]
    except KeyError:
        raise OptionError(
            f"{path}: a video is written as {', '.join(CONTAINERS)}; name it so with -o"
        ) from None
