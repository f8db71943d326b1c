r"""Advanced SubStation Alpha, with karaoke: each word lights up when it is said.

The clock counts hundredths of a second, and a syllable (`\k`) is told by its length alone. Lengths
rounded one by one would drift along the cue, so each is the distance of two rounded times.

There is no escape that all players know. libass (mpv, VLC, ffmpeg) reads `\{` as a brace; to others
(VSFilter) it is a backslash and the beginning of a block that is not shown, which is why one is
closed at once behind it: they lose the brace alone. A backslash that would begin an escape is
followed by an invisible word joiner. mpv and ffmpeg write text in the same way.

libass lays each syllable out on its own, one after the other from the left, but for styles of
encoding -1: there a whole line is laid out in its own direction. That is the second style.
"""

from __future__ import annotations

import re

from captioner.captions.cue import Cue, Word
from captioner.captions.writer import CaptionWriter, has_right_to_left, hms, is_upright
from captioner.timeline.fit import Quality

_WORD_JOINER = "\u2060"
#: A backslash before what makes an escape of it; at the end of a word a tag may follow.
_BACKSLASH = re.compile(r"\\(?=[Nnh{}]|$)")

#: A line takes 7.5 % of the height of a picture that lies: the BBC has 7 to 8 %. As wide, it takes
#: 4.2 % of one that stands: the BBC has 3.9 to 4.5 %. A twentieth at the edges stays free.
_LINE_HEIGHT = 81
_LONG_SIDE, _SHORT_SIDE = 1920, 1080
_STYLE_FIELDS = (
    "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, "
    "Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, "
    "Alignment, MarginL, MarginR, MarginV, Encoding"
)
#: White on a black outline, silver before it is said; at the bottom, in the middle.
_STYLE = (
    "Style: {name},Arial,{size},&H00FFFFFF,&H00C0C0C0,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,"
    "4,1,2,{side},{side},{bottom},{encoding}\n"
)
_PLAIN, _RIGHT_TO_LEFT = "Default", "RightToLeft"
_EVENT_FIELDS = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
_TEN_HOURS = 10 * 360_000


class Ass(CaptionWriter):
    """Writes cues as ASS with karaoke."""

    def head(self) -> str:
        """Give what stands before the first cue."""
        width, height = _LONG_SIDE, _SHORT_SIDE
        if is_upright(self._about.profile):
            width, height = height, width
        styles = (
            _STYLE.format(
                name=name, size=_LINE_HEIGHT, side=width // 20, bottom=height // 20, encoding=code
            )
            for name, code in ((_PLAIN, 1), (_RIGHT_TO_LEFT, -1))
        )
        return (
            "[Script Info]\n"
            f"Title: {' '.join(self._about.title.split())}\n"
            "ScriptType: v4.00+\n"
            "WrapStyle: 2\n"
            "ScaledBorderAndShadow: yes\n"
            f"PlayResX: {width}\n"
            f"PlayResY: {height}\n"
            "\n[V4+ Styles]\n"
            f"Format: {_STYLE_FIELDS}\n{''.join(styles)}"
            "\n[Events]\n"
            f"Format: {_EVENT_FIELDS}\n"
        )

    def _cue(self, cue: Cue) -> str:
        span = self._about.span(cue, 100)
        shown = "".join(cue.texts)
        self._look_for_losses(cue, shown, span[1])
        start, end = map(_timestamp, span)
        style = _RIGHT_TO_LEFT if has_right_to_left(shown) else _PLAIN
        name = " ".join(cue.speaker.replace(",", " ").split())
        text = "\\N".join(self._karaoke(cue, *span))
        return f"Dialogue: 0,{start},{end},{style},{name},0,0,0,,{text}\n"

    def _karaoke(self, cue: Cue, now: int, end: int) -> list[str]:
        """Give the lines of a cue between two times, each word with how long it is said."""
        lines = []
        for line in cue.lines:
            parts = []
            for word in line:
                if word.quality is not Quality.UNSAID:
                    begins, ends = self._within(word, now, end)
                    parts.append(f"{{\\k{begins - now}}}" if begins > now else "")
                    parts.append(f"{{\\k{ends - begins}}}")
                    now = ends
                parts.append(_escape(word.text.rstrip() if word is line[-1] else word.text))
            lines.append("".join(parts))
        return lines

    def _within(self, word: Word, now: int, end: int) -> tuple[int, int]:
        """Tell the times of a word that lies between two moments."""
        begins = min(max(self._about.ticks(word.start, 100), now), end)
        return begins, min(max(self._about.ticks(word.end, 100), begins), end)

    def _look_for_losses(self, cue: Cue, shown: str, end: int) -> None:
        if "{" in shown:
            self._lose("ASS escapes {, but some players show a backslash instead", cue.identifier)
        if _BACKSLASH.search(shown):
            self._lose("ASS cannot escape \\: an invisible U+2060 stands after it", cue.identifier)
        if "," in cue.speaker:
            self._lose("ASS cannot carry the comma in the name of a speaker", cue.identifier)
        if end >= _TEN_HOURS:
            self._lose("some editors read no ASS times from 10 hours on", cue.identifier)


def _escape(text: str) -> str:
    """Keep a text from being taken for tags and escapes."""
    text = _BACKSLASH.sub("\\\\" + _WORD_JOINER, text)
    return text.replace("{", "\\{{}")


def _timestamp(hundredths: int) -> str:
    hours, minutes, seconds, hundredths = hms(hundredths, 100)
    return f"{hours}:{minutes:02}:{seconds:02}.{hundredths:02}"
