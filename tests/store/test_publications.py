"""Which narrations were made of the takes in a store."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from captioner.errors import OutputError
from captioner.store.publications import Publications


def test_each_narration_is_noted_once_wherever_it_was_named_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    odd = Path(os.fsdecode(b"out/\xff\n/x.timeline.jsonl"))
    for _ in range(2):
        noted = Publications(tmp_path / "store")
        noted.add(Path("out/a/a.timeline.jsonl"))
        noted.add(tmp_path / "out/a/a.timeline.jsonl")
        noted.add(odd)

    assert noted.timelines() == [tmp_path / "out/a/a.timeline.jsonl", tmp_path / odd]
    assert (tmp_path / "store/publications.jsonl").read_bytes().count(b"timeline.jsonl") == 2


def test_what_was_cut_short_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "publications.jsonl"
    path.write_bytes(b'\n{"timeline": "/a"}\n[1]\n{"timeline": 7}\n\xff\n{"timel')
    Publications(tmp_path).add(Path("/b"))

    assert Publications(tmp_path).timelines() == [Path("/a"), Path("/b")]


def test_a_store_without_any_has_none_and_one_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    assert Publications(tmp_path / "none").timelines() == []
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match=r"file/publications\.jsonl: cannot be read"):
        Publications(tmp_path / "file").add(Path("/a"))
    (tmp_path / "publications.jsonl").mkdir()
    with pytest.raises(OutputError, match=r"publications\.jsonl: cannot be read"):
        Publications(tmp_path).timelines()
