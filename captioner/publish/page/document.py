"""A page: what is in it, from the title to the words of its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import msgspec

from captioner.audio.pcm import ms_of
from captioner.document import primary_language
from captioner.publish.page.template import filled, text_address, words_for
from captioner.publish.page.text import Head, Line, Text, direction, language, shown, text_of
from captioner.publish.page.times import times_of

#: The languages that are usually written from right to left.
_RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))


class Work(msgspec.Struct, frozen=True):
    """What a page is of, and a book's index too: `name` tells it from others where a browser
    remembers a place, and stays the same when it is narrated again.
    """

    title: str
    authors: tuple[str, ...]
    lang: str
    rate: int
    name: str

    @property
    def way(self) -> str:
        """The direction in which it is written: that of its language, or else of its title."""
        is_known = primary_language(self.lang) in _RIGHT_TO_LEFT and "latn" not in self.lang.lower()
        return "rtl" if is_known else direction(self.title)


class Neighbour(msgspec.Struct, frozen=True):
    """Another page of the same book."""

    title: str
    file: str


class Chaptered(msgspec.Struct, frozen=True):
    """Where a page is in a book: its own file, that of the index, and the pages beside it."""

    file: str
    index: str
    before: Neighbour | None
    after: Neighbour | None


class Leaf(msgspec.Struct, frozen=True):
    """What one page shows: `lines` heard in frames [start, end) of the timeline.

    `sound` is an address, `captions` a text in WebVTT that is saved as a file `captions_name`.
    """

    title: str
    lines: Sequence[Line]
    start: int
    end: int
    sound: str
    captions: str
    captions_name: str
    chaptered: Chaptered | None = None


def page(work: Work, leaf: Leaf) -> str:
    """Write a page. All that comes from the document is text in it, whatever it looks like."""
    words_lang, words = words_for(work.lang)
    text = text_of(leaf.lines, leaf.title, language(work.lang), work.way)
    length_ms = ms_of(leaf.end - leaf.start, work.rate)
    chaptered = leaf.chaptered
    is_chapter = chaptered is not None and leaf.title != work.title
    blanks = {
        **common(work, words_lang, words),
        "page_title": shown(f"{leaf.title} – {work.title}" if is_chapter else work.title),
        "way_up": _way_up(work, chaptered),
        "opening": text.title or f"<h1>{shown(leaf.title)}</h1>",
        "length": length(length_ms, words),
        "text": text.html,
        "nearby": _nearby(chaptered, words),
        "sound": leaf.sound,
        "captions": text_address("text/vtt", leaf.captions),
        "captions_name": escape(leaf.captions_name),
        "track_lang": language(work.lang) or "und",
        "frames_ms": str(length_ms),
        "clock": clock(length_ms),
        "contents": _contents(text, leaf, work, chaptered, words),
        "no_contents": "" if chaptered or len(text.heads) > 1 else " hidden",
        "onward": _onward(words) if chaptered and chaptered.after else "",
    }
    return filled("page.html", "page.js", blanks, _data(work, leaf, length_ms, words))


def _data(work: Work, leaf: Leaf, length_ms: int, words: dict[str, str]) -> dict[str, Any]:
    chaptered = leaf.chaptered
    after = chaptered.after if chaptered else None
    names = ("play", "pause", "listen", "resume", "time_of", "unplayable", "unseekable")
    return {
        **times_of([line.sentence for line in leaf.lines], leaf.start, work.rate),
        "ms": length_ms,
        "id": f"{work.name}{'/' + chaptered.file if chaptered else ''}",
        "book": work.name if chaptered else "",
        "file": chaptered.file if chaptered else "",
        "next": address(after.file) if after else "",
        "title": leaf.title,
        "artist": ", ".join(work.authors),
        "album": work.title if chaptered else "",
        "said": {name: words[name] for name in names},
    }


# ---------------------------------------------------------------- its pieces


def common(work: Work, words_lang: str, words: dict[str, str]) -> dict[str, str]:
    """Give what a page and an index have in common. Buttons may be in another language."""
    is_own = words_lang == primary_language(work.lang)
    ui_lang = "" if is_own else f' lang="{words_lang}"'
    authors = shown(", ".join(work.authors))
    return {
        "lang": language(work.lang) or "und",
        "dir": work.way,
        "ui": "" if is_own else f'{ui_lang} dir="ltr"',
        "ui_lang": ui_lang,
        "byline": f'<p class="byline"{_own(work)}>{authors}</p>\n' if authors else "",
        **{f"w_{name}": escape(text) for name, text in words.items()},
    }


def _own(work: Work) -> str:
    """Give the attributes for text of the document among words of the page."""
    return f' lang="{language(work.lang) or "und"}" dir="auto"'


def address(file: str) -> str:
    """Give the address of a file beside a page."""
    return quote(file)


def length(ms: int, words: dict[str, str]) -> str:
    """Tell how long something is, in minutes."""
    hours, minutes = divmod(max(1, round(ms / 60_000)), 60)
    told = words["minutes"].format(n=minutes)
    return escape(f"{words['hours'].format(n=hours)} {told}" if hours else told)


def clock(ms: int) -> str:
    """Write a time as a player does: `3:27`, `1:03:27`."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


