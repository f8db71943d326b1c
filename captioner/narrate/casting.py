"""Who speaks which sentence: the narrator, and a voice for each speaker who has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from captioner.document import Document, Kind, Sentence
from captioner.errors import OptionError
from captioner.protocol import Voice


class Cast(msgspec.Struct, frozen=True):
    """The `narrator` speaks all but what is said by `speakers`, each by the name that a document
    has for them. The sound of a narration has the narrator's sampling rate.
    """

    narrator: Voice
    speakers: Mapping[str, Voice] = msgspec.field(default_factory=dict)

    def of(self, sentence: Sentence) -> Voice:
        """Give the voice of a sentence; sounds, for which none is asked, have the narrator's."""
        if sentence.kind is Kind.SOUND:
            return self.narrator
        return self.speakers.get(sentence.speaker, self.narrator)

    def speaking(self, document: Document) -> Mapping[str, Voice]:
        """List the voices of the speakers of a document that are not the narrator's, by name."""
        voices = {name: self.speakers[name] for name in document.speakers if name in self.speakers}
        return {name: voice for name, voice in voices.items() if voice != self.narrator}

    @property
    def voices(self) -> Iterator[Voice]:
        """Give all its voices, each once, that of the narrator first."""
        yield from dict.fromkeys([self.narrator, *self.speakers.values()])

    def check(self) -> None:
        """Raise OptionError for a speaker who heeds other marks in a text than the narrator: a
        document is read once, for all of them.
        """
        for name, voice in self.speakers.items():
            if voice.markup != self.narrator.markup:
                raise OptionError(
                    f"{name}: this voice heeds other marks in a text than the narrator's; set "
                    "pauseBetweenBrackets, phonemizeBetweenBrackets and inlineSpeedAlpha alike for "
                    "all"
                )
