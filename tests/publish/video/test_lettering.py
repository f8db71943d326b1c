"""Text is shaped, ordered and laid out as each script wants it: what is drawn is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.publish.video.direction import Run, runs_of
from captioner.publish.video.fonts import Fonts, faces_in, installed
from captioner.publish.video.lettering import Lettered, Lettering, Look
from tests.publish.video.emoji_font import emoji_font
from tests.publish.video.films import needs
from tests.strategies import tried

pytest.importorskip("PIL")


def lettered(*lines: str, lang: str = "en", look: Look = Look.OUTLINE) -> Lettered:
    needs("".join(lines).replace(" ", ""))
    return Lettering(1280, 720, Fonts(lang), look).draw(lines, lang)


def ink(drawn: Lettered) -> list[tuple[int, int]]:
    """List where it is white."""
    width = drawn.image.width
    pixels = drawn.image.getchannel("R").tobytes()
    return [(at % width, at // width) for at, value in enumerate(pixels) if value > 128]


def breadth(drawn: Lettered) -> int:
    columns = {x for x, _ in ink(drawn)}
    return max(columns) - min(columns)


def test_arabic_letters_are_joined_and_devanagari_ones_make_conjuncts() -> None:
    for lang, word in (("ar", "ببببب"), ("hi", "क्षत्र")):
        apart = sum(breadth(lettered(char, lang=lang)) for char in word if char.isalpha())
        assert breadth(lettered(word, lang=lang)) < 0.85 * apart, lang


def test_what_is_written_from_right_to_left_begins_at_the_right() -> None:
    # An alef is narrow and straight; shin is broad. The first letter is on the right.
    drawn = lettered("ושש", lang="he")
    middle = drawn.image.width // 2
    columns = [x for x, _ in ink(drawn)]
    assert sum(x > middle for x in columns) < sum(x <= middle for x in columns)
    # The mark that ends the sentence is at its left.
    plain, ended = lettered("שלום", lang="he"), lettered("שלום.", lang="he")
    lowest = max(y for _, y in ink(plain))
    dots = [x for x, y in ink(ended) if y >= lowest - 4]
    assert min(dots) == min(x for x, _ in ink(ended))


def test_emoji_are_drawn_in_their_colours_beside_letters_as_large_as_those(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs("AB12")
    faces = [*installed(), *faces_in(emoji_font(tmp_path / "emoji.ttf", "12😀🚀"))]
    monkeypatch.setattr("captioner.publish.video.fonts.installed", lambda: faces)
    for look in Look:
        drawn = Lettering(1280, 720, Fonts("en"), look).draw(["A🚀12 B😀"])
        green = drawn.image.getchannel("G").tobytes()
        solid = drawn.image.getchannel("A").tobytes()
        width = drawn.image.width
        red = [
            (at % width, at // width)
            for at, value in enumerate(drawn.image.getchannel("R").tobytes())
            if value > 200 and green[at] < 50 and solid[at] > 200
        ]
        # Two squares of an em, which stand on the line; digits are left to the font for text.
        em = round(0.8 * 54)
        assert len(red) == pytest.approx(2 * em * em, rel=0.05)
        assert max(y for _, y in red) - min(y for _, y in red) == pytest.approx(em, abs=2)
        assert max(x for x, _ in red) > max(x for x, _ in ink(drawn) if (x, _) not in set(red))


def test_lines_are_centred_one_below_the_other_and_fit_the_picture() -> None:
    drawn = lettered("Boats", "come in")
    assert drawn.x == (1280 - drawn.image.width) // 2
    assert drawn.y + drawn.image.height < 720
    rows = {y for _, y in ink(drawn)}
    assert len(rows) < max(rows) - min(rows)  # There is room between them.
    wide = lettered("W" * 200)
    assert wide.image.width <= 1280


def test_a_box_is_behind_each_line_as_long_as_that() -> None:
    drawn = lettered("Boats", "come in now", look=Look.BOX)
    alpha = drawn.image.getchannel("A").tobytes()
    width = drawn.image.width
    rows = [alpha[at : at + width].count(255) for at in range(0, len(alpha), width)]
    third = len(rows) // 3
    assert 0 < rows[third] < rows[2 * third]


# ---------------------------------------------------------------- runs


def parted(line: str, *, right_to_left: bool) -> list[Run[str]]:
    """Part a line among a font of Latin, and one of Hebrew that has blanks and marks too."""

    def has(font: str, char: str) -> bool:
        is_hebrew = "א" <= char <= "ת"
        return is_hebrew if font == "Hebrew" and char.isalpha() else not is_hebrew

    return runs_of(line, ("Latin", "Hebrew"), has, right_to_left=right_to_left)


def test_runs_of_several_fonts_are_ordered_as_they_are_seen() -> None:
    runs = parted("אב PDF 3, גד.", right_to_left=True)
    assert [(run.text, run.right_to_left) for run in runs] == [
        (", גד.", True), ("PDF 3", False), ("אב ", True),
    ]  # fmt: skip
    runs = parted("see אב 12 here", right_to_left=False)
    assert [run.text for run in runs] == ["see ", "אב 12", " here"]
    assert [run.right_to_left for run in runs] == [False, True, False]


def test_an_emoji_is_left_to_the_font_for_emoji_where_that_of_its_neighbour_has_it_too() -> None:
    def has(font: str, char: str) -> bool:
        return font == "Latin" or char in "🚀😀"

    runs = runs_of("A🚀12 B😀!", ("Emoji", "Latin"), has, right_to_left=False)
    assert [(run.text, run.font) for run in runs] == [
        ("A", "Latin"), ("🚀", "Emoji"), ("12 B", "Latin"), ("😀", "Emoji"), ("!", "Latin"),
    ]  # fmt: skip


@tried
@given(line=st.text("אבab1 .,()", max_size=20), right_to_left=st.booleans())
def test_no_character_is_lost_on_the_way(line: str, right_to_left: bool) -> None:
    runs = parted(line, right_to_left=right_to_left)
    assert sorted("".join(run.text for run in runs)) == sorted(line)
    assert all(before.font != "" for before in runs)
