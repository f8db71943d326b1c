"""Paragraphs become sentences, and sections, one at each heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from captioner.document import Kind, LeftOut, Place, Section, Sentence, context_of
from captioner.markup import PLAIN, Marked, Markup, Unmarked
from captioner.packed import Packing
from captioner.text.lexicon import NO_LEXICON, Entry, Lexicon, Respelled
from captioner.text.paragraph import Paragraph
from captioner.text.raised import has_raised
from captioner.text.respell import Speller, spelled
from captioner.text.said import Piece, Said, Written, pauses, pieces
from captioner.text.script import PROSE, Speech, is_music
from captioner.text.spoken import is_speakable, say

#: Why a part of what is shown is not said.
ADDRESS = "address: only its host is said"
_MUTE = "nothing in it can be said"
_ONLY_MARKS = "it holds marks only"
_BESIDE_A_SOUND = "pause mark: a sound has a silence of its own"

#: A row of marks that parts two scenes, such as three asterisks.
_BREAK = re.compile(r"[\s*∗⁎⁂#~_=+•·‧※✻✽✿❦❧◆◇○●☙―—–-]+")


class Speaking(msgspec.Struct, frozen=True):
    """How paragraphs are said: in a language, and in that of a speaker where `lang_of` knows it;
    with at most `max_sentence` code points said at once; by a `lexicon`.
    """

    lang: str
    max_sentence: int
    markup: Markup = PLAIN
    lexicon: Lexicon = NO_LEXICON
    lang_of: Callable[[str], str | None] = lambda speaker: None


class Sections(msgspec.Struct):
    """The sections of a document, which count from `first`. They `speak` if anything is said.

    `used` are the entries of the lexicon by which something is said, `silent` those that have
    nothing that the voice can say.
    """

    speaking: Speaking
    first: int = 1
    ended: list[Section] = msgspec.field(default_factory=list)
    left_out: list[LeftOut] = msgspec.field(default_factory=list)
    speak: bool = False
    used: dict[Entry, None] = msgspec.field(default_factory=dict)
    silent: dict[Entry, None] = msgspec.field(default_factory=dict)
    _sentences: Packing = msgspec.field(default_factory=Packing)
    _title: str = ""
    _level: int = 1
    _after_break: bool = False

    def add(
        self,
        number: int,
        paragraph: Paragraph,
        written: Marked | Unmarked,
        speech: Speech = PROSE,
    ) -> None:
        """Add a paragraph by its number in the document."""
        self._after_break |= paragraph.after_break
        if not _is_shown(written.shown, speech):
            self._after_break |= _BREAK.fullmatch(written.shown) is not None
            reason = _ONLY_MARKS if is_speakable(paragraph.text) else _MUTE
            self.left_out.append(
                LeftOut(paragraph.text, reason, paragraph.place(0), paragraph.element)
            )
            return
        begins = paragraph.kind is Kind.HEADING and paragraph.level > 0
        if begins or paragraph.opens is not None:
            self.end()
            self._title = written.shown if paragraph.opens is None else paragraph.opens
            self._level = paragraph.level
        said = Said(written, speech.unsaid)
        rests = "" if is_speakable(said.text) else pauses(written, 0, len(written.shown))
        if rests:
            self.left_out.append(
                LeftOut(rests, _BESIDE_A_SOUND, paragraph.place(0), paragraph.element)
            )
        lang = self.speaking.lang_of(speech.speaker) or self.speaking.lang
        words = self._words(written, speech, lang)
        cut = _Cut(number, paragraph, written, speech, lang)
        for piece, own in _cut(written, speech, words, lang, self.speaking.max_sentence):
            self._add(cut, piece, own)

    def end(self) -> None:
        """End the section, if there is anything in it."""
        if self._sentences:
            number = len(self.ended) + self.first
            self.ended.append(Section(number, self._title, self._sentences.end(), self._level))
        self._sentences, self._title, self._level = Packing(), "", 1

    def _words(
        self, written: Marked | Unmarked, speech: Speech, lang: str
    ) -> tuple[Respelled, ...]:
        """Find the words that are said otherwise than they are written."""
        speaking = self.speaking
        if not speaking.lexicon and not has_raised(written.shown):
            return ()
        speller = Speller(speaking.lexicon, lang, speaking.markup.phonemes)
        words = []
        for word in speller.words(written.shown, speech.unsaid):
            if word.entry is not None:
                (self.used if word.said else self.silent)[word.entry] = None
            if word.said:
                words.append(word)
        return tuple(words)

    def _add(self, cut: _Cut, piece: Piece, words: Iterable[Respelled]) -> None:
        text = cut.written.shown[piece.start : piece.end]
        if not _is_shown(text, cut.speech):
            # Marks of punctuation that go on for longer than a sentence may be.
            self.left_out.append(LeftOut(text, _MUTE, cut.place(piece, 0), cut.paragraph.element))
            return
        unsaid = cut.speech.within(piece.start, piece.end)
        kind = cut.paragraph.kind
        spoken, machinery = say(piece.spoken)
        if not piece.spoken:
            kind, unsaid = Kind.SOUND, ((0, len(text)),)
        elif piece.spoken != text:
            _, machinery = say(_blanked(text, unsaid))
        self.speak = self.speak or bool(spoken)
        last = self._sentences.last
        begins = last is None or last.paragraph != cut.number
        self._sentences.add(
            Sentence(
                context=context_of(len(self.ended) + self.first, len(self._sentences) + 1),
                text=text,
                spoken=spoken,
                kind=kind,
                paragraph=cut.number,
                place=cut.place(piece, _indent(text)),
                lang=cut.lang,
                continues=piece.continues,
                start_ms=cut.paragraph.start_ms if begins else None,
                speaker=cut.speech.speaker,
                unsaid=unsaid,
                anchor=cut.paragraph.element,
                said_as=tuple(
                    (word.start - piece.start, word.end - piece.start, word.said) for word in words
                ),
                after_break=self._after_break,
            )
        )
        self._after_break = False
        self.left_out += [
            LeftOut(
                text,
                "address: only its host is said",
                cut.place(piece, at),
                cut.paragraph.element,
            )
            for at, text in machinery
        ]


class _Cut(msgspec.Struct, frozen=True):
    """The paragraph that is cut into sentences, by its number, and in which language."""

    number: int
    paragraph: Paragraph
    written: Marked | Unmarked
    speech: Speech
    lang: str

    def place(self, piece: Piece, at: int) -> Place:
        """Tell where in the source a character of a sentence stands."""
        return self.paragraph.place(self.written.origin(piece.start + at))


def _cut(
    written: Marked | Unmarked,
    speech: Speech,
    words: Sequence[Respelled],
    lang: str,
    longest: int,
) -> Iterator[tuple[Piece, Sequence[Respelled]]]:
    """Cut a paragraph into sentences, each with the words in it that are said otherwise.

    What a cut goes through is said as it is written: a phrase may hold the end of a sentence.
    """
    while words:
        own: Written = spelled(written, words)
        cut = list(pieces(Said(own, speech.unsaid), lang, longest))
        edges = {piece.start for piece in cut}
        whole = [word for word in words if edges.isdisjoint(range(word.start + 1, word.end))]
        if len(whole) == len(words):
            break
        words = whole
    else:
        # One paragraph may be as long as a book.
        yield from ((piece, ()) for piece in pieces(Said(written, speech.unsaid), lang, longest))
        return
    at = 0
    for piece in cut:
        first = at
        while at < len(words) and words[at].start < piece.end:
            at += 1
        yield piece, words[first:at]


def _is_shown(text: str, speech: Speech) -> bool:
    """Tell whether there is anything to say in a text, or music in a script."""
    return is_speakable(text) or (bool(speech.unsaid) and is_music(text))


def _blanked(text: str, unsaid: Iterable[tuple[int, int]]) -> str:
    """Put blanks in the place of what is not said."""
    parts, at = [], 0
    for start, end in unsaid:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
