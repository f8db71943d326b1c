"""A script: who speaks, and what is shown and not said.

Authors write `[1]`, `[sic]` and `Note: ...` in prose, so none of this is looked for unless the
document is said to be a script. In one

    [door slams]                      is a sound: a paragraph of brackets, or of ♪ notes ♪;
    ANNA: [whispering] Come in.       has a label and a direction;
    Anna (whispering): Come [sic] in. has them too, and another direction.

Square brackets are directions everywhere but in `code`. Round ones are only beside a label, and
where nothing else is in the paragraph: within a speech they are said. A name has a capital in each
of its words, or stands in bold; with a comma in it, it has nothing but capitals, since prose may
begin "Note, Reader: ...". A paragraph without a label is the narrator's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import itemgetter

import msgspec
import regex
from msgspec.structs import replace

from captioner.document import Kind
from captioner.text.paragraph import Paragraph, Span, joins_without_blank
from captioner.text.sentences import is_abbreviation
from captioner.text.spoken import is_speakable

#: Nobody is called anything longer, in characters and in words; what is written without blanks has
#: two characters to a word.
_LONGEST_NAME, _MOST_WORDS = 40, 5
#: No line of a label, with its directions, is longer.
_LONGEST_LABEL = 240
#: Who wraps lines wraps them at more than this.
_NARROWEST = 60

_SQUARE = {"[": "]", "［": "］", "【": "】"}
_ROUND = {"(": ")", "（": "）"}
_ANY_BRACKET = regex.compile(r"[\[\]［］【】()（）]")

_BESIDE_A_NAME = r"[\[(［【（][^\[\]()［］【】（）]*+[\])］】）]"
_NO_NAME = r':：\[\]()［］【】（）"“”„«»!?;…！？，；。،؛'
_LABEL = regex.compile(
    rf"""(?P<name>[^\s,{_NO_NAME}][^{_NO_NAME}]*+)
         (?:{_BESIDE_A_NAME}\s*+)*+ (?: :(?=\s|$) | ：)""",
    regex.VERBOSE,
)
_CAPITAL = regex.compile(r"\#?(?:\p{Ll}{1,2}['’])?[\p{Lu}\p{Lt}\p{Lo}\p{N}]")
_PARTS_OF_NAMES = regex.compile(r"[\s/&+]+")
#: What may be small within a name: "Man of the Watch", "Ludwig van Beethoven", "Ana y Luis".
_SMALL = (
    "al and bin da das de del della den der des di die do dos du e el et i ibn la las le les los "
    "of the und van von y zu zum zur"
)
_SMALL_WORDS = frozenset(_SMALL.split())
_LETTER = regex.compile(r"\p{L}")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_ENDED = regex.compile(r"""[.!?…。！？♪\])）］】]["”’»」』*]*$""")

_NOTE = "[♩♪♫♬🎵🎶]"
_NOTES = regex.compile(rf"(?:{_NOTE}++[^♩♪♫♬🎵🎶]++{_NOTE}++\s*+)++|{_NOTE}++")
#: What makes a label, a direction or a sound.
_MARK = regex.compile(rf"[\[\]［］【】()（）:：]|{_NOTE}")


class Speech(msgspec.Struct, frozen=True):
    """A paragraph of a script: who speaks, and the slices of it that are shown and not said."""

    speaker: str = ""
    unsaid: tuple[Span, ...] = ()

    def within(self, start: int, end: int) -> tuple[Span, ...]:
        """Give the slices that lie between two offsets, counted from the first of them."""
        if not self.unsaid:
            return ()
        first, last = (bisect_left(self.unsaid, at, key=itemgetter(0)) for at in (start, end))
        return tuple((a - start, b - start) for a, b in self.unsaid[first:last])


#: A paragraph of prose: the narrator says all of it.
PROSE = Speech()


def speech_of(kind: Kind, text: str, bold: int = 0) -> Speech:
    """Tell who speaks in a paragraph of a script, and what of it is not said.

    So many characters from its beginning are `bold`. Works in time linear in the length.
    """
    speaker, end = (kind in _LABELLED and _label(text, bold)) or ("", 0)
    if not text[end:].strip():
        speaker, end = "", 0
    if _is_sound(text[end:]):
        return Speech(speaker, ((0, len(text)),))
    directions = [span for span in _bracketed(text, _SQUARE) if span[0] >= end]
    if speaker:
        directions += [(0, end), *_beside(text, end)]
    return Speech(speaker, tuple(_outermost(directions)))


