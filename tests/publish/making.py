"""A narration in every format, to be published again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import trio

from captioner.captions import profile_of
from captioner.local import embedded, local_voice
from captioner.publish.folder import Narration, narrate_document
from captioner.publish.kept import find_kept
from captioner.text import read
from captioner.timeline import record

TEXT = (
    "# One & two\n\nHello there, dear old harbour; the boats of the town came in by noon, all "
    "12,353 of them! Short. Shorter.\n\n# Three\n\nGoodbye, then, until the tide is out again.\n"
)
BBC = profile_of("bbc", "en")


def narrated(folder: Path, **options: Any) -> Narration:
    """Narrate into folder/x by the embedded voice."""

    async def narrate() -> Narration:
        async with embedded(workers=1) as service:
            path = folder / "x.md"
            path.write_text(TEXT, "utf-8")
            voice = local_voice("en")
            return await narrate_document(read(path), service, voice, folder, **options)

    return trio.run(narrate)


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def end_of(folder: Path) -> record.End:
    return find_kept(folder).end
