"""Where the store is if nobody says."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner.errors import OptionError
from captioner.store.place import default_folder

HOME = {"HOME": "/home/ada"}


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", HOME, "/home/ada/.cache/captioner"),
        ("linux", HOME | {"XDG_CACHE_HOME": "/fast"}, "/fast/captioner"),
        ("linux", HOME | {"XDG_CACHE_HOME": "not/absolute"}, "/home/ada/.cache/captioner"),
        ("linux", HOME | {"XDG_CACHE_HOME": ""}, "/home/ada/.cache/captioner"),
        ("darwin", HOME, "/home/ada/Library/Caches/captioner"),
        ("win32", HOME | {"LOCALAPPDATA": "/users/ada/local"}, "/users/ada/local/captioner"),
        ("linux", HOME | {"CAPTIONER_STORE": "/shelf"}, "/shelf"),
        ("win32", {"CAPTIONER_STORE": "/shelf"}, "/shelf"),
        ("linux", HOME | {"CAPTIONER_STORE": ""}, "/home/ada/.cache/captioner"),
    ],
)
def test_it_is_in_the_folder_for_caches_unless_a_variable_names_another(
    platform: str, environment: dict[str, str], folder: str
) -> None:
    assert default_folder(environment, platform) == Path(folder)


def test_without_any_such_folder_one_must_be_named() -> None:
    with pytest.raises(OptionError, match="name one with --store or CAPTIONER_STORE"):
        default_folder({}, "win32")
