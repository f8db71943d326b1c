"""A kept timeline, read back whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from captioner.errors import OutputError
from captioner.publish.kept import load_timeline
from captioner.timeline import Timeline, record
from tests.strategies import timelines, tried


def kept(timeline: Timeline, version: int = record.VERSION) -> str:
    """The text of a timeline's file, as a narration leaves it."""
    first = record.Head(version, "A tale", "en", "tale.md", timeline.rate, {})
    body = record.write([first, *map(record.sentence_line, timeline.placed)])
    digest = hashlib.sha256(body.encode()).hexdigest()
    return body + record.write([record.End(timeline.end, len(timeline.placed), 0, {}, digest)])


@settings(tried, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(timelines())
def test_a_kept_timeline_is_loaded_as_it_was(tmp_path: Path, timeline: Timeline) -> None:
    path = tmp_path / "tale.timeline.jsonl"
    path.write_text(kept(timeline), "utf-8")
    assert load_timeline(path) == timeline
    assert load_timeline(str(path)).word_at(3.0) == timeline.word_at(3.0)


@settings(tried, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(timelines(), st.data())
def test_a_timeline_of_which_any_byte_is_missing_is_not_loaded(
    tmp_path: Path, timeline: Timeline, data: st.DataObject
) -> None:
    path = tmp_path / "tale.timeline.jsonl"
    whole = kept(timeline).encode()
    # Nothing but its own form vouches for the last line.
    last = whole.rstrip().rfind(b"\n") + 1
    at = data.draw(st.integers(0, last - 1))
    path.write_bytes(data.draw(st.sampled_from((whole[:at], whole[:at] + whole[at + 1 :]))))
    with pytest.raises(OutputError, match=r"tale\.timeline\.jsonl: "):
        load_timeline(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read \\(No such file or directory\\)"),
        (b"", "line 1 of the timeline is damaged"),
        (b"\xff\n", "can't decode byte"),
        (b"mine", "line 1 of the timeline is damaged"),
        (
            b'{"record":"section","number":1,"title":""}\n',
            "is damaged, or was changed",
        ),
    ],
)
def test_what_is_no_timeline_is_not_loaded(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "tale.timeline.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OutputError, match=f"tale.timeline.jsonl: .*{says}"):
        load_timeline(path)


def test_a_timeline_of_another_version_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "tale.timeline.jsonl"
    path.write_text(kept(Timeline(8000, 0, ()), version=99), "utf-8")
    with pytest.raises(OutputError, match="the timeline is of version 99; this captioner reads"):
        load_timeline(path)
