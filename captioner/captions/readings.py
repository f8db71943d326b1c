"""What each word of a sentence is, told by its neighbours.

The lists of its language may give a word several roles (`roles`): "her" is an article before a noun
and an object after a verb. The rows of `_READINGS` decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from captioner.captions.roles import (
    ABBREVIATION,
    ADJECTIVE,
    ADVERB,
    ADVERBIAL,
    ARTICLE,
    AUXILIARY,
    CAPITAL,
    CLAUSE_LAST,
    CLITIC,
    CLUSTER,
    COMMA,
    CONJUNCTION,
    DEGREE,
    DETERMINER,
    EDGE,
    ENCLITIC,
    ENDS,
    FINITE,
    FIRST,
    FULL,
    GERUND,
    GOVERNED,
    GOVERNED_HERE,
    GOVERNS,
    IN_DATE,
    IN_NAME,
    IN_PHRASE,
    IN_RANGE,
    IN_VERB,
    INFINITIVE,
    INFLECTED,
    INITIAL,
    JOINS,
    JOINS_ALIKE,
    LABEL,
    LABELLED,
    LONE,
    MAYBE_NAME,
    MODIFIER,
    MONTH,
    NAME,
    NAME_LINK,
    NEGATION,
    NUMBER,
    NUMERAL,
    OBJECT,
    OF,
    OPEN,
    OPENS,
    ORDINAL,
    PARTICLE,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    SMALL,
    STOP,
    STRANDED,
    STRESSED,
    SUBJECT,
    SUBORDINATOR,
    TRAILING,
    UNIT,
    VERB,
    YEAR,
)

_NOUNS = OPEN | ADJECTIVE | NUMERAL | NUMBER | CAPITAL
_AFTER_PARTICLE = EDGE | CONJUNCTION | PREPOSITION | OF | INFINITIVE | AUXILIARY | ADVERBIAL
_DETERMINES = ARTICLE | POSSESSIVE | DETERMINER | NUMERAL | MODIFIER | ADJECTIVE | ORDINAL
_COUNTS = NUMBER | NUMERAL
_PHRASE_BEGINS = PREPOSITION | OF | CONJUNCTION | SUBORDINATOR | ARTICLE | PARTICLE | INFINITIVE
_NO_PARTICLE = PREPOSITION | SUBORDINATOR | DEGREE | INFINITIVE
_NO_VERB = ARTICLE | DETERMINER | CAPITAL | NUMBER | NUMERAL | OBJECT | SUBJECT

#: Rows of: what the word before is (any of it; 0 whatever), what the word itself is (all of it),
#: what the one after is (any); what the word then is not, and what it is. All that fit apply, in
#: order. EDGE stands for a neighbour behind a mark or where there is none.
_READINGS = (
    # "there was", "there's", but "he lay there".
    (0, SUBJECT | ADVERB | AUXILIARY, 0, ADVERB, 0),
    (0, SUBJECT | ADVERB, AUXILIARY | VERB, ADVERB, 0),
    (0, SUBJECT | ADVERB, 0, SUBJECT, 0),
    # "one has to", but "one of them", "no one".
    (DETERMINER, NUMERAL | SUBJECT, 0, SUBJECT, 0),
    (0, NUMERAL | SUBJECT, AUXILIARY | VERB, NUMERAL, 0),
    (0, NUMERAL | SUBJECT, 0, SUBJECT, 0),
    # Case: a sentence's first word has a capital in any case, "Will" inside of it is no verb.
    (0, CAPITAL | OPEN, 0, 0, NAME),
    (FIRST, NAME, 0, NAME, MAYBE_NAME),
    (0, NAME | OPENS, 0, NAME, MAYBE_NAME),
    (FIRST, CAPITAL | AUXILIARY | MONTH, SUBJECT | ARTICLE | DETERMINER, MONTH | CAPITAL, 0),
    (0, CAPITAL | AUXILIARY | MONTH, 0, AUXILIARY, 0),
    (FIRST, CAPITAL | AUXILIARY, 0, CAPITAL, 0),
    (0, CAPITAL | AUXILIARY, 0, AUXILIARY, OPEN | NAME),
    (NAME | MAYBE_NAME | IN_NAME, NAME_LINK, CAPITAL | NAME_LINK, 0, IN_NAME),
    # "her hand", but "saw her"; "it was", but "of it"; French "avec lui".
    (0, ARTICLE | OBJECT, _NOUNS, OBJECT, 0),
    (0, ARTICLE | OBJECT, 0, ARTICLE, 0),
    (0, ARTICLE | PRONOUN, _NOUNS, PRONOUN, 0),
    (0, ARTICLE | PRONOUN, 0, ARTICLE, 0),
    # "to drive it": what follows such a word is its object.
    (SUBJECT | INFINITIVE | NEGATION, OPEN | SMALL, 0, 0, VERB),
    (0, SUBJECT | OBJECT | AUXILIARY, 0, OBJECT, 0),
    (0, SUBJECT | OBJECT, EDGE, SUBJECT, 0),
    (0, SUBJECT | OBJECT, AUXILIARY | VERB | NEGATION | ADVERB, OBJECT, 0),
    (OPEN | VERB | PREPOSITION | OF, SUBJECT | OBJECT, _PHRASE_BEGINS, SUBJECT, 0),
    (VERB | GOVERNS | PREPOSITION | OF | INFINITIVE, SUBJECT | OBJECT, 0, SUBJECT, 0),
    (0, SUBJECT | OBJECT, 0, OBJECT, 0),
    (PREPOSITION | OF, STRESSED, 0, SUBJECT | CLITIC, 0),
    (0, STRESSED | CLITIC, EDGE, SUBJECT | CLITIC, 0),
    # French "il n'est pas venu", but "il ne voit pas la mer".
    (OPEN | VERB, ENCLITIC | NEGATION, 0, NEGATION, 0),
    (0, ENCLITIC | NEGATION, ARTICLE | DETERMINER, NEGATION, 0),
    # "all he thought of was tea", but "of being alone".
    (0, OF, FINITE, OF, STRANDED),
    (OPEN | VERB | GOVERNS, PREPOSITION, FINITE, 0, STRANDED),
    (0, SUBORDINATOR | STRANDED, 0, STRANDED, 0),
    (0, INFINITIVE | STRANDED, 0, STRANDED, 0),
    (0, PREPOSITION | STRANDED, 0, PREPOSITION | PARTICLE, 0),
    # "had once been".
    (AUXILIARY | NEGATION, SUBORDINATOR | ADVERB, 0, SUBORDINATOR, 0),
    # "went down.", "turned off and", but "down the hill", "by having".
    (0, PARTICLE | PREPOSITION, GERUND, PARTICLE, 0),
    (0, PARTICLE | PREPOSITION, _AFTER_PARTICLE, _NO_PARTICLE, 0),
    (0, PARTICLE | PREPOSITION, 0, PARTICLE, 0),
    (0, PARTICLE | ADVERB, 0, PARTICLE, 0),
    # "to the house", but "to go".
    (0, INFINITIVE | PREPOSITION, _NO_VERB, INFINITIVE, 0),
    (0, INFINITIVE | PREPOSITION, 0, PREPOSITION, 0),
    # ", so he", but "so old".
    (EDGE, CONJUNCTION | DEGREE, 0, DEGREE, 0),
    (0, CONJUNCTION | DEGREE, SUBJECT | ARTICLE, DEGREE, 0),
    (0, CONJUNCTION | DEGREE, 0, CONJUNCTION, 0),
    (EDGE, CONJUNCTION | ADVERB, 0, ADVERB, 0),
    (0, CONJUNCTION | ADVERB, 0, CONJUNCTION, 0),
    # "in 1990 people", "chapter 5 begins", "Louis XIV was": the number counts nothing after it.
    (LABEL, NUMBER, 0, NUMBER, LABELLED),
    (_COUNTS | YEAR, UNIT | ABBREVIATION, 0, ABBREVIATION, 0),
    (MONTH, NUMBER, 0, NUMBER, IN_DATE),
    (PREPOSITION | OF, NUMBER | YEAR, 0, NUMBER, 0),
    (NAME | MAYBE_NAME, NUMBER | CAPITAL, 0, NUMBER, NAME),
    (_COUNTS, OF, MONTH, 0, IN_DATE),
    (MONTH, OF, NUMBER, 0, IN_DATE),
    (_COUNTS, PREPOSITION, _COUNTS | UNIT, 0, IN_RANGE),
    (_COUNTS, OF, _COUNTS, 0, IN_RANGE),
    (_COUNTS, INFINITIVE, _COUNTS, 0, IN_RANGE),
    # "the old harbour": what stands after an article is not yet the noun.
    (_DETERMINES, OPEN | VERB, 0, VERB, 0),
    (_DETERMINES, INFLECTED, OPEN, 0, MODIFIER),
    (_DETERMINES | DEGREE, OPEN, 0, 0, IN_PHRASE),
    # "bread and butter", but "and the rest".
    (0, CONJUNCTION, OPEN | ADJECTIVE | NUMERAL, 0, JOINS),
    (0, CONJUNCTION | JOINS, VERB, JOINS, 0),
    (ADJECTIVE | MODIFIER, CONJUNCTION, ADJECTIVE | INFLECTED, 0, JOINS_ALIKE),
    (_COUNTS | YEAR, CONJUNCTION, _COUNTS | YEAR, 0, JOINS_ALIKE),
    (NAME, CONJUNCTION, CAPITAL, 0, JOINS_ALIKE),
    (GOVERNS, GOVERNED, 0, 0, GOVERNED_HERE),
    (GOVERNS, INFINITIVE, 0, 0, GOVERNED_HERE),
    (GOVERNS, OF, 0, 0, GOVERNED_HERE),
    # "dass er gegangen ist.", "gesehen haben könnte".
    (OPEN | AUXILIARY | NEGATION, AUXILIARY, EDGE, 0, CLAUSE_LAST),
    (OPEN, AUXILIARY | CLUSTER, AUXILIARY, 0, CLAUSE_LAST),
    (AUXILIARY, ADVERB, 0, 0, IN_VERB),
    (EDGE, 0, EDGE, 0, LONE),
    # "from the quay and, as they say,": the break was before the conjunction.
    (0, CONJUNCTION | COMMA, 0, 0, TRAILING),
    (EDGE, TRAILING, 0, TRAILING, 0),
)  # fmt: skip
_BEFORE = _AFTER = _ADDED = 0
for _row in _READINGS:
    _BEFORE |= _row[0]
    _AFTER |= _row[2]
    _ADDED |= _row[4]


def tells_names(found: Sequence[tuple[int, int]]) -> bool:
    """Tell whether capitals mean anything: not in a heading whose words all have one."""
    capitals = 0
    for front, _ in found:
        if front & OPEN and not front & INITIAL:
            if front & SMALL:
                return True
            capitals += 1 if front & CAPITAL else 0
    return capitals < _WORDS_OF_A_HEADING


_WORDS_OF_A_HEADING = 4


def read_words(found: Sequence[tuple[int, int]]) -> tuple[list[int], list[int], int]:
    """Read each word by its neighbours; tell as well which marks were seen at all."""
    fronts, backs = [], []
    seen, before = 0, FIRST | EDGE
    last = len(found) - 1
    for number, (raw_front, raw_back) in enumerate(found):
        after = EDGE if raw_back & ENDS or number == last else found[number + 1][0] & _AFTER
        front, back, both, before = _reading(before, raw_front, raw_back, after)
        fronts.append(front)
        backs.append(back)
        seen |= both
    return fronts, backs, seen


@lru_cache(maxsize=8192)
def _reading(before: int, front: int, back: int, after: int) -> tuple[int, int, int, int]:
    """Read a word by its neighbours: its sides, either of them, and what it is to the next word."""
    own = front | back
    for was, is_now, comes, less, more in _readings_of(own):
        if own & is_now == is_now and (not was or before & was) and (not comes or after & comes):
            front, back = front & ~less | more, back & ~less | more
            own = front | back
    if back & ENDS:
        return front, back, own, EDGE | FIRST if back & (FULL | STOP) else EDGE
    return front, back, own, back & _BEFORE


@lru_cache(maxsize=4096)
def _readings_of(own: int) -> list[tuple[int, int, int, int, int]]:
    """Find the rows that may apply to a word, with what other rows may add to it."""
    may_be = own | _ADDED
    return [row for row in _READINGS if not row[1] & ~may_be]
