"""A judge of breaks in English captions who has not seen the cutter's own lists.

It knows what the BBC, Netflix, DCMP and TED guides agree never to part, from small word lists of
its own and the words around the break; what it cannot tell from those it lets pass. A break after
a mark of punctuation is never forbidden.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass


def _list(words: str) -> frozenset[str]:
    return frozenset(words.split())


ARTICLES = _list("a an the")
POSSESSIVES = _list("my your his its our their")
OTHER_DETERMINERS = _list("every this these those another any some no each such")
CERTAIN_PREPOSITIONS = _list(
    "of at from with into onto upon during against among amongst between towards toward without "
    "beneath despite beside amid via per till unlike concerning regarding"
)
#: These may stand alone as well, after a verb: a phrase has to be seen to follow.
POSSIBLE_PREPOSITIONS = _list(
    "in on by for through over under about behind along around across beyond within near inside "
    "outside above below past off down up after before since until like throughout opposite round"
)
PREPOSITIONS = CERTAIN_PREPOSITIONS | POSSIBLE_PREPOSITIONS | {"to", "as", "than"}
CERTAIN_CONJUNCTIONS = _list(
    "and or nor but because although unless whereas whether if while than lest"
)
POSSIBLE_CONJUNCTIONS = _list("when where as that before after since until though once so")
CONJUNCTIONS = CERTAIN_CONJUNCTIONS | POSSIBLE_CONJUNCTIONS
RELATIVES = _list("who whose which")
QUANTITIES = _list("about almost nearly around over under two three four five ten each every")
SUBJECTS = _list("i he she we they")
SUBJECTS_OR_OBJECTS = _list("it you")
OBJECTS = _list("me him her us them it you")
MODALS = _list(
    "will would shall should can could may might must cannot can't couldn't won't wouldn't "
    "shan't shouldn't mustn't mightn't"
)
HAVE = _list("have has had having haven't hasn't hadn't")
BE = _list("am is are was were be been being isn't aren't wasn't weren't")
DO = _list("do does did")
DO_NOT = _list("don't doesn't didn't")
AUXILIARIES = MODALS | HAVE | BE | DO | DO_NOT
#: Participles without -ed that stories and manuals are full of.
PARTICIPLES = _list(
    "been done gone had made said seen told found left lost come become kept held put set read "
    "brought bought caught taught thought sent spent built felt met paid run sat stood won heard "
    "known shown grown thrown drawn worn torn born begun sung drunk hung cut shut hit led laid "
    "taken given written broken spoken chosen fallen eaten driven risen hidden beaten stolen"
)
#: Words in -ed and -ing that are no part of a verb.
NO_VERBS = _list(
    "hundred indeed sacred naked wicked speed need nothing something anything everything evening "
    "morning king thing string spring wedding building ring wing during"
)
#: Adjectives that hardly ever stand without their noun once a determiner is before them.
ADJECTIVES = _list(
    "old new young little great good bad long short small large big own same other first last "
    "next second third best worst whole few many several dark white black red high low early late "
    "strange real different main main full certain single common public private"
)
HONORIFICS = _list(
    "mr mrs ms dr prof professor sir lady lord miss captain st saint king queen prince princess "
    "president colonel col capt gen sgt rev inspector mr. mrs. ms. dr. prof. st. col. capt. gen. "
    "sgt. rev. messrs. hon."
)
UNITS = _list(
    "% per percent km m cm mm kg g mg lb lbs oz ft mph km/h °c °f c hz khz mhz ghz kb mb gb tb ms "
    "million billion thousand hundred dozen miles metres meters feet inches yards acres pounds "
    "dollars pence cents euros tons tonnes hours minutes seconds days weeks months years degrees "
    "o'clock a.m p.m am pm bytes bits"
)
NUMBERED = _list("no. nos. p. pp. vol. fig. ch. page pages chapter section figure table version")

_OPENING = "\"'“‘([{*_«"
_CLOSING = "\"'”’)]}*_»"
_PAUSE = re.compile(r"[.,;:!?…—–-]$")
_NUMBER = re.compile(r"^[£$€]?\d[\d.,:/]*$")
_CAPITAL = re.compile(r"^[A-Z][a-zà-ÿ'’.-]+$")


@dataclass(frozen=True, slots=True)
class Break:
    """A place between two words of one sentence, with the words around it as they are shown."""

    earlier: str
    before: str
    after: str
    opens_sentence: bool = False
    """Whether `before` is the first word of its sentence, where a capital says nothing."""

    @property
    def left(self) -> str:
        """The word before, in small letters, without quotes and brackets that open it."""
        return self.before.lstrip(_OPENING).replace("’", "'").lower()

    @property
    def right(self) -> str:
        """The word after, in small letters, without any marks around it."""
        return self.after.strip(_OPENING + _CLOSING + ".,;:!?…—–").replace("’", "'").lower()

    @property
    def ahead(self) -> str:
        """The word before the one before, in small letters."""
        return self.earlier.lstrip(_OPENING).lower()

    @property
    def opens(self) -> bool:
        """Whether a quote or bracket opens after it."""
        return self.after[:1] in _OPENING and self.after[:1] not in "'*_"


def _stranded(place: Break) -> bool:
    """What follows cannot be the phrase of a preposition: `all I could think of | was`."""
    return place.right in CONJUNCTIONS | AUXILIARIES | SUBJECTS and place.right not in {
        "that", "when", "where", "whether", "having", "being"
    }  # fmt: skip


def _article(place: Break) -> bool:
    return place.left in ARTICLES


def _determiner(place: Break) -> bool:
    if place.left in POSSESSIVES:
        return place.right not in CONJUNCTIONS | AUXILIARIES | PREPOSITIONS
    if place.left == "her":
        return not _closed(place.right) and not place.right.endswith("ly")
    return (
        place.left in OTHER_DETERMINERS
        and not _closed(place.right)
        and not place.right.endswith("ly")
        and (place.ahead in PREPOSITIONS or place.left in {"every", "no"})
    )


def _preposition(place: Break) -> bool:
    if place.left in CERTAIN_PREPOSITIONS:
        return not _stranded(place)
    if place.left not in POSSIBLE_PREPOSITIONS:
        return False
    right = place.right
    if place.left in {"in", "by", "for"} and (not _closed(right) or right in QUANTITIES):
        return not right.endswith("ly")
    return right in ARTICLES | POSSESSIVES | RELATIVES | {"her", "him", "them", "this", "these"}


def _to(place: Break) -> bool:
    return place.left == "to" and not _stranded(place)


def _conjunction(place: Break) -> bool:
    if place.left in CERTAIN_CONJUNCTIONS:
        return True
    follows = place.right in ARTICLES | POSSESSIVES | SUBJECTS | {"it", "you", "there"}
    return place.left in POSSIBLE_CONJUNCTIONS and follows


def _relative(place: Break) -> bool:
    return place.left in RELATIVES and place.ahead != "of"


def _pronoun(place: Break) -> bool:
    if place.left in SUBJECTS:
        return place.right not in CONJUNCTIONS | PREPOSITIONS | RELATIVES
    return place.left in SUBJECTS_OR_OBJECTS and place.right in AUXILIARIES - {"be", "been"}


def _auxiliary(place: Break) -> bool:
    right = place.right
    participle = right in PARTICIPLES or _ends(right, "ed")
    if place.left in MODALS | DO_NOT or place.left.endswith(("'ll", "'ve")):
        return right not in CONJUNCTIONS | PREPOSITIONS | ARTICLES | SUBJECTS | OBJECTS
    if place.left in HAVE:
        return participle or right in {"not", "never"}
    if place.left in BE:
        return participle or _ends(right, "ing") or right == "not"
    if place.left == "not":
        return place.ahead in AUXILIARIES and (participle or right == "be")
    return place.left in DO and right == "not"


def _ends(word: str, with_what: str) -> bool:
    return word.endswith(with_what) and len(word) > 4 and word not in NO_VERBS


def _name(place: Break) -> bool:
    return (
        not place.opens_sentence
        and not place.opens
        and bool(_CAPITAL.match(place.before.strip(_OPENING)))
        and bool(_CAPITAL.match(place.after.strip(_CLOSING + ",;:.!?")))
        and not _closed(place.left)
        and not _closed(place.right)
    )


def _honorific(place: Break) -> bool:
    titled = place.left in HONORIFICS and place.before.lstrip(_OPENING)[:1].isupper()
    return titled and place.after[:1].isupper()


def _number(place: Break) -> bool:
    if _NUMBER.match(place.left):
        return place.right in UNITS
    return place.left in NUMBERED and bool(_NUMBER.match(place.right))


def _adjective(place: Break) -> bool:
    if (place.ahead, place.left) in {("a", "little"), ("the", "same")}:
        return False
    determined = place.ahead in ARTICLES | POSSESSIVES | {"her", "this", "these", "those", "no"}
    return (
        determined
        and place.left in ADJECTIVES
        and not _closed(place.right)
        and not place.right.endswith("ly")
        and bool(place.right)
    )


_CLOSED = (
    ARTICLES | POSSESSIVES | OTHER_DETERMINERS | PREPOSITIONS | CONJUNCTIONS | RELATIVES | SUBJECTS
    | OBJECTS | AUXILIARIES | _list("not what how why there here then now too also all both one")
)  # fmt: skip


def _closed(word: str) -> bool:
    return word in _CLOSED or not word


#: What must not be parted, by its name in the table. A word that ends in a full stop is looked at
#: by the rules that expect one.
RULES: dict[str, Callable[[Break], bool]] = {
    "honorific|name": _honorific,
    "number|unit": _number,
    "article|noun": _article,
    "determiner|noun": _determiner,
    "adjective|noun": _adjective,
    "preposition|phrase": _preposition,
    "to|verb": _to,
    "conjunction|clause": _conjunction,
    "relative|clause": _relative,
    "pronoun|verb": _pronoun,
    "auxiliary|verb": _auxiliary,
    "name|name": _name,
}
_WITH_A_STOP = ("honorific|name", "number|unit")


def forbidden(place: Break) -> str | None:
    """Tell which rule forbids a break, if one does."""
    marked = _PAUSE.search(place.before.rstrip(_CLOSING)) or place.before[-1:] in _CLOSING
    for name, applies in RULES.items():
        if (not marked or name in _WITH_A_STOP) and applies(place):
            return name
    return None


def break_at(words: Sequence[str], at: int, first: int) -> Break:
    """Give the place before the word `at`, of a sentence that begins with the word `first`."""
    earlier = words[at - 2] if at - 2 >= first else ""
    return Break(earlier.strip(), words[at - 1].strip(), words[at].strip(), at - 1 == first)
