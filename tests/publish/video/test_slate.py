"""A video of a narration without a picture, and a narration added to one, from what is kept."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import mutagen
import pytest
from msgspec.structs import replace

from captioner.captions import profile_of
from captioner.errors import CaptionerError, OptionError
from captioner.publish.again import publish_folder
from captioner.publish.publication import Step
from captioner.publish.settings import PublishSettings
from captioner.publish.video.burn_in import BurnIn
from captioner.publish.video.card import Card, draw_card
from captioner.publish.video.fonts import faces_in, installed
from captioner.publish.video.narrated import Filming, film_narration
from captioner.text import read
from captioner.text.srt_reader import srt_parts
from tests.publish.books import narrated_book
from tests.publish.kept.test_cover import picture
from tests.publish.making import end_of
from tests.publish.video.emoji_font import emoji_font
from tests.publish.video.films import (
    captions_in,
    drawing,
    frames_of,
    hashes,
    needs,
    streams_of,
    told_of,
)

pytestmark = drawing
SIZE = 320, 180


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Large pictures look the same, and take longer."""
    monkeypatch.setattr("captioner.publish.video.slate._SIZE", SIZE)


def kept_cues(folder: Path) -> list[tuple[int, int, tuple[str, ...]]]:
    parts = srt_parts((folder / "x.srt").read_text("utf-8"))
    return [(cue.start_ms, cue.end_ms, cue.lines) for cue in parts.cues]


