"""Every sample, narrated once by the real command; and a place for a run of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from captioner.document import Document
from captioner.text import read
from captioner.timeline import Placed, record
from tests.end_to_end.command import SAMPLES, captioner
from tests.end_to_end.counted import Here


@dataclass(frozen=True)
class Narrated:
    """A sample and what the command made of it."""

    document: Document
    folder: Path
    summary: str
    told: str
    head: record.Head
    placed: tuple[Placed, ...]
    end: record.End

    def file(self, suffix: str) -> Path:
        return self.folder / f"{self.document.path.stem}.{suffix}"


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Here:
    return Here(tmp_path, monkeypatch, capsys)


@pytest.fixture(scope="session", params=sorted(SAMPLES.glob("*.md")), ids=lambda path: path.stem)
def narrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Narrated:
    path: Path = request.param
    folder = tmp_path_factory.mktemp(path.stem)
    done = captioner(
        "narrate", path, "-o", "out", "--format", "mp3,wav,srt,vtt,words.vtt", cwd=folder
    )
    assert done.returncode == 0, done.stderr
    made = folder / "out" / path.stem
    with (made / f"{path.stem}.timeline.jsonl").open(encoding="utf-8") as text:
        lines = list(record.read(text))
    head, end = lines[0], lines[-1]
    assert isinstance(head, record.Head)
    assert isinstance(end, record.End)
    placed = tuple(
        record.placed_of(line) for line in lines if isinstance(line, record.SentenceLine)
    )
    return Narrated(read(path), made, done.stdout, done.stderr, head, placed, end)
