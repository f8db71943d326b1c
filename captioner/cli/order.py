"""What is to be made of every document of a run, and how."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import msgspec

from captioner.captions.own_profile import Own
from captioner.cli.speaking import Speaking
from captioner.narrate import Fit
from captioner.publish.folder import stem_of
from captioner.publish.mastering import mastered_timeline
from captioner.publish.settings import PublishSettings
from captioner.publish.sound.targets import target_of


class Order(msgspec.Struct, frozen=True):
    """What the options of `narrate` say."""

    speaking: Speaking
    out: Path
    formats: tuple[str, ...]
    own: Own
    offset_ms: Fraction
    fit: Fit | None
    first_ms: int | None = None
    publish: PublishSettings = msgspec.field(default_factory=PublishSettings)

    def folder(self, document: Path) -> Path:
        """Tell where a document's files go."""
        return self.out / stem_of(document, self.first_ms)

    def timeline(self, document: Path) -> Path:
        """Tell where the record of its narration goes."""
        folder = self.folder(document)
        return folder / f"{folder.name}.timeline.jsonl"

    def made_in(self, document: Path) -> Path:
        """Tell where what is wanted of it goes: where it is to be mastered, into a folder beside
        the one of its narration.
        """
        if not self.publish.master:
            return self.folder(document)
        return mastered_timeline(self.timeline(document), target_of(self.publish.master)).parent
