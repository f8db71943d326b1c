"""What sound files tell of themselves: read back by mutagen and ffmpeg, which did not write it."""

from __future__ import annotations

import base64
import io
import re
import subprocess
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg
import mutagen
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from mutagen.flac import Picture as FlacPicture

from captioner.audio import frames_in
from captioner.audio.codecs import FLAC, M4A, M4B, MP3, OPUS, WAV, Codec
from captioner.audio.front import move
from captioner.audio.languages import terminology_code
from captioner.audio.tags import Mark, Tags
from captioner.audio.writer import AudioWriter
from captioner.document import Picture
from tests.audio.test_writer import decoded, noise
from tests.strategies import tried

RATE = 22_050
FRAMES = 3 * RATE + 77
#: More than a page of an Ogg holds; what it shows is no matter.
COVER = Picture("image/jpeg", b"\xff\xd8\xff" + noise(75_000) + b"\xff\xd9")
TAGS = Tags(
    title="Größe & 本",
    authors=("A. Author", "B. Böll"),
    album="All of it",
    narrator="N. Reader",
    track=3,
    tracks=12,
    lang="de-AT",
    genre="Audiobook",
    year="1999",
    cover=COVER,
    marks=(
        Mark("Erstes 章", 0, RATE // 2),
        Mark("Two = 2; # \\ \n x", RATE // 2, 2 * RATE),
        Mark("Drei", 2 * RATE, FRAMES),
    ),
)
CODECS = (MP3, M4A, M4B, OPUS, FLAC)


def written(path: Path, codec: Codec, tags: Tags | None, frames: int = FRAMES) -> Path:
    with AudioWriter(path, codec, RATE, 2) as writer:
        writer.write(noise(frames))
        writer.tags = tags or Tags()
    return path


@pytest.fixture(scope="module", params=CODECS, ids=lambda codec: codec.name)
def tagged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    codec: Codec = request.param
    return written(tmp_path_factory.mktemp("tagged") / f"a.{codec.name}", codec, TAGS)


def ffmpeg(*arguments: str) -> bytes:
    run = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *arguments],
        capture_output=True,
        check=True,
    )
    return run.stdout


def ffmpeg_chapters(path: Path) -> list[tuple[float, float, str]]:
    """Read chapters as ffmpeg does: when they begin and end, in milliseconds, and their titles."""
    with av.open(str(path)) as container:
        return [
            (
                float(one["start"] * 1000 * (one["time_base"] or 0)),
                float(one["end"] * 1000 * (one["time_base"] or 0)),
                one["metadata"]["title"],
            )
            for one in container.chapters()
        ]


def test_ffmpeg_finds_each_chapter_to_the_millisecond(tagged: Path) -> None:
    *found, (start, end, title) = ffmpeg_chapters(tagged)

    assert found == [(0.0, 500.0, "Erstes 章"), (500.0, 2000.0, "Two = 2; # \\ x")]
    assert (start, title) == (2000.0, "Drei")
    # Where the last one ends an Opus does not tell.
    assert round(end) == 3003 or tagged.suffix == ".opus"


def test_ffmpeg_finds_the_very_bytes_of_the_cover(tagged: Path) -> None:
    taken = ffmpeg("-i", str(tagged), "-map", "0:v", "-c", "copy", "-f", "image2pipe", "-")

    assert taken == COVER.data


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_tags_move_nothing_in_the_sound(tmp_path: Path, codec: Codec) -> None:
    bare = decoded(written(tmp_path / f"bare.{codec.name}", codec, None))
    told = decoded(written(tmp_path / f"told.{codec.name}", codec, TAGS))

    assert told == bare


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_the_same_sound_and_tags_are_the_same_file(
    tagged: Path, tmp_path: Path, codec: Codec
) -> None:
    if tagged.suffix == f".{codec.name}":
        again = written(tmp_path / tagged.name, codec, TAGS)
        assert again.read_bytes() == tagged.read_bytes()


def test_mutagen_finds_in_an_mp3_what_players_show(tmp_path: Path) -> None:
    tags: Any = mutagen.File(written(tmp_path / "a.mp3", MP3, TAGS)).tags
    texts = {name: str(tags[name]) for name in tags if re.fullmatch("T[A-Z0-9]{3}", name)}

    assert tags.version[:2] == (2, 3)
    assert texts == {
        "TIT2": "Größe & 本",
        "TPE1": "A. Author, B. Böll",
        "TPE2": "A. Author, B. Böll",
        "TALB": "All of it",
        "TCOM": "N. Reader",
        "TCON": "Audiobook",
        "TDRC": "1999",
        "TLAN": "deu",
        "TRCK": "3/12",
    }
    assert tags["CTOC:toc"].child_element_ids == ["ch1", "ch2", "ch3"]
    assert (tags["CHAP:ch2"].start_time, tags["CHAP:ch2"].end_time) == (500, 2000)
    (cover,) = tags.getall("APIC")
    assert (cover.mime, cover.type, cover.data) == ("image/jpeg", 3, COVER.data)


