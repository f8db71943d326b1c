"""A document spoken by the embedded voice for its times alone; of the sound nothing is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import trio
from msgspec.structs import replace

from captioner.document import Document, Section, Sentence
from captioner.local import embedded, local_voice
from captioner.narrate import Piece, Settings, narrate
from captioner.timeline import Placed, Timeline
from captioner.timeline.record import SentenceLine, placed_of, read, sentence_line, write

RATE = 22050


def spoken(document: Document, cache: Path | None = None) -> Timeline:
    """Give the timeline of a document, from the cache folder if it was spoken before."""
    kept = cache / f"{_key(document.sentences)}.jsonl" if cache else None
    if kept and kept.is_file():
        with kept.open(encoding="utf-8") as lines:
            placed = tuple(
                placed_of(line) for line in read(lines) if isinstance(line, SentenceLine)
            )
        return Timeline(RATE, 0, placed)
    placed = trio.run(_speak, document)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(write(sentence_line(one) for one in placed), encoding="utf-8")
    return Timeline(RATE, 0, placed)


async def _speak(document: Document) -> tuple[Placed, ...]:
    pieces_in, pieces = trio.open_memory_channel[Piece](0)
    voice = local_voice(document.lang, rate=RATE)
    placed: list[Placed] = []
    async with embedded() as service, trio.open_nursery() as nursery:
        nursery.start_soon(narrate, document, service, voice, Settings(), pieces_in)
        async for piece in pieces:
            assert not piece.unspoken
            placed += piece.timeline.placed
    return tuple(placed)


def _key(sentences: Iterable[Sentence]) -> str:
    digest = hashlib.sha256()
    for sentence in sentences:
        digest.update(f"{sentence.context}\t{sentence.spoken}\t{sentence.text}\n".encode())
    return digest.hexdigest()[:16]


def shortened(document: Document, words: int) -> Document:
    """Keep the first sentences of a document that have so many words, whole paragraphs of them."""
    sections: list[Section] = []
    count = 0
    for section in document.sections:
        sentences, count = _first(section.sentences, words, count)
        if sentences:
            sections.append(replace(section, sentences=tuple(sentences)))
    return replace(document, sections=tuple(sections))


def _first(sentences: Sequence[Sentence], words: int, count: int) -> tuple[list[Sentence], int]:
    kept: list[Sentence] = []
    for sentence in sentences:
        if count >= words and not (kept and kept[-1].paragraph == sentence.paragraph):
            break
        kept.append(sentence)
        count += len(sentence.text.split())
    return kept, count
