"""A narration published again from its kept timeline, called as a library."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import trio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.captions import About, profile_of
from captioner.captions.own_profile import Own, own_of, with_options
from captioner.client import PoolSettings
from captioner.errors import (
    AudioError,
    CaptionerError,
    DocumentError,
    Incomplete,
    OptionError,
    OutputError,
)
from captioner.local import embedded, local_voice, serving
from captioner.narrate import Settings
from captioner.publish.again import publish_folder
from captioner.publish.caption_files import CaptionFiles
from captioner.publish.folder import Narration, narrate_document
from captioner.publish.formats import FORMATS, CaptionFormat
from captioner.timeline import Timeline, record
from tests.publish.kept.test_narration import kept
from tests.publish.making import BBC, end_of, files_in, narrated
from tests.publish.test_folder import VOICE, StumblingVoice, document
from tests.strategies import timelines, tried

CAPTIONS = tuple(name for name, row in FORMATS.items() if isinstance(row, CaptionFormat))

# ---------------------------------------------------------------- the same as by speaking


def test_published_by_another_profile_it_is_byte_for_byte_as_if_narrated_by_that(
    folder: Path, bbc: Path
) -> None:
    published = publish_folder(folder, profile=replace(BBC, fps=Fraction(25)), offset_ms=36_000_000)

    assert files_in(folder) == files_in(bbc)
    assert published.formats == CAPTIONS
    assert (published.frames, published.sentences) == (end_of(bbc).frames, end_of(bbc).sentences)
    assert all(path.is_file() for path in published.files)
    # And back again: nothing is lost on the way.
    publish_folder(folder, profile=profile_of("netflix"), offset_ms=0)
    publish_folder(bbc.parent / "x", profile=replace(BBC, fps=Fraction(25)), offset_ms=36_000_000)
    assert end_of(folder).sha256 == end_of(bbc).sha256


def test_published_with_nothing_said_all_stays_as_it_is(folder: Path) -> None:
    before = files_in(folder)
    publish_folder(folder)
    assert files_in(folder) == before


def test_what_was_deleted_is_made_again_sound_included(folder: Path) -> None:
    before = files_in(folder)
    for name in ("x.srt", "x.mp3", "x.words.csv"):
        (folder / name).unlink()
    publish_folder(folder)
    assert sorted(files_in(folder)) == sorted(set(before) - {"x.mp3"})
    publish_folder(folder, formats=("mp3",))
    assert {name: data for name, data in files_in(folder).items() if "timeline" not in name} == {
        name: data for name, data in before.items() if "timeline" not in name
    }


@settings(tried, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(timelines(), st.sampled_from(("netflix", "short-form")))
def test_any_timeline_is_published_in_pieces_as_it_would_be_whole(
    tmp_path: Path, timeline: Timeline, name: str
) -> None:
    shutil.rmtree(tmp_path / "tale", ignore_errors=True)
    (tmp_path / "tale").mkdir()
    (tmp_path / "tale" / "tale.timeline.jsonl").write_text(kept(timeline), "utf-8")
    profile = profile_of(name)
    publish_folder(tmp_path / "tale", formats=("vtt", "csv"), profile=profile)

    whole = CaptionFiles(About(timeline.rate, "A tale", "en", profile=profile))
    for format_name in ("vtt", "csv"):
        chosen = FORMATS[format_name]
        assert isinstance(chosen, CaptionFormat)
        whole.add(tmp_path / format_name, chosen)
    whole.write(timeline)
    whole.end()
    assert (tmp_path / "tale" / "tale.vtt").read_bytes() == (tmp_path / "vtt").read_bytes()
    assert (tmp_path / "tale" / "tale.words.csv").read_bytes() == (tmp_path / "csv").read_bytes()


# ---------------------------------------------------------------- as they were made before


def test_each_file_keeps_how_it_was_made_but_for_what_is_said(folder: Path) -> None:
    publish_folder(folder, formats="srt", profile=BBC, offset_ms=1000)
    publish_folder(folder, profile=with_options(Own(), {"max-lines": 1}))

    made = {name: line.captions for name, line in end_of(folder).files.items() if line.captions}
    srt, vtt = made["x.srt"], made["x.vtt"]
    assert (srt.profile["name"], srt.profile["max-chars"], srt.offset_ms) == ("bbc", 37, "1000")
    assert (vtt.profile["name"], vtt.profile["max-chars"], vtt.offset_ms) == ("netflix", 42, "0")
    assert srt.profile["max-lines"] == vtt.profile["max-lines"] == 1
    publish_folder(folder, formats="vtt", profile=own_of("ted"))
    made = {name: line.captions for name, line in end_of(folder).files.items() if line.captions}
    assert (made["x.vtt"].profile["name"], made["x.vtt"].profile["max-lines"]) == ("ted", 2)


def test_a_new_format_is_made_as_the_first_that_is_there(tmp_path: Path) -> None:
    folder = narrated(tmp_path, formats=("srt",), profile=BBC, offset_ms=500).folder
    publish_folder(folder, formats=("vtt",))
    line = end_of(folder).files["x.vtt"]
    assert line.captions == end_of(folder).files["x.srt"].captions
    assert list(end_of(folder).files) == ["x.srt", "x.vtt"]


# ---------------------------------------------------------------- sound


def test_sound_that_is_there_is_left_as_it_is(folder: Path) -> None:
    before = (folder / "x.wav").stat().st_mtime_ns, (folder / "x.timeline.jsonl").read_bytes()
    published = publish_folder(folder, formats=("wav", "mp3"))
    assert published.formats == ("wav", "mp3")
    assert before == (
        (folder / "x.wav").stat().st_mtime_ns,
        (folder / "x.timeline.jsonl").read_bytes(),
    )


def test_without_the_wav_no_sound_is_made_and_nothing_else_either(folder: Path) -> None:
    (folder / "x.mp3").unlink()
    (folder / "x.wav").unlink()
    before = files_in(folder)
    with pytest.raises(AudioError, match=r"x\.wav is not there; narrate .* --format wav,mp3$"):
        publish_folder(folder, formats=("srt", "mp3"), profile=BBC)
    assert files_in(folder) == before


def test_a_wav_that_was_changed_is_no_sound_of_this_timeline(folder: Path) -> None:
    (folder / "x.mp3").unlink()
    wav = bytearray((folder / "x.wav").read_bytes())
    wav[1000] ^= 1
    (folder / "x.wav").write_bytes(wav)
    with pytest.raises(AudioError, match=r"x\.wav was changed since captioner made it; narrate"):
        publish_folder(folder, formats=("mp3",))


def test_a_wav_of_an_earlier_narration_is_no_sound_of_this_timeline(tmp_path: Path) -> None:
    narrated(tmp_path, formats=("wav", "srt"))
    changed = document(tmp_path, "Something else by now.")

    async def again() -> Narration:
        async with embedded(workers=1) as service:
            return await narrate_document(
                changed, service, local_voice("en"), tmp_path, formats=("srt",)
            )

    narration = trio.run(again)
    assert end_of(narration.folder).files["x.wav"].earlier
    assert not end_of(narration.folder).files["x.srt"].earlier
    with pytest.raises(AudioError, match=r"x\.wav is of an earlier narration; narrate"):
        publish_folder(narration.folder, formats=("mp3",))
    # Publishing something else does not make it any younger.
    publish_folder(narration.folder, formats=("vtt",))
    assert end_of(narration.folder).files["x.wav"].earlier


def test_a_wav_of_the_same_narration_stays_its_sound(tmp_path: Path) -> None:
    narrated(tmp_path, formats=("wav", "srt"))
    folder = narrated(tmp_path, formats=("srt",)).folder
    assert not end_of(folder).files["x.wav"].earlier
    publish_folder(folder, formats=("mp3",))
    assert (folder / "x.mp3").is_file()


def test_a_wav_of_another_length_than_the_timeline_is_refused(folder: Path) -> None:
    """Only a hand that mends the last line of a timeline can bring that about."""
    timeline = folder / "x.timeline.jsonl"
    *lines, last = timeline.read_text("utf-8").splitlines(keepends=True)
    (end,) = record.read([last])
    assert isinstance(end, record.End)
    timeline.write_text(
        "".join(lines) + last.replace(f'"frames":{end.frames}', '"frames":7'), "utf-8"
    )
    (folder / "x.mp3").unlink()
    with pytest.raises(AudioError, match=r"x\.wav: it has [\d,]+ frames, the timeline 7; narrate"):
        publish_folder(folder, formats=("mp3",))
    assert not list(folder.glob(".*"))


# ---------------------------------------------------------------- what is incomplete or not ours


def test_what_is_unspoken_is_told_with_the_files_in_place(tmp_path: Path) -> None:
    async def stumble() -> None:
        async with serving(StumblingVoice("Goodbye.")) as service:
            pool = PoolSettings(attempts=1, connections=1)
            with pytest.raises(Incomplete):
                await narrate_document(
                    document(tmp_path),
                    service,
                    VOICE,
                    tmp_path,
                    formats=("srt",),
                    settings=Settings(pool=pool),
                )

    trio.run(stumble)
    with pytest.raises(Incomplete, match=r"1 of 4 .*; captioner narrate asks for all") as caught:
        publish_folder(tmp_path / "x", formats=("vtt",))
    assert list(caught.value.unspoken) == ["s02-002"]
    assert "it stumbled" in caught.value.unspoken["s02-002"]
    assert (tmp_path / "x" / "x.vtt").is_file()
    assert end_of(tmp_path / "x").unspoken == 1


def test_a_file_that_was_changed_since_is_never_replaced(folder: Path) -> None:
    (folder / "x.srt").write_text("My own words.")
    before = files_in(folder)
    with pytest.raises(OutputError, match=r"x\.srt: it is in the way.* changed since; move it$"):
        publish_folder(folder, profile=BBC)
    assert files_in(folder) == before


def torn(folder: Path) -> str:
    timeline = folder / "x.timeline.jsonl"
    timeline.write_bytes(timeline.read_bytes()[:-40])
    return r"x\.timeline\.jsonl: line \d+ of the timeline is damaged"


def without_its_end(folder: Path) -> str:
    timeline = folder / "x.timeline.jsonl"
    timeline.write_bytes(b"".join(timeline.read_bytes().splitlines(keepends=True)[:-1]))
    return r"x\.timeline\.jsonl: the timeline is damaged, or was changed since"


def empty(folder: Path) -> str:
    (folder / "x.timeline.jsonl").write_bytes(b"")
    return r"x\.timeline\.jsonl: the timeline is damaged"


def edited(folder: Path) -> str:
    timeline = folder / "x.timeline.jsonl"
    timeline.write_text(timeline.read_text("utf-8").replace("harbour", "airport"), "utf-8")
    return r"x\.timeline\.jsonl: the timeline is damaged, or was changed since"


def of_another_version(folder: Path) -> str:
    timeline = folder / "x.timeline.jsonl"
    timeline.write_text('{"record":"timeline","version":9,"new":[]}\n{"record":"verse"}\n')
    return r"x\.timeline\.jsonl: the timeline is of version 9; this captioner reads 4"


def no_text(folder: Path) -> str:
    (folder / "x.timeline.jsonl").write_bytes(b"\xff\xfe\n")
    return r"x\.timeline\.jsonl: the timeline is damaged"


def without_a_timeline(folder: Path) -> str:
    (folder / "x.timeline.jsonl").unlink()
    return r"x: there is no timeline in it; name a folder that captioner narrate made$"


def with_two(folder: Path) -> str:
    shutil.copy(folder / "x.timeline.jsonl", folder / "y.timeline.jsonl")
    return r"more than one timeline in it \(x\.timeline\.jsonl, y\.timeline\.jsonl\); name one$"


def with_an_offset_that_is_none(folder: Path) -> str:
    timeline = folder / "x.timeline.jsonl"
    text = timeline.read_text("utf-8")
    timeline.write_text(text.replace('"offset_ms":"0"', '"offset_ms":"x"'), "utf-8")
    return r"x\.timeline\.jsonl: x\.srt: offset_ms is no number; the timeline is damaged"


@pytest.mark.parametrize(
    "spoil",
    [
        torn, without_its_end, empty, edited, of_another_version, no_text, without_a_timeline,
        with_two, with_an_offset_that_is_none,
    ],
)  # fmt: skip
def test_a_folder_without_a_whole_timeline_of_ours_is_an_error_and_stays_as_it_is(
    folder: Path, spoil: object
) -> None:
    assert callable(spoil)
    says = spoil(folder)
    before = files_in(folder)
    with pytest.raises(CaptionerError, match=says):
        publish_folder(folder, profile=with_options(Own(), {"max-lines": 1}))
    assert files_in(folder) == before


def test_what_is_no_folder_is_an_error_that_says_what_to_name(folder: Path) -> None:
    with pytest.raises(DocumentError, match=r"nowhere: there is no such folder; name one that"):
        publish_folder(folder / "nowhere")
    with pytest.raises(DocumentError, match=r"x\.srt: it is no folder; name one that"):
        publish_folder(folder / "x.srt")
    with pytest.raises(DocumentError, match=r"; name a folder .* made, such as .*/x$"):
        publish_folder(folder.parent)
    with pytest.raises(OutputError, match=r"y\.timeline\.jsonl: cannot be read \(No such file"):
        publish_folder(folder / "y.timeline.jsonl")


def test_a_timeline_may_be_named_in_place_of_its_folder(folder: Path) -> None:
    assert publish_folder(folder / "x.timeline.jsonl", formats="srt").folder == folder


def test_where_no_captions_were_made_before_formats_have_to_be_named(tmp_path: Path) -> None:
    folder = narrated(tmp_path, formats=("wav",)).folder
    with pytest.raises(OptionError, match=r"x: it has no captions .* say with --format"):
        publish_folder(folder)
    assert publish_folder(folder, formats=("srt",)).formats == ("srt",)


def test_formats_and_profiles_are_checked_before_anything_is_made(folder: Path) -> None:
    before = files_in(folder)
    wrong: list[dict[str, Any]] = [
        {"formats": ("avi",)},
        {"formats": ()},
        {"profile": replace(BBC, max_ms=1)},
    ]
    for choice in wrong:
        with pytest.raises(OptionError):
            publish_folder(folder, **choice)
    with pytest.raises(OptionError, match="--min-duration 9000 contradicts max-duration 7000"):
        publish_folder(folder, profile=with_options(Own(), {"min-duration": 9000}))
    assert files_in(folder) == before