@pytest.mark.parametrize("codec", [M4A, M4B], ids=lambda codec: codec.name)
def test_mutagen_finds_in_an_mp4_what_players_show(tmp_path: Path, codec: Codec) -> None:
    file: Any = mutagen.File(written(tmp_path / f"a.{codec.name}", codec, TAGS))
    tags = dict(file.tags)
    (cover,) = tags.pop("covr")
    about = {"stik": [2], "pgap": True} if codec is M4B else {}

    assert tags == about | {
        "©nam": ["Größe & 本"],
        "©ART": ["A. Author, B. Böll"],
        "aART": ["A. Author, B. Böll"],
        "©alb": ["All of it"],
        "©wrt": ["N. Reader"],
        "©nrt": ["N. Reader"],
        "©gen": ["Audiobook"],
        "©day": ["1999"],
        "trkn": [(3, 12)],
    }
    assert bytes(cover) == COVER.data
    assert cover.imageformat == cover.FORMAT_JPEG
    assert [(one.start, one.title) for one in file.chapters] == [
        (0, "Erstes 章"),
        (0.5, "Two = 2; # \\ x"),
        (2, "Drei"),
    ]


@pytest.mark.parametrize("codec", [OPUS, FLAC], ids=lambda codec: codec.name)
def test_mutagen_finds_in_opus_and_flac_what_players_show(tmp_path: Path, codec: Codec) -> None:
    file: Any = mutagen.File(written(tmp_path / f"a.{codec.name}", codec, TAGS))
    tags = {name: value for name, (value,) in dict(file.tags).items()}
    if codec is OPUS:
        cover: Any = FlacPicture(base64.b64decode(tags.pop("metadata_block_picture")))  # type: ignore[no-untyped-call]
    else:
        (cover,) = file.pictures
        assert file.info.length == pytest.approx(FRAMES / RATE)

    assert (cover.mime, cover.type, cover.data) == ("image/jpeg", 3, COVER.data)
    assert tags == {
        "title": "Größe & 本",
        "artist": "A. Author, B. Böll",
        "albumartist": "A. Author, B. Böll",
        "album": "All of it",
        "composer": "N. Reader",
        "performer": "N. Reader",
        "narrator": "N. Reader",
        "genre": "Audiobook",
        "date": "1999",
        "language": "deu",
        "tracknumber": "3",
        "tracktotal": "12",
        "chapter000": "00:00:00.000",
        "chapter000name": "Erstes 章",
        "chapter001": "00:00:00.500",
        "chapter001name": "Two = 2; # \\ x",
        "chapter002": "00:00:02.000",
        "chapter002name": "Drei",
    }


def test_a_wav_tells_what_it_can(tmp_path: Path) -> None:
    with AudioWriter(tmp_path / "a.wav", WAV, RATE, tags=TAGS) as writer:
        writer.write(noise(FRAMES))
    told = ffmpeg("-i", str(tmp_path / "a.wav"), "-f", "ffmetadata", "-").decode()

    assert frames_in(decoded(tmp_path / "a.wav")) == FRAMES
    for line in ("title=Größe & 本", "artist=A. Author, B. Böll", "album=All of it", "date=1999"):
        assert line in told.splitlines()


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_more_chapters_than_one_list_can_hold_are_all_found(tmp_path: Path, codec: Codec) -> None:
    """Nero's list and a table of contents of ID3 hold 255."""
    step = RATE // 50
    marks = tuple(Mark(f"No {n}", n * step, (n + 1) * step) for n in range(300))
    path = written(tmp_path / f"a.{codec.name}", codec, Tags(marks=marks), 300 * step)

    found = ffmpeg_chapters(path)
    assert [(one[0], one[2]) for one in found] == [(n * 20, f"No {n}") for n in range(300)]


def test_one_chapter_alone_is_not_told(tmp_path: Path) -> None:
    path = written(tmp_path / "a.m4b", M4B, Tags(marks=(Mark("All", 0, FRAMES),)))

    assert ffmpeg_chapters(path) == []


def test_a_flac_refuses_a_cover_that_its_block_cannot_hold(tmp_path: Path) -> None:
    from captioner.errors import AudioError

    large = replace(TAGS, cover=Picture("image/png", bytes(2**24)))
    with pytest.raises(AudioError, match="so large a cover"):
        written(tmp_path / "a.flac", FLAC, large)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-GB", "eng"), ("de", "deu"), ("zh-Hans", "zho"), ("no", "nob"), ("gsw", "gsw"),
     ("cmn", "zho"), ("und", ""), ("", ""), ("x-private", "")],
)  # fmt: skip
def test_a_language_is_told_by_three_letters(tag: str, code: str) -> None:
    assert terminology_code(tag) == code


@tried
@given(st.binary(max_size=40), st.integers(0, 40), st.integers(-40, 40))
def test_bytes_move_forth_and_back_as_a_whole(data: bytes, start: int, by: int) -> None:
    """Also where what moves overlaps the place that it moves to, in blocks of any size."""
    start = min(start, len(data))
    by = max(by, -start)
    file = io.BytesIO(data)
    move(file, start, len(data), by, block=3)

    assert file.getvalue()[start + by :][: len(data) - start] == data[start:]
    assert file.getvalue()[: min(start, start + by)] == data[: min(start, start + by)]
