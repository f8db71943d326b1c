"""What each word of a sentence is, told by its neighbours.

The lists of its language may give a word several roles (`roles`): "her" is an article before a noun
and an object after a verb. The rows of `_READINGS` decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from captioner.captions.roles import (
    ADJECTIVE,
    ADVERB,
    ADVERBIAL,
    ARTICLE,
    AUXILIARY,
    CAPITAL,
    CLAUSE_LAST,
    CLITIC,
    CONJUNCTION,
    DEGREE,
    DETERMINER,
    EDGE,
    ENDS,
    FIRST,
    FULL,
    GOVERNED,
    GOVERNED_HERE,
    GOVERNS,
    IN_DATE,
    IN_NAME,
    IN_PHRASE,
    IN_RANGE,
    INFINITIVE,
    INFLECTED,
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
    STRESSED,
    SUBJECT,
    SUBORDINATOR,
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
    (0, SUBJECT | OBJECT | AUXILIARY, 0, OBJECT, 0),
    (0, SUBJECT | OBJECT, EDGE, SUBJECT, 0),
    (0, SUBJECT | OBJECT, AUXILIARY | VERB | NEGATION | ADVERB, OBJECT, 0),
    (OPEN | VERB | PREPOSITION | OF, SUBJECT | OBJECT, _PHRASE_BEGINS, SUBJECT, 0),
    (VERB | GOVERNS | PREPOSITION | OF | INFINITIVE, SUBJECT | OBJECT, 0, SUBJECT, 0),
    (0, SUBJECT | OBJECT, 0, OBJECT, 0),
    (PREPOSITION | OF, STRESSED, 0, SUBJECT | CLITIC, 0),
    (0, STRESSED | CLITIC, EDGE, SUBJECT | CLITIC, 0),
    # "went down.", "turned off and", but "down the hill".
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
    (_DETERMINES, OPEN, 0, 0, IN_PHRASE),
    # "bread and butter", but "and the rest".
    (0, CONJUNCTION, OPEN | ADJECTIVE | NUMERAL, 0, JOINS),
    (0, CONJUNCTION | JOINS, VERB, JOINS, 0),
    (ADJECTIVE | MODIFIER, CONJUNCTION, ADJECTIVE | INFLECTED, 0, JOINS_ALIKE),
    (_COUNTS, CONJUNCTION, _COUNTS, 0, JOINS_ALIKE),
    (NAME, CONJUNCTION, CAPITAL, 0, JOINS_ALIKE),
    (GOVERNS, GOVERNED, 0, 0, GOVERNED_HERE),
    (GOVERNS, INFINITIVE, 0, 0, GOVERNED_HERE),
    (GOVERNS, OF, 0, 0, GOVERNED_HERE),
    (OPEN | AUXILIARY | NEGATION, AUXILIARY, EDGE, 0, CLAUSE_LAST),
    (EDGE, 0, EDGE, 0, LONE),
)  # fmt: skip
_BEFORE = _AFTER = 0
for _row in _READINGS:
    _BEFORE |= _row[0]
    _AFTER |= _row[2]


def tells_names(found: Sequence[tuple[int, int]]) -> bool:
    """Tell whether capitals mean anything: not in a heading whose words all have one."""
    capitals = 0
    for front, _ in found:
        if front & OPEN:
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
    for number, (front, back) in enumerate(found):
        after = EDGE if back & ENDS or number == last else found[number + 1][0] & _AFTER
        faces = _reading(before, front, back, after)
        fronts.append(faces[0])
        backs.append(faces[1])
        seen |= faces[0] | faces[1]
        before = faces[1] & _BEFORE
        if back & ENDS:
            before = EDGE | FIRST if back & (FULL | STOP) else EDGE
    return fronts, backs, seen


@lru_cache(maxsize=65536)
def _reading(before: int, front: int, back: int, after: int) -> tuple[int, int]:
    for was, is_now, comes, less, more in _READINGS:
        own = front | back
        if own & is_now == is_now and (not was or before & was) and (not comes or after & comes):
            front, back = front & ~less | more, back & ~less | more
    return front, back
