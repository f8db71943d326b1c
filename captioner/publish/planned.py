"""Publications, planned together: their files appear with one timeline or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec.structs import replace

from captioner.document import as_text
from captioner.errors import OptionError
from captioner.publish.formats import FORMATS, PUBLICATIONS, whole_formats
from captioner.publish.kept import Kept
from captioner.publish.kept.sound import KeptSound
from captioner.publish.parts import chapter_files, excerpt
from captioner.publish.publication import Material, Publication, Sparing
from captioner.publish.settings import PublishSettings
from captioner.publish.sound import loudness_report
from captioner.timeline import record


@dataclass(frozen=True)
class Planned:
    """Publications by their names."""

    publications: Mapping[str, Publication]

    def __bool__(self) -> bool:
        return bool(self.publications)

    @property
    def files(self) -> tuple[str, ...]:
        """All their files."""
        return tuple(file for each in self.publications.values() for file in each.files)

    @cached_property
    def staying(self) -> frozenset[str]:
        """The files that are there already, and are not made."""
        return frozenset(
            file
            for each in self.publications.values()
            if isinstance(each, Sparing)
            for file in each.staying
        )

    @property
    def making(self) -> tuple[str, ...]:
        """The files that are made."""
        return tuple(file for file in self.files if file not in self.staying)

    @cached_property
    def of(self) -> dict[str, record.Of]:
        """Tell of each file what is to be remembered."""
        told: dict[str, record.Of] = {}
        for name, each in self.publications.items():
            notes = each.notes if isinstance(each, Sparing) else {}
            told |= {file: notes.get(file) or record.Of(name) for file in each.files}
        return told

    def drops(self, name: str, line: record.FileLine) -> bool:
        """Tell whether a file of an earlier run has no place any more: it is of a publication that
        is made, in a format in which it is made, and not among its files.
        """
        kinds = {(of.publication, of.format) for of in self.of.values()}
        told = {as_text(file) for file in self.of}
        of = line.of
        return of is not None and name not in told and (of.publication, of.format) in kinds

    def is_there(self, kept: Kept) -> bool:
        """Tell whether all is as it would be."""
        known = kept.end.files
        return (
            not self.making
            and all(
                not known[as_text(file)].earlier and known[as_text(file)].of == self.of[file]
                for file in self.staying
            )
            and not any(self.drops(name, line) for name, line in known.items())
        )


def plan_all(material: Material, names: Sequence[str], sound: KeptSound) -> Planned:
    """Plan the publications among some formats, and those that the settings ask for. Chapters and
    an excerpt have files of the formats of sound and captions that are among them, and are left as
    they are where there is none.

    Raises OptionError for what was chosen and cannot be, and AudioError if there is no sound to
    make them of.
    """
    found = {
        name: PUBLICATIONS[name].plan(replace(material, publication=name))
        for name in names
        if name in PUBLICATIONS
    }
    if material.settings.chapters and material.formats:
        found["chapters"] = chapter_files.plan(replace(material, publication="chapters"))
    if material.settings.excerpt is not None and material.formats:
        found["excerpt"] = excerpt.plan(replace(material, publication="excerpt"))
    if any(_needs_sound(name, each) for name, each in found.items()):
        sound.check()
    if (mastering := material.kept.head.mastering) is not None:
        whole = whole_formats(names, by_chapter=bool(material.settings.chapters))
        files = [material.kept.file(FORMATS[name].suffix) for name in whole]
        files += Planned(found).files
        files += [name for name, line in material.kept.end.files.items() if not line.earlier]
        measured = replace(material, publication="loudness")
        found["loudness"] = loudness_report.plan(measured, mastering.target, files)
    return Planned(found)


def _needs_sound(name: str, publication: Publication) -> bool:
    if isinstance(publication, Sparing):
        return publication.needs_sound
    return PUBLICATIONS[name].needs_sound


def are_asked(names: Collection[str], *, chapters: bool, excerpt: bool) -> bool:
    """Tell whether any publication is asked for."""
    return chapters or excerpt or not PUBLICATIONS.keys().isdisjoint(names)


def check_asked(names: Collection[str], settings: PublishSettings) -> None:
    """Raise OptionError where chapters or an excerpt are asked for, and no format of their files.

    A page goes by chapters too, and needs none.
    """
    if FORMATS.keys().isdisjoint(names):
        by_chapter = settings.chapters and "page" not in names
        lacking = "--chapters" if by_chapter else "--excerpt" if settings.excerpt else ""
        if lacking:
            raise OptionError(
                f"{lacking}: name formats of sound or captions too, with --format mp3,srt"
            )
