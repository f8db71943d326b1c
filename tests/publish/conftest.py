"""Narrations in every format, made once."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from captioner.publish.formats import FORMATS
from tests.publish.making import BBC, narrated


@pytest.fixture(scope="session")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A narration in every format, by Netflix's profile."""
    return narrated(tmp_path_factory.mktemp("usual"), formats=tuple(FORMATS)).folder


@pytest.fixture(scope="session")
def bbc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same by the BBC's, on the frames of a video that begins at ten hours."""
    return narrated(
        tmp_path_factory.mktemp("bbc"),
        formats=tuple(FORMATS),
        profile=replace(BBC, fps=Fraction(25)),
        offset_ms=36_000_000,
    ).folder


@pytest.fixture
def folder(usual: Path, tmp_path: Path) -> Path:
    """A copy of the usual one."""
    return Path(shutil.copytree(usual, tmp_path / "x"))
