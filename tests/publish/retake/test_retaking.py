"""Other takes of what was narrated, from Python: what stops one, and how things were made."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trio

from captioner.client import PoolSettings, Service
from captioner.errors import OptionError, OutputError, SpeechInterrupted
from captioner.local import serving
from captioner.narrate import Fit, FitBy, Settings
from captioner.publish.again import publish_folder
from captioner.publish.folder import narrate_document
from captioner.publish.kept import find_kept
from captioner.publish.publication import Step
from captioner.publish.retake import Retaken, retake_folder
from captioner.publish.retake.narrated import read_narrated
from captioner.publish.settings import PublishSettings
from captioner.server.order import Order, Timing
from captioner.store import Claims, Keeping, Ledger, TakeStore
from captioner.text import read
from captioner.timeline import record
from tests.narrate.making import VOICE, PacedVoice
from tests.publish.making import BBC, files_in

TEXT = (
    "# One\n\nThe tide went out. The boats lay still.\n\n# Two\n\nNobody came to see what the "
    "sea had left on the long grey beach that morning, nor to ask whose lantern it was. Nobody.\n"
)


@dataclass
class Varied(PacedVoice):
    """A voice that says a text slower each time that it is asked. After `lasts` more requests it
    stops, and `stopped` is set.
    """

    times: Counter[tuple[str, float]] = field(default_factory=Counter)
    lasts: int = 1000
    stopped: trio.Event = field(default_factory=trio.Event)

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        self.lasts -= 1
        if self.lasts < 0:
            self.stopped.set()
            await trio.sleep_forever()
        self.times[order.text, order.speed] += 1
        usual = self.letters_per_second
        self.letters_per_second = usual / self.times[order.text, order.speed]
        try:
            return await super().synthesize(order, on_block)
        finally:
            self.letters_per_second = usual


async def narrated(
    folder: Path,
    service: Service,
    out: str = "out",
    fit: Fit | None = None,
    publish: PublishSettings | None = None,
) -> Path:
    """Narrate into a folder, with a store beside it."""
    path = folder / "x.md"
    path.write_text(TEXT)
    with Ledger(folder / "store").begin("test") as run:
        keeper = Keeping(Claims(TakeStore(folder / "store")), run)
        made = await narrate_document(
            read(path), service, VOICE, folder / out, formats=("wav", "srt", "vtt"),
            settings=Settings(pool=PoolSettings(keeper=keeper), fit=fit), publish=publish,
        )  # fmt: skip
    return made.folder


async def retake(folder: Path, service: Service, *contexts: str, **options: Any) -> Retaken:
    """Ask for other takes, with the store beside the folder."""
    with Ledger(folder.parents[1] / "store").begin("test") as run:
        keeping = Keeping(Claims(TakeStore(folder.parents[1] / "store")), run)
        return await retake_folder(folder, contexts, service, keeping, **options)


async def test_one_that_is_stopped_changes_nothing_and_goes_on_with_what_came(
    tmp_path: Path,
) -> None:
    voice = Varied()
    async with serving(voice, connections=1) as service:
        folder = await narrated(tmp_path, service)
        before = files_in(folder)
        voice.lasts = 1
        async with trio.open_nursery() as nursery:
            nursery.start_soon(retake, folder, service, "s01-002", "s01-003")
            await voice.stopped.wait()
            nursery.cancel_scope.cancel()
        assert files_in(folder) == before
        voice.lasts = 1000
        done = await retake(folder, service, "s01-002", "s01-003")
        again = await narrated(tmp_path, service, "again")

    assert list(done.changed) == ["s01-002", "s01-003"]
    assert len(done.there) == done.usage.requests == 1
    assert len(voice.asked) == 6 + 2
    assert files_in(folder) == files_in(again)


async def test_a_sentence_that_cannot_be_had_leaves_all_as_it_was(tmp_path: Path) -> None:
    voice = Varied()
    async with serving(voice) as service:
        folder = await narrated(tmp_path, service)
        before = files_in(folder)
        voice.cannot = "Nobody"
        with pytest.raises(SpeechInterrupted, match="s02-002: "):
            await retake(folder, service, "s02-002", pool=PoolSettings(attempts=1))
        assert files_in(folder) == before


async def test_of_a_sentence_that_was_made_to_fit_the_slower_take_is_asked_for(
    tmp_path: Path,
) -> None:
    voice = Varied()
    fit = Fit(FitBy.RATE)
    async with serving(voice) as service:
        folder = await narrated(tmp_path, service, fit=fit)
        slower = [(text.strip(), speed) for text, speed in voice.asked if speed < 1]
        heard = read_narrated(find_kept(folder)).document.sentences
        context = next(one.context for one in heard if one.spoken == slower[-1][0])
        asked = len(voice.asked)
        done = await retake(folder, service, context)
        again = await narrated(tmp_path, service, "again", fit=fit)

    assert [(text.strip(), speed) for text, speed in voice.asked[asked:]] == slower[-1:]
    assert list(done.changed) == [context]
    assert files_in(folder) == files_in(again)


async def test_each_file_is_made_as_it_was_and_the_timeline_says_so(tmp_path: Path) -> None:
    async with serving(Varied()) as service:
        folder = await narrated(tmp_path, service)
        publish_folder(folder, formats=("srt", "ttml"), profile=BBC, offset_ms=1000)
        before = find_kept(folder).end.files
        done = await retake(folder, service, "s01-001")
        after = find_kept(folder).end.files
        publish_folder(folder)
        anew = find_kept(folder).end.files

    assert list(before) == list(after)
    assert sorted(done.formats) == ["srt", "ttml", "vtt", "wav"]
    for name, line in before.items():
        assert after[name].captions == line.captions
        assert after[name].digest != line.digest
    assert anew == after


async def test_chapters_are_made_again_with_the_take_and_only_those_in_which_it_is(
    tmp_path: Path,
) -> None:
    chosen = PublishSettings(chapters=True)
    async with serving(Varied()) as service:
        folder = await narrated(tmp_path, service, publish=chosen)
        before = {path: path.stat().st_ino for path in (folder / "chapters").iterdir()}
        steps: list[Step] = []
        done = await retake(folder, service, "s01-002", tell=steps.append)
        again = await narrated(tmp_path, service, "again", publish=chosen)

    assert Step("chapters", 100, 100, share=True) in steps
    assert done.narration is not None
    assert before.keys() <= set(done.narration.files)
    changed = {path.name for path, inode in before.items() if path.stat().st_ino != inode}
    assert changed == {f"01-one.{suffix}" for suffix in ("wav", "srt", "vtt")}
    assert {path: path.read_bytes() for path in before} == {
        folder / "chapters" / path.name: path.read_bytes()
        for path in (again / "chapters").iterdir()
    }


async def test_a_file_that_was_changed_stops_it_before_anything_is_asked(tmp_path: Path) -> None:
    voice = Varied()
    async with serving(voice) as service:
        folder = await narrated(tmp_path, service)
        (folder / "x.srt").write_text("mine")
        asked = len(voice.asked)
        with pytest.raises(OutputError, match=r"x\.srt: it is in the way"):
            await retake(folder, service, "s01-001")
        assert len(voice.asked) == asked


async def test_another_voice_is_refused(tmp_path: Path) -> None:
    async with serving(Varied()) as service:
        folder = await narrated(tmp_path, service)
        other = Service("another", "else", "/ws3", service.open_stream)
        with pytest.raises(OptionError, match="has spoken it, and another is another voice"):
            await retake(folder, other, "s01-001")


@pytest.mark.parametrize(
    ("voice", "told"),
    [({}, "it was not spoken here"), ({"speaker": "ada"}, "an earlier captioner made it")],
)
async def test_what_does_not_tell_how_it_was_spoken_is_refused(
    voice: dict[str, str | int], told: str, tmp_path: Path
) -> None:
    head = record.write([record.Head(record.VERSION, "X", "en", "x.md", 8000, voice)])
    digest = hashlib.sha256(head.encode()).hexdigest()
    folder = tmp_path / "out/x"
    folder.mkdir(parents=True)
    end = record.write([record.End(0, 0, 0, {}, digest)])
    (folder / "x.timeline.jsonl").write_text(head + end)
    async with serving(Varied()) as service:
        with pytest.raises(OutputError, match=told):
            await retake(folder, service, "s01-001")
