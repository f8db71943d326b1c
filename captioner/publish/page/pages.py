"""The files of read-along pages.

What is short is one file with everything in it. A book is an index and a page for each chapter with
its sound beside it. Both work from disk as from a server, without anything from elsewhere.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from captioner.audio.codecs import MP3, OPUS, Codec
from captioner.audio.tags import Tags
from captioner.document import as_text
from captioner.errors import writing
from captioner.publish.files import append
from captioner.publish.kept.cover import cover_name, kept_cover, picture_in
from captioner.publish.kept.sound import vouched_as
from captioner.publish.page.book import Entry, index_page
from captioner.publish.page.document import Chaptered, Leaf, Neighbour, Work, address, page
from captioner.publish.page.template import data_address
from captioner.publish.page.text import Line, lines_of
from captioner.publish.parts.captions import write_captions
from captioner.publish.parts.names import part_names
from captioner.publish.parts.part import Part
from captioner.publish.publication import Material, Publication
from captioner.publish.sound.encoding import Encoding, encode_all, recipes_of
from captioner.timeline import record

#: Sound up to this length goes into the page: 12 MB of MP3, which makes a page of 16 MB.
MOST_EMBEDDED_SECONDS = 1500
_PUBLICATION = _FOLDER = "page"
_INDEX = "index.html"


def plan(material: Material) -> Publication:
    """Plan a page, or the pages of a book: that it is if chapters are asked for, or if its sound is
    too long to go into a page. Raises OptionError for a cover that is no picture.
    """
    asked = material.settings.chapters
    seconds = material.kept.end.frames / material.rate
    is_book = seconds > MOST_EMBEDDED_SECONDS if asked is None else asked
    if is_book and len(material.chapters) > 1:
        return _Book(material)
    return _Article(material, is_embedded=seconds <= MOST_EMBEDDED_SECONDS)


class _Article:
    """All on one page."""

    def __init__(self, material: Material, *, is_embedded: bool) -> None:
        self._material = material
        self._codec = _codec(material.rate)
        self._name = material.kept.file("html")
        # Beside the page it has a name of its own: NAME.mp3 is made by other formats.
        self._sound = material.kept.file(f"page.{_suffix(self._codec)}")
        self._is_embedded = is_embedded

    @property
    def files(self) -> Sequence[str]:
        """The page, and its sound if that is long."""
        return (self._name,) if self._is_embedded else (self._name, self._sound)

    def make(self, part: Callable[[str], Path]) -> Sequence[str]:
        """Write it."""
        material = self._material
        whole = Part("", material.title, 0, material.kept.end.frames)
        tags = _tags(material)
        if self._is_embedded:
            with tempfile.TemporaryDirectory(prefix="captioner-") as folder:
                file = Path(folder) / self._sound
                encode_all(material, [Encoding(0, whole.end, {file: self._codec}, tags)])
                sound = data_address(_media_type(self._codec), file.read_bytes())
        else:
            beside = part(self._sound)
            encode_all(material, [Encoding(0, whole.end, {beside: self._codec}, tags)])
            sound = address(self._sound)
        path = part(self._name)
        for lines, captions in _texts(material, [whole], lambda _: path):
            name = as_text(material.kept.file("vtt"))
            leaf = Leaf(material.title, lines, 0, whole.end, sound, captions, name)
            _write(path, page(_work(material), leaf))
        return ()


class _Book:
    """An index, and a page for each chapter with its sound beside it.

    Sound that would come out the same is not made again.
    """

    def __init__(self, material: Material) -> None:
        self._material = material
        self._codec = _codec(material.rate)
        cover = material.settings.cover
        self._cover = picture_in(cover) if cover is not None else kept_cover(material.kept)
        titles = [chapter.title or material.title for chapter in material.chapters]
        names = part_names(titles, [1] * len(titles))
        self._parts = [
            Part(name, title, chapter.start, chapter.end)
            for (name,), title, chapter in zip(names, titles, material.chapters, strict=True)
        ]
        self.notes = {file: record.Of(_PUBLICATION) for file in self.files} | self._sounds_noted()
        self.staying = {file for file, note in self.notes.items() if self._is_there(file, note)}

    def _is_there(self, file: str, note: record.Of) -> bool:
        """Tell whether a sound is there as it would be made; it may begin at another time now."""
        kept = self._material.kept
        line = kept.end.files.get(as_text(file))
        if line is None or line.of is None or not note.made_of:
            return False
        return line.of.made_of == note.made_of and vouched_as(kept, file, line)

    def _sounds_noted(self) -> dict[str, record.Of]:
        """Note of what each sound is made."""
        spans = [(each.start, each.end) for each in self._parts]
        recipes = recipes_of(self._material, spans)
        return {
            self._beside(self._sound(each)): record.Of(
                _PUBLICATION,
                _suffix(self._codec),
                span,
                recipe.of(self._codec, self._tags(track)),
            )
            for track, (each, span, recipe) in enumerate(
                zip(self._parts, spans, recipes, strict=True), start=1
            )
        }

    @property
    def needs_sound(self) -> bool:
        """Whether any sound is to be made."""
        return any(self._beside(self._sound(each)) not in self.staying for each in self._parts)

    @property
    def files(self) -> Sequence[str]:
        """The index, its cover, and of each chapter the page and the sound."""
        pages = [name for each in self._parts for name in (_file(each), self._sound(each))]
        return [self._beside(name) for name in (_INDEX, *self._cover_files(), *pages)]

    def make(self, part: Callable[[str], Path]) -> Sequence[str]:
        """Write them."""
        material = self._material
        work = _work(material)
        encode_all(
            material,
            [
                Encoding(each.start, each.end, {part(sound): self._codec}, self._tags(track))
                for track, each in enumerate(self._parts, start=1)
                if (sound := self._beside(self._sound(each))) not in self.staying
            ],
        )
        texts = _texts(material, self._parts, lambda each: part(self._beside(_file(each))))
        for at, (lines, captions) in enumerate(texts):
            leaf = self._leaf(at, lines, captions)
            _write(part(self._beside(_file(self._parts[at]))), page(work, leaf))
        entries = [Entry(_neighbour(each), each.end - each.start) for each in self._parts]
        cover = next(iter(self._cover_files()), "")
        _write(part(self._beside(_INDEX)), index_page(work, entries, cover))
        if self._cover is not None:
            target = part(self._beside(cover))
            with writing(target):
                target.write_bytes(self._cover.data)
        return ()

    def _leaf(self, at: int, lines: Sequence[Line], captions: str) -> Leaf:
        each = self._parts[at]
        return Leaf(
            each.title,
            lines,
            each.start,
            each.end,
            address(self._sound(each)),
            captions,
            f"{each.name}.vtt",
            Chaptered(
                _file(each),
                _INDEX,
                _neighbour(self._parts[at - 1]) if at else None,
                _neighbour(self._parts[at + 1]) if at + 1 < len(self._parts) else None,
            ),
        )

    def _cover_files(self) -> Sequence[str]:
        return () if self._cover is None else (cover_name(self._cover),)

    def _tags(self, track: int) -> Tags:
        title = self._parts[track - 1].title
        return replace(_tags(self._material), title=title, track=track)

    def _beside(self, name: str) -> str:
        return f"{_FOLDER}/{name}"

    def _sound(self, each: Part) -> str:
        return f"{each.name}.{_suffix(self._codec)}"


def _file(each: Part) -> str:
    return f"{each.name}.html"


def _neighbour(each: Part) -> Neighbour:
    return Neighbour(each.title, _file(each))


# ---------------------------------------------------------------- what it is made of


def _work(material: Material) -> Work:
    head = material.kept.head
    # The same narration made again remembers the place; another one in the same folder does not.
    name = hashlib.sha256(f"{head.source}\0{material.title}".encode()).hexdigest()[:12]
    return Work(material.title, material.authors, head.lang, material.rate, name)


def _tags(material: Material) -> Tags:
    title, lang = material.title, material.kept.head.lang
    return Tags(title=title, authors=material.authors, album=title, lang=lang)


def _codec(rate: int) -> Codec:
    """Choose what every browser plays; what MP3 has no rate for is resampled."""
    return MP3 if rate in MP3.rates else OPUS


def sound_suffix(rate: int) -> str:
    """Tell how a file of sound ends that goes with a page, for speech at a rate in Hz."""
    return _suffix(_codec(rate))


def _suffix(codec: Codec) -> str:
    return "mp3" if codec is MP3 else "opus"


def _media_type(codec: Codec) -> str:
    return "audio/mpeg" if codec is MP3 else "audio/ogg"


def _write(path: Path, text: str) -> None:
    with writing(path):
        path.write_text(text, encoding="utf-8", newline="\n")


def _texts(
    material: Material, parts: Sequence[Part], scratch: Callable[[Part], Path]
) -> Iterator[tuple[list[Line], str]]:
    """Yield the sentences of each part and its captions in WebVTT, one part at a time.

    `scratch` tells of a file for each part that may be used meanwhile.
    """
    lines = lines_of(material.kept, [part.end for part in parts])
    yield from zip(lines, _captions(material, parts, scratch), strict=True)


def _captions(
    material: Material, parts: Sequence[Part], scratch: Callable[[Part], Path]
) -> Iterator[str]:
    """Yield what is shown of the whole in each part; of a page the clock begins at zero.

    They wait where the pages are going to be, so that a book is never held.
    """
    begun: set[str] = set()

    def take(part: Part, _: str, text: str) -> None:
        append(scratch(part), text, "a" if part.name in begun else "w")
        begun.add(part.name)

    about = replace(material.about("vtt"), offset_ms=0)
    write_captions(material.kept, parts, {"vtt": about}, take)
    for part in parts:
        with writing(scratch(part)):
            text = scratch(part).read_text("utf-8")
        yield text
