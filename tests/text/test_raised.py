"""Raised and lowered figures are shown as such, and said so that they are understood."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from captioner.document import Document
from captioner.errors import DocumentError
from captioner.text import read
from captioner.text.edition import Edition
from captioner.text.html import read_html
from captioner.text.lexicon import Entry, Lexicon
from captioner.text.raised import is_raisable, plainly, said_of
from tests.strategies import tried
from tests.text.docx_files import p, r, save_docx


def document(
    folder: Path, source: str, name: str = "a.html", lexicon: Lexicon | None = None
) -> Document:
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return read(path, edition=Edition(lexicon=lexicon) if lexicon else Edition())


def spoken(text: str, lang: str) -> str:
    parts, at = [], 0
    for start, end, said in said_of(text, lang):
        assert at <= start < end
        parts += [text[at:start], said]
        at = end
    return " ".join("".join([*parts, text[at:]]).split())


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("10<sup>6</sup> x<sup>2</sup>", "10⁶ x²"),
        ("H<sub>2</sub>O, CO<sub>2</sub>", "H₂O, CO₂"),
        ("10<sup>-3</sup>, 10<sup>−3</sup>, 10<sup>–3</sup>", "10⁻³, 10⁻³, 10⁻³"),
        ("it says<sup>1–3</sup> so<sup>4-6</sup>", "it says¹⁻³ so⁴⁻⁶"),
        ("(a + b)<sup>2</sup>, <i>x</i><sup><i>n</i>+1</sup>", "(a + b)², xⁿ⁺¹"),
        ("SO<sub>4</sub><sup>2−</sup>", "SO₄²⁻"),
        ("10<sup>12 </sup>m", "10¹² m"),
        ("3<sup>1</sup>/<sub>2</sub> or <sup>1</sup>/<sub>2</sub>", "3¹/₂ or 1/2"),
        ("1<sup>st</sup>, M<sup>me</sup>, e<sup>ax</sup>", "1st, Mme, eax"),
        ("Capt<sup>n</sup> and 2<sup>n</sup>", "Captn and 2ⁿ"),
        ("Smith<sup>1,2</sup> text.<sup>3</sup>", "Smith1,2 text."),
        ("<sup>14</sup>C <sup>2</sup>", "14C 2"),
        ("2<sup>2<sup>2</sup></sup>", "22²"),
        ("so<sup><a href='#n'>1</a></sup> on", "so on"),
        ("10<br><sup>6</sup>", "10 6"),
    ],
)
def test_figures_that_are_raised_or_lowered_are_shown_so(source: str, shown: str) -> None:
    (paragraph,) = read_html(f"<p>{source}</p>").paragraphs
    assert paragraph.text == shown


@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_what_is_shown_raised_is_said_in_words_and_nothing_is_lost(
    tmp_path: Path, name: str
) -> None:
    found = document(
        tmp_path, "About 10<sup>6</sup> men drank H<sub>2</sub>O, the 1<sup>st</sup>.", name
    )
    (sentence,) = found.sentences
    assert sentence.text == "About 10⁶ men drank H₂O, the 1st."
    assert sentence.spoken == "About 10 to the power of 6 men drank H 2 O, the 1st."
    assert [sentence.text[a:b] for a, b, _ in sentence.said_as] == ["⁶", "H₂O"]
    assert (found.lost, found.respelled) == ((), ())


def test_word_files_have_them_too(tmp_path: Path) -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    body = p(r("10") + r("6", raised) + r(" men, the 1") + r("st", raised) + r("."))
    found = read(save_docx(tmp_path / "a.docx", body))
    assert [sentence.text for sentence in found.sentences] == ["10⁶ men, the 1st."]
    assert found.lost == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10⁶", "10 to the power of 6"),
        ("10⁻¹²m", "10 to the power of minus 12 m"),
        ("1,5·10⁶.", "1,5·10 to the power of 6."),
        ("a² + b³", "a squared + b cubed"),
        ("E = mc²", "E = m c squared"),
        ("9.81 m/s²", "9.81 m/s squared"),
        ("5 cm² of 5 km²", "5 cm squared of 5 km²"),
        ("2ⁿ⁻¹", "2 to the power of n minus 1"),
        ("(a+b)² (see above)²", "(a+b) squared (see above) 2"),
        ("word¹ word¹²", "word 1 word 12"),
        ("log₁₀, n₁", "log 10, n 1"),
        ("12 ft.³, lb./in.², n!²", "12 ft. cubed, lb./in. squared, n! squared"),
        ("went.², went in.², 5 p.m.²", "went. 2, went in. 2, 5 p.m. 2"),
        ("CO₂, C₆H₁₂O₆ and Na₂SO₄", "C O 2, C 6 H 12 O 6 and N A 2 S O 4"),
        ("VO₂max, Xy₂", "VO 2 max, Xy 2"),
        ("Ca²⁺", "Ca 2 plus"),
        ("SO₄²⁻", "S O 4 2 minus"),
        ("it says¹⁻³, x²⁻³", "it says 1-3, x 2-3"),
        ("in 1998² or 2004¹²", "in 1998 2 or 2004 12"),
        ("1024², 19.98², 19982²", "1024 squared, 19.98 squared, 19982 squared"),
        ("3¹/₂ or 3⁵⁄₁₆", "3 ½ or 3 5/16"),
        ("² is a note, ¹⁴C", "² is a note, ¹⁴C"),
    ],
)
def test_they_are_said_in_words(text: str, said: str) -> None:
    assert spoken(text, "en-GB") == said


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("de", "10 hoch 6, x hoch 2, 10 hoch minus 3"),
        ("es", "10 elevado a 6, x al cuadrado, 10 elevado a menos 3"),
        ("fr", "10 puissance 6, x au carré, 10 puissance moins 3"),
        ("it", "10 elevato a 6, x al quadrato, 10 elevato a meno 3"),
        ("nl", "10 tot de macht 6, x kwadraat, 10 tot de macht min 3"),
        ("pl", "10 do potęgi 6, x do kwadratu, 10 do potęgi minus 3"),
        ("pt-BR", "10 elevado a 6, x ao quadrado, 10 elevado a menos 3"),
        ("ru", "10 в степени 6, x в квадрате, 10 в степени минус 3"),
        ("tr", "10⁶, x², 10⁻³"),
    ],
)
def test_each_language_has_its_own_words_and_others_are_left_to_the_voice(
    lang: str, said: str
) -> None:
    assert spoken("10⁶, x², 10⁻³", lang) == said


def test_a_lexicon_comes_first_and_knows_lowered_figures(tmp_path: Path) -> None:
    lexicon = Lexicon((Entry("CO2", "carbon dioxide"), Entry("m²", "square metres")))
    found = document(
        tmp_path, "<p>CO<sub>2</sub> on 5 m<sup>2</sup>, x<sup>2</sup>", lexicon=lexicon
    )
    assert [s.spoken for s in found.sentences] == ["carbon dioxide on 5 square metres, x squared"]
    assert set(found.respelled) == {"CO2", "m²"}


def test_addresses_and_what_is_not_said_have_no_powers(tmp_path: Path) -> None:
    source = "---\nscript: yes\n---\n\nANNA: [10² men] See https://example.org/10² for 10²."
    (sentence,) = document(tmp_path, source, "a.md").sentences
    assert sentence.spoken == "See example.org for 10 squared."


@pytest.mark.parametrize(
    ("text", "before"),
    [("1" * 100_000 + "x", "a"), ("-" * 100_000 + "n" * 2, "x")],
)
def test_what_is_raised_and_long_is_no_figure_and_seen_to_be_none_at_once(
    text: str, before: str
) -> None:
    assert not is_raisable(text, before)


@pytest.mark.parametrize("text", ["(" * 50_000, "()" * 50_000, "Xy(" * 50_000])
def test_brackets_without_end_are_no_formula_and_take_no_time(text: str) -> None:
    """Were they gone through from each of them on, it would be minutes."""
    assert spoken(f"{text}x₂a and x²", "en") == f"{text}x 2 a and x squared"
    assert spoken(f"{text} x²", "en").endswith(" x squared")


@settings(tried, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(["10", "x", "<sup>", "</sup>", "<sub>", "</sub>", "2", "n", "⁶", "-", " "])
        | st.sampled_from(
            ["(", ")", "/", "<i>", "</i>", "+", "st", "<p>", "~~", "<s>", "</s>", "."]
        )
    ).map("".join),
    st.sampled_from(["a.html", "a.md"]),
)
def test_no_figure_is_lost(tmp_path: Path, source: str, name: str) -> None:
    try:
        found = document(tmp_path, f"Begin {source}", name)
    except DocumentError:
        return
    assert found.lost == ()
    for sentence in found.sentences:
        assert plainly(sentence.text).isascii()
