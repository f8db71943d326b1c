"""Lexicons are read from TOML and from PLS; what is wrong is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner.errors import OptionError
from captioner.text.lexicon import Entry, Lexicon
from captioner.text.lexicon_file import load_lexicons, read_toml
from captioner.text.pls import read_pls
from captioner.text.sounds import check_rime, rime_of_ipa

PLS = """\
<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" alphabet="ipa" xml:lang="en-US"
    xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">
  <lexeme><grapheme>judgment</grapheme><grapheme>judgement</grapheme>
    <phoneme>ˈdʒʌdʒ.mənt</phoneme></lexeme>
  <lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
  <lexeme><grapheme>W3C</grapheme><alias>not this one</alias></lexeme>
  <lexeme><grapheme>huge</grapheme>
    <phoneme>juːdʒ</phoneme><phoneme prefer="true" alphabet="x-rime">hy1uJ</phoneme></lexeme>
  <lexeme><grapheme>clicks</grapheme><phoneme>ǃǃ</phoneme></lexeme>
</lexicon>
"""


def test_a_word_has_what_is_said_or_a_table_or_several() -> None:
    lexicon = read_toml(
        '# names\nRime = "rhyme"\n"Ouse  Bridge" = "ooze  bridge"\n[Paris]\nsay = "pair iss"\n'
        'case = true\n[[Nice]]\nsay = "niece"\n[[Nice]]\nipa = "nˈiːs"\nlang = "fr"\n',
        "say.toml",
    )
    assert lexicon.entries == (
        Entry("Rime", "rhyme", origin="say.toml:2"),
        Entry("Ouse  Bridge", "ooze bridge", origin="say.toml:3"),
        Entry("Paris", "pair iss", case=True, origin="say.toml:4"),
        Entry("Nice", "niece", origin="say.toml:7"),
        Entry("Nice", phonemes="n1is", lang="fr", origin="say.toml:7"),
    )


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a =", r"say\.toml: it is no TOML"),
        ('a = "b"\nexample.org = "x"', r"say\.toml:2: 'example': nothing is called 'org'.*quotes"),
        ('a = {sai = "b"}', "did you mean say"),
        ("a = 3", "stands in quotes"),
        ('a = "…"', "cannot be silenced"),
        ("a = []", "nothing is said for it"),
        ("a = {case = true}", "neither say, ipa nor rime"),
        ('a = {say = "b", case = 1}', "true or false"),
        ('a = {say = "b", lang = "x y"}', "no language tag"),
        ('a = {ipa = "ǃ"}', "no sound that can be said"),
        ('a = {rime = "q"}', "no sound of Rime's alphabet"),
        ('a = {rime = "k", ipa = "a"}', "both say its sounds"),
        ('"" = "x"', "from 1 to 200 characters"),
        (f'a = "{"b" * 201}"', "it has 201 characters"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_its_word(source: str, told: str) -> None:
    with pytest.raises(OptionError, match=told):
        read_toml(source, "say.toml")


def test_pls_gives_an_entry_a_grapheme_and_the_first_or_preferred_of_several() -> None:
    lexicon = read_pls(PLS.encode(), "book.pls")
    assert [(e.word, e.say, e.phonemes) for e in lexicon.entries] == [
        ("judgment", "", "J1AJm0xnt"),
        ("judgement", "", "J1AJm0xnt"),
        ("W3C", "World Wide Web Consortium", ""),
        ("huge", "", "hy1uJ"),
        ("clicks", "", ""),
    ]
    assert {entry.lang for entry in lexicon.entries} == {"en-US"}
    assert lexicon.entries[2].origin == "book.pls:6"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no XML"),
        (b"<html/>", "begins with <html>"),
        (b'<!DOCTYPE l [<!ENTITY a "b">]><lexicon>&a;</lexicon>', "document type"),
    ],
)
def test_what_is_no_pls_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_pls(data, "book.pls")


def test_files_are_read_in_turn_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('\ufeffone = "1"', "utf-8")
    (tmp_path / "b.pls").write_text(PLS, "utf-8")
    lexicon = load_lexicons([tmp_path / "a.toml", tmp_path / "b.pls"])
    assert [entry.word for entry in lexicon.entries][:2] == ["one", "judgment"]
    assert load_lexicons([]) == Lexicon()
    with pytest.raises(OptionError, match=r"none\.toml: it cannot be read"):
        load_lexicons([tmp_path / "none.toml"])
    (tmp_path / "c.toml").write_bytes(b"a = '\xff'")
    with pytest.raises(OptionError, match=r"c\.toml: it is not UTF-8"):
        load_lexicons([tmp_path / "c.toml"])
    (tmp_path / "d.pls").write_bytes(b"x")
    with pytest.raises(OptionError, match=r"d\.pls: it is no XML"):
        load_lexicons([tmp_path / "d.pls"])


@pytest.mark.parametrize(
    ("ipa", "rime"),
    [
        ("ˈkʌstəm", "k1Ast0xm"), ("təˈmeɪtoʊ", "t0xm1et0o"), ("tʃɛr", "C0Er"), ("ˈt͡ʃɜːtʃ", "C1RC"),
        ("ˌɪntəˈnæʃənəl", "2Int0xn1@S0xn0xl"), ("ju ɛs", "y0u 0Es"), ("fəˈsɑːd", "f0xs1ad"),
    ],
)  # fmt: skip
def test_ipa_is_written_in_rimes_alphabet(ipa: str, rime: str) -> None:
    assert rime_of_ipa(ipa) == rime
    assert check_rime(rime) == rime


def test_sounds_without_a_vowel_are_none() -> None:
    with pytest.raises(ValueError, match="no vowel"):
        rime_of_ipa("pst")
