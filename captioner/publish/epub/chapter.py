"""A chapter of a book in which the sentences of a narration are marked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec

from captioner.publish.epub.marking import Marked, Marker, Span, Wanted
from captioner.publish.epub.matching import Found, Matcher
from captioner.publish.epub.overlay import Heard
from captioner.publish.epub.splice import Spliced
from captioner.text.dom import Block
from captioner.text.epub import Chapter
from captioner.text.tree import Element, name_of


class MarkedChapter(msgspec.Struct):
    """A chapter that is marked: its text, the id of its body, and what is heard in each of its
    runs, in that order. `places` tells where each id stands, `sentences` the ids of each of those.
    """

    heard: list[list[Heard]]
    text: str = ""
    body: str = ""
    places: dict[str, int] = msgspec.field(default_factory=dict)
    sentences: list[Collection[str]] = msgspec.field(default_factory=list)


def mark_chapter(
    chapter: Chapter, source: str, matcher: Matcher, runs: int, link: str, *, words: bool
) -> MarkedChapter | None:
    """Mark a chapter, whose text is `source`, and link a style sheet; None if nothing is heard.

    Raises ValueError, one sentence for a person, for one that is not what was narrated.
    """
    found = list(_found(chapter, matcher))
    matcher.end()
    if not runs:
        return None
    root = chapter.tree.root
    spliced = Spliced(source, root)
    taken = {known for element in root.iter("*") if (known := element.get("id"))}
    marker = Marker(spliced, taken)
    marked = MarkedChapter([[] for _ in range(runs)])
    for block, sentences in found:
        wanted = [
            Wanted(one.line.context, (one.start, one.end), tuple(one.words) if words else ())
            for one in sentences
        ]
        for one, pieces in zip(sentences, marker.mark(block, wanted), strict=True):
            _add(marked, one, pieces)
    for heard in marked.heard:
        heard.sort(key=lambda each: each.start)
    head, body = _part(root, "head"), _part(root, "body")
    marked.body = body.get("id") or marker.free("body")
    if not body.get("id"):
        spliced.add_attribute(body, f'id="{marked.body}"')
    tag = f'<{spliced.prefix}link rel="stylesheet" type="text/css" href="{link}"/>\n'
    spliced.insert(spliced.end(head).start, tag)
    marked.text = spliced.text()
    return marked


def _found(chapter: Chapter, matcher: Matcher) -> Iterator[tuple[Block, list[Found]]]:
    """Find the sentences in each block that is read."""
    for part in chapter.parts:
        if not isinstance(part, Block) or (chapter.reason and not part.note):
            continue
        if sentences := matcher.of(part, f"{chapter.href}{part.name}"):
            yield part, sentences


def _add(marked: MarkedChapter, sentence: Found, pieces: Sequence[Marked]) -> None:
    """Add what is heard when of a sentence: each of its pieces from its first word on."""
    line = sentence.line
    heard: list[Heard] = []
    for piece in pieces:
        start = line.start if not heard else _first_heard(piece.text, sentence)
        if start is None:
            continue
        words = (Heard(word.id, sentence.words[word.text]) for word in piece.words)
        heard.append(Heard(piece.id, max(start, line.start), tuple(words)))
        marked.places[piece.id] = piece.place
    marked.heard[sentence.run] += heard
    marked.sentences.append([each.id for each in heard])


def _first_heard(text: Span, sentence: Found) -> int | None:
    """Tell when the first word in some text is heard."""
    starts = (start for word, start in sentence.words.items() if text[0] <= word[0] < text[1])
    return next(starts, None)


def _part(root: Element, name: str) -> Element:
    found = next((part for part in root if name_of(part) == name), None)
    if found is None:
        raise ValueError(f"it has no {name}")
    return found
