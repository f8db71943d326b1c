"""A file a chapter, of sound and captions, in a folder of their own: `chapters/01-title.mp3`."""

from __future__ import annotations

from msgspec.structs import replace

from captioner.publish.parts.files import PartFiles, plan_parts
from captioner.publish.parts.part import parts_of
from captioner.publish.publication import Material
from captioner.publish.sound.tagged import tags_of_chapters

FOLDER = "chapters"


def plan(material: Material) -> PartFiles:
    """Plan the files of all chapters, in the formats that are asked for."""
    parts, warnings = parts_of(material)
    inside = [replace(part, name=f"{FOLDER}/{part.name}") for part in parts]
    tags = tags_of_chapters(material, [part.title for part in parts])
    return plan_parts("chapters", material, inside, tags, warnings)
