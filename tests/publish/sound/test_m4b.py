"""An audiobook in one file: what other people's readers find in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import mutagen
import pytest

from captioner.audio.encoder import Encoder
from captioner.audio.mp4 import Mp4
from captioner.audio.tags import Mark, Tags
from captioner.errors import OptionError
from captioner.publish.again import publish_folder
from captioner.publish.formats import check_formats
from captioner.publish.kept import find_kept
from captioner.publish.kept.chapters import chapters_of
from tests.audio.test_tags import ffmpeg_chapters
from tests.audio.test_writer import decoded


@pytest.fixture
def book(folder: Path) -> Path:
    publish_folder(folder, formats=("m4b",))
    return folder / "x.m4b"


def test_its_chapters_are_those_of_the_timeline_to_the_millisecond(book: Path) -> None:
    kept = find_kept(book.parent)
    rate = kept.head.rate
    wanted = [
        (round(one.start * 1000 / rate), round(one.end * 1000 / rate), one.title)
        for one in chapters_of(kept)
    ]

    assert ffmpeg_chapters(book) == wanted
    by_mutagen: Any = mutagen.File(book)
    assert [(round(one.start * 1000), one.title) for one in by_mutagen.chapters] == [
        (start, title) for start, _, title in wanted
    ]


def test_its_sound_is_that_of_an_m4a_as_long_as_the_timeline(book: Path) -> None:
    kept = find_kept(book.parent)
    with av.open(str(book)) as container:
        assert container.metadata["major_brand"] == "M4B "
        assert container.streams.audio[0].duration == kept.end.frames
    assert decoded(book) == decoded(book.with_suffix(".m4a"))


def test_it_plays_before_all_of_it_is_there(book: Path) -> None:
    data = book.read_bytes()

    assert data.index(b"moov") < data.index(b"mdat")


def test_made_again_it_is_the_same_file(book: Path) -> None:
    before = book.read_bytes()
    book.unlink()
    publish_folder(book.parent, formats=("m4b",))

    assert book.read_bytes() == before


def test_chapters_and_cover_are_right_beyond_32_bits(tmp_path: Path) -> None:
    """A week of chapters at 48,000 Hz; here it is few packets that say they last so long."""
    path = tmp_path / "a.m4b"
    config = Encoder("aac", 48_000, 64_000, ()).opened().extradata
    assert config is not None
    day = 86_400 * 48_000
    file = Mp4(path, 48_000, 64_000, config, day, is_book=True)
    for n in range(7):
        file.add(b"sound", [5], n * day - 1024, day)
    marks = tuple(Mark(f"Day {n}", n * day, (n + 1) * day) for n in range(7))
    file.finish(Tags(title="Long", marks=marks))
    file.close()

    found = ffmpeg_chapters(path)
    assert [(start, title) for start, _, title in found] == [
        (n * 86_400_000, f"Day {n}") for n in range(7)
    ]


def test_places_beyond_4_gib_are_told_in_64_bits(tmp_path: Path) -> None:
    """By a file with a hole in it, as if so much sound had come."""
    path = tmp_path / "a.m4b"
    config = Encoder("aac", 22_050, 64_000, ()).opened().extradata
    assert config is not None
    file = _Holed(path, 22_050, 64_000, config, 1024, is_book=True)
    for n in range(130):
        if n == 64:
            file.skip(2**32)
        file.add(b"sound %3d" % n, [9], (n - 1) * 1024, 1024)
    marks = (Mark("Before", 0, 70 * 1024), Mark("Behind", 70 * 1024, 129 * 1024))
    index = file.index(Tags(marks=marks))
    file.close()

    assert index.count(b"co64") == 2
    assert b"stco" not in index


class _Holed(Mp4):
    """One that tells of its index without moving four gigabytes for it."""

    written: bytes = b""

    def skip(self, size: int) -> None:
        self._end += size

    def index(self, tags: Tags) -> bytes:
        self._data = self._end
        self.finish(tags)
        return self.written

    def _at(self, place: int, data: bytes) -> None:
        self.written = data


def test_a_rate_that_it_cannot_have_is_refused_before_anything_is_spoken() -> None:
    with pytest.raises(OptionError, match="m4b cannot carry 22000 Hz; choose --rate 22050"):
        check_formats(["srt", "m4b"], 22_000)
