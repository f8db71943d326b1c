"""Narrations that lose takes of which they were made, and what that means for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import suppress
from pathlib import Path

import msgspec

from captioner.document import as_text
from captioner.errors import CaptionerError
from captioner.publish.kept.narration import Kept, find_kept

#: So many sentences are named one by one, of one narration and of several.
NAMED, _NAMED_EACH = 5, 3


class Loss(msgspec.Struct, frozen=True):
    """A narration in `folder`, made of the document `source`, that loses the takes of so many
    sentences of so many, the first of them by `contexts`. Without a WAV of it, or the takes, no
    other sound of it can be made.
    """

    folder: Path
    source: str
    lost: int
    sentences: int
    contexts: tuple[str, ...]
    has_wav: bool

    def __str__(self) -> str:
        named = first_few(self.contexts, self.lost)
        wav = "has no WAV, so until then no other sound can be made of it"
        if self.has_wav:
            wav = "has a WAV, of which other sound can be made all the same"
        return (
            f"{self.folder} loses the takes of {self.lost:,} of its {self.sentences:,} sentences "
            f"({named}); captioner narrate {self.source} as before asks for them again; it {wav}"
        )


def first_few(contexts: Sequence[str], total: int) -> str:
    """Name some sentences, the first of `total`."""
    return ", ".join((*contexts, "…") if total > len(contexts) else contexts)


def losses(timelines: Iterable[Path], gone: Set[str]) -> Iterator[Loss]:
    """Tell which narrations that are still there lose takes, which go by their names.

    One whose timeline cannot be read is no narration any more.
    """
    for timeline in timelines:
        with suppress(CaptionerError):
            if timeline.is_file() and (loss := _loss(find_kept(timeline), gone)) is not None:
                yield loss


def _loss(kept: Kept, gone: Set[str]) -> Loss | None:
    lost = 0
    contexts: list[str] = []
    for line in kept.sentences():
        if line.take in gone:
            lost += 1
            if len(contexts) < _NAMED_EACH:
                contexts.append(line.context)
    if not lost:
        return None
    source, sentences = kept.head.source, kept.end.sentences
    return Loss(kept.folder, source, lost, sentences, tuple(contexts), _has_wav(kept))


def _has_wav(kept: Kept) -> bool:
    """Tell whether its WAV is there, as far as its length shows."""
    file = kept.file("wav")
    line = kept.end.files.get(as_text(file))
    with suppress(OSError):
        return (
            line is not None
            and not line.earlier
            and (kept.folder / file).stat().st_size == line.bytes
        )
    return False