def speeches(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Give each speech of a script a paragraph of its own, whether or not blank lines part them.

    A label on its own is joined to the paragraph after it.
    """
    name: Paragraph | None = None
    for paragraph in paragraphs:
        for part in _parted(paragraph):
            now = part
            if name is not None:
                if part.kind is name.kind and _label(literal(part), part.bold_at(0)) is None:
                    now = _joined(name, part)
                else:
                    yield name
            name = now if _is_name_only(now) else None
            if name is None:
                yield now
    if name is not None:
        yield name


def literal(paragraph: Paragraph) -> str:
    """Give the text of a paragraph, with commas for what is no mark since it stands in code."""
    text, at = paragraph.text, 0
    parts: list[str] = []
    for start, end in paragraph.code:
        parts += [text[at:start], _MARK.sub(",", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def is_music(text: str) -> bool:
    """Tell whether a text is nothing but notes, and what is sung between them."""
    return _NOTES.fullmatch(text.strip()) is not None


# ---------------------------------------------------------------- labels

_LABELLED = frozenset({Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE})


def _label(text: str, bold: int) -> tuple[str, int] | None:
    """Find the label at the beginning of a text: the name in it, and where it ends."""
    match = _LABEL.match(text[:_LONGEST_LABEL])
    if match is None:
        return None
    name = " ".join(match["name"].split())
    named = match.start("name") + len(match["name"].rstrip()) <= bold <= match.end()
    if len(name) > _LONGEST_NAME or not _LETTER.search(name) or not (named or _is_name(name)):
        return None
    if not named and "," in name and not _is_list(name, text[match.end() :]):
        return None
    return name, match.end()


def _is_list(name: str, said: str) -> bool:
    """Tell whether a name with commas is one, by its capitals; not where all is shouted."""
    words = _PARTS_OF_NAMES.split(name.replace(",", " "))
    return (
        all(_LETTER.search(part) for part in name.split(", "))
        and name.count(", ") == name.count(",")
        and all(word.upper() == word or word in _SMALL_WORDS for word in words)
        and (not said.strip() or said.upper() != said)
    )


def _is_name(name: str) -> bool:
    words = [word for word in _PARTS_OF_NAMES.split(name) if word]
    return (
        _CAPITAL.match(words[0]) is not None
        and all(_CAPITAL.match(word) or word in _SMALL_WORDS for word in words)
        and len(words) + len(_UNSPACED.findall(name)) / 2 <= _MOST_WORDS
        # "Stop. Anna: come here" has no label, "Dr. Oakes: come here" has.
        and all(is_abbreviation(word) for word in words[:-1] if word.endswith("."))
    )


def _is_name_only(paragraph: Paragraph) -> bool:
    found = _label(literal(paragraph), paragraph.bold_at(0))
    alone = found is not None and found[1] == len(paragraph.text)
    return alone and paragraph.kind in _LABELLED


# ---------------------------------------------------------------- directions


def _is_sound(text: str) -> bool:
    """Tell whether a text is nothing but directions, or notes."""
    if is_music(text):
        return True
    at, outside = 0, []
    for start, end in _outermost([*_bracketed(text, _SQUARE), *_bracketed(text, _ROUND)]):
        outside.append(text[at:start])
        at = end
    return not is_speakable("".join([*outside, text[at:]]))


def _bracketed(text: str, pairs: dict[str, str]) -> list[Span]:
    """Find what stands in brackets, the outermost ones; a bracket without its other is text."""
    found: list[Span] = []
    opened: list[tuple[str, int]] = []
    for match in _ANY_BRACKET.finditer(text):
        if match[0] in pairs:
            opened.append((pairs[match[0]], match.start()))
        elif opened and opened[-1][0] == match[0]:
            _, start = opened.pop()
            while found and found[-1][0] > start:
                found.pop()
            found.append((start, match.end()))
    return found


def _outermost(spans: Iterable[Span]) -> Iterator[Span]:
    """Put spans in order and leave out those that begin inside of another."""
    now = 0
    for start, end in sorted(spans):
        if start >= now:
            yield start, end
            now = end


def _beside(text: str, at: int) -> Iterator[Span]:
    """Find the brackets, round ones too, that follow the end of a label."""
    for start, end in _outermost([*_bracketed(text, _SQUARE), *_bracketed(text, _ROUND)]):
        if start >= at:
            if text[at:start].strip():
                return
            yield start, end
            at = end


# ---------------------------------------------------------------- paragraphs


def _parted(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Part a paragraph before each line that begins a speech, and around sounds between two."""
    text, starts = literal(paragraph), paragraph.lines
    if paragraph.kind not in _LABELLED or len(starts) == 1:
        yield paragraph
        return
    lines = [text[start:end].strip() for start, end in pairwise([*starts, len(text)])]
    widest = max(_NARROWEST, *map(len, lines))
    cuts = [len(text)]
    parted = True
    for at, before, line in zip(starts[:0:-1], lines[-2::-1], lines[:0:-1], strict=True):
        sounds = parted and is_speakable(line) and _is_sound(line)
        parted = sounds or _begins(line, before, widest, paragraph.bold_at(at))
        if parted:
            cuts.append(at)
    for start, end in pairwise([0, *reversed(cuts)]):
        yield paragraph.part(start, end)


def _begins(line: str, before: str, widest: int, bold: int) -> bool:
    """Tell whether a line begins a speech, not only with a word before a colon."""
    label = _label(line, bold)
    if label is None:
        return False
    return (
        bold > 0
        or label[0].isupper()
        or _ENDED.search(before) is not None
        # Who wraps lines would have put this word on the one before, had it not been to begin one.
        or len(before) + 1 + len(line.split()[0]) <= widest
    )


def _joined(name: Paragraph, speech: Paragraph) -> Paragraph:
    """Join a label to the speech that follows it."""
    blank = "" if joins_without_blank(name.text[-1] + speech.text[0]) else " "
    shift = len(name.text) + len(blank)
    return replace(
        name,
        text=name.text + blank + speech.text,
        anchors=(*name.anchors, *((offset + shift, place) for offset, place in speech.anchors)),
        code=(*name.code, *((start + shift, end + shift) for start, end in speech.code)),
        element=speech.element,
        start_ms=speech.start_ms,
        speaker=name.speaker or speech.speaker,
    )
