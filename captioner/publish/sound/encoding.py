"""Sound of a kept narration on its way into files: one place for all that is made of a part of it.

The parts are encoded side by side, as many as there are cores, and it is told how many are done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import msgspec

from captioner import __version__
from captioner.audio.codecs import Codec
from captioner.audio.tags import Tags
from captioner.audio.writer import AudioWriter
from captioner.cores import cores
from captioner.publish.publication import Material, Share
from captioner.timeline import record


class Encoding(msgspec.Struct, frozen=True):
    """Frames [start, end) to be encoded, into a file for each of some codecs, with `tags`."""

    start: int
    end: int
    files: Mapping[Path, Codec]
    tags: Tags


def encode_all(material: Material, encodings: Sequence[Encoding]) -> None:
    """Encode parts. Raises OutputError where the disk fails, and AudioError as `Sound.pcm` does."""
    at_once = max(1, min(cores(), len(encodings)))
    workers = max(1, cores() // at_once)
    material.came()
    with ThreadPoolExecutor(at_once, "captioner-part") as pool:
        # The longest first, so that no core waits for it alone at the end.
        longest = sorted(encodings, key=lambda each: each.start - each.end)
        heard = _heard if len(longest) == 1 else _given
        under_way = [pool.submit(_encode, material, each, workers, heard) for each in longest]
        try:
            for done, each in enumerate(as_completed(under_way), start=1):
                each.result()
                if len(under_way) > 1:
                    material.came(done, len(under_way))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _given(material: Material, encoding: Encoding) -> Iterator[bytes]:
    return material.sound.pcm(encoding.start, encoding.end)


def _heard(material: Material, encoding: Encoding) -> Iterator[bytes]:
    """Give the sound, and tell how much of it was given."""
    share = Share(material.publication, encoding.end - encoding.start, material.tell)
    return share.of(_given(material, encoding))


def _encode(
    material: Material,
    encoding: Encoding,
    workers: int,
    heard: Callable[[Material, Encoding], Iterator[bytes]],
) -> None:
    with ExitStack() as closing:
        writers = [
            closing.enter_context(
                AudioWriter(
                    path, codec, material.rate, workers, material.encoded, tags=encoding.tags
                )
            )
            for path, codec in encoding.files.items()
        ]
        for pcm in heard(material, encoding):
            for writer in writers:
                writer.write(pcm)


class Recipe:
    """What frames [start, end) of the sound are made of, to tell whether that is something else.

    Silence goes by its length, a sentence by the name of its take, which is of one sound for good.
    """

    def __init__(self, material: Material, start: int, end: int) -> None:
        head = material.kept.head
        self.start, self.end = start, end
        self._is_known = True
        self._digest = hashlib.sha256()
        self._add(__version__, head.rate, end - start, head.voice, head.cast, head.edits)
        self._add(head.mastering)

    def add(self, line: record.SentenceLine) -> None:
        """Add a sentence that may be heard there."""
        self._is_known = self._is_known and bool(line.take or not line.spoken)
        self._add(line.start - self.start, line.end - self.start, line.take, line.spoken)

    def of(self, codec: Codec, tags: Tags) -> str:
        """Tell of what a file with that sound is made, in so many letters; empty where that is not
        known, since no take was kept.
        """
        if not self._is_known:
            return ""
        asked = (codec.name, codec.encoder, codec.bit_rate, codec.encoder_options, codec.spread)
        digest = self._digest.copy()
        digest.update(repr((asked, tags)).encode("utf-8", "surrogateescape"))
        digest.update(tags.cover.data if tags.cover is not None else b"")
        return digest.hexdigest()[:32]

    def _add(self, *said: object) -> None:
        self._digest.update(repr(said).encode("utf-8", "surrogateescape") + b"\0")


def recipes_of(material: Material, parts: Sequence[tuple[int, int]]) -> list[Recipe]:
    """Find out of what parts are made, each of which begins where the one before ends or later."""
    found = [Recipe(material, start, end) for start, end in parts]
    at = 0
    for line in material.kept.sentences():
        while at < len(found) and found[at].end <= line.start:
            at += 1
        for recipe in islice(found, at, None):
            if recipe.start >= line.end:
                break
            recipe.add(line)
    return found
