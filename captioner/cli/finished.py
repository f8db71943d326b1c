"""What need not be made again, since nothing that decides how it comes out has changed."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from captioner import __version__
from captioner.cli.order import Order
from captioner.cli.publications import publication_files
from captioner.cli.sources import Source
from captioner.local import local_identity
from captioner.publish.kept import finished, untouched
from captioner.publish.sound.targets import target_of
from captioner.text.source import MAX_BYTES
from captioner.timeline.record import End


def made_from(order: Order, source: Source) -> str:
    """Digest the document and all that was asked for; empty if it cannot be read."""
    with suppress(OSError):  # Told of when it is read.
        if source.file.is_file() and source.file.stat().st_size <= MAX_BYTES:
            speaking = order.speaking
            service = speaking.service
            decides = (
                __version__,
                source.name.name,
                source.address,
                _digest(source.file),
                service.speaks_as if service is not None else local_identity(),
                sorted(speaking.asked.items()),
                (speaking.max_sentence, speaking.script, speaking.pauses, speaking.edition),
                sorted(speaking.cast.rows.items()),
                (order.formats, order.own, order.offset_ms, order.fit, order.first_ms),
                (order.publish, *map(_digest, publication_files(order.publish))),
            )
            return hashlib.sha256(repr(decides).encode("utf-8", "surrogateescape")).hexdigest()
    return ""


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def made_before(order: Order, source: Source, recipe: str) -> End | None:
    """Give the end of the timeline of a narration that would come out the same; None if there is
    none, or if a file of it was touched.
    """
    if not recipe:
        return None
    timeline = order.timeline(source.name)
    return finished(timeline, recipe) if _is_mastered(timeline, order.publish.master) else None


def _is_mastered(timeline: Path, master: str) -> bool:
    """Tell whether what was to be mastered of a narration is there as it was made, if anything was
    to be.
    """
    if not master:
        return True
    from captioner.publish.mastering import mastered_timeline

    return untouched(mastered_timeline(timeline, target_of(master))) is not None
