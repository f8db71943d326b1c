"""A document as it will be read, for people: sections, sentences, rests, and what is left out."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator

from captioner.document import Document, Kind, LeftOut, Section, Sentence
from captioner.timeline import Pauses

#: So much is quoted of what is left out.
_QUOTED = 100
#: Where the texts begin, in columns.
_INDENT = 18


def as_read(document: Document, pauses: Pauses) -> Iterator[str]:
    """Give the lines that show a document, as they come.

    A rest is told where it is not the usual one between sentences, what is said where it is not
    what is written, and what is left out at its place.
    """
    yield " · ".join(filter(None, _about(document)))
    left = _Left(document)
    before: Sentence | None = None
    for section in document.sections:
        if section.number and section.sentences:
            ahead = list(left.until(section.sentences[0]))
            yield from ["", *ahead] if ahead and before is None else ahead
        yield ""
        yield _heading(section)
        for sentence in section.sentences:
            # Credits are in no source.
            if section.number and not sentence.continues:
                yield from left.until(sentence)
            yield from _rest(before, sentence, pauses)
            yield from _sentence(sentence, document)
            before = sentence
    rest = list(left.rest())
    if rest:
        yield ""
        yield from rest


def _about(document: Document) -> Iterator[str]:
    yield document.title
    yield " & ".join(document.authors)
    yield document.narrator
    yield document.lang
    yield str(document.path)


def _heading(section: Section) -> str:
    return f"{'#' * section.level} {section.number} {section.title}".rstrip()


def _rest(before: Sentence | None, sentence: Sentence, pauses: Pauses) -> Iterator[str]:
    if sentence.start_ms is not None:
        yield _line("at", f"{sentence.start_ms / 1000:.3f} s")
    elif before is not None and not sentence.continues:
        ms = pauses.between(before, sentence)
        if ms != pauses.sentence_ms:
            yield _line("rest", f"{ms / 1000:g} s")


def _sentence(sentence: Sentence, document: Document) -> Iterator[str]:
    kind = "" if sentence.kind is Kind.PARAGRAPH else sentence.kind.value
    yield _line(f"{sentence.context} {kind}", sentence.text)
    told = [sentence.speaker, sentence.lang if sentence.lang != document.lang else ""]
    if any(told):
        yield _line("by", ", ".join(filter(None, told)))
    if sentence.spoken and sentence.spoken != " ".join(sentence.text.split()):
        yield _line("said", sentence.spoken)


def _line(label: str, text: str) -> str:
    flat = " ".join(text.split())
    return f"  {label.strip():{_INDENT - 3}} {flat}"


class _Left:
    """What is left out, told at its place; places are compared within a file only."""

    def __init__(self, document: Document) -> None:
        self._files: dict[str, deque[LeftOut]] = defaultdict(deque)
        for left in document.left_out:
            self._files[_file_of(left.anchor)].append(left)
        self._file = ""
        # Places in a PDF are pages.
        self._unit = "page" if document.path.suffix.lower() == ".pdf" else "line"

    def until(self, sentence: Sentence) -> Iterator[str]:
        """Tell what stands before a sentence, and was not told yet."""
        file = _file_of(sentence.anchor)
        if file != self._file and self._file:
            yield from map(self._told, self._files.pop(self._file, ()))
        self._file = file
        waiting = self._files[file]
        while waiting and waiting[0].place < sentence.place:
            yield self._told(waiting.popleft())

    def rest(self) -> Iterator[str]:
        """Tell what stands behind the last sentence."""
        for waiting in self._files.values():
            yield from map(self._told, waiting)

    def _told(self, left: LeftOut) -> str:
        flat = " ".join(left.text.split())
        quoted = flat if len(flat) <= _QUOTED else f"{flat[: _QUOTED - 1]}…"
        return _line("left out", f"{left.reason}, {self._unit} {left.place.line}: {quoted}")


def _file_of(anchor: str) -> str:
    return anchor.partition("#")[0]
