"""What a word is to its neighbours: its roles in a phrase, and the marks it carries.

A word has two sides: what faces the word before it and what faces the one after. They are the same
but for marks and for contractions: French "qu'un" begins as a conjunction and ends as an article.
Each side is a set of bits, found once for each distinct word of a language and then remembered, so
that the rules of `breaks` compare numbers and never look at text again.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import msgspec
import regex

from captioner.captions.closed_class import WORDS

#: The roles that the rows of `closed_class` are named by. Of auxiliaries, finite ones may come
#: after a preposition whose noun went before, a gerund after any; a cluster follows its verb at the
#: end of a clause. After what is adverbial the word before it was a particle.
_ROLES = """
    article possessive determiner preposition of conjunction subordinator subject object pronoun
    stressed clitic enclitic auxiliary negation degree adverb particle infinitive postposition
    numeral unit month day title after_name label abbreviation adjective postnominal verb
    governs governed adverbial finite gerund cluster
"""
(
    ARTICLE, POSSESSIVE, DETERMINER, PREPOSITION, OF, CONJUNCTION, SUBORDINATOR, SUBJECT, OBJECT,
    PRONOUN, STRESSED, CLITIC, ENCLITIC, AUXILIARY, NEGATION, DEGREE, ADVERB, PARTICLE, INFINITIVE,
    POSTPOSITION, NUMERAL, UNIT, MONTH, DAY, TITLE, AFTER_NAME, LABEL, ABBREVIATION, ADJECTIVE,
    POSTNOMINAL, VERB, GOVERNS, GOVERNED, ADVERBIAL, FINITE, GERUND, CLUSTER,
    #: The rest is told by the look of a word, not by a list. OPEN: in no list that binds it.
    INFLECTED, OPEN, SMALL, CAPITAL, NUMBER, YEAR, ORDINAL, INITIAL, CURRENCY, SIGN, WEAK,
    NAME_LINK, PAIR_FIRST, PAIR_SECOND,
    #: Marks: before the word, and after it. FULL ends a sentence, STOP does before a capital, DOT
    #: perhaps. GLUE is a no-break space; TOUCHING has no blank after it, TOUCHING_WIDE needs none.
    OPENS, OPENS_BRACKET, CLOSES, DASH_FIRST, NO_START, NO_END, FULL, STOP, DOT, CLAUSE, COMMA,
    DASH, BRACKET, QUOTE, HYPHEN, GLUE, TOUCHING, TOUCHING_MARK, TOUCHING_DASH,
    TOUCHING_WIDE, UNSPACED, ISOLATE,
    #: What only the neighbours tell; `breaks` adds these.
    EDGE, FIRST, NAME, MAYBE_NAME, MODIFIER, IN_PHRASE, IN_NAME, IN_DATE, IN_RANGE, LABELLED,
    GOVERNED_HERE, CLAUSE_LAST, LONE, JOINS, JOINS_ALIKE, STRANDED, TRAILING,
    IN_VERB,
) = (1 << number for number in range(91))  # fmt: skip
_BIT = {role: 1 << number for number, role in enumerate(_ROLES.split())}

#: Marks after which a phrase is over: roles do not look across them.
ENDS = FULL | STOP | DOT | CLAUSE | COMMA | DASH | BRACKET | QUOTE
#: A word with no role but these is an open one: a noun, a verb, an adjective, a name.
_OPEN_STILL = (
    ADJECTIVE
    | POSTNOMINAL
    | VERB
    | GOVERNS
    | LABEL
    | TITLE
    | AFTER_NAME
    | UNIT
    | PAIR_FIRST
    | PAIR_SECOND
)


class _Vocabulary(msgspec.Struct, frozen=True):
    """The words of a language with their roles, and what open words of a role end in."""

    roles: dict[str, int]
    pairs: dict[tuple[str, str], str]
    endings: tuple[tuple[tuple[str, ...], int], ...]


#: Rows of two words that belong together, in which `/` parts those that may stand in one place.
_PAIRED = ("pairs", "phrasal", "prepositional")
_ENDINGS = {
    "adjective_endings": ADJECTIVE,
    "postnominal_endings": POSTNOMINAL,
    "inflected_endings": INFLECTED,
    "verb_endings": VERB,
}


@lru_cache(maxsize=64)
def _vocabulary(lang: str) -> _Vocabulary:
    roles: dict[str, int] = {}
    pairs: dict[tuple[str, str], str] = {}
    endings = []
    rows = WORDS.get(lang, "").replace("\n    ", " ").strip()
    for row in rows.splitlines():
        role, _, words = row.partition(": ")
        listed = words.split()
        if role in _PAIRED:
            for firsts, _, seconds in (word.partition("_") for word in listed):
                for pair in product(firsts.split("/"), seconds.split("/")):
                    pairs.setdefault(pair, role)
        elif role in _ENDINGS:
            endings.append((tuple(listed), _ENDINGS[role]))
        else:
            for word in listed:
                roles[word] = roles.get(word, 0) | _BIT[role]
    for first, second in pairs:
        roles[first] = roles.get(first, 0) | PAIR_FIRST
        roles[second] = roles.get(second, 0) | PAIR_SECOND
    return _Vocabulary(roles, pairs, tuple(endings))


_SAID = r"\p{L}\p{M}\p{N}\p{S}%&@#§"
_FIRST_SAID = regex.compile(f"[{_SAID}]")
_AFTER_LAST_SAID = regex.compile(f"(?r)(?<=[{_SAID}])[^{_SAID}]*")
_NO_BLANKS = r"\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_UNSPACED = regex.compile(f"[{_NO_BLANKS}]")
#: After these no blank is needed before any word: of such a script, or a mark as wide as its signs.
_WIDE = regex.compile(f"[{_NO_BLANKS}\u3000-\u303f\uff00-\uff60]")


@lru_cache(maxsize=8192)
def sides(word: str, lang: str) -> tuple[int, int]:
    """Tell what a word is, with its marks and the blank that follows it: its front and its back."""
    text = word.rstrip()
    lead, core, trail = _parted(text)
    before, after = _front_marks(text, lead), _back_marks(word, text, core, trail)
    if not core:
        return before, after
    stopped = trail.startswith(".")
    front, back = _roles_of(core, stopped, lang)
    if after & STOP:
        front, back, after = _stopped(core, trail, front, back, after, lang)
    return front | before, back | after


@lru_cache(maxsize=8192)
def bare(word: str) -> str:
    """Strip a word of its marks and its case, as it stands in the lists."""
    return _listed(_parted(word.rstrip())[1])


@lru_cache(maxsize=4096)
def pair_of(first: str, second: str, lang: str) -> str | None:
    """Tell by which row two words belong together, if they do: "because of", "à cause d'un"."""
    pairs, before, after = _vocabulary(lang).pairs, bare(first), bare(second)
    elided, apostrophe, _ = after.partition("'")
    return pairs.get((before, after)) or pairs.get((before, elided + apostrophe))


def _parted(text: str) -> tuple[str, str, str]:
    """Part what is said of a word from the marks before and after it."""
    said = _FIRST_SAID.search(text)
    if said is None:
        return "", "", text
    end = _AFTER_LAST_SAID.search(text)
    stop = len(text) if end is None else end.start()
    return text[: said.start()], text[said.start() : stop], text[stop:]


def _listed(core: str) -> str:
    return core.lower().replace("’", "'")


# ---------------------------------------------------------------- marks

_OPENING_QUOTE = regex.compile(r"""[\p{Pi}\p{Pf}„‚¿¡"']""")
_OPENING_BRACKET = regex.compile(r"[\p{Ps}--[„‚]]", regex.V1)
_DASH = regex.compile(r"[—–―]|--|(?:^|\s)-(?=\s|$)")
#: Kinsoku (JIS X 4051): closing marks, marks of the sentence, and small or lengthened kana.
_NO_START = regex.compile(
    r"""[\p{Pe}、。，．・：；？！‼⁇⁈⁉…‥,;:!?.%％‰々〻ーゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ
         ๆฯະາำຳๅ។៖ๆ၊။।॥、،؛؟]|[»”’](?=\s|$)""",
    regex.VERBOSE,
)
_NO_END = regex.compile(r"""[\p{Ps}¿¡]$|(?:^|\s)[\p{Pi}"']$""")
_ISOLATES = regex.compile("[\u2066-\u2069]")


