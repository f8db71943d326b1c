r"""Timed scripts: the cues of SubRip and WebVTT, each spoken at its time.

A cue is a paragraph that begins at the time of the cue at the earliest; one in which several people
speak is several, that begin together. A sentence that goes on in the next cue is not joined: each
cue is spoken by itself, so that its time holds. What is markup is neither shown nor said: tags,
`{\an8}` and times inside a cue; references such as `&amp;` become what they stand for.

Who speaks is told by `<v Name>` or, in a script, by a label. A cue that does not say goes on with
the one before it, if that ends within a sentence; otherwise it is the narrator's. A dash before a
speech is shown and not said: `- Yes.`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import accumulate
from pathlib import Path

import msgspec
import regex
from msgspec.structs import replace

from captioner.document import Kind, LeftOut, Place
from captioner.errors import DocumentError
from captioner.text.paragraph import Paragraph, Reading, Unwrapper
from captioner.text.script import Speech
from captioner.text.source import load
from captioner.text.srt_reader import srt_parts
from captioner.text.vtt_reader import ReadCue, Unshown, read_vtt

#: A narration waits for each of its cues. One that begins later than this is a slip of the pen.
_LATEST_HOURS = 100

#: Nobody is called anything longer, in characters.
_LONGEST_NAME = 120

_REFERENCE = r"(?P<reference>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|\w{1,31});)"
#: What SubRip's players take for markup; other angle brackets are text there.
_SRT_MARKUP = regex.compile(
    rf"""</?(?P<tag>b|i|u|s|em|strong|font|c|v|ruby|rt)(?P<rest>[\s.=][^<>]*+)?>
         | \{{\\[^{{}}\n]*+\}} | {_REFERENCE}""",
    regex.VERBOSE | regex.IGNORECASE,
)
_VTT_MARKUP = regex.compile(
    rf"</?(?P<tag>[a-z]*+)(?P<rest>[^>]*+)(?:>|\Z)|{_REFERENCE}", regex.IGNORECASE
)

_DASH = regex.compile(r"[-‐‑–—]\s{0,8}+(?=[^\s\-‐‑–—])")
_ENDED = regex.compile(r"""[.!?…。！？♪\-–—\])）］】]["”’»」』*]*$""")
_TRAILING = regex.compile(r"""(?:…|\.\.)["”’»」』*]*$""")
_GOES_ON = regex.compile(r"""["“‘«「『]*(?:…|\.\.|\p{Ll})""")


def read_srt(path: Path) -> Reading:
    """Find the cues of a SubRip file. Raises DocumentError for one without any."""
    source = load(path)
    found = srt_parts(source)
    return _reading(path, source, found.cues, found.unshown, _SRT_MARKUP, blank_ends=False)


def read_timed_vtt(path: Path) -> Reading:
    """Find the cues of a WebVTT file. Raises DocumentError for one without any."""
    source = load(path)
    found = read_vtt(source, path)
    reading = _reading(path, source, found.cues, found.unshown, _VTT_MARKUP, blank_ends=True)
    comments = (LeftOut(one.text, one.why, Place(one.line)) for one in found.comments)
    lang = found.head.get("Language") or None
    return replace(reading, lang=lang, left_out=(*reading.left_out, *comments))


