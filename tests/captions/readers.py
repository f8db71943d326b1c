"""Caption files read by libraries that are not ours, reduced to what the tests compare."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from io import StringIO
from typing import Any

import ttconv.model as ttml
import webvtt
from ttconv.vtt import reader


@dataclass(frozen=True)
class ReadCue:
    """A cue as a reader understands it; times in milliseconds."""

    start: int
    end: int
    lines: tuple[str, ...]
    identifier: str = ""


@dataclass(frozen=True)
class RevealedCue:
    """A cue shown bit by bit: each bit of text with the time from which it is seen."""

    start: int
    end: int
    bits: tuple[tuple[int, str], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines of text when all of it is seen."""
        return tuple("".join(text for _, text in self.bits).split("\n"))


def by_webvtt(text: str) -> list[ReadCue]:
    """Read by webvtt-py, strictly. It strips tags but leaves entities; those are decoded here."""
    return [
        ReadCue(
            _ms(cue.start),
            _ms(cue.end),
            tuple(unescape(cue.text).split("\n")),
            cue.identifier or "",
        )
        for cue in webvtt.WebVTT.from_string(text, strict=True).captions
    ]


def by_ttconv(text: str) -> list[RevealedCue]:
    """Read by ttconv, which decodes entities and makes timestamps into spans that begin later."""
    document = reader.to_model(StringIO(text, newline="\n"))
    assert document is not None
    paragraphs = [node for node in document.get_body().dfs_iterator() if isinstance(node, ttml.P)]
    return [_revealed(paragraph) for paragraph in paragraphs]


def _revealed(paragraph: Any) -> RevealedCue:
    start = paragraph.get_begin()
    bits: list[tuple[int, str]] = []

    def visit(node: Any, begin: float) -> None:
        if isinstance(node, ttml.Text):
            bits.append((round(begin * 1000), node.get_text()))
        elif isinstance(node, ttml.Br):
            bits.append((round(begin * 1000), "\n"))
        for child in node:
            visit(child, begin + (child.get_begin() or 0))

    visit(paragraph, start)
    return RevealedCue(round(start * 1000), round(paragraph.get_end() * 1000), tuple(bits))


def _ms(timestamp: str) -> int:
    hours, minutes, seconds = timestamp.split(":")
    whole, ms = seconds.split(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 1000 + int(ms)
