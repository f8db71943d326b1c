"""A sentence too long for the service is cut at its best clause boundaries.

Never inside a word or a number while there is another place, never inside a grapheme.
"""

from __future__ import annotations

import regex

#: Where a clause may end, best first. The cut is after the match.
_CLAUSE_ENDS = (
    regex.compile(r"""[.!?…][”"’»)\]]*\s++|[。！？]["”’」』）]*"""),
    regex.compile(r"""[;:][”"’»)\]]*\s++|[；：؛]\s*"""),
    regex.compile(r"""\s[—–]\s++|[—–](?=\w)|——"""),
    regex.compile(r"""[,)][”"’»\]]*\s++|[，、،]\s*"""),
    regex.compile(
        r"\s++(?=(?:and|or|but|because|which|that|while|when|und|oder|aber|weil|dass|et|ou|mais|que"
        r"|y|o|pero|porque|e|ma|perché|i|и|а|но|что)\s)"
    ),
    # A blank between digits groups them ("12 353"), or parts a number from its name ("5 km").
    regex.compile(r"(?<!\d)\s++|(?<=\d)\s++(?=[^\W\d]{3})"),
    regex.compile(r"\s++"),
)
_GRAPHEME = regex.compile(r"\X")

#: A worse kind of boundary must fill this much more of the limit to be preferred.
_RANK_COST = 0.15
_SHORTEST_PART = 0.25


def split_long(sentence: str, max_length: int) -> list[str]:
    """Cut a sentence into parts of at most `max_length` code points that join to it.

    A single grapheme longer than the limit stays whole. Linear in the length.
    """
    parts = []
    at = 0
    while len(sentence) - at > max_length:
        # Two parts of like length are spoken better than a long one and a scrap.
        rest = len(sentence) - at
        window = sentence[at : at + max_length + 1]
        fill = min(max_length, -(-rest // -(-rest // max_length)) + max_length // 8)
        cut = _best_cut(window, max_length, fill)
        parts.append(sentence[at : at + cut])
        at += cut
    return [*parts, sentence[at:]]


def _best_cut(window: str, max_length: int, fill: int) -> int:
    cuts = {
        match.end(): rank
        for rank, pattern in reversed(list(enumerate(_CLAUSE_ENDS)))
        for match in pattern.finditer(window)
        if max_length * _SHORTEST_PART <= match.end() <= max_length
    }
    if not cuts:
        return _grapheme_cut(window, max_length)
    return min(cuts, key=lambda end: (_RANK_COST * cuts[end] + abs(fill - end) / max_length, -end))


def _grapheme_cut(window: str, max_length: int) -> int:
    cut = 0
    for match in _GRAPHEME.finditer(window):
        if match.end() > max_length:
            break
        cut = match.end()
    return cut or _GRAPHEME.match(window).end()  # type: ignore[union-attr]
