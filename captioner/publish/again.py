"""A narration published again, in other formats or by another profile, without speaking.

Everything is read from the kept timeline, bit by bit, and all that it vouches for is replaced
together, as after speaking (`files`). `sound` tells of what sound is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from captioner.captions import About, Profile
from captioner.captions.own_profile import Own, check_profile, profile_from
from captioner.document import as_text
from captioner.errors import Incomplete, OptionError
from captioner.publish.caption_files import CaptionFiles
from captioner.publish.files import OutputFolder, append
from captioner.publish.formats import FORMATS, CaptionFormat, check_formats
from captioner.publish.kept import Kept
from captioner.publish.made import captions_as, file_of, find_finished, formats_of
from captioner.publish.sound import Sounds, missing_sounds


@dataclass(frozen=True, slots=True)
class Published:
    """What was made again: `files` in `folder`, one for each of `formats`, beside the `timeline`.

    They hold so many `sentences`, `frames` long at `rate` Hz.
    """

    folder: Path
    formats: tuple[str, ...]
    files: tuple[Path, ...]
    timeline: Path
    rate: int
    frames: int
    sentences: int
    warnings: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """The length of the sound, for people."""
        return self.frames / self.rate


def publish_folder(
    folder: Path | str,
    *,
    formats: Sequence[str] | None = None,
    profile: Profile | Own | None = None,
    offset_ms: int | Fraction | None = None,
    store: Path | str | None = None,
) -> Published:
    """Make the files of a narration again from the timeline that is kept in its folder.

    `formats` are names of the table `FORMATS`; None stands for those of captions that were made
    before. So does a `profile` of None, and an `offset_ms`, for how each of them was made; an Own
    that names no row changes that. Sound that is there is left as it is; other sound is made of the
    narration's WAV, or of its takes in `store`, the user's if None. Raises DocumentError where no
    narration is kept; OutputError for a damaged one, and for files that were changed since;
    OptionError for formats and for a profile that contradicts itself; AudioError where sound is
    asked for that is not kept; Incomplete, with the files in place, if sentences are unspoken.
    """
    kept = find_finished(Path(folder))
    names = _formats(kept, formats)
    captions, sounds = _Captions(kept, profile, offset_ms), missing_sounds(kept, names, store)
    making = [
        name for name in names if isinstance(FORMATS[name], CaptionFormat) or name in sounds.codecs
    ]
    warnings = _make(kept, making, captions, sounds) if making else ()
    published = Published(
        kept.folder,
        names,
        tuple(kept.folder / file_of(kept, name) for name in names),
        kept.timeline,
        kept.head.rate,
        kept.end.frames,
        kept.end.sentences,
        warnings,
    )
    if kept.end.unspoken:
        raise Incomplete(
            kept.folder,
            kept.unspoken,
            kept.end.sentences + kept.end.unspoken,
            warnings,
            remedy="captioner narrate asks for all of them anew"
            if kept.head.voice
            else "captioner caption with complete word times adds them",
        )
    return published


def _formats(kept: Kept, asked: Sequence[str] | None) -> tuple[str, ...]:
    if asked is not None:
        return check_formats(asked, kept.head.rate)
    made = formats_of(kept).values()
    found = tuple(name for name in made if isinstance(FORMATS[name], CaptionFormat))
    if not found:
        raise OptionError(
            f"{kept.folder}: it has no captions to make again; say with --format what to make, of "
            f"{', '.join(FORMATS)}"
        )
    return found


class _Captions:
    """How the captions of each file are to be made: as asked, or as they were."""

    def __init__(
        self, kept: Kept, profile: Profile | Own | None, offset_ms: int | Fraction | None
    ) -> None:
        self._kept = kept
        self._profile = profile
        self._offset_ms = offset_ms
        if isinstance(profile, Profile):
            check_profile(profile)

    def about(self, file: str) -> About:
        """Tell how the captions of a file are to be made; a new one as the first that there is."""
        head, end = self._kept.head, self._kept.end
        line = end.files.get(as_text(file))
        made = (known.captions for known in (line, *end.files.values()) if known)
        before = next(filter(None, made), None)
        usual, offset_ms = captions_as(self._kept, file, before) if before else (None, Fraction(0))
        if self._offset_ms is not None:
            offset_ms = Fraction(self._offset_ms)
        if isinstance(self._profile, Profile):
            profile = self._profile
        else:
            profile = profile_from(self._profile or Own(), head.lang, usual)
        return About(head.rate, head.title, head.lang, offset_ms, profile)


# ---------------------------------------------------------------- all of it


def _make(kept: Kept, names: Sequence[str], captions: _Captions, sounds: Sounds) -> tuple[str, ...]:
    """Make files anew and give them their names together; tell what they could not carry."""
    files = {name: file_of(kept, name) for name in names}
    abouts = {
        file: captions.about(file)
        for name, file in files.items()
        if isinstance(FORMATS[name], CaptionFormat)
    }
    output = OutputFolder(
        kept.folder, kept.head.source, kept.timeline.name, files.values(), or_else=""
    )
    with output:
        output.claim()
        paths = ((name, output.part(file)) for name, file in files.items())
        sounds.write(paths, kept.head.rate)
        cut = {about: CaptionFiles(about) for about in abouts.values()}
        for name, file in files.items():
            chosen = FORMATS[name]
            if isinstance(chosen, CaptionFormat):
                cut[abouts[file]].add(output.part(file), chosen)
        _write(kept, output.part(kept.timeline.name), list(cut.values()))
        made_as = {file: cut[about].how() for file, about in abouts.items()}
        end = kept.end
        output.close_timeline(end.frames, end.sentences, end.unspoken, made_as, beyond=end.beyond)
        output.commit()
    # What nobody here has spoken cannot be made to fit.
    is_captioned = not kept.head.voice
    return tuple(dict.fromkeys(_warnings(cut.values(), fitted=is_captioned)))


def _write(kept: Kept, timeline: Path, cut: Sequence[CaptionFiles]) -> None:
    """Copy the timeline, and write the captions of it on the way."""
    with kept.opened() as lines:
        mode = "w"
        for raw, piece in kept.pieces(lines):
            for captions in cut:
                captions.write(piece)
            append(timeline, raw, mode)
            mode = "a"
    for captions in cut:
        captions.end()


def _warnings(cut: Iterable[CaptionFiles], *, fitted: bool) -> Iterator[str]:
    for captions in cut:
        yield from captions.warnings(fitted=fitted)
