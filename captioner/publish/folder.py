"""A narration into a folder: sound, captions and timeline, written as the sentences come."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path

import msgspec
import trio
from msgspec.structs import replace

from captioner.captions import About, Profile, profile_of
from captioner.captions.own_profile import check_profile
from captioner.client import Service
from captioner.document import Document
from captioner.errors import Incomplete, OptionError
from captioner.narrate import Cast, Fitted, Settings, Timing, costs
from captioner.protocol import Voice
from captioner.publish.again import Added, add_publications
from captioner.publish.epub.source import to_remember
from captioner.publish.files import OutputFolder
from captioner.publish.foreseen import Foreseen
from captioner.publish.formats import (
    DEFAULT_FORMATS,
    FORMATS,
    PUBLICATIONS,
    AudioFormat,
    check_formats,
    sounding,
    whole_formats,
)
from captioner.publish.kept.cover import cover_files
from captioner.publish.making import Making, ToMake, make_files
from captioner.publish.mastering import add_mastered
from captioner.publish.planned import are_asked, check_asked
from captioner.publish.publication import Tell, tell_nobody
from captioner.publish.settings import PublishSettings
from captioner.publish.sound.tagged import as_chosen
from captioner.publish.stoppable import in_thread
from captioner.store import Keeping
from captioner.timeline import Quality
from captioner.usage import Usage


class Narration(msgspec.Struct, frozen=True):
    """What was made: `files` in `folder`, among them the `timeline`; `frames` long at `rate` Hz.

    `suspect` names the sentences whose sound is worth a second listen, by context, and why. `usage`
    is what it took, `fitted` what was done so that speech fits a profile, if anything was to be;
    `timing` is how it lies in the slots of a timed script.
    `beyond` counts the sentences after the beginning, where no more than that was wanted.
    """

    document: Document
    folder: Path
    files: tuple[Path, ...]
    timeline: Path
    rate: int
    frames: int
    warnings: tuple[str, ...] = ()
    suspect: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    usage: Usage = msgspec.field(default_factory=Usage)
    fitted: Fitted | None = None
    timing: Timing | None = None
    beyond: int = 0

    @property
    def seconds(self) -> float:
        """The length of the sound, for people; captions are counted in frames."""
        return self.frames / self.rate


async def narrate_document(
    document: Document,
    service: Service,
    voice: Voice,
    out: Path | str,
    *,
    formats: Sequence[str] = DEFAULT_FORMATS,
    profile: Profile | None = None,
    offset_ms: int | Fraction = 0,
    settings: Settings | None = None,
    publish: PublishSettings | None = None,
    made_from: str = "",
    tell: Tell = tell_nobody,
) -> Narration:
    """Speak a document and publish it into a folder of its own name in `out`, or, if its beginning
    alone is wanted by the `settings`, of that name with `.first` behind it.

    `formats` are names of the tables `FORMATS` and `PUBLICATIONS`; the timeline is always written.
    Captions are cut by a `profile`, without one by Netflix's for the document's language;
    `offset_ms` is added to their times. Files appear when all are complete; publications, for which
    `publish` tells what was chosen, appear together after the others, of whose WAV or kept takes
    they are made. Where sound is to be mastered there is none but that, in a folder of its own.
    `made_from` is noted in the timeline, for `kept.finished` to find; `tell` is told, from another
    thread, how far publications have come. Raises Incomplete, with the files in place, if some
    sentences could not be spoken; AudioError if what is mastered is not what was asked for, though
    it is there; SpeechRefused or SpeechInterrupted if no sentence could be spoken; OutputError for
    the folder; OptionError if document and voice disagree about marks, for a profile that
    contradicts itself, and for publications without takes to make them of.
    """
    formats = check_formats(formats, voice.rate)
    publish = publish or PublishSettings()
    settings = settings or Settings()
    whole = whole_formats(formats, by_chapter=bool(publish.chapters))
    publish.check()
    check_asked(formats, publish)
    adds = _adds(formats, publish)
    if publish.master:
        whole, adds = tuple(name for name in whole if name not in sounding(whole)), False
        _check_takes(settings)
    if adds:
        _check_sound(formats, whole, publish, settings)
    if document.markup != voice.markup:
        raise OptionError(
            f"{document.path}: the voice heeds other marks than it was read with; read it with "
            "markup=voice.markup"
        )
    Cast(voice, settings.cast).check()
    chosen = profile or profile_of(lang=document.lang)
    check_profile(chosen)
    document, left_out = as_chosen(document, publish)
    # What is kept with the narration need not be found again.
    publish = replace(publish, cover=None)
    stem = stem_of(document.path, settings.first_ms)
    if "epub" in formats:
        publish = replace(publish, source=to_remember(document.path, Path(out) / stem))
    about = About(
        voice.rate, document.title, document.lang, offset_ms, chosen, document.is_under_title
    )
    wanted = [ToMake(name, f"{stem}.{FORMATS[name].suffix}", about) for name in whole]
    record_name = f"{stem}.timeline.jsonl"
    source = document.source
    names = [*(one.file for one in wanted), *cover_files(record_name, document.cover)]
    foreseen = Foreseen(document, Path(out) / stem, stem, formats, publish, voice.rate)
    ahead = tuple(foreseen.files()) if adds else ()
    await trio.to_thread.run_sync(foreseen.check, record_name)
    with OutputFolder(
        foreseen.folder, source, record_name, names, later=adds, foreseen=ahead
    ) as files:
        await trio.to_thread.run_sync(files.claim)
        fitting = _fitting(settings, chosen)
        making = await make_files(wanted, files, record_name, document, service, voice, fitting)
        total = making.sentences + len(making.unspoken)
        beyond = document.sentence_count - total
        is_done = not adds and not publish.master
        await trio.to_thread.run_sync(making.finish, made_from if is_done else "", beyond)
    added = None
    if adds:
        add = partial(
            add_publications, files.folder / record_name, formats, publish, profile=profile,
            offset_ms=offset_ms, store=_store(settings), made_from=made_from, tell=tell,
            source=document.path,
        )  # fmt: skip
        added = await in_thread(lambda checkpoint: add(checkpoint=checkpoint))
    elif publish.master and not making.unspoken:
        master = partial(
            add_mastered, files.folder / record_name, formats, publish, profile=profile,
            store=_store(settings), made_from=made_from, tell=tell,
        )  # fmt: skip
        added = await in_thread(lambda checkpoint: master(checkpoint=checkpoint))
    narration = narration_of(making, [*names, record_name], service, added)
    warnings = (*left_out, *narration.warnings)
    narration = replace(narration, beyond=beyond, warnings=warnings)
    if making.unspoken:
        raise Incomplete(
            narration.folder,
            making.unspoken,
            total,
            narration.warnings,
            suspect=narration.suspect,
            usage=narration.usage,
        )
    return narration


def stem_of(document: Path, first_ms: int | None) -> str:
    """Name the folder and the files of a document: its beginning is kept apart from all of it."""
    return document.stem if first_ms is None else f"{document.stem}.first"


def _adds(formats: Sequence[str], publish: PublishSettings) -> bool:
    """Tell whether there are publications to be made when the narration is kept."""
    return are_asked(formats, chapters=bool(publish.chapters), excerpt=bool(publish.excerpt))


def _check_sound(
    formats: Sequence[str], whole: Sequence[str], publish: PublishSettings, settings: Settings
) -> None:
    """Raise OptionError if there will be no sound of which publications can be made."""
    lacking = [name for name in sounding(formats) if name in PUBLICATIONS]
    if any(isinstance(FORMATS.get(name), AudioFormat) for name in formats):
        lacking += ["--chapters"] if publish.chapters else []
        lacking += ["--excerpt"] if publish.excerpt else []
    if lacking and "wav" not in whole and not isinstance(settings.pool.keeper, Keeping):
        raise OptionError(
            f"{', '.join(lacking)}: made of kept takes, or of a WAV; keep takes, which is to leave "
            "--no-store out, or add wav to --format"
        )


def _check_takes(settings: Settings) -> None:
    """Raise OptionError if no takes will be kept of which sound could be mastered."""
    if not isinstance(settings.pool.keeper, Keeping):
        raise OptionError("--master: made of kept takes; leave --no-store out")


def _store(settings: Settings) -> Path | None:
    keeper = settings.pool.keeper
    return keeper.store.folder if isinstance(keeper, Keeping) else None


def narration_of(
    making: Making, names: Sequence[str], service: Service, added: Added | None = None
) -> Narration:
    """Describe what was made, by the names of the files, that of the timeline last; and what was
    added to it.
    """
    folder = making.files.folder
    *files, timeline = (folder / name for name in names)
    warnings: tuple[str, ...] = ()
    if added is not None:
        files += added.files
        making.files.earlier, warnings = added.earlier, added.warnings
    return Narration(
        making.document,
        folder,
        (*files, timeline),
        timeline,
        making.voice.rate,
        making.frames,
        (*making.warnings(_costs(making, service)), *warnings),
        making.suspect,
        making.usage,
        making.fitted,
        making.timing,
    )


def _costs(making: Making, service: Service) -> dict[Quality | None, str]:
    return {kind: told for voice in making.cast.voices for kind, told in costs(voice, service)}


def _fitting(settings: Settings, profile: Profile) -> Settings:
    """Have speech fit the profile of the captions, if it is to fit one and none is named."""
    if settings.fit is None or settings.fit.profile is not None:
        return settings
    return replace(settings, fit=replace(settings.fit, profile=profile))
