"""A report for people: a few lines, and a table of rules with how often each is broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from captioner.captions.writer import hms
from captioner.check.report import Checked, Finding, Onsets, Outcome, Report

#: As many findings as are told of a rule one by one.
MOST_FINDINGS = 5
_HEADINGS = ("rule", "broken", "of", "worst")


def table(report: Report, most: int = MOST_FINDINGS) -> Iterator[str]:
    """Yield the lines of a report, with so many findings of each rule."""
    yield f"{report.path}: {report.title} ({report.lang})"
    for sound in report.sounds:
        yield f"  {sound.name}: {moment(sound.ms)}, {sound.frames:,} frames at {sound.rate} Hz"
    yield from _rules(report.outcomes, report.findings, most)
    for checked in report.captions:
        yield ""
        yield from _captions(checked, most)
    yield ""
    yield verdict(report)


def verdict(report: Report) -> str:
    """Say in a line whether the captions are good."""
    hard = [outcome for outcome in _outcomes(report) if outcome.hard and outcome.broken]
    remarks = f"{_count(report.remarks, 'remark')} on what may have to give way"
    if not hard:
        return f"no hard rule is broken; {remarks}"
    names = ", ".join(dict.fromkeys(outcome.rule for outcome in hard))
    broken = f"{_count(len(hard), 'hard rule')} broken, {_count(report.broken, 'time')}"
    return f"{broken} ({names}); {remarks}"


def _outcomes(report: Report) -> Iterator[Outcome]:
    yield from report.outcomes
    for checked in report.captions:
        yield from checked.outcomes


def _captions(checked: Checked, most: int) -> Iterator[str]:
    offset = f", from {moment(round(checked.offset_ms))}" if checked.offset_ms else ""
    yield (
        f"{', '.join(checked.files)}: {_count(len(checked.cues), 'cue')} "
        f"by {checked.profile.name}{offset}"
    )
    if covered := checked.covered:
        yield (
            f"  coverage: {covered.sentences_covered:,} of {_count(covered.sentences, 'sentence')}"
            f", {covered.characters_covered:,} of {_count(covered.characters, 'character')}"
        )
    for onsets in checked.onsets:
        yield f"  {_onsets(onsets)}"
    yield from _rules(checked.outcomes, checked.findings, most)


def _onsets(onsets: Onsets) -> str:
    of = {"words": "their words", "sound": "the speech that is heard"}[onsets.by]
    side = "after" if onsets.median_ms >= 0 else "before"
    return (
        f"onsets: {onsets.judged:,} cues begin {abs(onsets.median_ms):,.0f} ms {side} {of} "
        f"(median), 95 % within {onsets.within_95_ms:,.0f} ms, worst {onsets.worst_ms:+,.0f} ms"
    )


def _rules(outcomes: Sequence[Outcome], findings: Sequence[Finding], most: int) -> Iterator[str]:
    if not outcomes:
        return
    rows = [
        (
            f"{outcome.rule}{'' if outcome.hard else ' (soft)'}",
            f"{outcome.broken:,}",
            f"{outcome.judged:,}",
            _told(outcome.worst) if outcome.worst else "",
        )
        for outcome in outcomes
    ]
    widths = [max(len(row[at]) for row in (_HEADINGS, *rows)) for at in range(3)]
    for rule, broken, judged, worst in (_HEADINGS, *rows):
        line = f"  {rule:{widths[0]}}  {broken:>{widths[1]}}  {judged:>{widths[2]}}  {worst}"
        yield line.rstrip()
    for outcome in outcomes:
        if outcome.broken > 1:
            yield from _each(outcome, findings, most)


def _each(outcome: Outcome, findings: Sequence[Finding], most: int) -> Iterator[str]:
    """Name the first findings of a rule one by one."""
    mine = (finding for finding in findings if finding.rule == outcome.rule)
    yield f"  {outcome.rule}: {outcome.says}, but"
    for finding in islice(mine, most):
        yield f"    {_told(finding)}"
    if outcome.broken > most:
        yield f"    … and {outcome.broken - most:,} more; --json and --html have all"


def _told(finding: Finding) -> str:
    place = ""
    if finding.cue is not None:
        named = f" {finding.identifier}" if finding.identifier else ""
        place = f"cue {finding.cue}{named}"
    if finding.start_ms is not None:
        place = f"{place} at {moment(finding.start_ms)}".strip()
    return f"{place}: {finding.says}" if place else finding.says


def moment(ms: int) -> str:
    """Write a moment as players show it: 0:02:11.480."""
    sign = "-" if ms < 0 else ""
    hours, minutes, seconds, thousandths = hms(abs(ms), 1000)
    return f"{sign}{hours}:{minutes:02}:{seconds:02}.{thousandths:03}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