def _front_marks(text: str, lead: str) -> int:
    marks = 0
    if _NO_START.match(text) and not regex.match(r"\.{2}|…", text):
        marks |= NO_START
    if _UNSPACED.match(text[len(lead) : len(lead) + 1]):
        marks |= UNSPACED
    if lead:
        if _OPENING_BRACKET.search(lead):
            marks |= OPENS | OPENS_BRACKET
        elif _OPENING_QUOTE.search(lead):
            marks |= OPENS
        if _DASH.search(lead):
            marks |= DASH_FIRST
    return marks


#: The last of these decides what kind of break a word ends in.
_KINDS = (
    (regex.compile(r"[!?…‥。！？｡।॥۔؟।၊။។៕‼⁇⁈⁉]|\.{2,}"), FULL),
    (regex.compile(r"\."), STOP),
    (regex.compile(r"[;:；：؛៖·]"), CLAUSE),
    (regex.compile(r"[,，、،､၊]"), COMMA),
    (_DASH, DASH),
)
_CLOSING_BRACKET = regex.compile(r"\p{Pe}")
_CLOSING_QUOTE = regex.compile(r"""[\p{Pi}\p{Pf}"'“]""")


def _back_marks(word: str, text: str, core: str, trail: str) -> int:
    marks = 0
    blank = word[len(text) :]
    if blank and set(blank) <= {"\u00a0", "\u202f", "\u2007"}:
        marks |= GLUE
    if not blank:
        marks |= _touching(text)
    if _ISOLATES.search(word):
        marks |= ISOLATE
    if not trail:
        return marks | (UNSPACED if core and _UNSPACED.match(core[-1]) else 0)
    if _NO_END.search(text):
        return marks | NO_END | OPENS
    return marks | _kind(core[-1:], trail) | (CLOSES if _closes(trail) else 0)


