"""The index of a book: its cover, who wrote it, and its chapters."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from captioner.audio.pcm import ms_of
from captioner.publish.page.document import Neighbour, Work, address, clock, common, length
from captioner.publish.page.template import filled, words_for
from captioner.publish.page.text import shown


class Entry(msgspec.Struct, frozen=True):
    """A chapter in the index, so many frames long."""

    page: Neighbour
    frames: int


def index_page(work: Work, entries: Sequence[Entry], cover: str) -> str:
    """Write the index. `cover` is the name of a picture beside it, or empty."""
    words_lang, words = words_for(work.lang)
    frames = sum(entry.frames for entry in entries)
    blanks = {
        **common(work, words_lang, words),
        "page_title": shown(work.title),
        "title": shown(work.title),
        "first": address(entries[0].page.file),
        "length": length(ms_of(frames, work.rate), words),
        "cover": f'<img src="{address(cover)}" alt="">\n' if cover else "",
        "text_lang": _text_lang(work, words_lang),
        "chapters": "\n".join(
            _row(work, number, entry) for number, entry in enumerate(entries, start=1)
        ),
    }
    data = {"book": work.name, "said": {"resume": words["resume"]}}
    return filled("index.html", "index.js", blanks, data)


def _text_lang(work: Work, words_lang: str) -> str:
    shared = common(work, words_lang, {})
    return f' lang="{shared["lang"]}" dir="{shared["dir"]}"' if shared["ui"] else ""


def _row(work: Work, number: int, entry: Entry) -> str:
    return (
        f'<li><a href="{address(entry.page.file)}"><span class="number">{number}</span>'
        f'<span class="name" dir="auto">{shown(entry.page.title)}</span>'
        f'<span class="when">{clock(ms_of(entry.frames, work.rate))}</span></a></li>'
    )