_ARROW = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m14 6-6 6 6 6"/></svg>'


def _way_up(work: Work, chaptered: Chaptered | None) -> str:
    if chaptered is None:
        return ""
    return (
        f'<a class="up" href="{address(chaptered.index)}"{_own(work)}>{_ARROW}'
        f"<span>{shown(work.title)}</span></a>"
    )


def _nearby(chaptered: Chaptered | None, words: dict[str, str]) -> str:
    links = list(_links(chaptered, words)) if chaptered else []
    if not links:
        return ""
    inside = "\n".join(
        f'<a class="{name}" rel="{name}" href="{address(one.file)}">'
        f'<small>{escape(said)}</small><span dir="auto">{shown(one.title)}</span></a>'
        for name, said, one in links
    )
    return f'<nav class="nearby" aria-label="{escape(words["chapters"])}">\n{inside}\n</nav>'


def _links(chaptered: Chaptered, words: dict[str, str]) -> Sequence[tuple[str, str, Neighbour]]:
    beside = (("prev", "previous", chaptered.before), ("next", "next", chaptered.after))
    return [(name, words[word], one) for name, word, one in beside if one is not None]


def _contents(
    text: Text, leaf: Leaf, work: Work, chaptered: Chaptered | None, words: dict[str, str]
) -> str:
    begin_ms = ms_of(leaf.start, work.rate)
    rows = [_head(head, ms_of(head.start, work.rate) - begin_ms) for head in text.heads]
    lists = [f'<ol class="list"{_own(work)}>\n{chr(10).join(rows)}\n</ol>'] if rows else []
    if chaptered is not None:
        whole = Neighbour(words["all_chapters"], chaptered.index)
        links = [*_links(chaptered, words), ("", "", whole)]
        inside = "\n".join(
            f'<li><a href="{address(one.file)}"><span dir="auto">{shown(one.title)}</span>'
            f'<span class="when">{escape(said)}</span></a></li>'
            for _, said, one in links
        )
        lists.append(f'<ul class="list">\n{inside}\n</ul>')
    return "\n".join(lists)


def _head(head: Head, at_ms: int) -> str:
    deep = {1: "", 2: ""}.get(head.depth, ' class="deep"' if head.depth == 3 else ' class="deeper"')
    return (
        f'<li{deep}><a href="#{escape(head.context)}"><span dir="auto">{shown(head.text)}</span>'
        f'<span class="when">{clock(at_ms)}</span></a></li>'
    )


def _onward(words: dict[str, str]) -> str:
    return (
        f'<label class="row"><span>{escape(words["onward"])}</span>'
        '<input type="checkbox" id="onward" checked></label>\n'
    )
