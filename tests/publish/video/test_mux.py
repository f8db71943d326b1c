"""Captions and sound added to a video, read back by another FFmpeg."""

from __future__ import annotations

import re
import resource
import shutil
from pathlib import Path

import pytest

from captioner.audio.codecs import WAV
from captioner.audio.pcm import silence
from captioner.audio.writer import AudioWriter
from captioner.errors import (
    AudioError,
    CaptionerError,
    DocumentError,
    OptionError,
    OutputError,
)
from captioner.publish.video.added import Adding, add_to_video
from captioner.publish.video.film import made_by
from captioner.publish.video.finished import check_way
from tests.publish.video.films import (
    captions_in,
    ffmpeg,
    film,
    hashes,
    packets_of,
    picture_captions,
    streams_of,
    told_of,
)

GERMAN = (
    "1\n00:00:00,100 --> 00:00:00,400\nEins & 2 > 1\ndrei\n\n"
    "2\n00:00:00,500 --> 00:00:02,000\nvier\n"
)
ENGLISH = (
    "WEBVTT\nLanguage: en\n\n00:00.100 --> 00:00.400\n<v Ann>One &amp; two\n\n"
    "00:00.400 --> 00:00.900\nthree"
)


@pytest.fixture
def german(tmp_path: Path) -> Path:
    path = tmp_path / "talk.de-AT.srt"
    path.write_text(GERMAN, "utf-8")
    return path


@pytest.fixture
def english(tmp_path: Path) -> Path:
    path = tmp_path / "talk.vtt"
    path.write_text(ENGLISH, "utf-8")
    return path


def spans(path: Path, track: int = 0) -> list[tuple[int, int, tuple[str, ...]]]:
    return [(cue.start_ms, cue.end_ms, cue.lines) for cue in captions_in(path, track)]


# ---------------------------------------------------------------- what is in it


@pytest.mark.parametrize("suffix", ["mp4", "m4v", "mov", "mkv"])
def test_captions_are_tracks_with_their_languages_and_all_else_is_as_it_was(
    suffix: str, clip: Path, german: Path, english: Path, tmp_path: Path
) -> None:
    out = tmp_path / f"out.{suffix}"
    made = add_to_video(Adding(clip, out, ((german, None), (english, None))))

    assert made.told == "captions in de-AT, en"
    assert hashes(out, "v", "a") == hashes(clip, "v", "a")
    lines = ("Eins & 2 > 1", "drei")
    assert spans(out) == [(100, 400, lines), (500, 2000, ("vier",))]
    assert spans(out, 1) == [(100, 400, ("One & two",)), (400, 900, ("three",))]
    assert len(streams_of(out)) == 4
    codec = "subrip" if suffix == "mkv" else "mov_text"
    german_there = "ger" if suffix == "mov" else "deu"
    assert streams_of(out)[2:] == [
        f"Subtitle: {codec} {german_there} default", f"Subtitle: {codec} eng",
    ]  # fmt: skip


