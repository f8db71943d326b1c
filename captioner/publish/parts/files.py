"""Files of parts of a narration, of sound and captions with the same name side by side.

Only those are made again that come out otherwise: captions are written twice, the first time only
to see whether they say what is there, and sound is told by what it is made of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import msgspec

from captioner.audio.tags import Tags
from captioner.captions import About
from captioner.digest import FileDigest
from captioner.document import as_text
from captioner.publish.files import append
from captioner.publish.formats import FORMATS
from captioner.publish.kept.sound import vouched_as
from captioner.publish.parts.captions import write_captions
from captioner.publish.parts.part import Part
from captioner.publish.publication import Material
from captioner.publish.sound.encoding import Encoding, encode_all, recipes_of
from captioner.timeline import record


class PartFiles(msgspec.Struct, frozen=True):
    """Files of `parts`, which are planned. Those `staying` need not be made."""

    material: Material
    parts: Sequence[Part]
    tags: Mapping[str, Tags]
    notes: Mapping[str, record.Of]
    staying: Collection[str]
    warnings: Sequence[str]

    @property
    def files(self) -> Sequence[str]:
        """The names of all."""
        return tuple(self.notes)

    @property
    def needs_sound(self) -> bool:
        """Whether any sound is to be made."""
        return any(
            self.notes[file].format in self.material.codecs
            for file in self.notes
            if file not in self.staying
        )

    def make(self, part: Callable[[str], Path]) -> Sequence[str]:
        """Write those that are not there. Raises as publications do."""
        _write_captions(self, part)
        codecs = self.material.codecs
        encodings = []
        for each in self.parts:
            files = {
                part(file): codec
                for name, codec in codecs.items()
                if (file := file_of_part(each, name)) not in self.staying
            }
            if files:
                encodings.append(Encoding(each.start, each.end, files, self.tags[each.name]))
        encode_all(self.material, encodings)
        return self.warnings


def plan_parts(
    publication: str,
    material: Material,
    parts: Sequence[Part],
    tags: Sequence[Tags],
    warnings: Sequence[str] = (),
) -> PartFiles:
    """Plan files of parts in the formats of sound and captions that are asked for."""
    formats = [name for name in FORMATS if name in material.formats]
    notes = {
        file_of_part(part, name): record.Of(publication, name, (part.start, part.end))
        for part in parts
        for name in formats
    }
    told = {part.name: each for part, each in zip(parts, tags, strict=True)}
    notes |= _sounds_noted(publication, material, parts, told)
    known = {
        file: line
        for file, note in notes.items()
        if (line := material.kept.end.files.get(as_text(file))) is not None
        and line.of is not None
        and line.of.publication == publication
    }
    captions = _digests(material, parts) if known else {}
    staying = {
        file
        for file, line in known.items()
        if _is_same(line, notes[file], captions.get(file)) and vouched_as(material.kept, file, line)
    }
    return PartFiles(material, parts, told, notes, staying, warnings)


def _sounds_noted(
    publication: str, material: Material, parts: Sequence[Part], tags: Mapping[str, Tags]
) -> dict[str, record.Of]:
    """Note of what each file of sound is made."""
    codecs = material.codecs
    if not codecs:
        return {}
    made = recipes_of(material, [(part.start, part.end) for part in parts])
    return {
        file_of_part(part, name): record.Of(
            publication, name, (part.start, part.end), recipe.of(codec, tags[part.name])
        )
        for part, recipe in zip(parts, made, strict=True)
        for name, codec in codecs.items()
    }


def _is_same(line: record.FileLine, note: record.Of, captions: str | None) -> bool:
    """Tell whether a file that is known would come out as it is."""
    if captions is not None:
        return line.digest == captions
    return bool(note.made_of) and line.of is not None and line.of.made_of == note.made_of


def file_of_part(part: Part, name: str) -> str:
    """Name a part's file of a format."""
    return f"{part.name}.{FORMATS[name].suffix}"


# ---------------------------------------------------------------- captions


def _write_captions(planned: PartFiles, part: Callable[[str], Path]) -> None:
    begun: set[str] = set()

    def take(each: Part, name: str, text: str) -> None:
        file = file_of_part(each, name)
        if file not in planned.staying:
            append(part(file), text, "a" if file in begun else "w")
            begun.add(file)

    material = planned.material
    wanted = [
        file
        for file, note in planned.notes.items()
        if note.format not in material.codecs and file not in planned.staying
    ]
    if wanted:
        write_captions(material.kept, planned.parts, _abouts(material), take)


def _digests(material: Material, parts: Sequence[Part]) -> dict[str, str]:
    """Tell what captions will be, by the digests of their files."""
    found: defaultdict[str, FileDigest] = defaultdict(FileDigest)

    def take(part: Part, name: str, text: str) -> None:
        found[file_of_part(part, name)].update(text.encode())

    write_captions(material.kept, parts, _abouts(material), take)
    return {file: digest.hexdigest() for file, digest in found.items()}


def _abouts(material: Material) -> dict[str, About]:
    sounds = material.codecs
    return {name: material.about(name) for name in material.formats if name not in sounds}
