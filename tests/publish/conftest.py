"""Narrations in every format, made once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from msgspec.structs import replace

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


@pytest.fixture
def ordinary(tmp_path: Path) -> Iterator[Path]:
    """A folder of an ordinary user, who is who acts meanwhile: root may do what is forbidden."""
    if not hasattr(os, "seteuid"):
        pytest.skip("there are no such users here")
    if os.geteuid():
        yield tmp_path
        return
    nobody = 65534
    with TemporaryDirectory() as folder:
        os.chown(folder, nobody, nobody)
        os.seteuid(nobody)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)
