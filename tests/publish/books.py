"""Kept timelines of books, without their sound, and narrated ones with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trio

from captioner.client import PoolSettings
from captioner.document import Kind, Place, Sentence, context_of
from captioner.local import embedded, local_voice
from captioner.narrate import Settings
from captioner.publish.folder import Narration, narrate_document
from captioner.publish.kept import Kept, find_kept
from captioner.publish.kept.chapters import chapters_of
from captioner.publish.kept.sound import KeptSound
from captioner.publish.publication import Material
from captioner.publish.settings import PublishSettings
from captioner.store import Claims, Keeping, Ledger, TakeStore
from captioner.text import read
from captioner.timeline import Measure, Pauses, Timeline, lay_out, record


@dataclass(frozen=True)
class Part:
    """A section: its heading if it has a title, paragraphs of so many sentences of so many seconds,
    or one sentence for each number.
    """

    title: str = ""
    level: int = 1
    paragraphs: Sequence[Sequence[float]] = ((1, 1),)
    number: int | None = None
    heading: bool = True


def kept_timeline(
    folder: Path, timeline: Timeline, sections: Iterable[record.SectionLine], lang: str = "en"
) -> Kept:
    """Write a timeline as a narration leaves it, with nothing else beside it."""
    lines: list[record.Line] = [
        record.Head(record.VERSION, "A tale", lang, "tale.md", timeline.rate, {})
    ]
    waiting = list(sections)
    for placed in timeline.placed:
        while waiting and waiting[0].number <= placed.sentence.section:
            lines.append(waiting.pop(0))
        lines.append(record.sentence_line(placed))
    body = record.write(lines)
    digest = hashlib.sha256(body.encode()).hexdigest()
    end = record.End(timeline.end, len(timeline.placed), 0, {}, digest)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "tale.timeline.jsonl"
    path.write_text(body + record.write([end]), "utf-8")
    return find_kept(path)


def kept_book(
    folder: Path, *parts: Part, rate: int = 8000, lang: str = "en", pauses: Pauses | None = None
) -> Kept:
    """Lay out a book; all sound that there is of it is silence."""
    asked: list[Sentence] = []
    seconds: list[float] = []
    sections = []
    paragraph = 0
    for count, part in enumerate(parts, start=1):
        number = count if part.number is None else part.number
        sections.append(record.SectionLine(number, part.title, part.level))
        told = [((1.0,), Kind.HEADING)] if part.title and part.heading else []
        inside = 0
        for lengths, kind in [*told, *((each, Kind.PARAGRAPH) for each in part.paragraphs)]:
            paragraph += 1
            for length in lengths:
                inside += 1
                text = f"{part.title}. " if kind is Kind.HEADING else f"Sentence {inside}. "
                context = context_of(number, inside)
                asked.append(Sentence(context, text, text, kind, paragraph, Place(1), lang))
                seconds.append(length)
    measured = [Measure(round(length * rate)) for length in seconds]
    return kept_timeline(
        folder, lay_out(asked, measured, rate=rate, pauses=pauses or Pauses()), sections, lang
    )


def material_of(kept: Kept, formats: Sequence[str] = (), **chosen: Any) -> Material:
    """What publications are made of."""
    settings = PublishSettings(**chosen)
    chapters = chapters_of(kept, settings.chapter_level)
    return Material(kept, KeptSound(kept, None, ()), chapters, settings, tuple(formats))


BOOK = (
    "---\ntitle: The tide\nauthor: Ann Other\n---\n# The tide\n\n## Out\n\nThe boats lay still. "
    "Nobody came.\n\nIt was late.\n\n## Far out\n\nThe sea had gone. All of it had.\n\n## In\n\n"
    "By noon it was there again, with the boats on it. Good.\n"
)


def narrated_book(
    folder: Path, text: str = BOOK, *, store: bool = True, **options: Any
) -> Narration:
    """Narrate into folder/x by the embedded voice, with a store beside it."""
    path = folder / "x.md"
    path.write_text(text, "utf-8")
    voice = local_voice("en")

    async def narrate() -> Narration:
        with Ledger(folder / "store").begin("x") as run:
            keeper = Keeping(Claims(TakeStore(folder / "store")), run) if store else None
            settings = Settings(pool=PoolSettings(keeper=keeper))
            async with embedded(workers=1) as service:
                return await narrate_document(
                    read(path), service, voice, folder, settings=settings, **options
                )

    return trio.run(narrate)
