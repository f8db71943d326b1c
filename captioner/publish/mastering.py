"""A narration mastered: one of its own beside it, as loud as somebody asks for.

    out/book/book.timeline.jsonl          what was narrated
    out/book.acx/book.acx.timeline.jsonl  the same, with the silence that files begin and end with

It is measured once, and each speaker is brought to the same loudness by a gain, which its timeline
tells; a limiter keeps peaks down. The sound is made of the same takes as before, through those, so
whatever is published of it comes out mastered, and its captions go with its own timeline.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import log10
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from msgspec.structs import replace as with_fields

from captioner.audio.pcm import SAMPLE_BYTES, ms_to_frames
from captioner.captions import Profile
from captioner.captions.own_profile import Own
from captioner.errors import AudioError, OptionError
from captioner.publish.again import Added, Published, add_publications, publish_folder
from captioner.publish.files import OutputFolder, append
from captioner.publish.formats import sounding
from captioner.publish.kept import Kept, find_kept, stem_of_timeline
from captioner.publish.kept.chapters import chapters_of
from captioner.publish.kept.cover import cover_files, kept_cover, picture_in
from captioner.publish.kept.made import captions_as, find_finished, formats_of
from captioner.publish.kept.mastered import gained, spoken_parts
from captioner.publish.kept.sound import KeptSound, check_spoken
from captioner.publish.publication import Share, Sound, Step, Tell, tell_nobody
from captioner.publish.settings import PublishSettings
from captioner.publish.sound.loudness_report import check_mastered
from captioner.publish.sound.targets import TAKEN, Target, target_of
from captioner.timeline import record
from captioner.timeline.room import Room, with_room

if TYPE_CHECKING:
    from captioner.audio.loudness import Loudness

#: As what it is told how far this has come.
_MASTERING = "mastering"
#: What a limiter takes off the loudness is heard in so many places of a long sound.
_PLACES, _PLACE_SECONDS, _AROUND_MS = 15, 10, 500
#: A gain is right when the loudness is so near; no more than this is added for the limiter.
_NEAR, _MOST_ADDED, _TRIES = 0.05, 9.0, 6
#: A chapter is lifted so far inside what is right, and no further than this, in so many tries.
_INSIDE, _MOST_LIFT, _LIFTINGS = 0.6, 6.0, 4
#: So much of what is added is taken to be heard at least.
_LEAST_SLOPE = 0.25
#: What is softer than the first gate of R 128 has no loudness.
_GATE = -70.0
#: So many lines are written at once.
_AT_ONCE = 1024
#: So far down nothing is limited.
_FAR_DOWN = -24.0


def publish_mastered(
    folder: Path | str,
    *,
    settings: PublishSettings,
    formats: Sequence[str] | None = None,
    profile: Profile | Own | None = None,
    offset_ms: int | Fraction | None = None,
    store: Path | str | None = None,
    checkpoint: Callable[[], None] = lambda: None,
    tell: Tell = tell_nobody,
) -> Published:
    """Master the narration in a folder as the `settings` ask for it, and publish that.

    `formats`, without which those of the narration are made, and the rest are as for
    `publish_folder`; a profile and an offset that are not said are those of its captions. Raises as
    that and `master_timeline` do.
    """
    timeline = master_timeline(folder, settings, store, checkpoint, tell)
    kept = find_finished(Path(folder))
    made = next((line.captions for line in kept.end.files.values() if line.captions), None)
    if made is not None:
        usual, begins_ms = captions_as(kept, kept.timeline.name, made)
        profile = usual if profile is None or profile == Own() else profile
        offset_ms = begins_ms if offset_ms is None else offset_ms
    return publish_folder(
        timeline,
        formats=formats or _formats(kept),
        profile=profile,
        offset_ms=offset_ms,
        store=store,
        settings=replace(settings, master="", cover=None),
        checkpoint=checkpoint,
        tell=tell,
    )


def add_mastered(
    timeline: Path,
    formats: Sequence[str],
    settings: PublishSettings,
    *,
    profile: Profile | None = None,
    store: Path | str | None = None,
    made_from: str = "",
    checkpoint: Callable[[], None] = lambda: None,
    tell: Tell = tell_nobody,
) -> Added:
    """Master a narration that was made just now, and tell what was added to it. `made_from` is
    noted in its timeline then.

    Raises as `publish_mastered` does, and AudioError if a file is not what was asked for.
    """
    published = publish_mastered(
        timeline,
        settings=settings,
        formats=formats,
        profile=profile,
        store=store,
        checkpoint=checkpoint,
        tell=tell,
    )
    check_mastered(published.timeline)
    noted = add_publications(timeline, (), PublishSettings(), made_from=made_from)
    files = (*published.files, published.timeline)
    return Added(files, noted.earlier, published.warnings)


def _formats(kept: Kept) -> tuple[str, ...]:
    """Name the formats that a narration has, with sound among them."""
    made = tuple(formats_of(kept).values())
    return made if sounding(made) else (*made, "mp3")


def mastered_timeline(timeline: Path, target: Target) -> Path:
    """Tell where the timeline is that is mastered of another."""
    stem = f"{stem_of_timeline(timeline.name)}.{target.name.removeprefix('-')}"
    return timeline.parent.parent / stem / f"{stem}.timeline.jsonl"


def master_timeline(
    folder: Path | str,
    settings: PublishSettings,
    store: Path | str | None = None,
    checkpoint: Callable[[], None] = lambda: None,
    tell: Tell = tell_nobody,
) -> Path:
    """Make the timeline of a mastered narration beside the one in a folder, as the settings ask for
    it; give its place. `store` is where takes are kept, and `checkpoint` may stop it all. `tell` is
    told how much was measured, and then how many chapters.

    Raises as `find_finished` does; OptionError for a target that is none, and for a narration that
    was mastered already; AudioError where no takes are kept; OutputError for the folder.
    """
    target = target_of(settings.master)
    kept = find_finished(Path(folder))
    _check(kept)
    path = mastered_timeline(kept.timeline, target)
    with OutputFolder(path.parent, kept.head.source, path.name, (), or_else="") as way:
        way.claim()  # Found now, and not when all is measured.
    mastering = measured(kept, KeptSound(kept, store, (), checkpoint), target, tell)
    path = _write(kept, mastering, target, settings)
    if settings.chapters:
        for _ in range(_LIFTINGS):
            mastered = find_kept(path)
            sound = KeptSound(mastered, store, (), checkpoint)
            lifted = _lifted(mastered, sound, target, settings, tell)
            if lifted == mastering:
                break
            mastering = lifted
            path = _write(kept, mastering, target, settings)
    return path


def _check(kept: Kept) -> None:
    if kept.head.mastering is not None:
        raise OptionError(
            f"{kept.folder}: it is mastered already; name the narration that it was made of"
        )
    check_spoken(kept)
    if not any(line.take for line in kept.sentences()):
        raise AudioError(
            f"{kept.folder}: what is mastered is made of kept takes, and none were kept; narrate "
            "the document again, without --no-store"
        )


# ---------------------------------------------------------------- how loud it is


def measured(
    kept: Kept, sound: Sound, target: Target, tell: Tell = tell_nobody
) -> record.Mastering:
    """Measure a narration, and find the gains that make it what the target asks for."""
    tell(Step(_MASTERING))
    share = Share(_MASTERING, kept.end.frames, tell)
    parts = spoken_parts(kept)
    found = {
        speaker: _measured(
            share.of(
                pcm for part in parts if part.speaker == speaker for pcm in sound.pcm(*part.span)
            ),
            kept.head.rate,
        )
        for speaker in dict.fromkeys(part.speaker for part in parts)
    }
    loud = {name: one.integrated for name, one in found.items() if one.integrated > _GATE}
    if not loud:
        raise AudioError(f"{kept.folder}: there is nothing in it that is loud enough to be heard")
    usual = max(loud.values())
    gains = {name: usual - loud.get(name, usual) for name in found}
    level = usual
    if target.is_rms:
        power = sum(
            10 ** ((found[part.speaker].rms + gains[part.speaker]) / 10) * (part.end - part.start)
            for part in parts
        )
        level = 10 * log10(power / kept.end.frames)
    added = _added(kept, sound, target, gains, target.aim - level)
    return record.Mastering(
        target.name,
        {name: round(gain + added, 2) for name, gain in gains.items()},
        target.ceiling,
        target.head_ms,
    )


def _measured(blocks: Iterable[bytes], rate: int) -> Loudness:
    from captioner.audio.loudness import LoudnessMeter  # It takes its time to be loaded.

    meter = LoudnessMeter(rate, peaks=False)
    for pcm in blocks:
        meter.feed(pcm)
    return meter.end()


def _added(
    kept: Kept, sound: Sound, target: Target, gains: Mapping[str, float], wanted: float
) -> float:
    """Find what has to be added to gains so that sound is louder by `wanted` decibels, though a
    limiter takes some of it away.
    """
    places = _places(kept)
    sample = _Sample(kept, sound, places)

    def level(added: float) -> float:
        louder = {name: gain + added for name, gain in gains.items()}
        limited = gained(kept, sample.pcm, record.Mastering(target.name, louder, target.ceiling))
        heard = (pcm for start, end in places for pcm in limited.pcm(start, end))
        return target.level(_measured(heard, kept.head.rate))

    goal = level(_FAR_DOWN) - _FAR_DOWN + wanted
    added, slope = wanted, 1.0
    found = level(added)
    for _ in range(_TRIES):
        if abs(goal - found) <= _NEAR:
            break
        # The more is limited, the less of what is added is heard.
        further = min(added + (goal - found) / slope, wanted + _MOST_ADDED)
        if further == added:
            break
        before, found = found, level(further)
        slope = max((found - before) / (further - added), _LEAST_SLOPE)
        added = further
    return added


class _Sample:
    """Sound at some places, and a little before and after, in memory."""

    def __init__(self, kept: Kept, sound: Sound, places: Sequence[tuple[int, int]]) -> None:
        around = ms_to_frames(_AROUND_MS, kept.head.rate)
        self._starts = [max(0, start - around) for start, _ in places]
        self._sounds = [
            b"".join(sound.pcm(begin, min(kept.end.frames, end + around)))
            for begin, (_, end) in zip(self._starts, places, strict=True)
        ]

    def pcm(self, start: int, end: int) -> Iterator[bytes]:
        """Give frames [start, end), which are near one of the places."""
        at = bisect_right(self._starts, start) - 1
        begin = self._starts[at]
        yield self._sounds[at][(start - begin) * SAMPLE_BYTES : (end - begin) * SAMPLE_BYTES]


def _places(kept: Kept) -> list[tuple[int, int]]:
    """Choose where a sound is listened to; all of a short one."""
    frames, length = kept.end.frames, _PLACE_SECONDS * kept.head.rate
    if frames <= _PLACES * length:
        return [(0, frames)]
    starts = (number * (frames - length) // (_PLACES - 1) for number in range(_PLACES))
    return [(start, start + length) for start in starts]


def _lifted(
    mastered: Kept, sound: Sound, target: Target, settings: PublishSettings, tell: Tell
) -> record.Mastering:
    """Lift the chapters that would be too soft in a file of their own, and lower those too loud, as
    far as it takes to be right.
    """
    mastering = mastered.head.mastering
    assert mastering is not None  # noqa: S101 - it was mastered
    before = dict(mastering.lifts)
    rule = target.rules[0]
    found = {}
    chapters = chapters_of(mastered, settings.chapter_level)
    for done, chapter in enumerate(chapters, start=1):
        lift = before.get(chapter.start, 0.0)
        if lift or not before:
            pcm = sound.pcm(chapter.start, chapter.end)
            level = target.level(_measured(pcm, mastered.head.rate))
            missing = rule.inside(level - TAKEN, _INSIDE) + TAKEN - level
            if abs(missing) > _NEAR:
                lift = round(min(max(lift + missing, -_MOST_LIFT), _MOST_LIFT), 2)
        found[chapter.start] = lift
        tell(Step(_MASTERING, done, len(chapters)))
    return with_fields(mastering, lifts=tuple(found.items()) if any(found.values()) else ())


# ---------------------------------------------------------------- its timeline


def _write(
    kept: Kept, mastering: record.Mastering, target: Target, settings: PublishSettings
) -> Path:
    path = mastered_timeline(kept.timeline, target)
    folder, name = path.parent, path.name
    cover = picture_in(settings.cover) if settings.cover is not None else kept_cover(kept)
    covers = cover_files(name, cover)
    head = with_fields(
        kept.head,
        mastering=mastering,
        title=settings.title or kept.head.title,
        authors=settings.authors or kept.head.authors,
    )
    before = find_kept(path).end.published if path.exists() else None
    chapters = chapters_of(kept, settings.chapter_level)
    firsts = frozenset(chapter.sections[0] for chapter in chapters)
    head_frames, tail_frames = (
        ms_to_frames(ms, kept.head.rate) for ms in (target.head_ms, target.tail_ms)
    )
    room = Room(head_frames, tail_frames, firsts)
    with OutputFolder(folder, kept.head.source, name, covers, or_else="") as output:
        output.claim()
        for file in covers:
            append(output.part(file), cover.data if cover is not None else b"", "w")
        frames = _write_lines(kept, head, room, output.part(name))
        end = kept.end
        output.close_timeline(
            frames, end.sentences, end.unspoken, beyond=end.beyond, published=before
        )
        output.commit()
    return path


def _write_lines(kept: Kept, head: record.Head, room: Room, path: Path) -> int:
    """Write a timeline with room in it, but for the last line; count its frames."""
    append(path, record.write([head]), "w")
    frames, waiting = 0, list[record.Line]()
    for line in with_room(_lines(kept), room):
        if isinstance(line, record.SentenceLine):
            frames = line.end
        waiting.append(line)
        if len(waiting) == _AT_ONCE:
            append(path, record.write(waiting))
            waiting.clear()
    append(path, record.write(waiting))
    return frames


def _lines(kept: Kept) -> Iterator[record.Line]:
    """Give the lines of a timeline between its ends."""
    return (line for line in kept.lines() if not isinstance(line, record.Head | record.End))
