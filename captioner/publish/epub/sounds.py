"""The sound of a book's files, encoded side by side into files of their own for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from captioner.audio.codecs import M4A, MP3, Codec, check_rate
from captioner.audio.decode import AudioReader
from captioner.audio.tags import Tags
from captioner.errors import AudioError, OptionError
from captioner.publish.publication import Material
from captioner.publish.sound.encoding import Encoding, encode_all

#: By the name of its format, how sound is encoded and what books call that. Apple's guide asks for
#: `audio/m4a`, which is no core media type.
SOUNDS: dict[str, tuple[Codec, str]] = {"m4a": (M4A, "audio/mp4"), "mp3": (MP3, "audio/mpeg")}
USUAL = "m4a"


class Piece(msgspec.Struct, frozen=True):
    """Frames [start, end) of the timeline, which go into a file of the book, called `title`."""

    name: str
    start: int
    end: int
    title: str


class SoundKind(msgspec.Struct, frozen=True):
    """How the sound of a book is encoded."""

    suffix: str
    codec: Codec
    media_type: str


def kind_of(material: Material) -> SoundKind:
    """Tell how sound is encoded. Raises OptionError for sound that cannot be."""
    suffix = material.settings.epub_audio or USUAL
    codec, media_type = SOUNDS[suffix]
    try:
        check_rate(codec, material.rate)
    except AudioError as exc:
        raise OptionError(f"--epub-audio: {exc}") from exc
    return SoundKind(suffix, codec, media_type)


def encode(
    material: Material, kind: SoundKind, pieces: Sequence[Piece], folder: Path
) -> Mapping[str, tuple[Path, int]]:
    """Encode pieces into a folder; tell where each is, and how long it says that it is, in ms."""
    paths = {piece.name: folder / f"{number}.{kind.suffix}" for number, piece in enumerate(pieces)}
    encode_all(
        material,
        [
            Encoding(
                piece.start, piece.end, {paths[piece.name]: kind.codec}, _tags(material, piece)
            )
            for piece in pieces
        ],
    )
    return {name: (path, _length_ms(path)) for name, path in paths.items()}


def _tags(material: Material, piece: Piece) -> Tags:
    return Tags(
        title=piece.title or material.title,
        authors=material.authors,
        album=material.title,
        narrator=material.settings.narrator,
        lang=material.kept.head.lang,
    )


def _length_ms(path: Path) -> int:
    with AudioReader(path) as reader:
        return reader.length_ms