def _reading(
    path: Path,
    source: str,
    cues: Sequence[ReadCue],
    unshown: Iterable[Unshown],
    markup: regex.Pattern[str],
    *,
    blank_ends: bool,
) -> Reading:
    lines = source.split("\n")
    left_out = [
        LeftOut(one.text or lines[one.line - 1], one.why or "it belongs to no cue", Place(one.line))
        for one in unshown
    ]
    if not cues:
        first = left_out[0] if left_out else None
        at = f" (line {first.place.line}: {first.reason})" if first else ""
        raise DocumentError(path, f"there is no cue in it{at}")
    paragraphs: list[Paragraph] = []
    for cue in sorted(cues, key=lambda cue: cue.start_ms):
        timing = lines[cue.line - 1].strip()
        if cue.start_ms > _LATEST_HOURS * 3_600_000:
            raise DocumentError(
                path,
                f"{timing}: a narration would be silent until then; the latest that a cue may "
                f"begin is after {_LATEST_HOURS} hours",
                line=cue.line,
            )
        place = Place(cue.line)
        shown = _shown(_payload(lines, cue, blank_ends=blank_ends), markup)
        if cue.end_ms <= cue.start_ms:
            reason = f"no player shows a cue that does not end after it begins: {timing}"
            left_out.append(LeftOut("\n".join(cue.lines) or timing, reason, place))
            continue
        left_out += shown.hidden
        if found := list(_speeches(cue, shown.found)):
            paragraphs += found
        elif not shown.hidden:
            left_out.append(LeftOut(timing, "there is no text in this cue", place))
    return Reading(tuple(paragraphs), left_out=tuple(left_out), script=True)


def _payload(lines: Sequence[str], cue: ReadCue, *, blank_ends: bool) -> list[tuple[int, str]]:
    """Give the lines of a cue as they stand in the file, with their numbers."""
    found: list[tuple[int, str]] = []
    rest = len(cue.lines)
    for number in range(cue.line, len(lines)):
        is_blank = not lines[number].strip()
        # Blank lines are within cues of SubRip, and so are tags over two lines in those of WebVTT.
        if "-->" in lines[number] or (is_blank and blank_ends) or not (rest or blank_ends):
            break
        if not is_blank:
            found.append((number + 1, lines[number]))
            rest -= 1
    return found


# ---------------------------------------------------------------- what a cue shows


class _Run(msgspec.Struct, frozen=True):
    """A piece of a line that is shown, and by whom it is said, as far as a tag tells."""

    text: str
    place: Place
    speaker: str
    is_bold: bool


class _Lines:
    """The lines of a cue, as they are filled."""

    def __init__(self, payload: Sequence[tuple[int, str]]) -> None:
        self._numbers = [number for number, _ in payload]
        self._starts = list(accumulate((len(line) + 1 for _, line in payload), initial=0))
        self.found: list[list[_Run]] = [[]]
        self.hidden: list[LeftOut] = []

    def add(self, at: int, text: str, speaker: str, *, is_bold: bool) -> None:
        """Add text that stands at an offset of the payload."""
        for number, part in enumerate(text.split("\n")):
            if number:
                self.found.append([])
            if part:
                self.found[-1].append(_Run(part, self._place(at), speaker, is_bold))
            at += len(part) + 1

    def hide(self, at: int, text: str) -> None:
        """Leave out an annotation that stands at an offset of the payload."""
        if text.strip():
            self.hidden.append(LeftOut(text, "ruby annotation", self._place(at)))
        self.pass_over(text)

    def _place(self, at: int) -> Place:
        line = len(self.found) - 1
        return Place(self._numbers[line], at - self._starts[line] + 1)

    def pass_over(self, text: str) -> None:
        """Note what is not shown: only its line ends count."""
        self.found += [[] for _ in range(text.count("\n"))]


def _shown(payload: Sequence[tuple[int, str]], markup: regex.Pattern[str]) -> _Lines:
    """Take the markup out of a cue; give what is left of each line, and what is hidden."""
    text = "\n".join(line for _, line in payload)
    lines = _Lines(payload)
    speaker, bold, is_hidden, at = "", 0, False, 0
    for mark in [*markup.finditer(text), None]:
        piece = text[at : mark.start() if mark else len(text)]
        if is_hidden:
            lines.hide(at, piece)
        else:
            lines.add(at, piece, speaker, is_bold=bold > 0)
        if mark is None:
            break
        at = mark.end()
        if mark["reference"] is not None:
            if is_hidden:
                lines.hide(mark.start(), mark["reference"])
            else:
                lines.add(mark.start(), _meant(mark["reference"]), speaker, is_bold=bold > 0)
            continue
        lines.pass_over(mark[0])
        tag, opens = (mark["tag"] or "").lower(), not mark[0].startswith("</")
        if tag == "v":
            speaker = _name(mark["rest"] or "") if opens else ""
        elif tag in ("b", "strong"):
            bold = max(0, bold + (1 if opens else -1))
        elif tag in ("rt", "ruby"):
            is_hidden = opens and tag == "rt"
    return lines


