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
)
#: A blank between digits groups them ("12 353"), or parts a number from its name ("5 km").
_WORD_ENDS = regex.compile(r"(?<!\d)\s++|(?<=\d)\s++(?=[^\W\d]{3})")
_BLANKS = regex.compile(r"\s++")
_MARKS_IN_WORDS = regex.compile(r"[^\w\s'’.,:\p{Ps}\p{Pi}\p{Cf}](?=[^\W\d])")
_GRAPHEME = regex.compile(r"\X")
#: What belongs to the character before it: combining marks and joiners.
_EXTENDS = regex.compile(r"[\p{GCB=EX}\p{GCB=SM}\p{GCB=ZWJ}]|(?<=\r)\n")

#: A worse kind of boundary must fill this much more of the limit to be preferred.
_RANK_COST = 0.15
_SHORTEST_PART = 0.25

#: What to look for in turn, and how much of the limit it must fill.
_PLACES = (
    (_CLAUSE_ENDS, _SHORTEST_PART),
    ((_WORD_ENDS,), _SHORTEST_PART),
    ((*_CLAUSE_ENDS, _WORD_ENDS), 0),
    ((_BLANKS,), 0),
    ((_MARKS_IN_WORDS,), 0),
)


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
        cut = _best_cut(window, max_length, fill) or _grapheme_cut(sentence, at, max_length)
        parts.append(sentence[at : at + cut])
        at += cut
    return [*parts, sentence[at:]] if at < len(sentence) or not parts else parts


def _best_cut(window: str, max_length: int, fill: int) -> int | None:
    for patterns, shortest in _PLACES:
        cuts = {
            match.end(): rank
            for rank, pattern in reversed(list(enumerate(patterns)))
            for match in pattern.finditer(window)
            if max_length * shortest <= match.end() <= max_length
            and not _EXTENDS.match(window, match.end())
        }
        costs = {
            end: _RANK_COST * rank + abs(fill - end) / max_length for end, rank in cuts.items()
        }
        if costs:
            return min(costs, key=lambda end: (costs[end], -end))
    return None


def _grapheme_cut(sentence: str, at: int, max_length: int) -> int:
    cut = 0
    for match in _GRAPHEME.finditer(sentence, at):
        if cut and match.end() - at > max_length:
            break
        cut = match.end() - at
    return cut
