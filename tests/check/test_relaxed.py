"""What captions gave way in and no cue shows by itself: told beside a document or a timeline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from captioner import caption_document, read
from captioner.captions import cut, profile_of
from captioner.captions.rules import NOT_SEEN
from captioner.check import Report, check_captions
from captioner.check.machine import as_json
from captioner.check.page import page_of
from captioner.check.report import Finding
from captioner.publish.kept import load_timeline
from captioner.timeline import words_of

ADDRESS = "https://www.example.org/archive/2026/november/harbour-lights?page=12&view=print#n7"
WIDE, WIDEST = "Hafen" * 9 + "uhr", "Hafen" * 12
AT_ONCE = "They came down to the quay at one and the same moment, " * 2 + "and nobody saw them"
TEXT = f"See {ADDRESS} for it.\n\nThe {WIDE} and the {WIDEST} are closed.\n\n{AT_ONCE}.\n"
NETFLIX = profile_of("netflix", "en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Captions of words that begin a tenth of a second a character after each other, but for the
    last sentence, whose words are told at one moment.
    """
    home = tmp_path_factory.mktemp("relaxed")
    (home / "quay.txt").write_text(TEXT, "utf-8")
    at, words = 0.0, []
    for word in words_of(TEXT):
        shown = TEXT[word.start : word.end]
        length = 0.0 if word.start >= TEXT.index(AT_ONCE) else len(shown) / 10
        words.append({"word": shown, "start": at, "end": at + length})
        at += length
    (home / "quay.json").write_text(json.dumps({"words": words}), "utf-8")
    done = caption_document(read(home / "quay.txt"), home / "quay.json", home, formats=("srt",))
    return done.folder


def found(report: Report, rules: frozenset[str] = NOT_SEEN) -> list[Finding]:
    (checked,) = report.captions
    return [finding for finding in checked.findings if finding.rule in rules]


def judged(report: Report) -> set[str]:
    (checked,) = report.captions
    return {outcome.rule for outcome in checked.outcomes}


def test_what_cues_were_relaxed_in_is_listed_as_the_cutter_tells_it(folder: Path) -> None:
    report = check_captions(folder)
    cues = cut(load_timeline(folder / "quay.timeline.jsonl"), NETFLIX)
    told = [
        (number, flaw.rule, flaw.value, flaw.limit)
        for number, cue in enumerate(cues, start=1)
        for flaw in cue.relaxed
        if flaw.rule in NOT_SEEN
    ]
    assert {rule for _, rule, _, _ in told} == NOT_SEEN
    assert sorted((one.cue, one.rule, one.value, one.limit) for one in found(report)) == told
    assert judged(report) >= NOT_SEEN
    assert report.ok, [finding for finding in report.captions[0].findings if finding.hard]


def test_without_a_document_only_what_a_cue_shows_is_listed(folder: Path) -> None:
    report = check_captions(folder / "quay.srt")
    assert found(report) == []
    assert not judged(report) & NOT_SEEN
    (wide,) = found(report, frozenset({"wide-word"}))
    assert wide.says == "a word that cannot be broken has 48 characters, a line 42"
    assert report.ok


def test_anybodys_broken_words_are_told_beside_the_document(tmp_path: Path) -> None:
    captions, text = tmp_path / "a.srt", tmp_path / "a.txt"
    captions.write_text(
        "1\n00:00:00,000 --> 00:00:03,000\nThe har-\nbour and the qu\n\n"
        "2\n00:00:03,100 --> 00:00:06,000\nay are\nclosed.\n\n"
        "3\n00:00:07,000 --> 00:00:09,000\n猫が墙，\n上坐着。\n",
        "utf-8",
    )
    text.write_text("The har-bour and the quay are closed.\n\n猫が墙，上坐着。\n", "utf-8")
    (finding,) = found(check_captions(captions, text=text))
    assert (finding.cue, finding.rule, finding.value) == (1, "broken-word", 8)
    assert finding.says == "“har-bour” is broken, which has 8 characters"


def test_the_page_and_the_json_have_them(folder: Path) -> None:
    report = check_captions(folder)
    told = json.loads(as_json(report))["captions"][0]
    count = len(found(report))
    assert sum(one["rule"] in NOT_SEEN for one in told["findings"]) == count
    assert sum(one["broken"] for one in told["outcomes"] if one["rule"] in NOT_SEEN) == count
    page = page_of(report, folder / "quay.html")
    assert all(finding.says in page for finding in found(report))
