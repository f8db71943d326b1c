"""A second take: what came out badly is asked for again, and a narration made anew with it.

The store keeps the old take and notes which one counts, so whatever is narrated later has the new
one too, and going back is a matter of noting the other. Then all files are made as they were, of
takes that are kept: one of another length moves everything that follows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec
import trio
from msgspec.structs import replace

from captioner.captions import About, Profile
from captioner.client import PoolSettings, Service
from captioner.errors import OptionError, SpeechInterrupted
from captioner.narrate import Progress, Settings
from captioner.publish.again import add_again
from captioner.publish.files import OutputFolder
from captioner.publish.folder import Narration, narration_of
from captioner.publish.kept import Kept, find_kept
from captioner.publish.kept.cover import cover_files, kept_cover
from captioner.publish.kept.made import about_by, captions_as, file_of, find_finished, formats_of
from captioner.publish.making import Making, ToMake, make_files
from captioner.publish.publication import Tell, tell_nobody
from captioner.publish.retake.narrated import Heard, Narrated, read_narrated, speaking_of
from captioner.publish.retake.wanted import (
    Asked,
    Wanted,
    alike,
    ask,
    check_kept,
    go_back,
    is_another,
    wanted_of,
)
from captioner.publish.stoppable import in_thread
from captioner.store import Keeping
from captioner.usage import Usage


class Retaken(msgspec.Struct, frozen=True):
    """What became of a narration, and of the sentences of which another take was `wanted`.

    `changed` tells, for every sentence whose take is another one now, its length before and now, in
    frames at `rate` Hz; without any, nothing was made anew. `same` are those of `wanted` of which
    the voice gave the same take again, `there` those of which another was kept already, so that
    nothing was asked. `alike` names, beside one of them, others that say the same and have the same
    take. `narration` is what was made.
    """

    folder: Path
    formats: tuple[str, ...]
    rate: int
    frames: int
    sentences: int
    wanted: tuple[str, ...]
    changed: Mapping[str, tuple[int, int]]
    same: tuple[str, ...]
    there: tuple[str, ...]
    alike: Mapping[str, tuple[str, ...]]
    usage: Usage
    narration: Narration | None = None

    @property
    def seconds(self) -> float:
        """The length of the sound, for people."""
        return self.frames / self.rate


async def retake_folder(
    folder: Path | str,
    contexts: Iterable[str] | None,
    service: Service,
    keeping: Keeping,
    *,
    back: bool = False,
    pool: PoolSettings | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    tell: Tell = tell_nobody,
) -> Retaken:
    """Ask for other takes of some sentences of a narration, and make its files anew with them.

    `contexts` names the sentences; None stands for those whose takes are suspect. With `back` the
    take before the one that is heard counts again, and nothing is asked. All else is made as it
    was, of the takes in the store of `keeping`, and what was narrated is found finished as before;
    no other sentence is asked for, unless speech was made to fit and another take no longer does.
    Until all is made nothing in the folder changes. `tell` is told, from another thread, how far
    publications have come.

    Raises DocumentError where no narration is kept; OptionError for a context that there is not, or
    of which there is no earlier take, and for another service than the one that has spoken;
    OutputError for a narration that is not whole, for files that were changed since, and for takes
    that are gone; SpeechRefused or SpeechInterrupted if a take cannot be had. Those that came until
    then are kept and count: the same call goes on from there.
    """
    kept = await trio.to_thread.run_sync(find_finished, Path(folder))
    _check_service(kept, service)
    making, pool = _to_make(kept), pool or PoolSettings()
    cover = cover_files(kept.timeline.name, kept_cover(kept))
    names = [*(one.file for one in making), *cover]
    source, record_name = kept.head.source, kept.timeline.name
    later = kept.end.published is not None
    with OutputFolder(kept.folder, source, record_name, names, or_else="", later=later) as files:
        await trio.to_thread.run_sync(files.claim)
        narrated = await trio.to_thread.run_sync(read_narrated, kept)
        wanted = wanted_of(narrated, contexts, service)
        await trio.to_thread.run_sync(check_kept, narrated, wanted, service, keeping.store)
        asked = Asked(frozenset(), Usage())
        if back:
            await trio.to_thread.run_sync(go_back, wanted, keeping.store)
        else:
            asked = await ask(wanted, service, keeping, pool)
        same = [one.context for one in wanted if not is_another(one, keeping.store)]
        retaken = _begun(kept, narrated, wanted, asked, making, same)
        if len(same) == len(wanted):
            return retaken
        settings = replace(
            narrated.settings,
            pool=replace(pool, keeper=keeping),
            on_progress=on_progress,
            encoded=keeping.encoded,
        )
        made, now = await _make_anew(kept, narrated, service, settings, making, files)
    added = None
    if (published := kept.end.published) is not None:
        add = partial(
            add_again, published, kept.timeline, store=keeping.store.folder,
            made_from=kept.end.made_from, tell=tell,
        )  # fmt: skip
        added = await in_thread(lambda checkpoint: add(checkpoint=checkpoint))
    narration = narration_of(made, [*names, record_name], service, added)
    return replace(
        retaken,
        frames=narration.frames,
        changed=_changed(narrated.heard, now),
        usage=asked.usage + replace(narration.usage, kept=0, kept_characters=0),
        narration=narration,
    )


async def _make_anew(
    kept: Kept,
    narrated: Narrated,
    service: Service,
    settings: Settings,
    making: Sequence[ToMake],
    files: OutputFolder,
) -> tuple[Making, Mapping[str, Heard]]:
    """Make files of the takes that count now, and tell what is heard in them."""
    document, voice = narrated.document, narrated.voice
    made = await make_files(making, files, kept.timeline.name, document, service, voice, settings)
    if made.unspoken:
        context, reason = next(iter(made.unspoken.items()))
        raise SpeechInterrupted(f"{context}: {reason}; {kept.folder} is as it was")
    with trio.CancelScope(shield=True):  # Once files have their names it is done.
        made_from = "" if kept.end.published else kept.end.made_from
        await trio.to_thread.run_sync(made.finish, made_from, kept.end.beyond)
        now = await trio.to_thread.run_sync(_heard, kept.timeline)
    return made, now


def _check_service(kept: Kept, service: Service) -> None:
    """Raise OptionError for another service than the one that has spoken."""
    spoke = speaking_of(kept).service
    if service.speaks_as != spoke:
        raise OptionError(
            f"{kept.folder}: {spoke} has spoken it, and {service.name} is another voice; narrate "
            "the document with that"
        )


def _to_make(kept: Kept) -> tuple[ToMake, ...]:
    """List the files that were made of the timeline, and how."""
    return tuple(
        ToMake(name, file_of(kept, name), _about(kept, told))
        for told, name in formats_of(kept).items()
        if not kept.end.files[told].earlier
    )


def _about(kept: Kept, file: str) -> About:
    made = kept.end.files[file].captions
    return about_by(kept, *captions_as(kept, file, made)) if made else about_by(kept, Profile())


def _begun(
    kept: Kept,
    narrated: Narrated,
    wanted: Sequence[Wanted],
    asked: Asked,
    making: Sequence[ToMake],
    same: Sequence[str],
) -> Retaken:
    """Tell what came of the sentences before anything is made anew."""
    return Retaken(
        kept.folder,
        tuple(one.format for one in making),
        kept.head.rate,
        kept.end.frames,
        kept.end.sentences,
        tuple(one.context for one in wanted),
        {},
        tuple(same),
        tuple(one.context for one in wanted if one.context in asked.there),
        alike(narrated, wanted),
        asked.usage,
    )


def _heard(timeline: Path) -> Mapping[str, Heard]:
    return read_narrated(find_kept(timeline)).heard


def _changed(before: Mapping[str, Heard], now: Mapping[str, Heard]) -> dict[str, tuple[int, int]]:
    return {
        context: (before[context].frames, heard.frames)
        for context, heard in now.items()
        if heard.take != before[context].take
    }
