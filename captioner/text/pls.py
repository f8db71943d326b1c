"""The W3C's Pronunciation Lexicon Specification 1.0, as EPUB and speech services use it.

Of a lexeme each `grapheme` is a word, an `alias` is what is said for it, a `phoneme` its sounds, in
the International Phonetic Alphabet or in Rime's (`x-rime`). Of several the first counts, or the
one that is preferred; of several lexemes of a word the first, whatever their roles.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from captioner.text.lexicon import LONGEST_SAID, LONGEST_WORD, Entry, Lexicon
from captioner.text.sounds import check_rime, rime_of_ipa
from captioner.text.spoken import is_speakable

_NAMESPACE = "{http://www.w3.org/2005/01/pronunciation-lexicon}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ALPHABETS = {"ipa": rime_of_ipa, "x-rime": check_rime}


def read_pls(data: bytes, name: str) -> Lexicon:
    """Read a lexicon in PLS that is called by a name.

    Sounds that cannot be said here are dropped: an entry that has nothing else says nothing. Raises
    ValueError, a sentence for a person, for what is no such lexicon.
    """
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as exc:
        raise ValueError(f"it is no XML ({exc.msg})") from exc
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("it has a document type of its own, which a lexicon does not need")
    if root.tag not in (f"{_NAMESPACE}lexicon", "lexicon"):
        raise ValueError(f"it is no lexicon: it begins with <{etree.QName(root).localname}>")
    lang = root.get(_LANG, "")
    alphabet = root.get("alphabet", "ipa")
    entries: dict[str, Entry] = {}
    for lexeme in root:
        for entry in _entries(lexeme, lang, alphabet, name):
            entries.setdefault(entry.word, entry)
    return Lexicon(tuple(entries.values()))


def _entries(lexeme: etree._Element, lang: str, alphabet: str, name: str) -> Iterator[Entry]:
    """Give an entry for each way to write a lexeme."""
    if not isinstance(lexeme.tag, str) or etree.QName(lexeme).localname != "lexeme":
        return
    say = next((text for text, _ in _preferred(lexeme, "alias") if is_speakable(text)), "")
    sounds = next(
        filter(None, (_sounds(text, of or alphabet) for text, of in _preferred(lexeme, "phoneme"))),
        "",
    )
    for word, _ in _texts(lexeme, "grapheme"):
        if 0 < len(word) <= LONGEST_WORD and len(say) <= LONGEST_SAID:
            yield Entry(word, say, sounds, lang=lang, origin=f"{name}:{lexeme.sourceline}")


def _preferred(lexeme: etree._Element, name: str) -> list[tuple[str, str]]:
    """Give the texts of some children, those that are preferred first, and their alphabets."""
    return list(_texts(lexeme, name, preferred=True)) + list(_texts(lexeme, name, preferred=False))


def _texts(
    lexeme: etree._Element, name: str, *, preferred: bool | None = None
) -> Iterator[tuple[str, str]]:
    for child in lexeme:
        if not isinstance(child.tag, str) or etree.QName(child).localname != name:
            continue
        if preferred is None or (child.get("prefer") == "true") is preferred:
            yield " ".join("".join(map(str, child.itertext())).split()), child.get("alphabet", "")


def _sounds(text: str, alphabet: str) -> str:
    """Write sounds in Rime's alphabet; empty where that has no letters for them."""
    try:
        return _ALPHABETS[alphabet](text)
    except (KeyError, ValueError):
        return ""
