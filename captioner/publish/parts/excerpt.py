"""A sample of a narration to be given away: NAME.excerpt.mp3, with captions of the same name.

Shops ask for one of one to five minutes that begins where the work does, after what stands before
it, and does not break off within a sentence.
"""

from __future__ import annotations

from msgspec.structs import replace

from captioner.audio.pcm import ms_of, ms_to_frames
from captioner.errors import OptionError
from captioner.publish.parts.files import PartFiles, plan_parts
from captioner.publish.parts.part import Part, Place, places_in
from captioner.publish.publication import Material
from captioner.publish.sound.tagged import tags_of_chapters


def plan(material: Material) -> PartFiles:
    """Plan it. Raises OptionError for a beginning that there is not, and for a length in which no
    sentence ends.
    """
    chosen = material.settings.excerpt
    assert chosen is not None  # noqa: S101 - it was asked for
    rate, frames = material.rate, material.kept.end.frames
    places = [*places_in(material.kept), Place(frames, 0, "")]
    start = _first_proper(material)
    if chosen.start_ms is not None:
        asked = ms_to_frames(chosen.start_ms, rate)
        starts = [0, *(place.frame for place in places[:-1])]
        start = next((frame for frame in starts if frame >= asked), frames)
    if start >= frames:
        raise OptionError(
            f"--excerpt: no sentence begins after that; all of it is {_clock(frames, rate)} long"
        )
    latest = start + ms_to_frames(chosen.length_ms, rate)
    ends = [place for place in places if start < place.frame <= latest]
    if not ends:
        first = next(place for place in places if place.frame > start)
        raise OptionError(
            f"--excerpt: no sentence ends that soon; the first one ends after "
            f"{_clock(first.frame - start, rate)}"
        )
    title = f"{material.title} (excerpt)" if material.title else "Excerpt"
    part = Part(material.kept.file("excerpt"), title, start, ends[-1].frame)
    (tags,) = tags_of_chapters(material, [title])
    return plan_parts("excerpt", material, [part], [replace(tags, track=0, tracks=0)])


def _first_proper(material: Material) -> int:
    """Tell where the first chapter begins that has a title and is no credits."""
    chapters = [chapter for chapter in material.chapters if not chapter.is_credits]
    proper = [chapter for chapter in chapters if chapter.title] or chapters
    return proper[0].start if proper else 0


def _clock(frames: int, rate: int) -> str:
    return f"{ms_of(frames, rate) / 1000:.1f} s"
