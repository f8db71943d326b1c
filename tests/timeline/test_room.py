"""A timeline with room around its chapters."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from captioner.document import Kind
from captioner.timeline.fit import Quality
from captioner.timeline.record import Line, SectionLine, SentenceLine, UnspokenLine, WordLine
from captioner.timeline.room import Room, with_room
from tests.strategies import tried


def sentence(section: int, number: int, start: int, end: int, tail: int) -> SentenceLine:
    words = [WordLine(0, 5, start, end - tail, Quality.MEASURED)]
    return SentenceLine(
        f"s{section:02}-{number:03}", "Hello.", "Hello.", Kind.PARAGRAPH, number, 1, 1, "en",
        continues=False, start=start, end=end, tail=tail, words=words,
    )  # fmt: skip


@st.composite
def timelines(draw: st.DrawFn) -> list[Line]:
    """Some sections of some sentences, with silence of any length between them."""
    lines: list[Line] = []
    at = 0
    for section in range(1, draw(st.integers(1, 4)) + 1):
        lines.append(SectionLine(section, f"No {section}"))
        for number in range(1, draw(st.integers(1, 3)) + 1):
            at += draw(st.integers(0, 300))
            length, tail = draw(st.integers(1, 100)), draw(st.integers(0, 50))
            lines.append(sentence(section, number, at, at + length + tail, tail))
            at += length + tail
    return lines


rooms = st.builds(Room, st.integers(0, 200), st.integers(0, 200), st.frozensets(st.integers(1, 4)))


def sentences(lines: Sequence[Line]) -> list[SentenceLine]:
    return [line for line in lines if isinstance(line, SentenceLine)]


@tried
@given(timelines(), rooms)
def test_there_is_room_and_nothing_but_silence_is_added(lines: list[Line], room: Room) -> None:
    before, after = sentences(lines), sentences(list(with_room(lines, room)))
    silent = moved = 0
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        begins = old.context.endswith("-001")
        section = int(old.context[1:3])
        if number == 0:
            assert new.start >= room.head
        elif begins and section in room.firsts:
            assert new.start - silent >= room.head + room.tail
        # What comes later comes no less late, and a sentence goes as a whole.
        assert new.start - old.start >= moved
        assert begins or new.start - old.start == moved
        moved = new.start - old.start
        assert [(word.start, word.end) for word in new.words] == [
            (word.start + moved, word.end + moved) for word in old.words
        ]
        silent = new.end - new.tail
        assert silent == old.end - old.tail + moved
    assert after[-1].tail == max(before[-1].tail, room.tail)


@tried
@given(timelines(), st.frozensets(st.integers(1, 4)))
def test_where_no_room_is_wanted_nothing_changes(lines: list[Line], firsts: frozenset[int]) -> None:
    assert list(with_room(lines, Room(0, 0, firsts))) == lines


def test_what_is_no_sentence_stays_where_it_stands() -> None:
    lost = UnspokenLine("s01-002", "Lost.", "refused", 3, 1)
    lines: list[Line] = [SectionLine(1, "One"), sentence(1, 1, 0, 10, 0), lost]

    section, spoken, last = with_room(lines, Room(5, 7, frozenset()))
    assert (section, last) == (lines[0], lost)
    assert isinstance(spoken, SentenceLine)
    assert (spoken.start, spoken.end, spoken.tail) == (5, 22, 7)