def _closes(trail: str) -> bool:
    return bool(_CLOSING_BRACKET.search(trail) or _CLOSING_QUOTE.search(trail))


def _touching(text: str) -> int:
    if _DASH.search(text[-2:]):
        return TOUCHING | TOUCHING_DASH
    if _WIDE.match(text[-1:]):
        return TOUCHING_WIDE
    return TOUCHING | (TOUCHING_MARK if text[-1:] in "/?&=-_.,:;@#~+|\\…" else 0)


@lru_cache(maxsize=4096)
def _kind(last: str, trail: str) -> int:
    """Tell what kind of break a word ends in, by its last letter and the marks after that."""
    found = [(m.start(), kind) for mark, kind in _KINDS if (m := _last(mark, trail))]
    if found:
        at, kind = max(found)
        closed = kind == STOP and _closes(trail[at:])
        return FULL if closed else kind
    if trail in ("-", "‐", "\u2011") and last:
        return HYPHEN
    if _CLOSING_BRACKET.search(trail):
        return BRACKET
    if trail in ("'", "’") and last in "sS":
        return POSSESSIVE
    return QUOTE if _CLOSING_QUOTE.search(trail) else 0


def _last(mark: regex.Pattern[str], trail: str) -> regex.Match[str] | None:
    return next(mark.finditer(trail), None) and list(mark.finditer(trail))[-1]


# ---------------------------------------------------------------- roles

_NUMBER = regex.compile(
    r"[\p{Sc}#№§±+−-]*\d[\d.,:/’'–\-\s]*(?:st|nd|rd|th|er?|ème|[ºª]|(?<=\d)-\p{Ll}{1,3})?"
    r"|[IVX]{2,}(?:er?|ème)?"
)
_YEAR = regex.compile(r"(?:1\d|20)\d\d")
_LETTERLESS = regex.compile(r"[\p{S}%&@#§°+*]+")
_CURRENCY = regex.compile(r"\p{Sc}")
_ACRONYM = regex.compile(r"\p{L}(?:\.\p{L})+")
_LINKS = "van der den de la le du del della di da das do dos y e ibn al bin von of the"
#: What stands between the names of a person: "Ludwig van Beethoven".
_NAME_LINKS = frozenset(_LINKS.split())
#: German capitalises nouns, so that "von" between two of them is mostly no part of a name.
_NOT_LINKS = {"de": frozenset(["von", "der", "den", "das", "do", "da", "e"])}
_WITH_STOPS = "bs cs da de et fi hr hu is lb lv nb nn no pl sk sl sr tr"
#: Languages that write an ordinal as a number with a full stop: "am 3. Mai".
_ORDINALS = frozenset(_WITH_STOPS.split())
_CAPITAL_MONTHS = frozenset({"en", "de"})
_SHORTEST_WITH_ENDING, _WEAK_LENGTH, _UNKNOWN_WEAK_LENGTH, _LONG_ENOUGH = 5, 2, 3, 4
_DIGITS_OF_ORDINAL = 3
#: Languages in which a year is an ordinal as well: "2025. november".
_YEARS_ARE_ORDINALS = frozenset({"hu"})
#: Languages that part a name or number from its ending by an apostrophe: "2019'dan".
_SUFFIXED = frozenset({"az", "tr"})


