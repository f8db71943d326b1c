"""Fonts are found by the characters that they have, and told by name where there are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.errors import OptionError
from captioner.publish.video.fonts import Fonts, faces_in, installed, is_unseen, script_of
from tests.publish.video.films import needs
from tests.strategies import tried

ImageFont = pytest.importorskip("PIL.ImageFont")


def test_a_font_has_just_the_characters_that_freetype_finds_in_it() -> None:
    needs("A")
    for face in installed()[:12]:
        font = ImageFont.truetype(str(face.path), 20, index=face.index)
        missing = font.getmask("\U0010fffd\ufffe").getbbox() and bytes(font.getmask("\ufffe"))
        for char in "Aéжשعक世가ก☃":
            if face.has(char):
                assert bytes(font.getmask(char)) != missing, (face, char)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Hello — “wörld”"),
        ("ar", "مرحبا"),
        ("he", "שלום"),
        ("hi", "नमस्ते"),
        ("ja", "こんにちは世界"),
    ],
)
def test_every_character_of_a_text_gets_a_font(lang: str, text: str) -> None:
    needs(text.replace(" ", ""))
    faces = Fonts(lang).cover(text)
    assert all(any(face.has(char) for face in faces) for char in text)
    assert len(faces) <= 2
    assert not any(face.is_italic or face.weight != 400 for face in faces)


def test_chinese_characters_are_drawn_as_the_language_has_them() -> None:
    needs("直")
    families = {lang: Fonts(lang).cover("直")[0].family for lang in ("ja", "zh", "zh-TW", "ko")}
    if not families["ja"].startswith("Noto Sans CJK"):
        pytest.skip("there is no font for each language here")
    assert families == {
        "ja": "Noto Sans CJK JP", "zh": "Noto Sans CJK SC", "zh-TW": "Noto Sans CJK TC",
        "ko": "Noto Sans CJK KR",
    }  # fmt: skip


def test_what_needs_no_glyph_needs_no_font() -> None:
    assert all(map(is_unseen, " \u00a0\u200d\u200c\u2060\u200f\ufe0f"))
    assert not is_unseen("a")


def test_scripts_have_names_that_people_know() -> None:
    assert script_of("क") == "Devanagari"
    assert script_of("世") == "Chinese characters"
    assert script_of("\U0001f600") == "symbols and emoji"


def test_a_font_can_be_named_by_its_file_or_its_family(tmp_path: Path) -> None:
    needs("A")
    face = Fonts("en").cover("A")[0]
    assert Fonts("en", str(face.path)).faces[0].path == face.path
    assert Fonts("en", face.family.upper()).faces[0].family == face.family
    broken = tmp_path / "broken.ttf"
    with pytest.raises(OptionError, match="there is no such file"):
        Fonts("en", str(broken))
    broken.write_bytes(face.path.read_bytes()[:1000])
    with pytest.raises(OptionError, match="it is no font that can be read"):
        Fonts("en", str(broken))


@tried
@given(at=st.integers(0, 2000), noise=st.binary(min_size=1, max_size=40))
def test_a_damaged_font_has_less_in_it_but_stops_nothing(
    at: int, noise: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    small = min(installed(), key=lambda face: face.path.stat().st_size, default=None)
    if small is None:
        pytest.skip("there is no font here")
    data = bytearray(small.path.read_bytes())
    data[at : at + len(noise)] = noise
    path = tmp_path_factory.getbasetemp() / "noisy.ttf"
    path.write_bytes(data)
    for face in faces_in(path):
        face.has("A")
