"""Plain text: paragraphs are separated by blank lines, lines within them are unwrapped."""

from __future__ import annotations

from collections.abc import Iterator

from captioner.document import Kind, Place
from captioner.text.paragraph import Reading, Unwrapper

#: Nobody wraps by hand at more than this: a block with a longer line has one paragraph a line.
_LONGEST_WRAPPED_LINE = 120


def read_plain(source: str) -> Reading:
    """Find the paragraphs of a plain text."""
    paragraphs = []
    for block in _blocks(source):
        wrapped = max(len(line) for _, line in block) <= _LONGEST_WRAPPED_LINE
        for lines in [block] if wrapped else [[line] for line in block]:
            unwrapper = Unwrapper()
            for number, line in lines:
                indent = len(line) - len(line.lstrip())
                unwrapper.add(line.strip(), Place(number, indent + 1))
                unwrapper.end_line()
            if paragraph := unwrapper.paragraph(Kind.PARAGRAPH):
                paragraphs.append(paragraph)
    return Reading(tuple(paragraphs))


def _blocks(source: str) -> Iterator[list[tuple[int, str]]]:
    """Yield runs of lines that are not blank, each line with its number."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate(source.split("\n"), start=1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block
