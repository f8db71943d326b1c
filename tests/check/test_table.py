"""A report for people: it fits a terminal, names the worst, and ends in a verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner.captions import profile_of
from captioner.check.report import Checked, Finding, Onsets, Report, outcomes_of
from captioner.check.table import moment, table, verdict
from captioner.text.vtt_reader import ReadCue


def report_of(*findings: Finding) -> Report:
    judged = dict.fromkeys(("missing", "overlap", "reading-speed"), 1000)
    checked = Checked(
        ("talk.srt",),
        profile_of("bbc", "en"),
        3_600_000,
        (ReadCue(0, 1000, ("Hello.",)),),
        None,
        (Onsets("sound", 1200, -40.0, 80.0, 310.0, 0.0, 0.0),),
        outcomes_of(judged, findings),
        findings,
    )
    return Report(Path("talk.srt"), "Talk", "en", (), (), (checked,), (), ())


def speed(cue: int, value: float) -> Finding:
    return Finding("reading-speed", f"says {value}", cue, "", "", 1000 * cue, value=value, limit=20)


@pytest.mark.parametrize(
    ("ms", "written"),
    [
        (0, "0:00:00.000"),
        (59_999, "0:00:59.999"),
        (60_000, "0:01:00.000"),
        (360_061_001, "100:01:01.001"),
        (-1500, "-0:00:01.500"),
    ],
)
def test_moments_are_written_as_players_show_them(ms: int, written: str) -> None:
    assert moment(ms) == written


def test_a_good_report_is_short_and_says_so_at_the_end() -> None:
    lines = list(table(report_of()))
    assert lines[0] == "talk.srt: Talk (en)"
    assert "talk.srt: 1 cue by bbc, from 1:00:00.000" in lines
    assert (
        "  onsets: 1,200 cues begin 40 ms before the speech that is heard (median), "
        "95 % within 80 ms, worst +310 ms"
    ) in lines
    assert lines[-1] == "no hard rule is broken; 0 remarks on what may have to give way"


def test_each_rule_has_its_count_and_its_worst() -> None:
    lines = list(table(report_of(speed(3, 22), speed(9, 31), speed(12, 25))))
    assert "  missing                    0  1,000" in lines
    assert "  reading-speed (soft)       3  1,000  cue 9 at 0:00:09.000: says 31" in lines
    assert lines[-1] == "no hard rule is broken; 3 remarks on what may have to give way"


def test_no_more_than_a_few_of_each_rule_are_told_one_by_one() -> None:
    findings = [speed(n, 20 + n) for n in range(1, 41)]
    lines = list(table(report_of(*findings), most=5))
    assert sum("says" in line for line in lines) == 1 + 5
    assert "    … and 35 more; --json and --html have all" in lines


def test_the_verdict_names_each_hard_rule_once() -> None:
    overlaps = [Finding("overlap", "it overlaps", n, start_ms=0, value=9, limit=0) for n in (1, 2)]
    report = report_of(Finding("missing", "s01-001 is not shown"), *overlaps, speed(1, 30))
    assert not report.ok
    assert (report.broken, report.remarks) == (3, 1)
    assert verdict(report) == (
        "2 hard rules broken, 3 times (missing, overlap); 1 remark on what may have to give way"
    )
    assert list(table(report))[-1] == verdict(report)
