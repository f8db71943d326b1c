"""How the files of a kept narration were made, so that they can be made again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from captioner.captions import About, Profile
from captioner.captions.own_profile import profile_with
from captioner.document import as_text
from captioner.errors import OutputError
from captioner.publish.files import finish_killed
from captioner.publish.formats import FORMATS
from captioner.publish.kept.narration import Kept, find_kept
from captioner.timeline import record


def find_finished(path: Path) -> Kept:
    """Find a narration as `find_kept` does, once what a killed run has left is finished."""
    kept = find_kept(path)
    if finish_killed(kept.timeline, kept.head.source):
        kept = find_kept(kept.timeline)
    return kept


def file_of(kept: Kept, name: str) -> str:
    """Name a narration's file of sound or captions, by its format's name."""
    return kept.file(FORMATS[name].suffix)


def formats_of(kept: Kept) -> dict[str, str]:
    """Give the formats of the files that its timeline tells of, by the names of those."""
    files = {as_text(file_of(kept, name)): name for name in FORMATS}
    return {file: files[file] for file in kept.end.files if file in files}


def captions_as(kept: Kept, file: str, made: record.Captions) -> tuple[Profile, Fraction]:
    """Tell by which profile captions in a file were made, and what was added to their times.

    Raises OutputError if that cannot be told.
    """
    where = f"{kept.timeline}: {file}"
    try:
        return profile_with(made.profile, where), Fraction(made.offset_ms)
    except (ValueError, ZeroDivisionError) as exc:
        raise OutputError(f"{where}: offset_ms is no number; the timeline is damaged") from exc


def about_by(kept: Kept, profile: Profile, offset_ms: int | Fraction = Fraction(0)) -> About:
    """Tell how captions of a narration are to be made: by a profile, and with so much added to
    their times.
    """
    head = kept.head
    return About(head.rate, head.title, head.lang, offset_ms, profile, head.is_under_title)