def _meant(reference: str) -> str:
    """Give what a reference stands for, on one line."""
    return "".join(" " if char in "\t\n\r\f" else char for char in unescape(reference))


def _name(rest: str) -> str:
    """Read the name in a `<v.class Name>`."""
    name = rest.partition(" ")[2] if rest.startswith(".") else rest
    return " ".join(unescape(name).split())[:_LONGEST_NAME]


def _speeches(cue: ReadCue, lines: Iterable[list[_Run]]) -> Iterator[Paragraph]:
    """Give a paragraph for each who speaks in a cue."""
    unwrapper, speaker, before = Unwrapper(), "", ""
    dashed = False
    for line in lines:
        text = "".join(run.text for run in line)
        begins = _DASH.match(text.lstrip()) is not None
        if begins and before and (dashed or _ENDED.search(before.strip())):
            yield from _ended(unwrapper, cue, speaker)
            unwrapper = Unwrapper()
        dashed, before = begins or dashed, text if text.strip() else before
        for run in line:
            if run.text.strip() and run.speaker != speaker:
                yield from _ended(unwrapper, cue, speaker)
                unwrapper, speaker = Unwrapper(), run.speaker
            unwrapper.add(run.text, run.place, bold=run.is_bold)
        unwrapper.end_line()
    yield from _ended(unwrapper, cue, speaker)


def _ended(unwrapper: Unwrapper, cue: ReadCue, speaker: str) -> Iterator[Paragraph]:
    if paragraph := unwrapper.paragraph(Kind.PARAGRAPH):
        yield replace(paragraph, start_ms=cue.start_ms, speaker=speaker)


# ---------------------------------------------------------------- who speaks


def dash_of(paragraph: Paragraph, text: str) -> int:
    """Tell how many characters of a speech of a cue are the dash that it begins with."""
    if paragraph.start_ms is None:
        return 0
    dash = _DASH.match(text)
    return dash.end() if dash else 0


def beside_dash(speech: Speech, dash: int) -> Speech:
    """Give the speech that follows a dash of so many characters, with the dash, which is unsaid."""
    if not dash:
        return speech
    unsaid = [(start + dash, end + dash) for start, end in speech.unsaid]
    first = unsaid.pop(0)[1] if unsaid and unsaid[0][0] == dash else dash
    return replace(speech, unsaid=((0, first), *unsaid))


class CueSpeakers:
    """Tells who speaks in a cue that does not say: who has begun the sentence that goes on."""

    def __init__(self) -> None:
        self._speaker = self._before = ""

    def of(self, paragraph: Paragraph, text: str, speech: Speech) -> Speech:
        """Give a speech with its speaker; it is the next one of the document."""
        if paragraph.start_ms is None:
            return speech
        is_sound = any(end - start == len(text) for start, end in speech.unsaid)
        speaker = speech.speaker or paragraph.speaker
        if not speaker and not is_sound and self._goes_on(paragraph, text):
            speaker = self._speaker
        if not is_sound:
            self._speaker, self._before = speaker, text
        return replace(speech, speaker=speaker)

    def _goes_on(self, paragraph: Paragraph, text: str) -> bool:
        before = self._before.rstrip()
        if not before or dash_of(paragraph, text):
            return False
        if _TRAILING.search(before):
            return _GOES_ON.match(text) is not None
        return _ENDED.search(before) is None