def _roles_of(core: str, stopped: bool, lang: str) -> tuple[int, int]:
    """Find the roles of what is said, as it faces either way."""
    if lang in _SUFFIXED:
        core = core.replace("’", "'").partition("'")[0] or core
    shape = _shape(core, lang)
    if shape & (NUMBER | CURRENCY | SIGN):
        listed = _vocabulary(lang).roles.get(_listed(core), 0)
        return shape | listed, shape | listed
    roles = _vocabulary(lang).roles
    word = _listed(core)
    known = roles.get(word + ".") if stopped else None
    if known is None:
        known = roles.get(word)
    if known is None and "'" in word:
        return _contracted(word, shape, lang)
    found = shape | _open(core, _of_case(known or 0, core, lang), lang)
    return found, found


def _of_case(known: int, core: str, lang: str) -> int:
    """Tell March from march."""
    if known & MONTH and lang in _CAPITAL_MONTHS and core[0].islower():
        return known & ~MONTH
    return known


def _contracted(word: str, shape: int, lang: str) -> tuple[int, int]:
    """Take "l'eau", "qu'un", "he'll" and "the captain's" apart."""
    roles = _vocabulary(lang).roles
    first, _, second = word.partition("'")
    elided, ending = roles.get(first + "'"), roles.get("'" + second)
    if elided is not None:
        return shape | elided, shape & ~SMALL | _open(second, roles.get(second, 0), lang)
    if ending is not None:
        front = shape | _open(first, roles.get(first, 0), lang)
        verb = ending & POSSESSIVE and not front & OPEN
        return front, shape | (_BIT["auxiliary"] if verb else ending)
    found = shape | _open(word, 0, lang)
    return found, found


def _shape(core: str, lang: str) -> int:
    """Read what the look of a word tells."""
    if _NUMBER.fullmatch(core):
        return (
            NUMBER | (YEAR if _YEAR.fullmatch(core) else 0) | (CAPITAL if core[0].isupper() else 0)
        )
    if _LETTERLESS.fullmatch(core):
        return CURRENCY if _CURRENCY.fullmatch(core[0]) else SIGN
    shape = SMALL if core[0].islower() else CAPITAL if core[0].isupper() else 0
    if core.lower() in _NAME_LINKS and core.lower() not in _NOT_LINKS.get(lang, ()):
        shape |= NAME_LINK
    return shape


def _open(core: str, known: int, lang: str) -> int:
    """Add what a word that no list binds tells by its ending and its length."""
    if known & ~_OPEN_STILL:
        return known
    vocabulary = _vocabulary(lang)
    word = core.lower()
    if len(word) >= _SHORTEST_WITH_ENDING:
        for endings, role in vocabulary.endings:
            if word.endswith(endings) and core[0].islower():
                known |= role
    weak = _WEAK_LENGTH if vocabulary.roles else _UNKNOWN_WEAK_LENGTH
    if len(word) <= weak and not known and word.isalpha() and core[0].islower():
        known |= WEAK
    return known | OPEN


def _stopped(
    core: str, trail: str, front: int, back: int, after: int, lang: str
) -> tuple[int, int, int]:
    """Decide what a full stop after a word is: of an abbreviation, an ordinal, or the sentence."""
    dotted = _vocabulary(lang).roles.get(_listed(core) + ".")
    other = after & ~STOP
    if trail == "." and (dotted is not None or back & TITLE):
        return front, back, other
    if len(core) == 1 and core.isalpha() and trail == ".":
        return front | INITIAL, back | INITIAL, other
    if _ACRONYM.fullmatch(core):
        return front, back, other
    short = len(core) <= _DIGITS_OF_ORDINAL or lang in _YEARS_ARE_ORDINALS
    if back & NUMBER and short and lang in _ORDINALS:
        return front, back & ~NUMBER | ORDINAL, other
    if back & NUMBER or len(core) >= _LONG_ENOUGH or not back & OPEN:
        return front, back, after
    return front, back, other | DOT