def test_in_webm_captions_are_webvtt_and_tell_who_speaks(
    webm: Path, english: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.webm"
    add_to_video(Adding(webm, out, ((english, None),)))

    assert hashes(out, "v", "a") == hashes(webm, "v", "a")
    told = ffmpeg("-copyts", "-i", out, "-map", "0:s", "-c", "copy", "-f", "webvtt", "-").decode()
    assert "00:00.100 --> 00:00.400\n<v Ann>One &amp; two</v>\n" in told
    assert streams_of(out)[2] == "Subtitle: webvtt eng default"


def test_sound_that_is_added_plays_first_and_the_one_that_was_there_stays_behind_it(
    clip: Path, tmp_path: Path
) -> None:
    sound, out = tmp_path / "said.wav", tmp_path / "out.mp4"
    with AudioWriter(sound, WAV, 22_050) as writer:
        writer.write(silence(44_100))
    made = add_to_video(Adding(clip, out, sound=sound, sound_lang="fr-CA"))

    assert streams_of(out)[1:] == ["Audio: aac fra default", "Audio: aac und"]
    assert hashes(out, "v", "a:1") == hashes(clip, "v", "a")
    assert made.warnings == (
        f"{sound}: its sound (pcm_s16le) is encoded anew, as AAC in mono",
        f"{clip}: the narration goes on for 1.0 s after the picture; players stay at the last one",
    )
    add_to_video(Adding(clip, out, sound=sound, keep_sound=False))
    assert [stream for stream in streams_of(out) if "Audio" in stream] == ["Audio: aac und default"]


def test_title_chapters_cover_and_how_a_picture_is_turned_stay(
    clip: Path, german: Path, tmp_path: Path
) -> None:
    rich, out = tmp_path / "rich.mp4", tmp_path / "out.mp4"
    notes, cover = tmp_path / "notes", tmp_path / "cover.png"
    notes.write_text(
        ";FFMETADATA1\ntitle=Old\nartist=Me\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\n"
        "title=A\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=500\nEND=1000\ntitle=B\n"
    )
    ffmpeg("-f", "lavfi", "-i", "color=red:size=32x32", "-frames:v", "1", cover)
    ffmpeg(
        "-display_rotation", "90", "-i", clip, "-i", notes, "-i", cover, "-map", "0:v", "-map",
        "0:a", "-map", "2:v", "-map_metadata", "1", "-c", "copy", "-disposition:v:1",
        "attached_pic", rich,
    )  # fmt: skip
    add_to_video(Adding(rich, out, ((german, None),)))

    told = told_of(out)
    assert "title           : Old" in told
    assert "artist          : Me" in told
    assert "Chapter #0:1: start 0.500000, end 1.000000" in told
    assert "rotation of 90.00 degrees" in told
    assert "attached pic" in told
    assert hashes(out, "v:0", "v:1") == hashes(rich, "v:0", "v:1")
    # Matroska has the cover as an attachment, which FFmpeg tells as a picture again.
    mkv, again = tmp_path / "out.mkv", tmp_path / "again.mkv"
    assert add_to_video(Adding(rich, mkv, ((german, None),))).warnings == ()
    assert add_to_video(Adding(mkv, again)).warnings == ()
    for made in (mkv, again):
        assert hashes(made, "v:1") == hashes(rich, "v:1")
        assert "filename        : cover.png" in told_of(made)
    add_to_video(Adding(again, tmp_path / "back.mp4"))
    assert hashes(tmp_path / "back.mp4", "v:1") == hashes(rich, "v:1")


def test_the_index_of_an_mp4_is_in_front(clip: Path, german: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    add_to_video(Adding(clip, out, ((german, None),)))
    data = out.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_captions_that_are_there_stay_behind_those_that_are_added(
    clip: Path, german: Path, english: Path, tmp_path: Path
) -> None:
    first, out = tmp_path / "first.mkv", tmp_path / "out.mkv"
    add_to_video(Adding(clip, first, ((german, None),)))
    add_to_video(Adding(first, out, ((english, None),)))
    assert streams_of(out)[2:] == ["Subtitle: subrip deu", "Subtitle: subrip eng default"]
    assert spans(out, 0) == spans(first)


def test_captions_that_are_there_are_put_into_what_the_new_kind_of_video_holds(
    clip: Path, german: Path, english: Path, tmp_path: Path
) -> None:
    first, mp4, mkv = tmp_path / "first.mkv", tmp_path / "out.mp4", tmp_path / "out.mkv"
    add_to_video(Adding(clip, first, ((german, None),)))
    notes = add_to_video(Adding(first, mp4, ((english, None),))).warnings
    assert f"{first}: its captions (subrip) become mov_text" in notes[0]
    assert "does not tell who speaks" in notes[1]
    assert streams_of(mp4)[2:] == ["Subtitle: mov_text deu", "Subtitle: mov_text eng default"]
    assert spans(mp4, 0) == spans(first)

    notes = add_to_video(Adding(mp4, mkv, ((english, None),))).warnings
    assert f"{mp4}: its captions (mov_text) become subrip" in notes[0]
    assert streams_of(mkv)[2:4] == ["Subtitle: subrip deu", "Subtitle: subrip eng"]
    assert spans(mkv, 0) == spans(first)


def test_captions_of_webm_keep_their_words_and_who_says_them(
    english: Path, german: Path, tmp_path: Path
) -> None:
    webm = film(tmp_path / "a.webm", "-c:v", "libvpx", "-c:a", "libopus")
    first, mkv = tmp_path / "first.webm", tmp_path / "out.mp4"
    add_to_video(Adding(webm, first, ((english, None),)))
    with_both = add_to_video(Adding(first, mkv.with_suffix(".mkv"), ((german, None),)))
    assert spans(with_both.path, 0) == [(100, 400, ("One & two",)), (400, 900, ("three",))]


def test_captions_that_are_not_text_alone_are_left_out_where_they_cannot_be_held(
    clip: Path, german: Path, tmp_path: Path
) -> None:
    first, out = tmp_path / "first.mkv", tmp_path / "out.mp4"
    ffmpeg("-i", clip, "-i", german, "-map", "0", "-map", "1", "-c", "copy", "-c:s", "ass", first)
    notes = add_to_video(Adding(first, out, ((german, None),))).warnings
    assert f"{first}: its captions (ass) are left out" in notes[0]


def test_captions_that_are_pictures_or_have_their_own_look_are_copied_where_they_can_be_held(
    clip: Path, german: Path, tmp_path: Path
) -> None:
    first = tmp_path / "first.mkv"
    blu_ray = picture_captions(tmp_path / "a.sup", (100, 400), (500, 900))
    ffmpeg(
        "-i", clip, "-i", german, "-i", blu_ray, "-map", "0", "-map", "1", "-map", "2", "-map", "2",
        "-c", "copy", "-c:s:0", "ass", "-c:s:2", "dvdsub", "-metadata:s:s:0", "title=Signs",
        "-disposition:s:0", "forced", first
    )  # fmt: skip
    again = tmp_path / "again.mkv"
    made = add_to_video(Adding(first, again, ((german, None),)))
    assert made.warnings == ()
    assert streams_of(again)[2:] == [
        "Subtitle: ass und", "Subtitle: hdmv_pgs_subtitle und", "Subtitle: dvd_subtitle und",
        "Subtitle: subrip deu default"
    ]  # fmt: skip
    assert [packets_of(again, n) for n in range(3)] == [packets_of(first, n) for n in range(3)]
    assert "Signs" in told_of(again)
    for name in ("out.mp4", "out.mov"):
        notes = add_to_video(Adding(first, tmp_path / name, ((german, None),))).warnings
        assert [re.findall(r"its captions \((\w+)\) are left out", note) for note in notes] == [
            ["ass"], ["hdmv_pgs_subtitle"], ["dvd_subtitle"]
        ]  # fmt: skip


def test_sound_that_decoders_call_otherwise_is_held_where_it_can_be(
    clip: Path, german: Path, tmp_path: Path
) -> None:
    first, out = tmp_path / "first.mkv", tmp_path / "out.mkv"
    ffmpeg("-i", clip, "-c:v", "copy", "-c:a", "dca", "-strict", "-2", "-ar", "48000", first)
    add_to_video(Adding(first, out, ((german, None),)))
    assert hashes(out, "v:0", "a:0") == hashes(first, "v:0", "a:0")


def test_a_video_that_begins_later_by_its_clock_has_captions_that_much_later(
    clip: Path, german: Path, tmp_path: Path
) -> None:
    late, out = tmp_path / "late.mkv", tmp_path / "out.mkv"
    ffmpeg("-i", clip, "-map", "0:v", "-c", "copy", "-output_ts_offset", "3", late)
    add_to_video(Adding(late, out, ((german, None),)))
    assert [start for start, _, _ in spans(out)] == [3100, 3500]


# ---------------------------------------------------------------- what cannot be


def complaint(adding: Adding, kind: type[CaptionerError]) -> str:
    """Tell what is said of a video that cannot be made; nothing of it may be left."""
    folder = adding.out.parent
    before = sorted(folder.iterdir())
    with pytest.raises(kind) as caught:
        add_to_video(adding)
    assert sorted(folder.iterdir()) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_is_no_video_or_not_all_of_one_is_refused_in_a_sentence(
    clip: Path, german: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.mp4"
    data = clip.read_bytes()
    (tmp_path / "playlist.mp4").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"
    )
    (tmp_path / "noise.mp4").write_bytes(bytes(range(256)) * 64)
    (tmp_path / "headless.mp4").write_bytes(data[: len(data) // 2])
    long = film(tmp_path / "long.mp4", "-c:v", "libx264", "-movflags", "+faststart", seconds=4)
    (tmp_path / "cut.mp4").write_bytes(long.read_bytes()[: long.stat().st_size // 2])
    key = "76a6c65c5ea762046bd749a2e632ccbb"
    ffmpeg(
        "-i", clip, "-c", "copy", "-encryption_scheme", "cenc-aes-ctr", "-encryption_key", key,
        "-encryption_kid", key, tmp_path / "secret.mp4",
    )  # fmt: skip
    ffmpeg("-i", clip, "-map", "0:a", "-c", "copy", tmp_path / "sound.m4a")
    for name, reason in {
        "none.mp4": "there is no such file",
        "talk.de-AT.srt": "there is no moving picture in it",
        "noise.mp4": "no video can be read from it",
        "playlist.mp4": "no video can be read from it",
        "headless.mp4": "no video can be read from it",
        "cut.mp4": "it was cut short: of 4.0 s only",
        "secret.mp4": "it is encrypted",
        "sound.m4a": "there is no moving picture in it",
    }.items():
        adding = Adding(tmp_path / name, out, ((german, None),))
        assert reason in complaint(adding, DocumentError), name


def test_what_a_kind_of_file_cannot_hold_is_refused_with_one_that_can(
    clip: Path, webm: Path, german: Path, tmp_path: Path
) -> None:
    captions = ((german, None),)
    said = complaint(Adding(clip, tmp_path / "out.webm", captions), OptionError)
    assert (
        said
        == f"{clip}: its picture is h264, which webm cannot hold; name a video in .mkv, which can"
    )
    said = complaint(Adding(webm, tmp_path / "out.mov", captions), OptionError)
    assert "its sound is opus, which players do not expect in .mov; write .mkv" in said
    said = complaint(Adding(clip, tmp_path / "out.avi", captions), OptionError)
    assert "a video is written as .mp4, .m4v, .mov, .mkv, .webm" in said
    said = complaint(Adding(clip, tmp_path / "out.mp4", ((clip, None),)), OptionError)
    assert "captions are read from .srt or .vtt" in said
    said = complaint(Adding(clip, tmp_path / "out.mp4", captions, german), AudioError)
    assert "there is no sound in it" in said or "no sound can be read" in said


def test_only_a_video_that_captioner_made_is_replaced(
    clip: Path, german: Path, tmp_path: Path
) -> None:
    for suffix in ("mp4", "mov", "mkv"):
        out = tmp_path / f"out.{suffix}"
        adding = Adding(clip, out, ((german, None),))
        add_to_video(adding)
        assert (made_by(out) or "").startswith("captioner "), suffix
        add_to_video(adding)
        ffmpeg("-i", out, "-map", "0:v", "-c", "copy", tmp_path / f"other.{suffix}")
        shutil.move(tmp_path / f"other.{suffix}", out)
        assert "it is in the way" in complaint(adding, OutputError)
    copy = Path(shutil.copy(clip, tmp_path / "copy.mp4"))
    assert "while it is read" in complaint(Adding(copy, copy, ((german, None),)), OptionError)


def test_a_read_only_folder_is_told_before_anything_is_made(clip: Path, ordinary: Path) -> None:
    place = ordinary / "ro"
    place.mkdir(0o555)
    for out in (place / "out.mp4", place / "deep" / "out.mp4"):
        with pytest.raises(OutputError) as error:
            check_way(out, clip)
        assert str(error.value) == (
            f"{place}: this folder is read-only for you; make it writable, or name another place "
            "with -o"
        )


def test_a_disk_that_fills_up_leaves_nothing(clip: Path, german: Path, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        said = complaint(Adding(clip, tmp_path / "out.mkv", ((german, None),)), OutputError)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "cannot be written (File too large)" in said
