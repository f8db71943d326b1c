"""The words of each language that tell how a phrase is built, and so where it may be broken.

Data: a text for each language, a row for each role (`captioner.captions.roles` says what the roles
mean), its words in lower case. A word may have several roles; its neighbours decide. Beside whole
words, `l'` is what comes before an apostrophe, `'ll` what comes after one, and `no.` an
abbreviation that is another word without its full stop; and the rows of endings tell what open
words end in.

In `pairs` a low line joins two words that belong together, in `phrasal` a verb and an adverb, after
which a break may come, in `prepositional` a verb and a preposition. There `a/b_c/d` stands for each
of the first with each of the second.
"""

from __future__ import annotations

from captioner.captions.closed_class import germanic, others, romance, slavic

#: Primary language to its words. Some languages read the lists of a sister, which hold its own
#: forms too.
WORDS: dict[str, str] = {
    "ar": others.ARABIC,
    "bs": slavic.CROATIAN,
    "ca": romance.CATALAN,
    "cs": slavic.CZECH,
    "da": germanic.DANISH,
    "de": germanic.GERMAN,
    "el": others.GREEK,
    "en": germanic.ENGLISH,
    "es": romance.SPANISH,
    "fa": others.PERSIAN,
    "fi": others.FINNISH,
    "fr": romance.FRENCH,
    "gl": romance.PORTUGUESE,
    "he": others.HEBREW,
    "hi": others.HINDI,
    "hr": slavic.CROATIAN,
    "hu": others.HUNGARIAN,
    "id": others.INDONESIAN,
    "it": romance.ITALIAN,
    "ko": others.KOREAN,
    "ms": others.INDONESIAN,
    "nb": germanic.DANISH,
    "nl": germanic.DUTCH,
    "nn": germanic.DANISH,
    "no": germanic.DANISH,
    "pl": slavic.POLISH,
    "pt": romance.PORTUGUESE,
    "ro": romance.ROMANIAN,
    "ru": slavic.RUSSIAN,
    "sk": slavic.CZECH,
    "sr": slavic.CROATIAN,
    "sv": germanic.SWEDISH,
    "tr": others.TURKISH,
    "uk": slavic.UKRAINIAN,
    "vi": others.VIETNAMESE,
}
