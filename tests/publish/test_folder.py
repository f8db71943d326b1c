"""A narration into a folder, called as a library."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from captioner.client import PoolSettings, Service
from captioner.document import Document
from captioner.errors import Incomplete, OptionError, SpeechInterrupted
from captioner.local import embedded, local_voice, serving
from captioner.narrate import Progress, Settings
from captioner.protocol import Voice
from captioner.publish.folder import narrate_document
from captioner.server.order import Order, Timing
from captioner.text import read
from captioner.timeline import record
from tests.fakes import MarkedVoice

VOICE = Voice("en-us")


def document(folder: Path, text: str = "# One\n\nHello there.\n\n# Two\n\nGoodbye.\n") -> Document:
    path = folder / "x.md"
    path.write_text(text, "utf-8")
    return read(path)


class StumblingVoice(MarkedVoice):
    """A voice that cannot say some texts."""

    def __init__(self, *unsayable: str) -> None:
        self._unsayable = unsayable

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        if order.text.strip() in self._unsayable:
            raise SpeechInterrupted("it stumbled")
        return await super().synthesize(order, on_block)


@asynccontextmanager
async def marked() -> AsyncIterator[Service]:
    async with serving(MarkedVoice()) as service:
        yield service


def lines(path: Path) -> list[record.Line]:
    with path.open(encoding="utf-8") as text:
        return list(record.read(text))


async def test_the_narration_tells_what_was_made(tmp_path: Path) -> None:
    reports: list[Progress] = []
    async with marked() as service:
        narration = await narrate_document(
            document(tmp_path),
            service,
            VOICE,
            tmp_path / "out",
            formats=("srt", "wav", "srt"),
            settings=Settings(on_progress=reports.append),
        )

    names = ["x.srt", "x.wav", "x.timeline.jsonl"]
    assert [path.name for path in narration.files] == names
    assert narration.timeline == narration.files[-1]
    assert all(path.is_file() for path in narration.files)
    end = lines(narration.timeline)[-1]
    assert isinstance(end, record.End)
    assert narration.frames == end.frames
    assert narration.seconds == end.frames / 22050
    assert [report.done for report in reports] == [1, 2, 3, 4]
    assert {report.total for report in reports} == {4}


@pytest.mark.parametrize("formats", [("avi",), (), ("srt", "bogus"), "MP3"])
async def test_an_unknown_format_is_a_usage_error_before_anything_is_spoken(
    tmp_path: Path, formats: tuple[str, ...]
) -> None:
    async with marked() as service:
        with pytest.raises(OptionError, match="--format"):
            await narrate_document(document(tmp_path), service, VOICE, tmp_path, formats=formats)

    assert [path.name for path in tmp_path.iterdir()] == ["x.md"]


async def test_a_single_format_may_be_named_without_a_tuple(tmp_path: Path) -> None:
    async with marked() as service:
        narration = await narrate_document(
            document(tmp_path), service, VOICE, tmp_path, formats="srt"
        )

    assert [path.name for path in narration.files] == ["x.srt", "x.timeline.jsonl"]


async def test_what_could_not_be_spoken_stands_in_the_record_in_its_place(tmp_path: Path) -> None:
    voice = StumblingVoice("Two", "Goodbye.", "Middle.")
    text = "# One\n\nFirst. Middle. Last.\n\n# Two\n\nGoodbye.\n\n# Three\n\nEnd.\n"
    settings = Settings(pool=PoolSettings(attempts=1, connections=1))
    async with serving(voice) as service:
        with pytest.raises(Incomplete) as caught:
            await narrate_document(
                document(tmp_path, text), service, VOICE, tmp_path, settings=settings
            )

    assert list(caught.value.unspoken) == ["s01-003", "s02-001", "s02-002"]
    assert caught.value.total == 8
    kinds = [
        getattr(line, "context", None) or getattr(line, "title", None)
        for line in lines(tmp_path / "x" / "x.timeline.jsonl")[1:-1]
    ]
    assert kinds == [
        "One", "s01-001", "s01-002", "s01-003", "s01-004",
        "Two", "s02-001", "s02-002",
        "Three", "s03-001", "s03-002",
    ]  # fmt: skip


async def test_the_same_document_gives_the_same_bytes_however_many_ask(tmp_path: Path) -> None:
    made = []
    for connections in (1, 3, 8):
        out = tmp_path / str(connections)
        async with embedded(workers=2) as service:
            settings = Settings(pool=PoolSettings(connections=connections))
            narration = await narrate_document(
                document(tmp_path, "Of the boats. In the wind; 12,353 of them!\n" * 20),
                service,
                local_voice("en"),
                out,
                formats=("wav", "mp3", "words.vtt"),
                settings=settings,
            )
        made.append([path.read_bytes() for path in narration.files])

    assert made[0] == made[1] == made[2]


async def test_a_long_paragraph_is_laid_out_in_pieces_without_a_seam(tmp_path: Path) -> None:
    """120 sentences of one paragraph are several pieces; the pauses between all are alike."""
    text = " ".join(f"Number {n} is here." for n in range(120))
    async with marked() as service:
        narration = await narrate_document(
            document(tmp_path, text), service, VOICE, tmp_path, formats=("wav",)
        )
    placed = [
        record.placed_of(line)
        for line in lines(narration.timeline)
        if isinstance(line, record.SentenceLine)
    ]

    assert len(placed) == 120
    silences = {after.words[0].start - before.words[-1].end for before, after in pairwise(placed)}
    # 350 ms at 22,050 Hz; the silence at a take's edge is measured to the millisecond.
    assert all(7717 <= silence <= 7717 + 2 * 23 for silence in silences)


async def test_times_that_the_voice_did_not_tell_are_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text("---\nlang: ja\n---\nこんにちは、世界。\n", "utf-8")
    async with embedded(workers=1) as service:
        narration = await narrate_document(
            read(path), service, local_voice("ja"), tmp_path, formats=("srt",)
        )

    (warning,) = narration.warnings
    assert "words are estimated" in warning


async def test_a_sentence_longer_than_the_cloud_s_limit_may_be_asked_of_our_own_server(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.txt"
    path.write_text("and so the tide came in, " * 100, "utf-8")
    async with embedded(workers=1) as service:
        narration = await narrate_document(
            read(path, max_sentence=2500), service, local_voice("en"), tmp_path, formats=("srt",)
        )

    assert sum(isinstance(line, record.SentenceLine) for line in lines(narration.timeline)) == 1
