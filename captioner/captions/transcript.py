"""The text alone, to be read: a paragraph a line, a blank line between two.

As plain text, character for character; and as Markdown (CommonMark) with headings, items and quotes
for what they were, escaped where a reader would take the author's characters for marks.
"""

from __future__ import annotations

import re

from captioner.captions.cue import Cue
from captioner.captions.writer import About, CaptionWriter, is_labelled, joined
from captioner.document import Kind


class Transcript(CaptionWriter):
    """Writes cues as running text. A speaker who is not named in the text is named before it."""

    def __init__(self, about: About) -> None:
        super().__init__(about)
        self._before: Cue | None = None
        self._blank = ""

    def end(self) -> str:
        """Give what stands after the last cue."""
        return "\n" if self._before else ""

    def _cue(self, cue: Cue) -> str:
        text = joined(cue)
        shown = text.rstrip()
        before, self._before = self._before, cue
        # The blank after a cue is written when it is known that its paragraph goes on.
        blank, self._blank = self._blank, text[len(shown) :]
        spoken = before.speaker if before else ""
        if before and (before.paragraph, spoken) == (cue.paragraph, cue.speaker):
            return blank + self._escape(shown)
        label = ""
        if cue.speaker not in ("", spoken) and not is_labelled(cue):
            label = self._label(" ".join(cue.speaker.split()))
        parted = self._parted(before, cue) if before else ""
        return parted + self._mark(cue, shown) + label + self._escape(shown, begins=not label)

    def _parted(self, before: Cue, cue: Cue) -> str:
        """Give what parts two paragraphs, the last cue of one and the first of the other."""
        return "\n\n"

    def _mark(self, cue: Cue, shown: str) -> str:
        """Give what stands before a paragraph that begins with a cue."""
        return ""

    def _label(self, speaker: str) -> str:
        """Give what names a speaker."""
        return f"{speaker}: "

    def _escape(self, text: str, *, begins: bool = False) -> str:
        """Give a text as it is written; `begins` where a paragraph begins with it."""
        return text


_MARKS = {Kind.HEADING: "## ", Kind.ITEM: "- ", Kind.QUOTE: "> "}
_TITLE = "# "
#: What may be a mark anywhere in a line: code, emphasis, links, tags, references, the closing
#: sequence of a heading, and strikethrough, which many readers add.
_ANYWHERE = re.compile(r"[\\`*_\[\]<~]|&(?=#?\w|$)|(?<!\S)#")
#: What may be one at the beginning of a line: the mark of a quote, an item, a rule, or, after its
#: number, of an item.
_BEGINNING = re.compile(r"^(\d{0,9})(>|[-+](?=[-\s]|$)|(?<=\d)[.)](?=\s|$))")


class MarkdownTranscript(Transcript):
    """Writes cues as Markdown. The first heading is the title, if it is the document's and the
    others are below it.
    """

    def __init__(self, about: About) -> None:
        super().__init__(about)
        self._title = " ".join(about.title.split()) if about.is_under_title else ""

    def _parted(self, before: Cue, cue: Cue) -> str:
        return "\n" if before.kind is cue.kind is Kind.ITEM else "\n\n"

    def _mark(self, cue: Cue, shown: str) -> str:
        mark = _MARKS.get(cue.kind, "")
        if cue.kind is Kind.HEADING:
            title, self._title = self._title, ""
            # A long title may go on in the next cue, which is not known yet.
            if title and title.startswith(" ".join(shown.split())):
                mark = _TITLE
        return mark

    def _label(self, speaker: str) -> str:
        return f"**{self._escape(speaker)}:** "

    def _escape(self, text: str, *, begins: bool = False) -> str:
        escaped = _ANYWHERE.sub(r"\\\g<0>", text)
        return _BEGINNING.sub(r"\1\\\2", escaped) if begins else escaped
