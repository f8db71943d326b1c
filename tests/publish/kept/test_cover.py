"""Covers: what can be one, what is said of what cannot, and where it goes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from captioner.document import Picture
from captioner.errors import OptionError
from captioner.publish.again import publish_folder
from captioner.publish.kept import find_kept
from captioner.publish.kept.cover import MAX_BYTES, carried, checked, kept_cover, picture_in
from captioner.publish.settings import PublishSettings
from tests.publish.making import files_in, narrated


def picture(kind: str, size: tuple[int, int] = (60, 40), **options: bool) -> bytes:
    """A picture as another library writes it."""
    file = io.BytesIO()
    Image.effect_noise(size, 50).save(file, kind, **options)
    return file.getvalue()


JPEG = picture("JPEG")


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(JPEG, "image/jpeg"), (picture("JPEG", progressive=True), "image/jpeg"),
     (picture("PNG"), "image/png")],
)  # fmt: skip
def test_a_jpeg_and_a_png_can_be_one_whatever_they_are_called(
    tmp_path: Path, data: bytes, media_type: str
) -> None:
    (tmp_path / "cover.dat").write_bytes(data)

    assert picture_in(tmp_path / "cover.dat") == Picture(media_type, data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is neither a JPEG nor a PNG"),
        (b"hello", "it is neither a JPEG nor a PNG"),
        (picture("GIF"), "it is neither a JPEG nor a PNG"),
        (JPEG[: len(JPEG) // 2], "the picture is damaged"),
        (JPEG[:20], "the picture is damaged"),
        (picture("PNG")[:-30], "the picture is damaged"),
        (b"\xff\xd8\xff" + bytes(MAX_BYTES), "more than 10,000,000 bytes"),
        (picture("PNG", (10_001, 1)), "10,001 by 1 pixels, and 10,000 a side are the most"),
    ],
)
def test_what_cannot_be_one_is_told_in_a_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(OptionError, match=reason):
        checked(data, "--cover x")


@pytest.mark.parametrize("at", range(2, 30))
def test_a_jpeg_cut_anywhere_in_its_head_is_damaged_and_no_worse(at: int) -> None:
    with pytest.raises(OptionError):
        checked(JPEG[:at], "--cover x")


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"--cover .*no\.jpg: cannot be read \(No such file"):
        picture_in(tmp_path / "no.jpg")


def test_a_cover_of_a_document_that_sound_cannot_carry_is_left_out_and_told() -> None:
    cover, why = carried(Picture("image/gif", picture("GIF")))

    assert cover is None
    assert "the cover of the document is left out" in why


def test_a_cover_is_kept_with_the_narration_and_found_by_what_is_published_later(
    tmp_path: Path,
) -> None:
    (tmp_path / "c.jpg").write_bytes(JPEG)
    folder = narrated(
        tmp_path, formats=("srt", "wav", "mp3"), publish=PublishSettings(cover=tmp_path / "c.jpg")
    ).folder
    (tmp_path / "c.jpg").unlink()

    assert (folder / "x.cover.jpg").read_bytes() == JPEG
    assert kept_cover(find_kept(folder)) == Picture("image/jpeg", JPEG)
    before = files_in(folder)["x.mp3"]
    assert JPEG in before
    (folder / "x.mp3").unlink()
    publish_folder(folder, formats=("mp3", "m4b"))
    # What is made later is what was made while it was spoken, tags and chapters and all.
    assert files_in(folder)["x.mp3"] == before
    assert JPEG in files_in(folder)["x.m4b"]


def test_another_cover_can_be_chosen_later(usual: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "c.png").write_bytes(picture("PNG"))
    settings = replace(PublishSettings(), cover=tmp_path / "c.png", narrator="N. Reader")
    publish_folder(folder, formats=("m4b",), settings=settings)

    assert (tmp_path / "c.png").read_bytes() in (folder / "x.m4b").read_bytes()
    assert b"N. Reader" in (folder / "x.m4b").read_bytes()
