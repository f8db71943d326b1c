"""Speech encoded in pieces has no joints that are heard. `encode.py` tells how fast it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner.audio.codecs import Codec
from tests.benchmarks.encode import CODECS, Speech, joint_error, speech


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Speech:
    return speech(tmp_path_factory.mktemp("speech"), ("harbour",))


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_the_error_of_speech_near_joints_is_that_of_one_encoder(
    tmp_path: Path, sound: Speech, codec: Codec
) -> None:
    joints = joint_error(tmp_path / "sound", codec, sound)

    assert joints.here <= joints.alone + 1
