"""Caption files while they grow: all of the same cues, cut once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from captioner.captions import About, CaptionWriter, Cue, Cutter
from captioner.captions.own_profile import settings_of
from captioner.captions.relaxed import Relaxed
from captioner.publish.files import append
from captioner.publish.formats import CaptionFormat
from captioner.timeline import Timeline, record


class CaptionFiles:
    """Writes caption files: `add` each, `write` the pieces of the timeline, `end`."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._cutter = Cutter(about.profile, about.rate)
        self._relaxed = Relaxed(about.rate)
        self._files: list[tuple[Path, CaptionWriter]] = []
        self._shows_cues = False

    def add(self, path: Path, chosen: CaptionFormat) -> None:
        """Begin a file."""
        writer = chosen.writer(self._about)
        append(path, writer.head(), mode="w")
        self._files.append((path, writer))
        self._shows_cues = self._shows_cues or chosen.shows_cues

    def write(self, timeline: Timeline) -> None:
        """Write the cues of the next piece."""
        if self._files:
            self._write(list(self._cutter.cues(timeline)))

    def end(self) -> None:
        """Write the last cues, and what ends the files."""
        self._write(list(self._cutter.end()))
        for path, writer in self._files:
            append(path, writer.end())

    def how(self) -> record.Captions:
        """Tell how they were made, for the record."""
        return record.Captions(settings_of(self._about.profile), str(self._about.offset_ms))

    def warnings(self, *, fitted: bool = False) -> Iterator[str]:
        """Tell what the formats could not carry, and what the cues could not keep.

        `fitted` tells that speech was made to fit the profile.
        """
        for _, writer in self._files:
            yield from writer.warnings()
        if self._shows_cues:
            yield from self._relaxed.told(fitted=fitted)

    def _write(self, cues: Sequence[Cue]) -> None:
        self._relaxed.add(cues)
        for path, writer in self._files:
            append(path, writer.cues(cues))
