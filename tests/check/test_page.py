"""The page of a report: one file, nothing in it can run but its own script, and it is bounded."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from captioner.check import check_captions
from captioner.check import page as making
from captioner.check.page import page_of, write_page
from captioner.errors import OutputError
from tests.check.test_check import beeps

EVIL = "</script><script>alert(1)</script>"


class Tags(HTMLParser):
    """Gathers what a browser would find."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture
def captions(tmp_path: Path) -> Path:
    path = tmp_path / "talk.vtt"
    path.write_text(
        "WEBVTT\n\n1\n00:00:00.000 --> 00:00:02.000\nThe tide &amp; {{data}} came in.\n\n"
        "2\n00:00:02.600 --> 00:00:02.700\n&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;\n",
        "utf-8",
    )
    beeps(tmp_path / "talk & tide.wav", 2)
    return path


def told(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_the_page_holds_every_cue_and_flaw_and_nothing_of_them_can_run(
    captions: Path, tmp_path: Path
) -> None:
    report = check_captions(captions, audio=tmp_path / "talk & tide.wav")
    page = page_of(report, tmp_path / "page.html")
    tags = Tags()
    tags.feed(page)

    scripts = [attrs for tag, attrs in tags.found if tag == "script"]
    assert [attrs.get("type") for attrs in scripts] == ["application/json", None]
    data = told(page)
    assert data["captions"][0]["cues"][1][2] == EVIL
    findings = data["captions"][0]["findings"]
    assert [one["rule"] for one in findings] == [one.rule for one in report.captions[0].findings]
    assert "{{data}} came" in page


def test_only_the_page_s_own_script_may_run(captions: Path, tmp_path: Path) -> None:
    page = page_of(check_captions(captions), tmp_path / "page.html")
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

    assert f"script-src 'sha256-{digest}'" in page
    assert "default-src 'none'" in page
    assert not re.search(r"\son\w+=|https?://", page)


def test_small_sound_is_in_the_page_and_large_sound_beside_it(
    captions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = tmp_path / "talk & tide.wav"
    report = check_captions(captions, audio=sound)
    inside = told(page_of(report, tmp_path / "page.html"))["sound"]
    assert base64.b64decode(inside["source"].split(",")[1]) == sound.read_bytes()
    monkeypatch.setattr(making, "MOST_EMBEDDED", 10)
    beside = told(page_of(report, tmp_path / "pages" / "page.html"))["sound"]
    assert beside["source"] == "../talk%20%26%20tide.wav"


def test_a_long_sound_is_drawn_from_a_bounded_number_of_points(
    captions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = check_captions(captions, audio=tmp_path / "talk & tide.wav")
    whole = told(page_of(report, tmp_path / "page.html"))["sound"]
    monkeypatch.setattr(making, "MOST_POINTS", 50)
    few = told(page_of(report, tmp_path / "page.html"))["sound"]
    points = base64.b64decode(few["points"])
    assert len(points) // 2 <= 50
    all_points = memoryview(base64.b64decode(whole["points"])).cast("b")
    assert min(memoryview(points).cast("b")) == min(all_points)
    assert max(memoryview(points).cast("b")) == max(all_points)
    assert few["pointMs"] * len(points) / 2 >= few["ms"]


BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def test_a_browser_shows_every_flaw_and_complains_of_nothing(
    captions: Path, tmp_path: Path
) -> None:
    """In a real browser, where there is one."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        return
    report = check_captions(captions, audio=tmp_path / "talk & tide.wav")
    write_page(report, tmp_path / "page.html")
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
         f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=3000", "--dump-dom",
         (tmp_path / "page.html").as_uri()],
        capture_output=True, encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    assert "CONSOLE" not in done.stderr, done.stderr
    tags = Tags()
    tags.feed(done.stdout)
    flaws = sum(len(checked.findings) for checked in report.captions) + len(report.findings)
    assert tags.texts.count(f"all {flaws}") == 1
    assert [attrs.get("class") for tag, attrs in tags.found].count("says") == flaws
    broken = {one.rule for checked in report.captions for one in checked.outcomes if one.broken}
    assert broken <= set(tags.texts)
    assert "The tide & {{data}} came in." in tags.texts


def test_of_sounds_that_are_alike_a_small_one_goes_into_the_page(
    captions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = tmp_path / "talk & tide.wav"
    report = check_captions(captions, audio=sound)
    (large,) = report.sounds
    small = replace(large, path=tmp_path / "small.mp3")
    small.path.write_bytes(b"soft")
    cut = replace(large, path=tmp_path / "cut.mp3", frames=large.frames // 2)
    cut.path.write_bytes(b"cut")
    monkeypatch.setattr(making, "MOST_EMBEDDED", 1000)

    both = told(
        page_of(structs.replace(report, sounds=(large, cut, small)), tmp_path / "page.html")
    )
    assert both["sound"]["source"] == "data:audio/mpeg;base64,c29mdA=="
    assert (both["sound"]["name"], both["sound"]["embedded"]) == ("small.mp3", True)
    other = told(page_of(structs.replace(report, sounds=(large, cut)), tmp_path / "page.html"))
    assert (other["sound"]["name"], other["sound"]["embedded"]) == ("talk & tide.wav", False)


def test_of_a_rule_that_is_broken_all_over_the_first_flaws_are_listed(
    captions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},100\nHi there.\n\n" for n in range(1, 8))
    path = tmp_path / "many.srt"
    path.write_text(many, "utf-8")
    monkeypatch.setattr(making, "MOST_FLAWS", 3)
    (made,) = told(page_of(check_captions(path), tmp_path / "page.html"))["captions"]
    assert [one["cue"] for one in made["findings"] if one["rule"] == "reading-speed"] == [1, 2, 3]
    assert made["cut"] == 2 * (7 - 3)
    outcomes = {one["rule"]: one["broken"] for one in made["outcomes"]}
    assert outcomes["reading-speed"] == outcomes["min-duration"] == 7


def test_a_page_that_cannot_be_written_is_an_output_error(captions: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"page\.html"):
        write_page(check_captions(captions), tmp_path / "nowhere" / "page.html")
