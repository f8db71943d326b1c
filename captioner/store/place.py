"""Where the store is, if nobody says: the user's cache folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from captioner.errors import OptionError

#: The variable that names another place.
VARIABLE = "CAPTIONER_STORE"


def default_folder(
    environment: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Path:
    """Tell where the store is: CAPTIONER_STORE, or else the user's folder for caches.

    That is `$XDG_CACHE_HOME` or `~/.cache` (XDG Base Directory Specification), `~/Library/Caches`
    on macOS, `%LOCALAPPDATA%` on Windows. Raises OptionError if there is no such folder.
    """
    if named := environment.get(VARIABLE):
        return Path(named)
    cache = _cache_folder(environment, platform)
    if cache is None:
        raise OptionError(
            f"there is no folder of yours to keep takes in; name one with --store or {VARIABLE}"
        )
    return cache / "captioner"


def _cache_folder(environment: Mapping[str, str], platform: str) -> Path | None:
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return Path(local) if local else None
    if platform == "darwin":
        home = _home(environment)
        return home / "Library" / "Caches" if home else None
    # A relative path there is to be ignored, by the specification.
    xdg = Path(environment.get("XDG_CACHE_HOME", ""))
    if xdg.is_absolute():
        return xdg
    home = _home(environment)
    return home / ".cache" if home else None


def _home(environment: Mapping[str, str]) -> Path | None:
    """Tell the user's own folder; those without an entry and a HOME have none."""
    try:
        return Path(environment["HOME"]) if environment.get("HOME") else Path.home()
    except RuntimeError:
        return None
