"""Caption files read back, reduced to what the tests compare.

By libraries that are not ours where there are any; else as plainly as the public description of the
format can be followed.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from html import unescape
from io import StringIO
from typing import Any
from xml.etree import ElementTree as ET

import ttconv.imsc.reader as imsc_reader
import ttconv.model as ttml
import webvtt
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from ttconv.vtt import reader as vtt_reader


@dataclass(frozen=True)
class ReadCue:
    """A cue as a reader understands it; times in milliseconds."""

    start: int
    end: int
    lines: tuple[str, ...]
    identifier: str = ""
    speaker: str = ""


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


@dataclass(frozen=True)
class SungCue:
    """A cue of ASS: times in centiseconds; `sung` are the bits of text that have one of their own,
    each from when until when.
    """

    start: int
    end: int
    lines: tuple[str, ...]
    sung: tuple[tuple[int, int, str], ...]
    speaker: str
    style: str


@dataclass(frozen=True)
class SungLine:
    """A line of LRC, in centiseconds: its words with their times, and when the last one is over."""

    at: int
    words: tuple[tuple[int, str], ...] = ()
    over: int | None = None

    @property
    def text(self) -> str:
        """The line without its times."""
        return "".join(text for _, text in self.words)


def by_webvtt(text: str) -> list[ReadCue]:
    """Read by webvtt-py, strictly. It strips tags but leaves entities; those are decoded here."""
    return [
        ReadCue(
            _ms(cue.start),
            _ms(cue.end),
            tuple(unescape(cue.text).split("\n")),
            cue.identifier or "",
            unescape(cue.voice or ""),
        )
        for cue in webvtt.WebVTT.from_string(text, strict=True).captions
    ]


def by_ttconv(text: str) -> list[RevealedCue]:
    """Read by ttconv, which decodes entities and makes timestamps into spans that begin later.

    It heeds no timestamp inside a voice or a language span, and takes an escape in the name of one
    for its end; so those spans are taken away here.
    """
    plain = re.sub(r"</?(?:v|lang)\b[^>]*>", "", text)
    document = vtt_reader.to_model(StringIO(plain, newline="\n"))
    assert document is not None
    return [_revealed(paragraph) for paragraph in _paragraphs(document)]


def by_imsc(text: str) -> list[ReadCue]:
    """Read TTML by ttconv; identifiers and speakers by the XML itself."""
    root = ET.fromstring(text)
    document = imsc_reader.to_model(ET.ElementTree(root))
    assert document is not None
    space = {"t": "http://www.w3.org/ns/ttml", "m": "http://www.w3.org/ns/ttml#metadata"}
    xml = "{http://www.w3.org/XML/1998/namespace}"
    names = {
        agent.get(f"{xml}id"): agent.findtext("m:name", "", space)
        for agent in root.iterfind(".//m:agent", space)
    }
    read = []
    for paragraph, node in zip(_paragraphs(document), root.iterfind(".//t:p", space), strict=True):
        shown = _revealed(paragraph)
        speaker = names.get(node.get(f"{{{space['m']}}}agent"), "")
        identifier = node.get(f"{xml}id", "")
        read.append(ReadCue(shown.start, shown.end, shown.lines, identifier, speaker))
    return read


def _paragraphs(document: Any) -> list[Any]:
    return [node for node in document.get_body().dfs_iterator() if isinstance(node, ttml.P)]


def _revealed(paragraph: Any) -> RevealedCue:
    start = paragraph.get_begin() or 0
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


def by_ass(text: str) -> list[SungCue]:
    """Read ASS as libass does: `\\{` is a brace, `\\N` a line break, the rest of a block tags."""
    read = []
    for line in text.split("\n"):
        if line.startswith("Dialogue: "):
            _, start, end, style, name, *_, shown = line.removeprefix("Dialogue: ").split(",", 9)
            begins = _centiseconds(start)
            lines, sung = _sung(shown, begins)
            read.append(SungCue(begins, _centiseconds(end), lines, sung, name, style))
    return read


_ASS_PART = re.compile(
    r"\{(?P<tags>[^}]*)\}|\\(?P<brace>[{}])|(?P<line>\\N)|(?P<char>.)", re.DOTALL
)


def _sung(shown: str, now: int) -> tuple[tuple[str, ...], tuple[tuple[int, int, str], ...]]:
    text = ""
    sung: list[tuple[int, int, str]] = []
    until = now
    for part in _ASS_PART.finditer(shown):
        if part["tags"] is not None:
            for length in re.findall(r"\\k(\d+)", part["tags"]):
                now, until = until, until + int(length)
                sung.append((now, until, ""))
            continue
        char = part["brace"] or ("\n" if part["line"] else part["char"])
        text += char
        if sung:
            sung[-1] = (*sung[-1][:2], sung[-1][2] + char)
    return tuple(text.split("\n")), tuple(bit for bit in sung if bit[2])


def _centiseconds(timestamp: str) -> int:
    hours, minutes, seconds = timestamp.split(":")
    whole, hundredths = seconds.split(".")
    assert len(hundredths) == 2
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 100 + int(hundredths)


_LRC_LINE = re.compile(r"\[(\d{2,}:[0-5]\d\.\d\d)\](.*)", re.DOTALL)
_LRC_WORD = re.compile(r"<(\d{2,}:[0-5]\d\.\d\d)>")


def by_lrc(text: str) -> list[SungLine]:
    """Read enhanced LRC; ID tags are left out."""
    read = []
    for line in text.removesuffix("\n").split("\n"):
        if found := _LRC_LINE.fullmatch(line):
            at = _centiseconds(f"0:{found[1]}")
            before, *parts = _LRC_WORD.split(found[2])
            assert not before
            words = [
                (_centiseconds(f"0:{time}"), word)
                for time, word in zip(parts[::2], parts[1::2], strict=True)
            ]
            over = words.pop()[0] if words and not words[-1][1] else None
            read.append(SungLine(at, tuple(words), over))
        else:
            assert re.fullmatch(r"\[[a-z]+:[^\]]*\]", line)
    return read


def by_labels(text: str) -> list[tuple[int, int, str]]:
    """Read Audacity's labels; times in microseconds."""
    read = []
    for line in text.removesuffix("\n").split("\n"):
        start, end, label = line.split("\t")
        read.append((_micros(start), _micros(end), label))
    return read


