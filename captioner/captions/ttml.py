"""TTML, by the text profile of IMSC 1.1 (W3C).

One region, the safe area, with its text at the bottom in the middle; white on black boxes that meet
between the lines. Every cue is a `p` with its identifier,
its language where that is not the file's, and its direction by its first letter. Who speaks is an
agent, described in a division that begins where the speaker is first heard: what comes later is
not known when the head is written.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from captioner.captions.cue import Cue
from captioner.captions.writer import About, CaptionWriter, begins_right_to_left, hms, is_upright

#: What XML 1.0 cannot hold, even as a reference.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: Columns and rows of the picture; a line of text takes 1.2 rows: 8 % of a picture that lies and
#: 4.3 % of one that stands upright, where the BBC has 7 to 8 % and 3.9 to 4.5 %.
_CELLS, _UPRIGHT_CELLS = "32 15", "16 28"

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
    xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:tts="http://www.w3.org/ns/ttml#styling"
    xmlns:ebutts="urn:ebu:tt:style" xmlns:itts="http://www.w3.org/ns/ttml/profile/imsc1#styling"
    ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text" ttp:timeBase="media"
    ttp:cellResolution="{cells}" xml:lang={lang} xml:space="preserve">
<head>
<metadata><ttm:title>{title}</ttm:title></metadata>
<styling>
<style xml:id="cue" tts:fontFamily="proportionalSansSerif" tts:fontSize="100%"
    tts:lineHeight="120%" tts:textAlign="center" ebutts:multiRowAlign="center"
    ebutts:linePadding="0.5c" itts:fillLineGap="true"/>
<style xml:id="text" tts:color="white" tts:backgroundColor="black"/>
</styling>
<layout>
<region xml:id="safe" tts:origin="5% 5%" tts:extent="90% 90%" tts:displayAlign="after"/>
</layout>
</head>
<body>
<div region="safe">
"""
_END = "</div>\n</body>\n</tt>\n"


class Ttml(CaptionWriter):
    """Writes cues as TTML, with times exact to the millisecond."""

    def __init__(self, about: About) -> None:
        super().__init__(about)
        self._agents: dict[str, str] = {}

    def head(self) -> str:
        """Give what stands before the first cue."""
        lang = self._fit(self._about.lang, "the language")
        title = self._fit(self._about.title, "the title")
        cells = _UPRIGHT_CELLS if is_upright(self._about.profile) else _CELLS
        return _HEAD.format(lang=quoteattr(lang), title=escape(title), cells=cells)

    def end(self) -> str:
        """Give what stands after the last cue."""
        return _END

    def _cue(self, cue: Cue) -> str:
        introduced = ""
        if cue.speaker and cue.speaker not in self._agents:
            introduced = self._introduce(cue)
        start, end = map(_timestamp, self._about.span_ms(cue))
        attributes = [f'style="cue" xml:id="{cue.identifier}" begin="{start}" end="{end}"']
        if cue.speaker:
            attributes.append(f'ttm:agent="{self._agents[cue.speaker]}"')
        if cue.lang != self._about.lang:
            attributes.append(f"xml:lang={quoteattr(self._fit(cue.lang, cue.identifier))}")
        if begins_right_to_left("".join(cue.texts)):
            attributes.append('tts:direction="rtl"')
        text = "<br/>".join(escape(self._fit(text, cue.identifier)) for text in cue.texts)
        return f'{introduced}<p {" ".join(attributes)}><span style="text">{text}</span></p>\n'

    def _introduce(self, cue: Cue) -> str:
        agent = self._agents[cue.speaker] = f"speaker-{len(self._agents) + 1}"
        name = escape(self._fit(cue.speaker, cue.identifier))
        return (
            '</div>\n<div region="safe">\n'
            f'<metadata><ttm:agent xml:id="{agent}" type="person">'
            f'<ttm:name type="full">{name}</ttm:name></ttm:agent></metadata>\n'
        )

    def _fit(self, text: str, place: str) -> str:
        """Leave out what XML cannot hold."""
        if _UNFIT.search(text):
            self._lose("TTML cannot hold some invisible characters, which were left out", place)
            return _UNFIT.sub("", text)
        return text


def _timestamp(ms: int) -> str:
    hours, minutes, seconds, ms = hms(ms, 1000)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"
