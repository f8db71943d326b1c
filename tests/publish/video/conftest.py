"""Videos that many tests read, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.publish.video.films import film


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of picture, with frames that depend on later ones, and a tone."""
    return film(tmp_path_factory.mktemp("clip") / "clip.mp4")


@pytest.fixture(scope="session")
def webm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in the codecs of WebM."""
    codecs = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus")
    return film(tmp_path_factory.mktemp("webm") / "clip.webm", *codecs)
