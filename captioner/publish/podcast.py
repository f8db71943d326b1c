"""What the podcast namespace wants beside an episode: its transcripts, its chapters, and the tags
for the feed that point to them.

    NAME.podcast.json       the transcript as JSON (version 1.0.0)
    NAME.podcast.vtt        the same as WebVTT
    NAME.chapters.json      the chapters (JSON Chapters, version 1.2.0)
    NAME.podcast.xml        the tags <podcast:transcript> and <podcast:chapters>, to be pasted

Lines are those the namespace recommends, unless a profile is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import msgspec
from msgspec.structs import replace

from captioner.audio.pcm import ms_of
from captioner.captions import About, profile_of
from captioner.captions.writer import seconds
from captioner.document import as_text
from captioner.publish.caption_files import CaptionFiles
from captioner.publish.files import append
from captioner.publish.formats import FORMATS, PUBLICATIONS, CaptionFormat
from captioner.publish.publication import Material

_NAMESPACE = "https://podcastindex.org/namespace/1.0"


class Podcast(msgspec.Struct, frozen=True):
    """The files beside an episode, which are planned."""

    material: Material
    about: About

    @property
    def files(self) -> Sequence[str]:
        """Their names."""
        return [self.material.kept.file(suffix) for suffix in PUBLICATIONS["podcast"].suffixes]

    def make(self, part: Callable[[str], Path]) -> Sequence[str]:
        """Write them; tell what captions could not keep."""
        transcript, vtt, chapters, tags = self.files
        captions = CaptionFiles(self.about)
        for file, name in ((transcript, "json"), (vtt, "vtt")):
            chosen = FORMATS[name]
            assert isinstance(chosen, CaptionFormat)  # noqa: S101 - both are
            captions.add(part(file), chosen)
        kept = self.material.kept
        with kept.opened() as lines:
            for _, piece in kept.pieces(lines):
                captions.write(piece)
        captions.end()
        append(part(chapters), "".join(_chapters(self.material)), "w")
        append(part(tags), "".join(_tags(self.material, transcript, vtt, chapters)), "w")
        return [f"podcast: {warning}" for warning in captions.warnings()]


def plan(material: Material) -> Podcast:
    """Plan what belongs to an episode."""
    about = material.about("json")
    if not material.profile_asked:
        about = replace(about, profile=profile_of("podcast", about.lang))
    return Podcast(material, about)


def _chapters(material: Material) -> Iterator[str]:
    """Write the chapters, one a line, by the clock of the sound."""
    said = [
        f'"version":"1.2.0","title":{_json(material.title)}'
        if material.title
        else '"version":"1.2.0"'
    ]
    if material.authors:
        said.append(f'"author":{_json(", ".join(material.authors))}')
    yield f'{{{",".join(said)},"chapters":[\n'
    between = ""
    for chapter in material.chapters:
        start, end = (
            seconds(ms_of(frame, material.rate), 3) for frame in (chapter.start, chapter.end)
        )
        title = _json(chapter.title or material.title or f"{chapter.number}")
        toc = ',"toc":false' if chapter.is_credits else ""
        yield f'{between}{{"startTime":{start},"endTime":{end},"title":{title}{toc}}}'
        between = ",\n"
    yield "\n]}\n"


def _tags(material: Material, transcript: str, vtt: str, chapters: str) -> Iterator[str]:
    """Write the tags for an item of a feed; where it is published stands before each name."""
    lang = quoteattr(material.kept.head.lang)
    yield f'<!-- For the <item> of the episode, in a feed with xmlns:podcast="{_NAMESPACE}";\n'
    yield "     put the address at which the files are in place of https://example.com/ -->\n"
    for file, kind in ((vtt, "text/vtt"), (transcript, "application/json")):
        yield (
            f'<podcast:transcript url={_url(file)} type="{kind}" language={lang} rel="captions"/>\n'
        )
    yield f'<podcast:chapters url={_url(chapters)} type="application/json+chapters"/>\n'


def _url(file: str) -> str:
    return quoteattr(f"https://example.com/{quote(as_text(file))}")


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
