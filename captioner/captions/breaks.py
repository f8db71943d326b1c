"""How much it hurts to break a text after a word, from 0 (a sentence ends) to FORBIDDEN.

The rules are those that Netflix, the BBC, the DCMP and TED agree in: break where a sentence or a
clause ends, then before a conjunction, then before a preposition; part no article, possessive or
adjective from its noun, no preposition from its phrase, no subject pronoun, auxiliary, negation or
reflexive from its verb, no name, and no number from what it counts.

There is no tagger here. Each word has the roles that the lists of its language give it (`roles`);
a word of several roles is read by its neighbours (`readings`); and the first row of `_COSTS` that
fits a word and the one after it tells the cost. Both tables are asked once for each distinct case
and then remembered, so that a word of prose takes about a microsecond. What spans more than two
words, quotations and isolates, is seen to afterwards, and only where its marks are there. Between
words without blanks, `phrases` decides.

The tables rate a break from 0 to 100. From 70 on it parts what belongs together, and each point
more counts several times: a line that ends in an article is worse than one more cue, while of two
fair breaks the better balanced may win.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from captioner.captions.phrases import UNSPACED_LANGUAGES, phrase_costs
from captioner.captions.readings import read_words, tells_names
from captioner.captions.roles import (
    ABBREVIATION,
    ADJECTIVE,
    ADVERB,
    AFTER_NAME,
    ARTICLE,
    AUXILIARY,
    BRACKET,
    CLAUSE,
    CLAUSE_LAST,
    CLITIC,
    CLOSES,
    COMMA,
    CONJUNCTION,
    CURRENCY,
    DASH,
    DASH_FIRST,
    DAY,
    DEGREE,
    DETERMINER,
    DOT,
    ENCLITIC,
    ENDS,
    FULL,
    GLUE,
    GOVERNED_HERE,
    HYPHEN,
    IN_DATE,
    IN_NAME,
    IN_PHRASE,
    IN_RANGE,
    IN_VERB,
    INFINITIVE,
    INITIAL,
    ISOLATE,
    JOINS,
    JOINS_ALIKE,
    LABEL,
    LABELLED,
    LONE,
    MAYBE_NAME,
    MODIFIER,
    MONTH,
    NAME,
    NEGATION,
    NO_END,
    NO_START,
    NUMBER,
    NUMERAL,
    OBJECT,
    OF,
    OPEN,
    OPENS,
    OPENS_BRACKET,
    ORDINAL,
    PAIR_FIRST,
    PAIR_SECOND,
    PARTICLE,
    POSSESSIVE,
    POSTNOMINAL,
    POSTPOSITION,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    SIGN,
    SMALL,
    STOP,
    STRANDED,
    SUBJECT,
    SUBORDINATOR,
    TITLE,
    TOUCHING,
    TOUCHING_DASH,
    TOUCHING_MARK,
    TOUCHING_WIDE,
    TRAILING,
    UNIT,
    UNSPACED,
    VERB,
    WEAK,
    YEAR,
    pair_of,
    sides,
)
from captioner.document import primary_language

#: Where no break may ever be: before a closing mark, after an opening one.
NEVER = 1000
#: Ratings from the first on part what belongs together; each point above it counts so many times.
_PARTS, _STEEP = 70, 5


def break_costs(words: Sequence[str], lang: str) -> list[int]:
    """Tell for each word of a sentence what a break after it costs, 0 to FORBIDDEN, or NEVER.

    `words` stand as in the text: with the blank that follows, without one where the text has none.
    The last one's is 0. Of ten words in a row at least one has a cost below NEVER.
    """
    if not words:
        return []
    language = primary_language(lang)
    found = [sides(word, language) for word in words]
    if not tells_names(found):
        found = [sides(word.lower(), language) for word in words]
    fronts, backs, seen = read_words(found)
    costs = [*map(_cost, backs, fronts[1:]), 0]
    if seen & PAIR_FIRST:
        _keep_pairs(costs, words, language)
    if seen & (OPENS | ISOLATE):
        _keep_spans(costs, words, fronts, backs)
    if seen & UNSPACED:
        _ask_phrases(costs, words, lang, fronts, backs)
    if seen & (NO_END | NO_START | UNSPACED):
        _leave_a_way(costs)
    return costs


# ---------------------------------------------------------------- what a break costs


def _steep(rating: int) -> int:
    """Turn a rating of 0 to 100 into a cost; NEVER, and what is yet to be asked, stay the same."""
    return rating + (_STEEP - 1) * (rating - _PARTS) if _PARTS < rating < NEVER else rating


#: What the dearest break costs that may be made at all, if there is no other way.
FORBIDDEN = _steep(100)

_COUNTS = NUMBER | NUMERAL

#: The cost is for `phrases` to tell; and what is added where two words may be one.
_ASK, _PERHAPS_A_PAIR = -1, 10_000

#: Rows of: what the word before the break is (any of it; 0 whatever), what the one after it is,
#: and how bad it is. The first that fits tells it.
_COSTS = (
    (NO_END, 0, NEVER),
    (0, NO_START, NEVER),
    (TOUCHING, UNSPACED, _ASK),
    (TOUCHING_WIDE, 0, _ASK),
    (GLUE, 0, 100),
    # Pieces of an address, or of a word wider than a line; "one—two".
    (TOUCHING_DASH, 0, 15),
    (TOUCHING_MARK, 0, 60),
    (TOUCHING, 0, 95),
    # Marks. A small letter after "?” " or after a full stop: the sentence goes on.
    (FULL, SMALL, 12),
    (STOP, SMALL, 55),
    (FULL | STOP, 0, 0),
    (DAY, NUMBER | MONTH | ORDINAL, 75),
    (DOT, SMALL | NUMBER, 60),
    (DOT, 0, 30),
    (CLAUSE, 0, 8),
    (COMMA, AFTER_NAME, 90),
    (COMMA, YEAR, 70),
    (TRAILING, 0, 50),
    (COMMA | DASH, LONE, 25),
    (COMMA | DASH, 0, 12),
    (0, DASH_FIRST, 15),
    (BRACKET, 0, 12),
    (HYPHEN, 0, 90),
    # Names, numbers, abbreviations.
    (TITLE | INITIAL, NAME | MAYBE_NAME | INITIAL, 100),
    (TITLE, TITLE, 95),
    (ABBREVIATION, 0, 95),
    (0, LABELLED, 98),
    (LABEL, YEAR, 98),
    (CURRENCY, NUMBER, 100),
    (NUMBER | NUMERAL | YEAR, UNIT | CURRENCY, 98),
    (NUMBER | ORDINAL | YEAR, MONTH, 97),
    (MONTH, NUMBER | YEAR, 92),
    (ORDINAL, 0, 90),
    (0, AFTER_NAME, 90),
    (0, IN_DATE, 93),
    (0, IN_NAME, 80),
    (SIGN, 0, 80),
    (0, SIGN, 65),
    # What clings to the word before it.
    (0, POSTPOSITION | ENCLITIC, 88),
    (AUXILIARY | ADVERB, NEGATION, 92),
    (0, OBJECT, 82),
    (0, PARTICLE | STRANDED, 75),
    (STRANDED, 0, 45),
    (0, CLAUSE_LAST, 75),
    # What clings to the word after it.
    (ARTICLE, 0, 100),
    (POSSESSIVE | CLITIC | INFINITIVE, 0, 95),
    (DETERMINER, CONJUNCTION | PREPOSITION | SUBORDINATOR, 45),
    (DETERMINER, OF | AUXILIARY, 78),
    (DETERMINER | PREPOSITION | OF, 0, 90),
    (SUBJECT, CONJUNCTION | SUBORDINATOR | PREPOSITION | OF, 66),
    (SUBJECT, 0, 90),
    (SUBORDINATOR, 0, 82),
    (CONJUNCTION, 0, 80),
    (NEGATION | DEGREE, PREPOSITION | CONJUNCTION | SUBORDINATOR | OF, 50),
    (NEGATION, 0, 85),
    (DEGREE, ARTICLE, 65),
    (DEGREE, 0, 80),
    (_COUNTS, IN_RANGE, 75),
    (_COUNTS, _COUNTS, 90),
    (_COUNTS, OF, 70),
    (NUMBER, TITLE, 40),
    (_COUNTS, OPEN | ADJECTIVE, 80),
    (NAME, NAME, 85),
    (NAME, NUMBER, 68),
    (MAYBE_NAME, NAME, 75),
    (MODIFIER, OPEN | MODIFIER, 86),
    (ADJECTIVE, OPEN | ADJECTIVE | NUMERAL | DAY | MONTH, 76),
    (OPEN, POSTNOMINAL, 66),
    (0, GOVERNED_HERE, 62),
    (AUXILIARY, AUXILIARY | SUBJECT, 85),
    (IN_VERB, AUXILIARY | VERB, 80),
    (IN_VERB, OPEN | DEGREE, 64),
    (AUXILIARY, CONJUNCTION | SUBORDINATOR, 35),
    (AUXILIARY, PREPOSITION | INFINITIVE, 62),
    (AUXILIARY, ARTICLE | DETERMINER | DEGREE, 62),
    (AUXILIARY, 0, 75),
    # Where a phrase begins.
    (0, OPENS_BRACKET, 18),
    (0, OPENS, 35),
    (0, JOINS_ALIKE, 50),
    (0, JOINS, 28),
    (0, CONJUNCTION | SUBORDINATOR, 20),
    (0, SUBJECT, 35),
    (0, OF | INFINITIVE, 45),
    (0, PREPOSITION, 30),
    (0, PRONOUN, 62),
    (VERB, ARTICLE | DETERMINER, 52),
    (0, AUXILIARY | ARTICLE | DETERMINER, 45),
    (OPEN, VERB, 44),
    (QUOTE, 0, 45),
    (WEAK, 0, 65),
    (0, WEAK, 45),
    (IN_PHRASE, OPEN, 57),
    (OPEN, _COUNTS, 55),
    (0, 0, 50),
)  # fmt: skip


@lru_cache(maxsize=8192)
def _cost(back: int, front: int) -> int:
    cost = next(cost for after, cost in _costs_after(back) if not after or front & after)
    may_be = back & PAIR_FIRST and front & PAIR_SECOND and not back & ENDS
    return cost + _PERHAPS_A_PAIR if may_be else cost


@lru_cache(maxsize=4096)
def _costs_after(back: int) -> list[tuple[int, int]]:
    """Find the rows for a word before a break: what the one after it has to be, and the cost."""
    return [
        (after, _steep(rating)) for before, after, rating in _COSTS if not before or back & before
    ]


# ---------------------------------------------------------------- what spans more than two words

_PAIRS = {"pairs": _steep(88), "phrasal": _steep(72), "prepositional": _steep(72)}
#: What a break after a particle costs at most: "carried out| the plan".
_AFTER_A_PARTICLE = 50
_INSIDE, _INSIDE_AT_A_MARK = _steep(72), 45
_SHORT_WORDS, _SHORT_TEXT, _SHORT_ISOLATE = 4, 30, 36
_MARKED = 12


def _keep_pairs(costs: list[int], words: Sequence[str], language: str) -> None:
    """Keep together what is one word in two: "because of", "give up"."""
    for number, cost in enumerate(costs):
        if cost > NEVER:
            kind = pair_of(words[number], words[number + 1], language)
            costs[number] = max(cost - _PERHAPS_A_PAIR, _PAIRS[kind] if kind else 0)
            if kind == "phrasal" and _AFTER_A_PARTICLE < costs[number + 1] < NEVER:
                costs[number + 1] = _AFTER_A_PARTICLE


def _keep_spans(
    costs: list[int], words: Sequence[str], fronts: Sequence[int], backs: Sequence[int]
) -> None:
    """Keep together a short quotation or bracket, and what a pair of bidi isolates holds."""
    opened: list[int] = []
    for number, (front, back) in enumerate(zip(fronts, backs, strict=True)):
        if front & OPENS:
            opened.append(number)
        if back & CLOSES and opened:
            start = opened.pop()
            inside = "".join(words[start : number + 1])
            if number - start < _SHORT_WORDS and len(inside) <= _SHORT_TEXT:
                for inner in range(start, number):
                    least = _INSIDE_AT_A_MARK if costs[inner] <= _MARKED else _INSIDE
                    costs[inner] = max(costs[inner], least)
    if any(back & ISOLATE for back in backs):
        _keep_isolates(costs, words)


def _keep_isolates(costs: list[int], words: Sequence[str]) -> None:
    """Parted from its beginning, what an isolate holds would be laid out in the wrong order."""
    depth = start = 0
    for number, word in enumerate(words):
        if not depth:
            start = number
        depth += sum(word.count(mark) for mark in "\u2066\u2067\u2068")
        depth = max(0, depth - word.count("\u2069"))
        if not depth and len("".join(words[start : number + 1])) <= _SHORT_ISOLATE:
            for inner in range(start, number):
                costs[inner] = max(costs[inner], FORBIDDEN)


def _ask_phrases(
    costs: list[int],
    words: Sequence[str],
    lang: str,
    fronts: Sequence[int],
    backs: Sequence[int],
) -> None:
    told = phrase_costs(words, lang)
    listless = primary_language(lang) in UNSPACED_LANGUAGES
    for number, cost in enumerate(costs):
        if cost == _ASK or (listless and cost < NEVER):
            costs[number] = _steep(told[number])


_LONGEST_UNBROKEN = 8


def _leave_a_way(costs: list[int]) -> None:
    """Allow breaks in a long run of places where there may be none: some line must end there."""
    run = 0
    for number, cost in enumerate(costs):
        run = run + 1 if cost == NEVER else 0
        if run > _LONGEST_UNBROKEN:
            costs[number] = FORBIDDEN
            run = 0
