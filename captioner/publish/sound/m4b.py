"""An audiobook in one file, with chapters and cover: M4B, which players of audiobooks open.

Its sound is that of an M4A, so pieces that were encoded for one before are taken as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from captioner.audio.codecs import M4B
from captioner.audio.tags import Tags
from captioner.publish.publication import Material
from captioner.publish.sound.encoding import Encoding, encode_all
from captioner.publish.sound.tagged import tags_of_book


class Audiobook(msgspec.Struct, frozen=True):
    """One file that is planned, of some material, and tells its `tags`."""

    material: Material
    tags: Tags

    @property
    def files(self) -> Sequence[str]:
        """The name of its file."""
        return (self.material.kept.file("m4b"),)

    def make(self, part: Callable[[str], Path]) -> Sequence[str]:
        """Write it. There is nothing to warn of."""
        files = {part(self.files[0]): M4B}
        encode_all(self.material, [Encoding(0, self.material.kept.end.frames, files, self.tags)])
        return ()


def plan(material: Material) -> Audiobook:
    """Plan an audiobook. Raises OptionError for a cover that cannot be one."""
    return Audiobook(material, tags_of_book(material))
