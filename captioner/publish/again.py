"""A narration published again, in other formats or by another profile, without speaking.

Everything is read from the kept timeline, bit by bit, and all that it vouches for is replaced
together, as after speaking (`files`). `sound.missing` tells which sound is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import msgspec

from captioner.captions import About, Profile
from captioner.captions.own_profile import Own, check_profile, profile_from
from captioner.document import as_text
from captioner.errors import Incomplete, OptionError
from captioner.publish.caption_files import CaptionFiles
from captioner.publish.files import OutputFolder, append
from captioner.publish.formats import (
    ALL_FORMATS,
    FORMATS,
    CaptionFormat,
    check_formats,
    sounding,
    whole_formats,
)
from captioner.publish.kept import Kept
from captioner.publish.kept.chapters import chapters_of
from captioner.publish.kept.made import about_by, captions_as, file_of, find_finished, formats_of
from captioner.publish.kept.sound import KeptSound
from captioner.publish.planned import Planned, are_asked, check_asked, plan_all
from captioner.publish.publication import Material, Tell, tell_nobody
from captioner.publish.settings import PublishSettings, settings_in, settled
from captioner.publish.sound.missing import Sounds, missing_sounds
from captioner.timeline import record


class Published(msgspec.Struct, frozen=True):
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
    settings: PublishSettings | None = None,
    checkpoint: Callable[[], None] = lambda: None,
    tell: Tell = tell_nobody,
) -> Published:
    """Make the files of a narration again from the timeline that is kept in its folder.

    `formats` are names of the tables `FORMATS` and `PUBLICATIONS`; None stands for those of
    captions that were made before, with the files a chapter, if there are some or the `settings`
    ask for them. So does a `profile` of None, and an `offset_ms`, for how each of them was made; an
    Own that names no row changes that. What the `settings` do not say is as it was before, too.
    Sound that is there is left as it is; other sound is made of the narration's WAV, or of its
    takes in `store`, the user's if None. `tell` is told how far sound and publications have
    come. Raises DocumentError where no narration is kept; OutputError for a damaged one, and for
    files that were changed since; OptionError for formats and for what was chosen and contradicts
    itself; AudioError where sound is asked for that is not kept; Incomplete, with the files in
    place, if sentences are unspoken.
    """
    kept = find_finished(Path(folder))
    chosen = _settings(kept, settings)
    names = _formats(kept, formats, chosen)
    check_asked(names, settings or PublishSettings())
    captions = _Captions(kept, profile, offset_ms)
    sound = KeptSound(kept, store, sounding(names), checkpoint)
    whole = whole_formats(names, by_chapter=bool(chosen.chapters))
    sounds = missing_sounds(kept, whole, sound)
    planned = _planned(kept, sound, names, captions, chosen, tell=tell)
    making = [
        name for name in whole if isinstance(FORMATS[name], CaptionFormat) or name in sounds.codecs
    ]
    warnings: tuple[str, ...] = ()
    if making or not planned.is_there(kept):
        before = kept.end.published
        if planned:
            before = _noted(names, chosen, before)
        warnings, _ = _make(kept, making, captions, sounds, planned, _Closing(before), tell)
    published = Published(
        kept.folder,
        names,
        (
            *(kept.folder / file_of(kept, name) for name in whole),
            *(kept.folder / file for file in planned.files),
        ),
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


class Added(msgspec.Struct, frozen=True):
    """The `files` of publications that were made beside others, the `earlier` files that may not
    agree with them, and what is worth a warning.
    """

    files: tuple[Path, ...]
    earlier: tuple[str, ...]
    warnings: tuple[str, ...]


def add_publications(
    timeline: Path,
    formats: Sequence[str],
    settings: PublishSettings,
    *,
    profile: Profile | None = None,
    offset_ms: int | Fraction | None = None,
    store: Path | str | None = None,
    made_from: str = "",
    checkpoint: Callable[[], None] = lambda: None,
    source: Path | None = None,
    tell: Tell = tell_nobody,
) -> Added:
    """Make the publications that are among some formats, or that the `settings` ask for, beside the
    files of a narration that were made just now. `made_from` is noted then. `source` is the
    document.

    Raises as `publish_folder` does, and what `checkpoint` raises, which is called again and again.
    """
    kept = find_finished(timeline)
    captions = _Captions(kept, profile, offset_ms)
    sound = KeptSound(kept, store, sounding(formats), checkpoint)
    planned = _planned(kept, sound, formats, captions, settings, source, tell=tell)
    closing = _Closing(_noted(formats, settings), made_from)
    warnings, earlier = _make(kept, (), captions, Sounds({}, sound), planned, closing, tell)
    return Added(tuple(kept.folder / file for file in planned.files), earlier, warnings)


def add_again(
    before: record.Published,
    timeline: Path,
    *,
    store: Path | str | None,
    made_from: str,
    checkpoint: Callable[[], None],
    tell: Tell,
) -> Added:
    """Make publications as they were made of a timeline `before`, of the one that is there now."""
    return add_publications(
        timeline,
        before.formats,
        settings_in(before.settings, str(timeline)),
        store=store,
        made_from=made_from,
        checkpoint=checkpoint,
        tell=tell,
    )


def _settings(kept: Kept, chosen: PublishSettings | None) -> PublishSettings:
    before = PublishSettings()
    if kept.end.published is not None:
        before = settings_in(kept.end.published.settings, str(kept.timeline))
    now = settled(chosen or PublishSettings(), before)
    now.check()
    return now


def _noted(
    names: Sequence[str], settings: PublishSettings, before: record.Published | None = None
) -> record.Published:
    """Tell how publications are made, those that were made before included."""
    formats = (*(before.formats if before else ()), *names)
    return record.Published(tuple(dict.fromkeys(formats)), settings.noted())


def _planned(
    kept: Kept,
    sound: KeptSound,
    names: Sequence[str],
    captions: _Captions,
    settings: PublishSettings,
    source: Path | None = None,
    *,
    tell: Tell,
) -> Planned:
    asked = are_asked(names, chapters=bool(settings.chapters), excerpt=bool(settings.excerpt))
    if not asked and kept.head.mastering is None:
        return Planned({})
    material = Material(
        kept,
        sound,
        chapters_of(kept, settings.chapter_level),
        settings,
        tuple(name for name in names if name in FORMATS),
        {
            name: captions.about(file_of(kept, name))
            for name, row in FORMATS.items()
            if isinstance(row, CaptionFormat)
        },
        captions.is_asked,
        sound.encoded,
        source,
        tell=tell,
    )
    return plan_all(material, names, sound)


def _formats(kept: Kept, asked: Sequence[str] | None, settings: PublishSettings) -> tuple[str, ...]:
    if asked is not None:
        return check_formats(asked, kept.head.rate)
    made = tuple(formats_of(kept).values())
    found = {name for name in made if isinstance(FORMATS[name], CaptionFormat)}
    if settings.chapters or settings.excerpt:
        before = kept.end.published.formats if kept.end.published else ()
        found |= {name for name in (*made, *before) if name in FORMATS}
    if not found:
        raise OptionError(
            f"{kept.folder}: it has no captions to make again; say with --format what to make, of "
            f"{', '.join(ALL_FORMATS)}"
        )
    return tuple(name for name in FORMATS if name in found)


class _Captions:
    """How the captions of each file are to be made: as asked, or as they were."""

    def __init__(
        self, kept: Kept, profile: Profile | Own | None, offset_ms: int | Fraction | None
    ) -> None:
        self._kept = kept
        self._profile = profile
        self._offset_ms = offset_ms
        self.is_asked = isinstance(profile, Profile) or (profile is not None and profile != Own())
        if isinstance(profile, Profile):
            check_profile(profile)

    def about(self, file: str) -> About:
        """Tell how the captions of a file are to be made; a new one as the first that there is."""
        end = self._kept.end
        line = end.files.get(as_text(file))
        made = (known.captions for known in (line, *end.files.values()) if known)
        before = next(filter(None, made), None)
        usual, offset_ms = captions_as(self._kept, file, before) if before else (None, Fraction(0))
        if self._offset_ms is not None:
            offset_ms = Fraction(self._offset_ms)
        if isinstance(self._profile, Profile):
            profile = self._profile
        else:
            profile = profile_from(self._profile or Own(), self._kept.head.lang, usual)
        return about_by(self._kept, profile, offset_ms)


# ---------------------------------------------------------------- all of it


class _Closing(msgspec.Struct, frozen=True):
    """What the timeline's last line tells beside its files."""

    published: record.Published | None
    made_from: str = ""


