"""Sound that is made again where no WAV is left: of the takes that a store keeps."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import trio
from msgspec.structs import replace

from captioner.audio import Edits
from captioner.captions import profile_of
from captioner.client import PoolSettings
from captioner.errors import AudioError, OutputError
from captioner.local import embedded, local_voice
from captioner.narrate import Fit, FitBy, Settings
from captioner.publish.again import publish_folder
from captioner.publish.folder import narrate_document
from captioner.publish.kept import find_kept
from captioner.store import Claims, Keeping, Ledger, TakeStore
from captioner.text import read
from tests.publish.making import files_in

#: With a sound, which no voice is asked for, pauses that the text asks for, and a sentence twice.
SCRIPT = (
    "---\nscript: true\n---\n# The ferry\n\n[A horn.]\n\nANNA: <300> We are late, so hurry! <500> "
    "Never.\n\nNever. The boat leaves at eight and nobody has ever seen it wait."
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A narration whose takes are kept beside it, its voice so fast that it ends with a rest."""
    folder = tmp_path_factory.mktemp("sound")
    path = folder / "x.md"
    path.write_text(SCRIPT, "utf-8")
    voice = replace(local_voice("en"), pause_between_brackets=True, speed_alpha=1.3)

    async def narrate() -> None:
        with Ledger(folder / "store").begin("x") as run:
            keeper = Keeping(Claims(TakeStore(folder / "store")), run)
            settings = Settings(
                edits=Edits(keep_silence_ms=40, gain_db=-3.0),
                pool=PoolSettings(keeper=keeper),
                fit=Fit(FitBy.PAUSES),
            )
            async with embedded(workers=1) as service:
                document = read(path, markup=voice.markup)
                chosen = profile_of(lang="en")
                formats = ("wav", "srt")
                await narrate_document(
                    document, service, voice, folder, formats=formats, profile=chosen,
                    settings=settings,
                )  # fmt: skip

    trio.run(narrate)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it, without its WAV."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    (tmp_path / "x" / "x.wav").unlink()
    return tmp_path


def test_of_kept_takes_comes_the_same_sound_sample_for_sample(made: Path, folder: Path) -> None:
    published = publish_folder(folder / "x", formats=("wav",), store=folder / "store")

    assert published.formats == ("wav",)
    assert files_in(folder / "x")["x.wav"] == files_in(made / "x")["x.wav"]
    last = list(find_kept(folder / "x").sentences())[-1]
    assert last.end == published.frames
    assert last.tail > 0.2 * published.rate  # The rest at the end, which is in no take.


def test_several_sounds_are_made_of_them_side_by_side(folder: Path) -> None:
    publish_folder(folder / "x", formats=("flac", "mp3", "srt"), store=folder / "store")

    assert {"x.flac", "x.mp3", "x.srt", "x.timeline.jsonl"} == set(files_in(folder / "x"))


def test_takes_that_are_gone_are_named_before_anything_is_made(folder: Path) -> None:
    kept = find_kept(folder / "x")
    lines = {line.context: line for line in kept.sentences()}
    TakeStore(folder / "store").named(lines["s01-004"].take).unlink()
    before = files_in(folder / "x")
    with pytest.raises(AudioError) as error:
        publish_folder(folder / "x", formats=("srt", "mp3"), store=folder / "store")

    assert str(error.value) == (
        f"{folder / 'x'}: x.wav is not there, and 2 of the 5 takes that it was made of are not in "
        f"{folder / 'store'} (s01-004, s01-005); captioner narrate x.md as before, with --format "
        "wav,mp3, asks for them again"
    )
    assert files_in(folder / "x") == before


def test_a_take_that_is_damaged_makes_no_sound(folder: Path) -> None:
    line = list(find_kept(folder / "x").sentences())[-1]
    path = TakeStore(folder / "store").named(line.take)
    data = bytearray(path.read_bytes())
    data[-9] ^= 1
    path.write_bytes(data)
    before = files_in(folder / "x")
    with pytest.raises(AudioError, match=rf"the take of {line.context} in .* is gone or damaged"):
        publish_folder(folder / "x", formats=("mp3",), store=folder / "store")

    assert files_in(folder / "x") == before


@pytest.fixture
def contents(made: Path) -> dict[str, bytes]:
    """All its files, for those who may not read them."""
    return {path.name: path.read_bytes() for path in (made / "x").iterdir()}


def test_a_wav_that_cannot_be_read_is_named_once(
    contents: dict[str, bytes], ordinary: Path
) -> None:
    for name, data in contents.items():
        (ordinary / name).write_bytes(data)
    (ordinary / "x.wav").chmod(0)
    with pytest.raises(OutputError) as error:
        publish_folder(ordinary, formats=("flac",), store=ordinary / "store")
    assert str(error.value) == f"{ordinary / 'x.wav'}: cannot be read (Permission denied)"
