"""Frames between two processes of ours."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from captioner.protocol import frames as framed

KINDS = st.sampled_from([framed.OPEN, framed.MESSAGE, framed.SOUND, framed.EVENT, framed.CLOSED])


@given(st.lists(st.tuples(KINDS, st.binary(max_size=40))), st.lists(st.integers(0, 200)))
def test_frames_are_what_was_sent_wherever_the_stream_is_cut(
    sent: list[framed.Frame], cuts: list[int]
) -> None:
    stream = b"".join(framed.frame(kind, payload) for kind, payload in sent)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    frames = framed.Frames()

    came = [one for begin, end in pairwise(edges) for one in frames.feed(stream[begin:end])]

    assert came == sent


@given(st.integers(0, 99999), st.text())
def test_a_number_and_a_text_come_back(number: int, text: str) -> None:
    assert framed.number_and_text(framed.numbered(number, text)) == (number, text)
