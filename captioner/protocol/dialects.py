"""The three ways in which the protocol is spoken, one a path."""

from __future__ import annotations

import msgspec


class Dialect(msgspec.Struct, frozen=True):
    """How a path differs from the others.

    `plain`: text frames in, bytes of sound out, and nothing else; otherwise JSON both ways.
    `done_flag`: `done` says so twice. `splits_words`: marks of punctuation are words of their own.
    `sentence_ends`: the marks up to which `segment=bySentence` speaks.
    """

    path: str
    plain: bool = False
    done_flag: bool = False
    splits_words: bool = False
    sentence_ends: str = ".?!。？！"


WS3 = Dialect("/ws3")
WS2 = Dialect("/ws2", done_flag=True, splits_words=True)
WS = Dialect("/ws", plain=True, sentence_ends=WS3.sentence_ends + ",、，")

#: A service on one's own premises is asked without a path, and speaks as `/ws3` does.
DIALECTS = {"/ws3": WS3, "/ws2": WS2, "/ws": WS, "/": WS3}


def dialect_of(path: str) -> Dialect:
    """Tell what is spoken at a path, by its last part; `/ws3` if that says nothing."""
    return DIALECTS.get("/" + path.rstrip("/").rpartition("/")[2], WS3)
