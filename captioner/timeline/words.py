"""The words of a text, as slices of it.

A word is a run without blanks, its punctuation included; in scripts that write no blanks (Chinese,
Japanese, Thai, Lao, Khmer, Burmese) it is one grapheme, with closing marks kept to the one before
and opening marks to the one after. A run with nothing to say, such as a dash between blanks, is no
word; a sign such as "=" is one, since voices name it.
"""

from __future__ import annotations

import re

import msgspec
import regex

#: Characters that make a word: letters, digits, and signs that voices name.
SAID = r"\p{L}\p{N}\p{S}%&@"
_SAID = regex.compile(f"[{SAID}]")
#: A run without blanks in which something is said.
_RUN = regex.compile(rf"(?<!\S)[^\s{SAID}]*+[{SAID}]\S*+")
#: Latin letters with their accents, and the marks that books are set with: nearly all there is in
#: most texts. The same is found in these in a tenth of the time.
_USUAL = "".join(map(chr, [*range(0x250), *range(0x2010, 0x2028), *range(0x2030, 0x2050)]))
_UNUSUAL = re.compile(f"[^{re.escape(_USUAL)}]")
_USUAL_RUN = re.compile(
    "(?<![^{blank}])[^{blank}{said}]*+[{said}][^{blank}]*+".format(
        blank=re.escape("".join(regex.findall(r"\s", _USUAL))),
        said=re.escape("".join(_SAID.findall(_USUAL))),
    )
)
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
#: Vowels of Thai and Lao that stand before or after the consonant with which they are one.
_LEADING = "เ-ไເ-ໄ"
_FOLLOWING = "ะาๅๆฯະາໆ"
_HAS_UNSPACED = regex.compile(f"[{_UNSPACED}]")
#: Opening marks; a grapheme of an unspaced script or a run of others; what clings to it.
_UNSPACED_WORD = regex.compile(
    rf"""[\p{{Ps}}\p{{Pi}}]*
         (?:(?=[{_UNSPACED}])[{_LEADING}]?\X[{_FOLLOWING}]*
           |(?:(?![{_UNSPACED}])[\p{{L}}\p{{M}}\p{{N}}\p{{S}}.,'’:/%&@_-])+
           |\X)
         [^{_UNSPACED}\p{{L}}\p{{N}}\p{{Ps}}\p{{Pi}}\p{{S}}ー々]*[ー々]*
         [^{_UNSPACED}\p{{L}}\p{{N}}\p{{Ps}}\p{{Pi}}\p{{S}}ー々]*""",
    regex.VERBOSE,
)


class TextWord(msgspec.Struct, frozen=True, gc=False):
    """The slice of a text that holds one word, in code points."""

    start: int
    end: int


def words_of(text: str) -> tuple[TextWord, ...]:
    """Find the words of a text, in order. They do not overlap, and nothing sayable is outside."""
    if not _UNUSUAL.search(text):
        return tuple([TextWord(*run.span()) for run in _USUAL_RUN.finditer(text)])
    runs = _RUN.finditer(text)
    if not _HAS_UNSPACED.search(text):
        return tuple([TextWord(*run.span()) for run in runs])
    return tuple(
        TextWord(run.start() + start, run.start() + end)
        for run in runs
        for start, end in _unspaced(run[0])
    )


def _unspaced(run: str) -> list[tuple[int, int]]:
    if not _HAS_UNSPACED.search(run):
        return [(0, len(run))]
    spans: list[tuple[int, int]] = []
    for match in _UNSPACED_WORD.finditer(run):
        if _SAID.search(match[0]):
            # What could not be a word of its own, at the beginning, belongs to the first one.
            spans.append((match.start() if spans else 0, match.end()))
        elif spans:
            spans[-1] = (spans[-1][0], match.end())
    return spans
