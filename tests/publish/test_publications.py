"""Publications of a narration: made with it, kept up with it, and added later."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from captioner.audio.decode import AudioReader
from captioner.captions.own_profile import own_of
from captioner.check import check_captions
from captioner.errors import AudioError, OptionError, OutputError
from captioner.publish.again import add_publications, publish_folder
from captioner.publish.kept import Kept, find_kept, finished
from captioner.publish.kept.chapters import chapters_of
from captioner.publish.kept.sound import KeptSound
from captioner.publish.publication import Step
from captioner.publish.settings import Excerpt, PublishSettings
from captioner.publish.stoppable import in_thread
from tests.publish.books import BOOK, narrated_book
from tests.publish.kept.test_cover import picture
from tests.strategies import tried

CHAPTERS = PublishSettings(chapters=True)
FORMATS = ("flac", "srt", "vtt", "podcast")
FORMATS_OF_PAGES = ("flac", "srt", "page")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book by chapters, with an excerpt and what a podcast wants."""
    folder = tmp_path_factory.mktemp("made")
    chosen = PublishSettings(chapters=True, excerpt=Excerpt(4_000))
    narrated_book(folder, formats=FORMATS, publish=chosen, made_from="so")
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def files_in(folder: Path) -> dict[str, int]:
    """All files, and what tells whether one was written again."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_ino
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rewritten(folder: Path, text: str, **options: Any) -> tuple[set[str], set[str]]:
    """Narrate another text, and tell which files are others by now, and which are gone."""
    before = files_in(folder / "x")
    usual: dict[str, Any] = {"formats": FORMATS, "publish": CHAPTERS, "made_from": "so"}
    narrated_book(folder, text, **(usual | options))
    after = files_in(folder / "x")
    assert not [name for name in after if name.endswith(".part")]
    return {name for name in after if after[name] != before.get(name)}, before.keys() - after.keys()


WHOLE = {"x.srt", "x.vtt", "x.timeline.jsonl"} | {
    f"x.{name}" for name in ("podcast.json", "podcast.vtt", "chapters.json", "podcast.xml")
}


def test_a_narration_has_a_file_a_chapter_in_place_of_one_sound_for_all(made: Path) -> None:
    chapters = {
        f"chapters/{name}.{suffix}"
        for name in ("01-out", "02-far-out", "03-in")
        for suffix in ("flac", "srt", "vtt")
    }
    excerpt = {f"x.excerpt.{suffix}" for suffix in ("flac", "srt", "vtt")}
    assert files_in(made / "x").keys() == WHOLE | chapters | excerpt


def test_it_is_found_finished_with_all_of_them_and_not_without_one(folder: Path) -> None:
    timeline = folder / "x" / "x.timeline.jsonl"
    assert finished(timeline, "so")
    (folder / "x" / "chapters" / "02-far-out.srt").unlink()
    assert not finished(timeline, "so")


def test_the_check_finds_each_as_long_as_it_should_be_and_its_captions_those_of_the_whole(
    folder: Path,
) -> None:
    report = check_captions(folder / "x")
    assert not report.broken
    judged = {outcome.rule: outcome.judged for outcome in report.outcomes}
    assert (judged["sound-length"], judged["part"]) == (4, 2 * (10 + 2))

    other = (folder / "x" / "chapters" / "03-in.srt").read_text().replace("Good.", "Bad.")
    (folder / "x" / "chapters" / "03-in.srt").write_text(other)
    shutil.copy(folder / "x/chapters/01-out.flac", folder / "x/chapters/02-far-out.flac")
    found = {finding.rule: finding.says for finding in check_captions(folder / "x").findings}
    assert found.keys() == {"file-changed", "part", "sound-length"}
    assert found["part"] == "cue 10 of x.srt is in none of its chapters"
    assert "02-far-out.flac has" in found["sound-length"]


def test_of_a_book_in_which_a_sentence_changed_only_its_chapter_is_made_again(folder: Path) -> None:
    again, gone = rewritten(folder, BOOK.replace("Nobody came.", "Nobody at all came, ever."))
    chapter = {f"chapters/01-out.{suffix}" for suffix in ("flac", "srt", "vtt")}
    assert again - WHOLE == chapter
    assert not gone  # What was not asked for again stays, and is told of.
    kept = find_kept(folder / "x")
    earlier = {name for name, line in kept.end.files.items() if line.earlier}
    assert earlier == {f"x.excerpt.{suffix}" for suffix in ("flac", "srt", "vtt")}
    assert not check_captions(folder / "x").broken


def test_captions_longer_than_a_block_of_their_digest_stay_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("captioner.digest._BLOCK_BYTES", 64)
    narrated_book(tmp_path, formats=FORMATS, publish=CHAPTERS, made_from="so")
    again, _ = rewritten(tmp_path, BOOK.replace("Nobody came.", "Nobody at all came, ever."))
    assert again - WHOLE == {f"chapters/01-out.{suffix}" for suffix in ("flac", "srt", "vtt")}


def test_a_chapter_that_is_called_otherwise_has_no_file_of_the_old_name_left(folder: Path) -> None:
    again, gone = rewritten(folder, BOOK.replace("## Far out", "## Farther"))
    assert {name for name in again if "chapters/" in name} == {
        f"chapters/02-farther.{suffix}" for suffix in ("flac", "srt", "vtt")
    }
    assert gone == {f"chapters/02-far-out.{suffix}" for suffix in ("flac", "srt", "vtt")}


def test_what_was_changed_by_hand_is_in_the_way_and_all_stays(folder: Path) -> None:
    mine = folder / "x" / "chapters" / "02-far-out.srt"
    mine.write_text("mine")
    before = files_in(folder / "x")
    with pytest.raises(OutputError, match=r"02-far-out\.srt: it is in the way"):
        publish_folder(folder / "x", settings=PublishSettings(title="Other"), formats=("srt",))
    assert (mine.read_text(), files_in(folder / "x")) == ("mine", before)


def test_publishing_with_nothing_said_leaves_all_as_it_is_but_the_captions(folder: Path) -> None:
    before = files_in(folder / "x")
    published = publish_folder(folder / "x", store=folder / "store")
    after = files_in(folder / "x")
    assert published.formats == ("flac", "srt", "vtt")
    assert {name for name in after if after[name] != before[name]} == {
        "x.srt", "x.vtt", "x.timeline.jsonl"
    }  # fmt: skip
    again = publish_folder(folder / "x", store=folder / "store", formats=("flac",))
    assert files_in(folder / "x") == after
    assert folder / "x/chapters/03-in.flac" in again.files


def test_what_has_no_files_a_chapter_is_added_and_those_are_left_as_they_are(folder: Path) -> None:
    before = files_in(folder / "x")
    published = publish_folder(folder / "x", store=folder / "store", formats=("m4b",))
    after = files_in(folder / "x")
    assert published.files == (folder / "x/x.m4b",)
    assert {name for name in after if after[name] != before.get(name)} == {
        "x.m4b", "x.timeline.jsonl"
    }  # fmt: skip
    kept = find_kept(folder / "x")
    assert not any(line.earlier for line in kept.end.files.values())
    with pytest.raises(OptionError, match="--chapters: name formats of sound or captions too"):
        publish_folder(folder / "x", formats=("m4b",), settings=CHAPTERS)


def test_how_far_publications_have_come_is_told(folder: Path) -> None:
    steps: list[Step] = []
    publish_folder(folder / "x", store=folder / "store", formats=("opus", "m4b"), tell=steps.append)
    assert Step("m4b") == steps[0]
    assert Step("m4b", 100, 100, share=True) in steps
    assert [step for step in steps if step.publication == "chapters"] == [
        Step("chapters", done, 3 if done else 0) for done in range(4)
    ]


def test_how_far_a_sound_of_all_has_come_is_told(tmp_path: Path) -> None:
    steps: list[Step] = []
    narrated_book(tmp_path, formats=("srt",))
    publish_folder(
        tmp_path / "x", store=tmp_path / "store", formats=("flac", "wav"), tell=steps.append
    )
    assert steps[0] == Step("flac, wav")
    assert steps[-1] == Step("flac, wav", 100, 100, share=True)


def test_another_profile_changes_the_captions_of_the_chapters_too_and_no_sound(
    folder: Path,
) -> None:
    before = files_in(folder / "x")
    publish_folder(folder / "x", profile=own_of("bbc"), store=folder / "store")
    after = files_in(folder / "x")
    assert all(after[name] == before[name] for name in after if name.endswith(".flac"))
    assert not check_captions(folder / "x").broken


def test_chapters_are_added_to_a_narration_of_its_wav_and_are_those_of_its_takes(
    made: Path, tmp_path: Path
) -> None:
    shutil.copytree(made / "store", tmp_path / "store")
    narrated_book(tmp_path, formats=("wav", "srt", "vtt"))
    (tmp_path / "store").rename(tmp_path / "gone")
    publish_folder(
        tmp_path / "x", formats=("flac", "srt", "vtt"), settings=CHAPTERS, store=tmp_path / "none"
    )
    for path in (made / "x" / "chapters").iterdir():
        assert (tmp_path / "x" / "chapters" / path.name).read_bytes() == path.read_bytes()


def test_without_takes_and_wav_no_chapter_is_made_and_the_error_says_why(folder: Path) -> None:
    shutil.rmtree(folder / "x" / "chapters")
    with pytest.raises(AudioError, match=r"x\.wav is not there, and 11 of the 11 takes"):
        publish_folder(folder / "x", formats=("flac", "srt"), store=folder / "none")
    assert not (folder / "x" / "chapters").exists()
    publish_folder(folder / "x", formats=("srt",), store=folder / "none")
    assert len(list((folder / "x" / "chapters").iterdir())) == 3


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"publish": CHAPTERS}, "--chapters: made of kept takes, or of a WAV"),
        ({"publish": PublishSettings(excerpt=Excerpt(2000))}, "--excerpt: made of kept takes"),
        ({"formats": ("m4b",)}, "m4b: made of kept takes"),
    ],
)
def test_without_a_store_and_a_wav_nothing_is_spoken(
    tmp_path: Path, options: dict[str, Any], says: str
) -> None:
    with pytest.raises(OptionError, match=says):
        narrated_book(tmp_path, store=False, **({"formats": ("mp3",)} | options))
    assert not (tmp_path / "x").exists()


def test_with_a_wav_no_store_is_needed(tmp_path: Path) -> None:
    narrated_book(tmp_path, store=False, formats=("wav", "flac", "srt"), publish=CHAPTERS)
    assert len(list((tmp_path / "x" / "chapters").iterdir())) == 9
    assert not check_captions(tmp_path / "x").broken


def test_files_that_are_too_long_are_split(folder: Path) -> None:
    publish_folder(
        folder / "x", formats=("flac", "srt"), store=folder / "store",
        settings=PublishSettings(max_file_ms=5_000),
    )  # fmt: skip
    names = sorted(path.stem for path in (folder / "x" / "chapters").glob("*.flac"))
    assert names[:2] == ["01a-out", "01b-out"]
    assert not check_captions(folder / "x").broken
    for path in (folder / "x" / "chapters").glob("*.flac"):
        with AudioReader(path) as reader:
            assert sum(map(len, reader.blocks())) <= 5 * 2 * reader.rate


def test_what_a_podcast_wants_names_its_chapters_by_their_times(made: Path) -> None:
    kept = find_kept(made / "x")
    told = json.loads((made / "x" / "x.chapters.json").read_text())
    assert (told["version"], told["title"], told["author"]) == ("1.2.0", "The tide", "Ann Other")
    chapters = chapters_of(kept)
    assert [(one["startTime"], one["title"]) for one in told["chapters"]] == [
        (one.start / kept.head.rate, one.title) for one in chapters
    ]
    assert 'type="application/json+chapters"' in (made / "x" / "x.podcast.xml").read_text()
    transcript = json.loads((made / "x" / "x.podcast.json").read_text())
    assert transcript["version"] == "1.0.0"


# ---------------------------------------------------------------- sound from anywhere


@pytest.fixture(scope="module")
def both(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Kept, KeptSound, bytes]:
    """A narration, its sound of takes, and all of that of its WAV."""
    folder = tmp_path_factory.mktemp("both")
    shutil.copytree(made / "store", folder / "store")
    narrated_book(folder, formats=("wav",))
    kept = find_kept(folder / "x")
    whole = b"".join(KeptSound(kept, folder / "none", ()).blocks())
    (folder / "x" / "x.wav").unlink()
    return kept, KeptSound(kept, folder / "store", ()), whole


@settings(tried, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_range_of_the_sound_is_the_same_of_takes_and_of_the_wav(
    both: tuple[Kept, KeptSound, bytes], data: st.DataObject
) -> None:
    kept, sound, whole = both
    start = data.draw(st.integers(0, kept.end.frames))
    end = data.draw(st.integers(start, min(kept.end.frames, start + 50_000)))
    assert b"".join(sound.pcm(start, end)) == whole[2 * start : 2 * end]


def test_all_of_it_is_as_long_as_the_timeline(both: tuple[Kept, KeptSound, bytes]) -> None:
    kept, sound, whole = both
    assert b"".join(sound.blocks()) == whole
    assert len(whole) == 2 * kept.end.frames


# ---------------------------------------------------------------- stopped, killed, asked again


def test_a_chapter_that_was_changed_by_hand_stops_the_next_run_before_anything_is_spoken(
    folder: Path,
) -> None:
    (folder / "x" / "chapters" / "02-far-out.srt").write_text("mine")
    before = files_in(folder)
    with pytest.raises(OutputError, match=r"02-far-out\.srt: it is in the way"):
        narrated_book(folder, f"{BOOK}\nMore.\n", formats=FORMATS, publish=CHAPTERS)
    assert files_in(folder / "x") == {
        name.removeprefix("x/"): inode for name, inode in before.items() if name.startswith("x/")
    }


@pytest.mark.parametrize(
    "name", ["chapters/02-far-out.flac", "x.m4b", "x.excerpt.srt", "page/03-in.html"]
)
def test_a_file_of_somebody_else_is_found_in_the_way_before_anything_is_spoken(
    tmp_path: Path, name: str
) -> None:
    mine = tmp_path / "x" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    chosen = PublishSettings(chapters=True, excerpt=Excerpt(4_000))
    with pytest.raises(OutputError, match=f"{name}: it is in the way"):
        narrated_book(tmp_path, formats=("flac", "srt", "m4b", "page"), publish=chosen)
    assert files_in(tmp_path / "x").keys() == {name}
    assert not any(path.is_file() for path in (tmp_path / "store/takes").rglob("*"))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("chapters/01b-out.flac", {"chapters": True, "max_file_ms": 5_000}),
        ("chapters/01-out.srt", {"chapters": True, "max_file_ms": 5_000}),
        ("page/03-in.mp3", {"chapters": True}),
        ("page/cover.png", {"chapters": True}),
        ("x.html", {}),
    ],
)
def test_so_is_one_that_only_might_be_in_the_way(
    tmp_path: Path, name: str, options: dict[str, Any]
) -> None:
    mine = tmp_path / "x" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    if "cover" in name:
        options = {**options, "cover": tmp_path / "front.png"}
        options["cover"].write_bytes(picture("PNG"))
    with pytest.raises(OutputError, match=f"{name}: it is in the way"):
        narrated_book(tmp_path, formats=FORMATS_OF_PAGES, publish=PublishSettings(**options))
    assert files_in(tmp_path / "x").keys() == {name}
    assert not any(path.is_file() for path in (tmp_path / "store/takes").rglob("*"))


def test_what_cannot_be_in_the_way_is_left_alone(tmp_path: Path) -> None:
    for name in ("chapters/01b-else.flac", "chapters/11b-out.flac", "page/03-in.opus"):
        mine = tmp_path / "x" / name
        mine.parent.mkdir(parents=True, exist_ok=True)
        mine.write_text("mine")
    chosen = PublishSettings(chapters=True, max_file_ms=5_000)
    narrated_book(tmp_path, formats=FORMATS_OF_PAGES, publish=chosen)
    assert (tmp_path / "x/chapters/01b-out.flac").exists()
    assert (tmp_path / "x/chapters/01b-else.flac").read_text() == "mine"


@pytest.mark.parametrize("name", ["x.acx.srt", "chapters/01-out.flac", "x.acx.loudness.json"])
def test_a_file_in_the_way_of_a_mastered_narration_is_found_before_anything_is_spoken(
    tmp_path: Path, name: str
) -> None:
    mine = tmp_path / "x.acx" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    chosen = PublishSettings(chapters=True, master="acx")
    with pytest.raises(OutputError, match=f"{name}: it is in the way"):
        narrated_book(tmp_path, formats=("flac", "srt"), publish=chosen)
    assert not (tmp_path / "x").exists()
    assert files_in(tmp_path / "x.acx").keys() == {name}


def test_a_run_that_is_killed_before_its_publications_is_not_found_finished(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*given: object, **named: object) -> None:
        raise Killed

    text = BOOK.replace("Nobody came.", "Nobody at all.")
    with monkeypatch.context() as dying:
        dying.setattr("captioner.publish.folder.add_publications", die)
        with pytest.raises(Killed):
            narrated_book(folder, text, formats=FORMATS, publish=CHAPTERS, made_from="so")
    assert not finished(folder / "x" / "x.timeline.jsonl", "so")
    again, _ = rewritten(folder, text)
    assert {name for name in again if "chapters/" in name} == {
        f"chapters/01-out.{suffix}" for suffix in ("flac", "srt", "vtt")
    }


async def test_what_is_cancelled_while_publications_are_made_puts_away_what_is_half_made(
    folder: Path,
) -> None:
    kept = find_kept(folder / "x")
    before = files_in(folder)
    begun = threading.Event()

    def work(checkpoint: Callable[[], None]) -> None:
        def waiting() -> None:
            begun.set()
            while True:
                checkpoint()

        add_publications(
            kept.timeline, ("mp3",), CHAPTERS, store=folder / "store", checkpoint=waiting
        )

    async with trio.open_nursery() as nursery:
        nursery.start_soon(in_thread, work)
        await trio.to_thread.run_sync(begun.wait)
        nursery.cancel_scope.cancel()
    assert files_in(folder) == before


async def test_what_goes_wrong_in_a_thread_is_raised_as_it_is() -> None:
    def work(checkpoint: Callable[[], None]) -> str:
        checkpoint()
        raise OutputError("no room")

    with pytest.raises(OutputError, match="no room"):
        await in_thread(work)
    assert await in_thread(lambda checkpoint: "done") == "done"


def test_a_run_without_chapters_leaves_them_and_how_they_are_made_if_nothing_else_changed(
    folder: Path,
) -> None:
    again, gone = rewritten(folder, BOOK, publish=None, formats=("vtt",))
    assert (again, gone) == ({"x.vtt", "x.timeline.jsonl"}, set())
    published = find_kept(folder / "x").end.published
    assert published is not None
    assert published.settings["chapters"] is True
    assert "flac" in publish_folder(folder / "x", store=folder / "store").formats