def _make(
    kept: Kept,
    names: Sequence[str],
    captions: _Captions,
    sounds: Sounds,
    planned: Planned,
    closing: _Closing,
    tell: Tell,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make files anew and give them their names together; tell what they could not carry, and which
    others are of an earlier timeline.
    """
    files = {name: file_of(kept, name) for name in names}
    abouts = {
        file: captions.about(file)
        for name, file in files.items()
        if isinstance(FORMATS[name], CaptionFormat)
    }
    output = OutputFolder(
        kept.folder, kept.head.source, kept.timeline.name, (*files.values(), *planned.making),
        or_else="", staying=planned.staying, dropping=planned.drops,
    )  # fmt: skip
    warnings: list[str] = []
    with output:
        output.claim()
        paths = ((name, output.part(file)) for name, file in files.items())
        sounds.write(paths, kept, tell)
        cut = {about: CaptionFiles(about) for about in abouts.values()}
        for name, file in files.items():
            chosen = FORMATS[name]
            if isinstance(chosen, CaptionFormat):
                cut[abouts[file]].add(output.part(file), chosen)
        _write(kept, output.part(kept.timeline.name), list(cut.values()))
        for publication in planned.publications.values():
            warnings += publication.make(output.part)
        made_as = {file: cut[about].how() for file, about in abouts.items()}
        end = kept.end
        output.close_timeline(
            end.frames, end.sentences, end.unspoken, made_as, closing.made_from, end.beyond,
            planned.of, closing.published,
        )  # fmt: skip
        output.commit()
    # What nobody here has spoken cannot be made to fit.
    is_captioned = not kept.head.voice
    told = dict.fromkeys([*_warnings(cut.values(), fitted=is_captioned), *warnings])
    return tuple(told), output.earlier


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
