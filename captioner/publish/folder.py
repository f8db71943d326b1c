"""A narration into a folder: sound, captions and timeline, written as the sentences come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import trio

from captioner.captions import About, Profile, profile_of
from captioner.captions.own_profile import check_profile
from captioner.client import Service
from captioner.document import Document, as_text
from captioner.errors import Incomplete, OptionError, Usage
from captioner.narrate import Fitted, Settings, costs
from captioner.protocol import Voice
from captioner.publish.files import OutputFolder
from captioner.publish.formats import DEFAULT_FORMATS, FORMATS, check_formats
from captioner.publish.making import Making, ToMake, make_files


@dataclass(frozen=True, slots=True)
class Narration:
    """What was made: `files` in `folder`, among them the `timeline`; `frames` long at `rate` Hz.

    `suspect` names the sentences whose sound is worth a second listen, by context, and why. `usage`
    is what it took, `fitted` what was done so that speech fits a profile, if anything was to be.
    `beyond` counts the sentences after the beginning, where no more than that was wanted.
    """

    document: Document
    folder: Path
    files: tuple[Path, ...]
    timeline: Path
    rate: int
    frames: int
    warnings: tuple[str, ...] = ()
    suspect: dict[str, tuple[str, ...]] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    fitted: Fitted | None = None
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
    made_from: str = "",
) -> Narration:
    """Speak a document and publish it into a folder of its own name in `out`, or, if its beginning
    alone is wanted by the `settings`, of that name with `.first` behind it.

    `formats` are names of the table `FORMATS`; the timeline is always written. Captions are cut by
    a `profile`, without one by Netflix's for the document's language; `offset_ms` is added to their
    times. Files appear when all are complete. `made_from` is noted in the timeline, for
    `kept.finished` to find. Raises Incomplete, with the files in place, if some
    sentences could not be spoken; SpeechRefused or SpeechInterrupted if none could; OutputError for
    the folder; OptionError if document and voice disagree about marks, and for a profile that
    contradicts itself.
    """
    formats = check_formats(formats, voice.rate)
    if document.markup != voice.markup:
        raise OptionError(
            f"{document.path}: the voice heeds other marks than it was read with; read it with "
            "markup=voice.markup"
        )
    chosen = profile or profile_of(lang=document.lang)
    check_profile(chosen)
    settings = settings or Settings()
    stem = stem_of(document.path, settings.first_ms)
    about = About(voice.rate, document.title, document.lang, offset_ms, chosen)
    wanted = [ToMake(name, f"{stem}.{FORMATS[name].suffix}", about) for name in formats]
    record_name = f"{stem}.timeline.jsonl"
    source = as_text(document.path.name)
    names = [one.file for one in wanted]
    with OutputFolder(Path(out) / stem, source, record_name, names) as files:
        await trio.to_thread.run_sync(files.claim)
        fitting = _fitting(settings, chosen)
        making = await make_files(wanted, files, record_name, document, service, voice, fitting)
        total = making.sentences + len(making.unspoken)
        beyond = document.sentence_count - total
        await trio.to_thread.run_sync(making.finish, made_from, beyond)
    narration = replace(narration_of(making, [*names, record_name], service), beyond=beyond)
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


def narration_of(making: Making, names: Sequence[str], service: Service) -> Narration:
    """Describe what was made, by the names of the files, that of the timeline last."""
    folder = making.files.folder
    files = tuple(folder / name for name in names)
    return Narration(
        making.document,
        folder,
        files,
        files[-1],
        making.voice.rate,
        making.frames,
        tuple(making.warnings(dict(costs(making.voice, service)))),
        making.suspect,
        making.usage,
        making.fitted,
    )


def _fitting(settings: Settings, profile: Profile) -> Settings:
    """Have speech fit the profile of the captions, if it is to fit one and none is named."""
    if settings.fit is None or settings.fit.profile is not None:
        return settings
    return replace(settings, fit=replace(settings.fit, profile=profile))
