"""Arbitrary sentences, takes and timelines, shared by the properties."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from captioner.audio import HeardWord, Take, silence
from captioner.captions.width import graphemes
from captioner.document import Kind, Place, Sentence, context_of
from captioner.text.spoken import is_speakable
from captioner.timeline import Measure, Pauses, TimedWord, Timeline, fit, lay_out, words_of

#: How hard a property is tried. The check tries it less on the second interpreter and the third.
tried = settings(
    max_examples=int(os.environ.get("CAPTIONER_EXAMPLES", "50")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=False,
)

ADDRESS = "https://example.org/a/long/path?with=a-query&and=another#and-a-fragment-that-goes-on"
COMPOUND = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

#: What has broken caption files before.
ADVERSARIES = (
    "a < 5 & b > 3",
    "-->",
    "00:00:01.000 --> 00:00:02.000",
    "{\\an8}",
    "{x}",
    "<i>",
    "</c>",
    "<00:00:01.500>",
    "&amp;",
    "&lt;",
    "C:\\New\\hello",
    "NOTE",
    "WEBVTT",
    "42",
    "—",
    "…",
    "* * * * * * * * * * * * * * * * * * * * * * * *",
    "==================================================",
    "[[[ ]]]",
    "$5.2M",
    "€3.14",
    "1,000,000",
    "10:30",
    "2026-11-20",
    "50%",
    "e.g.",
    "U.S.",
    "don’t",
    "rock 'n' roll",
    "“state-of-the-art”",
    "(one)—two",
    "10\u00a0km",
    "Donau\u00addampf",
    "zero\u200bwidth",
    "you@example.org",
    ADDRESS,
    COMPOUND,
    "你好，世界。",
    "「吾輩は猫である。」",
    "ﾊﾝｶｸ",
    "コーヒー々",
    "ภาษาไทยไม่มีช่องว่าง",
    "한국어",
    "\u1112\u1161\u11ab\u1100\u116e\u11a8",
    "नमस्ते क्षत्रिय",
    "بِسْمِ اللَّهِ",
    "\u2067عربي\u2069",
    "שלום 123 abc",
    "👩‍👩‍👧‍👦",
    "🇩🇪🇫🇷",
    "👍🏽",
    "e\u0301\u0302a\u20dd",
    "ﬁne",
    "Straße",
    "½",
)

_BLANKS = (" ", " ", " ", " ", "  ", "\n", "\t", " \n ", "\u3000", "\u2028")


def _texts(pieces: st.SearchStrategy[str], glue: Sequence[str]) -> st.SearchStrategy[str]:
    joined = st.lists(st.tuples(pieces, st.sampled_from(glue)), min_size=1, max_size=24)
    return joined.map(lambda pairs: "".join(piece + blank for piece, blank in pairs)).filter(
        is_speakable
    )


def any_text() -> st.SearchStrategy[str]:
    """Texts of all scripts with something to say in them."""
    letters = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)
    return _texts(st.sampled_from(ADVERSARIES) | letters, (*_BLANKS, ""))


def spaced_text() -> st.SearchStrategy[str]:
    """Texts in scripts that write blanks, with no word too long for a line."""
    words = st.text("abcdefgXYZäßéжשع0123456789.,;:!?'’-<>&{}\\", min_size=1, max_size=14)
    return _texts(words.filter(is_speakable), _BLANKS)


def sentence_of(text: str, number: int = 1, section: int = 1, paragraph: int = 1) -> Sentence:
    """Make a sentence of a text."""
    return Sentence(
        context_of(section, number), text, text, Kind.PARAGRAPH, paragraph, Place(number), "en"
    )


@st.composite
def sentences(draw: st.DrawFn, texts: st.SearchStrategy[str] | None = None) -> list[Sentence]:
    """Some sentences in reading order, each with its own name."""
    found: list[Sentence] = []
    section = paragraph = number = 1
    for text in draw(st.lists(any_text() if texts is None else texts, min_size=1, max_size=4)):
        turn = draw(st.sampled_from(("sentence", "sentence", "paragraph", "section")))
        if found and turn != "sentence":
            paragraph += 1
        if found and turn == "section":
            section, number = section + 1, 1
        same_paragraph = bool(found) and found[-1].paragraph == paragraph
        found.append(
            Sentence(
                context_of(section, number),
                text,
                text,
                found[-1].kind if same_paragraph else draw(st.sampled_from(list(Kind))),
                paragraph,
                Place(draw(st.integers(1, 900)), draw(st.integers(1, 80))),
                draw(st.sampled_from(("en", "de", "ar", "zh-Hant"))),
                continues=same_paragraph and draw(st.booleans()),
                start_ms=draw(st.none() | st.integers(0, 20_000)),
                speaker=draw(st.sampled_from(("", "", "Ada"))),
            )
        )
        number += 1
    return found


@st.composite
def spans(draw: st.DrawFn, count: int, longest: int = 4000) -> list[tuple[int, int]]:
    """Times of so many words, in order and not overlapping."""
    steps = draw(st.lists(st.integers(0, longest), min_size=2 * count, max_size=2 * count))
    edges = [0]
    for step in steps:
        edges.append(edges[-1] + step)
    return list(zip(edges[1::2], edges[2::2], strict=True))


@st.composite
def pieces_of(draw: st.DrawFn, word: str) -> list[str]:
    """A word cut anywhere between two characters, in up to four pieces."""
    characters = graphemes(word)
    inner = st.integers(0, len(characters))
    cuts = sorted({0, len(characters), *draw(st.lists(inner, max_size=3))})
    return ["".join(characters[a:b]) for a, b in pairwise(cuts)]


def heard(words: Sequence[str], times: Sequence[tuple[int, int]]) -> tuple[HeardWord, ...]:
    """Put words and times together."""
    return tuple(HeardWord(word, *span) for word, span in zip(words, times, strict=True))


@st.composite
def takes(draw: st.DrawFn, text: str, rate: int = 8000) -> Take:
    """A take of a text of at least a second, its words told in whatever way a service may."""
    own = [text[word.start : word.end] for word in words_of(text)]
    said: list[str] = []
    for word in draw(st.sampled_from((own, own, own[::-1], own[::2], []))):
        extra: list[list[str]] = [["extra", word], []]
        said += draw(st.just([word]) | pieces_of(word) | st.sampled_from(extra))
    words = heard(said, draw(spans(len(said))))
    frames = (words[-1].end if words else 0) + draw(st.integers(rate, 4 * rate))
    estimated, nominal, repaired = (draw(st.booleans()) for _ in range(3))
    return Take(silence(frames), rate, words, estimated, nominal, repaired)


@st.composite
def measures(draw: st.DrawFn, text: str, rate: int = 8000) -> Measure:
    """What laying out needs to know of a take of a text."""
    take = draw(takes(text, rate))
    lead = draw(st.integers(0, take.frames // 2))
    tail = draw(st.integers(0, take.frames // 2))
    timed: tuple[TimedWord, ...] = fit(text, take, (lead, take.frames - tail))
    return Measure(take.frames, lead, tail, timed)


def pauses() -> st.SearchStrategy[Pauses]:
    """Any pauses of up to three seconds."""
    ms = st.integers(0, 3000)
    return st.builds(Pauses, ms, ms, ms, ms)


@st.composite
def timelines(draw: st.DrawFn, texts: st.SearchStrategy[str] | None = None) -> Timeline:
    """Some sentences laid out."""
    rate = draw(st.sampled_from((8000, 22050, 44100)))
    asked = draw(sentences(texts))
    measured = [draw(measures(sentence.text, rate)) for sentence in asked]
    return lay_out(asked, measured, rate=rate, pauses=draw(pauses()))
