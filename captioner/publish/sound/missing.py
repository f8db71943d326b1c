"""The sound files of a kept narration that are to be made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from captioner.audio.codecs import Codec
from captioner.audio.tags import Tags
from captioner.audio.writer import AudioWriter
from captioner.publish.formats import codecs_of
from captioner.publish.kept import Kept
from captioner.publish.kept.made import file_of
from captioner.publish.kept.sound import KeptSound, vouched
from captioner.publish.publication import Share, Step, Tell
from captioner.publish.sound.tagged import tags_of_kept


class Sounds(msgspec.Struct, frozen=True):
    """The sounds that are to be made, by their formats, the sound that they are made of, and what
    they tell.
    """

    codecs: Mapping[str, Codec]
    sound: KeptSound
    tags: Tags = msgspec.field(default_factory=Tags)

    def write(self, paths: Iterable[tuple[str, Path]], kept: Kept, tell: Tell) -> None:
        """Write those of some formats, each into its file, side by side, and tell how far they are.

        Raises AudioError where the sound is not as long as the timeline says.
        """
        named = ", ".join(self.codecs)
        with ExitStack() as closing:
            writers = [
                closing.enter_context(
                    AudioWriter(path, self.codecs[name], kept.head.rate, tags=self.tags)
                )
                for name, path in paths
                if name in self.codecs
            ]
            if writers:
                tell(Step(named))
                share = Share(named, kept.end.frames, tell)
                for pcm in share.of(self.sound.blocks()):
                    for writer in writers:
                        writer.write(pcm)


def missing_sounds(kept: Kept, names: Sequence[str], sound: KeptSound) -> Sounds:
    """Find out which sounds have to be made: what is there as it was made need not be made again.

    Raises AudioError if there is nothing to make them of.
    """
    codecs = {
        name: codec
        for name, codec in codecs_of(names, kept.head).items()
        if not vouched(kept, file_of(kept, name))
    }
    if not codecs:
        return Sounds(codecs, sound)
    sound.check()
    return Sounds(codecs, sound, tags_of_kept(kept))