def test_a_slate_is_as_long_as_the_sound_and_has_its_captions_and_chapters(folder: Path) -> None:
    steps: list[Step] = []
    publish_folder(
        folder, formats=["mp4"], settings=PublishSettings(authors=("A. B.",)), tell=steps.append
    )
    out = folder / "x.mp4"
    assert steps[0] == Step("mp4")
    assert Step("mp4", 50, 100, share=True) in steps
    assert steps[-1].done >= 99

    found = [(cue.start_ms, cue.end_ms, cue.lines) for cue in captions_in(out)]
    assert found == kept_cues(folder)
    assert streams_of(out)[:3] == [
        "Video: h264 und default", "Audio: aac eng default", "Subtitle: mov_text eng default",
    ]  # fmt: skip
    end = end_of(folder)
    seconds = end.frames / 22_050
    told = told_of(out)
    hours, minutes, rest = re.findall(r"Duration: (\d+):(\d+):([\d.]+)", told)[0]
    assert abs(int(hours) * 3600 + int(minutes) * 60 + float(rest) - seconds) < 0.05
    assert "artist          : A. B." in told
    assert told.count("Chapter #") == 2
    assert end.files["x.mp4"].bytes == out.stat().st_size
    assert out.stat().st_size < 60_000 * seconds / 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_slate_has_the_cover_by_which_shelves_show_it(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    cover = tmp_path / "front"
    cover.write_bytes(picture(kind))
    publish_folder(folder, formats=["mp4"], settings=PublishSettings(cover=cover))
    by_mutagen: Any = mutagen.File(folder / "x.mp4")
    (shown,) = by_mutagen.tags["covr"]
    assert bytes(shown) == cover.read_bytes()
    assert told_of(folder / "x.mp4").count("(attached pic)") == 1


def test_captions_can_be_drawn_on_the_card(folder: Path) -> None:
    publish_folder(folder, formats=["mp4"], settings=PublishSettings(burn_in=True, look="box"))
    out = folder / "x.mp4"

    assert not any("Subtitle" in stream for stream in streams_of(out))
    cues = kept_cues(folder)
    frames = frames_of(out, SIZE)
    below = slice(SIZE[0] * 150, SIZE[0] * 175)
    for number in range(0, len(frames), 5):
        ms = number * 40
        shown = any(start <= ms < end for start, end, _ in cues)
        bright = sum(value > 200 for value in frames[number][below])
        assert (bright > 12) == shown, ms


def test_a_narration_is_added_to_a_video_once_and_again_when_it_has_changed(
    folder: Path, clip: Path, tmp_path: Path
) -> None:
    filming = Filming(clip, tmp_path / "out.mp4")
    filming.check()
    made = film_narration(folder, filming)

    found = [(cue.start_ms, cue.end_ms, cue.lines) for cue in captions_in(filming.out)]
    assert found == kept_cues(folder)
    assert hashes(filming.out, "v", "a:1") == hashes(clip, "v", "a")
    assert streams_of(filming.out)[1] == "Audio: aac eng default"
    assert re.search(r"the narration goes on for \d+\.\d s after the picture", made.warnings[0])
    before = filming.out.stat().st_mtime_ns
    assert film_narration(folder, filming).unchanged
    assert filming.out.stat().st_mtime_ns == before
    bbc = replace(profile_of("bbc", "en"))
    assert not film_narration(folder, filming, profile=bbc).unchanged


def test_what_is_wrong_with_a_video_is_told_before_anything_is_made(
    folder: Path, clip: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.mp4"
    for filming, reason in (
        (Filming(tmp_path / "none.mp4", out), "none.mp4: there is no such file"),
        (Filming(clip, tmp_path / "out.avi"), "a video is written as .mp4"),
        (Filming(clip, tmp_path / "out.webm"), "its picture is h264, which webm cannot hold"),
        (
            Filming(clip, tmp_path / "out.webm", BurnIn()),
            "its sound is aac, which players do not expect in .webm",
        ),
        (Filming(clip, out, BurnIn("None Such")), "--font None Such: no font of that name"),
    ):
        with pytest.raises(CaptionerError, match=re.escape(reason)):
            filming.check()
        with pytest.raises(CaptionerError, match=re.escape(reason)):
            film_narration(folder, filming)
    assert not list(tmp_path.glob("*out.*"))


@pytest.mark.parametrize(
    ("text", "chosen", "says"),
    [
        ("One.", {"title": "A\U0010fffd"}, r"no font on this machine has .* \(U\+10FFFD"),
        ("# One\n\nOne.\n\n# Two\U0010fffd\n\nTwo.", {}, r"no font .* has .* \(U\+10FFFD"),
        ("One.\U0010fffd", {"burn_in": True}, r"no font .* has .* \(U\+10FFFD"),
        ("One.", {"font": "None Such"}, "--font None Such: no font of that name"),
    ],
)
def test_letters_that_cannot_be_drawn_are_told_before_anything_is_spoken(
    tmp_path: Path, text: str, chosen: dict[str, Any], says: str
) -> None:
    with pytest.raises(OptionError, match=says):
        narrated_book(tmp_path, text, formats=("mp4",), publish=PublishSettings(**chosen))
    assert not (tmp_path / "x").exists()
    assert not any(path.is_file() for path in (tmp_path / "store/takes").rglob("*"))


def test_letters_of_captions_that_are_drawn_on_a_video_are_looked_for_too(
    clip: Path, tmp_path: Path
) -> None:
    (tmp_path / "x.md").write_text("One.\U0010fffd", "utf-8")
    with pytest.raises(OptionError, match="no font on this machine has"):
        Filming(clip, tmp_path / "out.mp4", BurnIn()).check_document(read(tmp_path / "x.md"))
    Filming(clip, tmp_path / "out.mp4").check_document(read(tmp_path / "x.md"))


def test_a_machine_without_fonts_is_told_which_to_install(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("captioner.publish.video.fonts.installed", list)
    before = {path.name for path in folder.iterdir()}
    with pytest.raises(OptionError, match=r"no font on this machine has .* install one, such as"):
        publish_folder(folder, formats=["mp4"])
    assert {path.name for path in folder.iterdir()} == before


def test_emoji_are_drawn_in_colours_or_else_it_is_told_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs("😀")
    settings = PublishSettings(title="A 😀 and a 😀", burn_in=True)
    plain = [face for face in installed() if not face.is_coloured]
    for faces, told in (
        (plain, True), ([*plain, *faces_in(emoji_font(tmp_path / "e.ttf", "😀"))], False)
    ):  # fmt: skip
        monkeypatch.setattr("captioner.publish.video.fonts.installed", lambda f=faces: f)
        notes = publish_folder(folder, formats=["mp4"], settings=settings).warnings
        assert [note.startswith("emoji are drawn in white") for note in notes] == [True] * told


def test_cards_are_drawn_for_any_script_and_a_cover_that_is_none_is_refused() -> None:
    from PIL import Image

    needs("あمक")
    for lang, title in (("en", "A very long title " * 12), ("ar", "الميناء"), ("ja", "銀河" * 40)):
        card = draw_card(Card(title, "A. B.", "1", lang), 640, 360)
        bottom = card.crop((0, 290, 640, 360)).convert("L")
        assert card.size == (640, 360)
        assert max(bottom.tobytes()) < 60  # It stays free for captions.
        assert max(card.convert("L").tobytes()) > 200
    with pytest.raises(OptionError, match="the cover cannot be drawn"):
        draw_card(Card("A", cover=b"none"), 64, 36)
    assert isinstance(draw_card(Card("A"), 36, 64), Image.Image)