def _micros(seconds: str) -> int:
    whole, micros = seconds.split(".")
    assert len(micros) == 6
    return int(whole) * 1_000_000 + int(micros)


def by_json(text: str) -> list[ReadCue]:
    """Read a podcast's transcript."""
    read = json.loads(text)
    assert read["version"] == "1.0.0"
    return [
        ReadCue(
            round(part["startTime"] * 1000),
            round(part["endTime"] * 1000),
            (part["body"],),
            speaker=part.get("speaker", ""),
        )
        for part in read["segments"]
    ]


@dataclass(frozen=True)
class Row:
    """A word of a CSV file, in microseconds."""

    context: str
    word: str
    start: int
    end: int
    quality: str
    cue: str


def by_csv(text: str) -> list[Row]:
    """Read the words of a CSV file."""
    head, *rows = csv.reader(StringIO(text, newline=""), strict=True)
    assert head == ["context", "word", "start", "end", "quality", "cue"]
    return [Row(row[0], row[1], _micros(row[2]), _micros(row[3]), *row[4:]) for row in rows]


def by_markdown(text: str) -> list[tuple[str, str]]:
    """Read CommonMark by markdown-it: each paragraph's text, and the kind of block around it."""
    read = []
    for node in SyntaxTreeNode(MarkdownIt("commonmark").parse(text)).walk():
        if node.type == "inline":
            assert node.parent is not None
            assert node.parent.parent is not None
            around = node.parent if node.parent.type == "heading" else node.parent.parent
            read.append(
                (around.type, "".join(part.content for part in node.walk() if part.type == "text"))
            )
    return read
