"""What need not be made again, since nothing that decides how it comes out has changed."""

from __future__ import annotations

import hashlib
from contextlib import suppress

from captioner import __version__
from captioner.cli.order import Order
from captioner.cli.sources import Source
from captioner.local import local_identity
from captioner.publish.kept import finished
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
                hashlib.sha256(source.file.read_bytes()).hexdigest(),
                service.speaks_as if service is not None else local_identity(),
                sorted(speaking.asked.items()),
                (speaking.max_sentence, speaking.script, speaking.pauses),
                (order.formats, order.own, order.offset_ms, order.fit, order.first_ms),
            )
            return hashlib.sha256(repr(decides).encode("utf-8", "surrogateescape")).hexdigest()
    return ""


def made_before(order: Order, source: Source, recipe: str) -> End | None:
    """Give the end of the timeline of a narration that would come out the same; None if there is
    none, or if a file of it was touched.
    """
    if not recipe:
        return None
    return finished(order.timeline(source.name), recipe)
