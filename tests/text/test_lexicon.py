"""Words are said as a lexicon has it, wherever they stand; what is shown stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.document import Document, Sentence
from captioner.errors import OptionError
from captioner.markup import Markup
from captioner.text import read
from captioner.text.edition import Edition
from captioner.text.lexicon import Entry, Lexicon
from tests.strategies import any_text, tried

LEXICON = Lexicon(
    (
        Entry("Rime", "rhyme"),
        Entry("Worcester", "wooster"),
        Entry("Worcester Bay", "wooster great bay"),
        Entry("GIF", "jif"),
        Entry("Polish", "po lish"),
        Entry("polish", "shine"),
        Entry("US", "you ess", case=True),
        Entry("don", "dawn"),
        Entry("café", "kaffay"),
        Entry("上海", "shang hai"),
        Entry("C++", "see plus plus"),
        Entry("Gift", "ghift", lang="de"),
    )
)


def said(text: str, lang: str = "en", lexicon: Lexicon = LEXICON) -> str:
    parts, at = [], 0
    for word in lexicon.find(text, lang):
        parts += [text[at : word.start], word.said]
        at = word.end
    return "".join([*parts, text[at:]])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rime", "rhyme"),
        ("“RIME!” (rime)", "“rhyme!” (rhyme)"),
        ("Rime's Rime’s Rime'", "rhyme's rhyme’s rhyme'"),
        ("Rimes, rimed, grime, Rime2", "Rimes, rimed, grime, Rime2"),
        ("two GIFs", "two jifs"),
        ("Rime-based, pre-Rime", "rhyme-based, pre-rhyme"),
        ("Worcester\u00a0 bay at Worcester", "wooster great bay at wooster"),
        ("Worcester, Bay", "wooster, Bay"),
        ("Polish polish POLISH", "po lish shine shine"),
        ("US of us", "you ess of us"),
        ("Don don't don’t", "dawn don't don’t"),
        ("cafe\u0301s cafe\u0301", "cafe\u0301s kaffay"),
        ("ca\u00adfé", "kaffay"),
        ("我在上海住", "我在shang hai住"),
        ("C++ C+ C", "see plus plus C+ C"),
        ("Gift", "Gift"),
    ],
)
def test_a_word_is_found_as_a_whole_however_it_is_written(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("own", "lang", "counts"),
    [
        ("de", "de-AT", True), ("en-GB", "en-gb", True), ("en-US", "en", True),
        ("en-US", "en-GB", False), ("ger", "de", True), ("", "ja", True), ("fr", "de", False),
    ],
)  # fmt: skip
def test_an_entry_is_for_its_language(own: str, lang: str, counts: bool) -> None:
    assert (said("Gift", lang, Lexicon((Entry("gift", "x", lang=own),))) == "x") is counts


def test_of_two_entries_the_later_counts_and_before_both_the_one_for_the_very_language() -> None:
    first, later, german = Entry("a", "one"), Entry("A", "two"), Entry("a", "drei", lang="de")
    assert said("a", "en", Lexicon((first,)) + Lexicon((Entry("a", "two"),))) == "two"
    assert said("a", "de", Lexicon((german, first))) == "drei"
    assert said("A a", "en", Lexicon((first, later))) == "two one"


@tried
@given(any_text(), st.lists(st.sampled_from(["a", "b", "a b", "e.g.", "—", "don"]), unique=True))
def test_what_is_found_is_in_order_and_apart_and_folds_to_its_entry(
    text: str, words: list[str]
) -> None:
    found = list(Lexicon(tuple(Entry(word, "x") for word in words)).find(text, "en"))
    edges = [edge for word in found for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    for word in found:
        assert word.entry is not None
        assert text[word.start : word.end].casefold().split() == word.entry.word.casefold().split()


def test_a_text_is_looked_through_once_however_large_the_lexicon() -> None:
    large = Lexicon(tuple(Entry(f"word{number} and more", "x") for number in range(10_000)))
    asked: list[str] = []

    class Counted(dict[str, object]):
        def get(self, key: str, default: object = None) -> object:
            asked.append(key)
            return super().get(key, default)

    object.__setattr__(large, "_roots", Counted(large._roots))
    assert not list(large.find("word7 and so on. " * 1000, "en"))
    assert len(asked) < 20_000


# ---------------------------------------------------------------- in a document


def document(
    folder: Path,
    source: str,
    *,
    name: str = "tale.md",
    phonemes: bool = False,
    lexicon: Lexicon = LEXICON,
    **options: Any,
) -> Document:
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return read(
        path, markup=Markup(pauses=phonemes, phonemes=phonemes), edition=Edition(lexicon), **options
    )


def first(document: Document) -> Sentence:
    return next(document.sentences)


def test_only_what_is_said_changes_and_where_is_told(tmp_path: Path) -> None:
    source = "Rime’s ferry leaves *Worcester*\nBay. It is quick."
    with_it = document(tmp_path, source)
    without = document(tmp_path, source, lexicon=Lexicon())
    assert [s.text for s in with_it.sentences] == [s.text for s in without.sentences]
    sentence, other = with_it.sentences
    assert sentence.spoken == "rhyme’s ferry leaves wooster great bay."
    assert sentence.said_as == ((0, 4, "rhyme"), (20, 33, "wooster great bay"))
    assert (other.spoken, other.said_as) == ("It is quick.", ())
    assert with_it.respelled == ("Rime", "Worcester Bay")


def test_of_an_address_the_host_is_looked_at_and_nothing_else(tmp_path: Path) -> None:
    found = document(tmp_path, "At https://www.rime.ai/rime/don now. At rime.ai too.")
    assert [s.spoken for s in found.sentences] == ["At rhyme.ai now.", "At rhyme.ai too."]
    assert [left.text for left in found.left_out] == ["https://www.", "/rime/don"]


def test_a_phrase_through_which_a_sentence_ends_is_said_as_it_is_written(tmp_path: Path) -> None:
    lexicon = Lexicon((Entry("Bay. It", "x"), Entry("is", "was")))
    found = document(tmp_path, "The Bay. It is.", lexicon=lexicon)
    assert [s.spoken for s in found.sentences] == ["The Bay.", "It was."]


def test_a_sentence_is_cut_by_what_is_said_in_it(tmp_path: Path) -> None:
    lexicon = Lexicon((Entry("one", "a hundred and one"),))
    source = "one, " * 20 + "end."
    for sentence in document(tmp_path, source, lexicon=lexicon, max_sentence=100).sentences:
        assert len(sentence.spoken) <= 100


def test_directions_of_a_script_part_phrases_and_keep_their_words(tmp_path: Path) -> None:
    source = "RIME: [Rime sighs] Worcester [sic] Bay, Worcester Bay."
    sentence = first(document(tmp_path, source, script=True))
    assert sentence.speaker == "RIME"
    assert sentence.spoken == "wooster Bay, wooster great bay."
    for start, end, _ in sentence.said_as:
        assert sentence.text[start:end] in ("Worcester", "Worcester Bay")


def test_marks_beside_a_word_stay_and_its_own_phonemes_are_said(tmp_path: Path) -> None:
    found = document(tmp_path, "<200> Rime<300>, and rime{r1Ym}.", phonemes=True)
    assert first(found).spoken == "<200> rhyme<300>, and {r1Ym}."
    assert first(found).text == "Rime, and rime."


SOUNDS = Lexicon((Entry("tomato", phonemes="t0xm1ato", origin="say.toml:3"),))


def test_sounds_are_said_by_a_voice_that_takes_them_with_plural_and_possessive(
    tmp_path: Path,
) -> None:
    found = document(tmp_path, "A tomato’s tomato.", lexicon=SOUNDS, phonemes=True)
    assert first(found).spoken == "A {t0xm1atoz} {t0xm1ato}."
    assert first(found).said_as[0] == (2, 10, "{t0xm1atoz}")


def test_sounds_that_the_voice_does_not_take_are_one_error_or_their_respelling(
    tmp_path: Path,
) -> None:
    with pytest.raises(OptionError, match=r"say\.toml:3: 'tomato' has sounds, .*phonemize"):
        document(tmp_path, "A tomato.", lexicon=SOUNDS)
    both = Lexicon((Entry("tomato", "tuh mah toh", "t0xm1ato"),))
    assert first(document(tmp_path, "A tomato.", lexicon=both)).spoken == "A tuh mah toh."
    # Where the word is not there, nothing is wrong.
    assert first(document(tmp_path, "A potato.", lexicon=SOUNDS)).spoken == "A potato."
