"""A timeline becomes cues: every word once, in order, in time, by the profile or listed as not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.audio.pcm import ms_to_frames
from captioner.captions import Cue, Cutter, Profile, Word, cut, profile_of
from captioner.captions.timing import limits_of
from captioner.captions.wide_word import may_be_wide
from captioner.captions.width import width
from captioner.document import Kind, Place, Sentence
from captioner.timeline import (
    Measure,
    Pauses,
    Placed,
    Quality,
    TextWord,
    TimedWord,
    Timeline,
    lay_out,
    words_of,
)
from tests.strategies import ADDRESS, any_text, sentence_of, spaced_text, timelines, tried

NETFLIX = profile_of("netflix", "en")
LONG = "one two three four five six seven eight nine ten " * 6
NAMES = ("netflix", "sdh", "bbc", "ted", "dcmp", "children", "short-form", "podcast")


def profiles() -> st.SearchStrategy[Profile]:
    """The published ones in several languages, and some that nobody publishes."""
    published = st.builds(profile_of, st.sampled_from(NAMES), st.sampled_from(("en", "de", "ja")))
    odd = st.builds(
        replace,
        published,
        max_chars=st.integers(14, 60),
        max_lines=st.integers(1, 3),
        merge=st.booleans(),
        lead_ms=st.integers(0, 200),
        fps=st.sampled_from((None, Fraction(25), Fraction(24000, 1001))),
    )
    return published | odd


@st.composite
def spoken(draw: st.DrawFn, texts: st.SearchStrategy[str] | None = None) -> Timeline:
    """A timeline as a voice would speak it: no word shorter than 120 ms."""
    rate = draw(st.sampled_from((8000, 22050, 44100)))
    found: list[Sentence] = []
    measures = []
    for number, text in enumerate(
        draw(st.lists(any_text() if texts is None else texts, min_size=1, max_size=6)), start=1
    ):
        kind = draw(st.sampled_from((Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.HEADING)))
        paragraph = draw(st.integers(1, 2)) if not found else found[-1].paragraph
        paragraph += kind is Kind.HEADING or draw(st.booleans())
        continues = bool(found) and found[-1].paragraph == paragraph and draw(st.booleans())
        if found and found[-1].paragraph == paragraph:
            kind = found[-1].kind
        found.append(replace(sentence_of(text, number), kind=kind, paragraph=paragraph))
        found[-1] = replace(found[-1], continues=continues)
        at, words = rate // 20, []
        for word in words_of(text):
            length = ms_to_frames(draw(st.integers(120, 900)), rate)
            words.append(TimedWord(word, at, at + length, Quality.MEASURED))
            at += length + draw(st.sampled_from((0, 0, 0, rate // 2, 2 * rate)))
        measures.append(Measure(at + rate // 10, rate // 20, rate // 10, tuple(words)))
    return lay_out(found, measures, rate=rate, pauses=Pauses())


def timeline_of(text: str, frames_a_word: int = 3000) -> Timeline:
    """One sentence, its words evenly spread."""
    words = tuple(
        TimedWord(word, frames_a_word * i, frames_a_word * (i + 1), Quality.MEASURED)
        for i, word in enumerate(words_of(text))
    )
    measure = Measure(frames_a_word * len(words) + 1000, 0, 1000, words)
    return lay_out([sentence_of(text)], [measure], rate=8000, pauses=Pauses())


def cues_of(text: str) -> list[tuple[str, ...]]:
    return [cue.texts for cue in cut(timeline_of(text), NETFLIX)]


def bare(text: str) -> str:
    """A text without any white space."""
    return re.sub(r"\s", "", text)


def words_in(cues: list[Cue]) -> list[Word]:
    return [word for cue in cues for line in cue.lines for word in line]


def by_sentence(cues: list[Cue]) -> dict[str, list[Word]]:
    grouped = groupby(words_in(cues), lambda word: word.context)
    return {context: list(words) for context, words in grouped}


# ---------------------------------------------------------------- every word, once


@tried
@given(timelines() | spoken(), profiles())
def test_the_words_of_a_sentence_join_to_its_text_but_for_white_space(
    timeline: Timeline, profile: Profile
) -> None:
    found = by_sentence(list(cut(timeline, profile)))
    assert list(found) == [placed.sentence.context for placed in timeline.placed]
    for placed in timeline.placed:
        joined = "".join(word.text for word in found[placed.sentence.context])
        assert joined.split() == placed.sentence.text.split()


@tried
@given(timelines(spaced_text()), profiles())
def test_where_blanks_are_written_the_lines_join_by_a_blank_to_the_text(
    timeline: Timeline, profile: Profile
) -> None:
    profile = replace(profile, max_chars=max(profile.max_chars, 2 * 14))
    shown = " ".join(text for cue in cut(timeline, profile) for text in cue.texts)
    assert shown.split() == [
        word for placed in timeline.placed for word in placed.sentence.text.split()
    ]


@tried
@given(timelines() | spoken())
def test_every_word_that_fits_on_a_line_is_whole_on_one_line_of_one_cue(
    timeline: Timeline,
) -> None:
    whole = {word.text.rstrip() for word in words_in(list(cut(timeline, NETFLIX)))}
    for placed in timeline.placed:
        for timed in placed.words:
            word = placed.sentence.text[timed.word.start : timed.word.end]
            if width(word) <= NETFLIX.line_cells // 2:
                assert any(word in text for text in whole)


# ---------------------------------------------------------------- shape


@tried
@given(timelines() | spoken(), profiles())
def test_no_cue_has_more_lines_than_the_profile_allows_and_no_line_is_wider(
    timeline: Timeline, profile: Profile
) -> None:
    most = profile.line_cells
    for cue in cut(timeline, profile):
        assert 1 <= len(cue.texts) <= profile.max_lines
        assert all(width(text) > 0 for text in cue.texts)
        wide = [line for line, text in zip(cue.lines, cue.texts, strict=True) if width(text) > most]
        assert all(len(line) == 1 and may_be_wide(line[0].text.rstrip(), most) for line in wide)
        assert bool(wide) == any(flaw.rule == "wide-word" for flaw in cue.relaxed)


@tried
@given(timelines() | spoken(), profiles())
def test_a_cue_that_breaks_a_word_tells_so_and_no_other(
    timeline: Timeline, profile: Profile
) -> None:
    texts = {placed.sentence.context: placed.sentence.text for placed in timeline.placed}
    inside = {
        (context, at)
        for context, text in texts.items()
        for word in words_of(text)
        for at in range(len(bare(text[: word.start])) + 1, len(bare(text[: word.end])))
    }
    shown = dict.fromkeys(texts, 0)
    for cue in cut(timeline, profile):
        ends = set()
        for line in cue.lines:
            for word in line:
                shown[word.context] += len(bare(word.text))
            if not line[-1].text[-1:].isspace():
                ends.add((line[-1].context, shown[line[-1].context]))
        told = [flaw for flaw in cue.relaxed if flaw.rule == "broken-word"]
        assert told or not ends & inside
        assert any(at < len(bare(texts[context])) for context, at in ends) or not told
        assert all(flaw.value > flaw.limit == profile.max_chars for flaw in told)


@tried
@given(timelines() | spoken(), profiles())
def test_no_line_begins_or_ends_with_a_blank_or_holds_two_or_a_break(
    timeline: Timeline, profile: Profile
) -> None:
    for cue in cut(timeline, profile):
        for text in cue.texts:
            assert not re.search(r"^\s|\s$|\s\s|[^\S \u00a0\u202f]", text)


@tried
@given(timelines() | spoken(), profiles())
def test_a_cue_holds_whole_sentences_or_a_part_of_one(timeline: Timeline, profile: Profile) -> None:
    cues = list(cut(timeline, profile))
    found = by_sentence(cues)
    placed = {placed.sentence.context: placed.sentence for placed in timeline.placed}
    for cue in cues:
        inside = by_sentence([cue])
        for context, words in list(inside.items())[1:]:
            if placed[context].continues:
                continue
            assert profile.merge
            assert all(inside[other] == found[other] for other in inside)
            assert placed[context].paragraph == cue.paragraph
            assert placed[context].speaker == cue.speaker
            assert cue.kind is not Kind.HEADING
            assert words


@tried
@given(timelines() | spoken(), profiles())
def test_identifiers_are_unique_and_count_from_the_sentences_name(
    timeline: Timeline, profile: Profile
) -> None:
    cues = list(cut(timeline, profile))
    for context, group in groupby(cues, lambda cue: cue.lines[0][0].context):
        named = list(group)
        rest = [f"{context}-{number}" for number in range(2, len(named) + 1)]
        assert [cue.identifier for cue in named] == [context, *rest]
    assert len({cue.identifier for cue in cues}) == len(cues)


# ---------------------------------------------------------------- time


@tried
@given(timelines() | spoken(), profiles())
def test_cues_are_in_order_never_overlap_and_each_lasts(
    timeline: Timeline, profile: Profile
) -> None:
    cues = list(cut(timeline, profile))
    spans = [(cue.start, cue.end) for cue in cues]
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans)), spans


@tried
@given(spoken(spaced_text()), profiles())
def test_a_cue_begins_with_its_first_word_or_by_no_more_than_the_lead_before_it(
    timeline: Timeline, profile: Profile
) -> None:
    video_frame = timeline.rate / profile.fps if profile.fps else 0
    lead = profile.lead_ms * timeline.rate / 1000 + video_frame
    for cue in cut(timeline, profile):
        assert 0 <= cue.lines[0][0].start - cue.start <= lead


@tried
@given(spoken(spaced_text()), profiles())
def test_every_word_begins_inside_its_own_cue(timeline: Timeline, profile: Profile) -> None:
    for cue in cut(timeline, profile):
        for word in words_in([cue]):
            assert cue.start <= word.start < cue.end


@tried
@given(spoken(), profiles())
def test_what_the_profile_asks_for_is_kept_or_listed(timeline: Timeline, profile: Profile) -> None:
    cues = list(cut(timeline, profile))
    ms = 1000 / timeline.rate
    for cue, following in pairwise([*cues, None]):
        assert cue is not None
        relaxed = {flaw.rule for flaw in cue.relaxed}
        stays = (cue.end - cue.start) * ms
        assert stays <= profile.max_ms + 1 or "max-duration" in relaxed
        assert stays >= profile.min_ms - 1 or "min-duration" in relaxed
        characters = sum(map(width, cue.texts)) / (2 if profile.wide else 1)
        assert characters / (stays + 1) * 1000 <= profile.max_cps or "reading-speed" in relaxed
        if following is not None:
            assert (following.start - cue.end) * ms >= profile.gap_ms - 1 or "gap" in relaxed
        assert not relaxed & {"overlap", "order", "lines", "line-width"}


@tried
@given(spoken(), profiles())
def test_a_cue_hangs_no_longer_than_the_profile_lets_it_or_not_to_be_gone_too_soon(
    timeline: Timeline, profile: Profile
) -> None:
    limits = limits_of(profile, timeline.rate)
    video_frame = timeline.rate / profile.fps if profile.fps else 0
    for cue in cut(timeline, profile):
        if "shared-time" in {flaw.rule for flaw in cue.relaxed}:
            continue
        written = sum(len(text.split()) for text in cue.texts)
        least = cue.start + max(limits.least, limits.a_word * written)
        # Nor is a gap left that is too short to be seen.
        lets = max(words_in([cue])[-1].end + limits.lag, least) + limits.chain
        assert cue.end <= lets + video_frame


@tried
@given(spoken(), profiles(), st.data())
def test_a_timeline_that_comes_in_pieces_is_cut_like_a_whole_one(
    timeline: Timeline, profile: Profile, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(timeline.placed)))
    cutter = Cutter(profile, timeline.rate)
    found: list[Cue] = []
    for placed in (timeline.placed[:at], (), timeline.placed[at:]):
        found += cutter.cues(replace(timeline, placed=placed))
    found += cutter.end()
    assert found == list(cut(timeline, profile))


@tried
@given(spoken(), st.sampled_from((Fraction(24), Fraction(25), Fraction(30000, 1001))))
def test_with_a_video_frame_rate_cues_come_and_go_with_its_frames(
    timeline: Timeline, fps: Fraction
) -> None:
    profile = replace(NETFLIX, fps=fps, gap_frames=2)
    cues = list(cut(timeline, profile))
    grid = Fraction(timeline.rate) / fps
    last = timeline.placed[-1].end
    for cue in cues:
        for edge in {cue.start, cue.end} - {last}:
            steps = -(-edge // grid)
            assert edge == int(grid * steps) or words_in([cue])[-1].end + 1 >= edge
    for cue, following in pairwise(cues):
        if not {flaw.rule for flaw in cue.relaxed} & {"gap"}:
            assert following.start - cue.end >= int(2 * grid) - 1


def test_a_short_cue_stays_into_the_pause_for_its_least_time() -> None:
    words = (TimedWord(TextWord(0, 4), 0, 2000, Quality.MEASURED),)
    sentences = [sentence_of("Yes."), replace(sentence_of("No.", 2), paragraph=2)]
    no = (TimedWord(TextWord(0, 3), 0, 2000, Quality.MEASURED),)
    timeline = lay_out(
        sentences, [Measure(2000, 0, 0, words), Measure(2000, 0, 0, no)], rate=8000,
        pauses=Pauses(paragraph_ms=2000),
    )  # fmt: skip
    first, second = cut(timeline, NETFLIX)
    assert first.end - first.start == pytest.approx(8000 * NETFLIX.min_ms / 1000, abs=16)
    assert not first.relaxed
    assert (first.start, second.start) == (0, 18_000)


def test_a_pause_too_short_to_be_seen_is_closed_to_the_profiles_gap() -> None:
    text = "One sentence that is long enough to stand on its own. "
    one, two = sentence_of(text), sentence_of(text, 2)
    placed = timeline_of(text).placed[0]
    measure = Measure(placed.end, 0, 1000, placed.words)
    timeline = lay_out([one, two], [measure, measure], rate=8000, pauses=Pauses())
    first, second = cut(timeline, NETFLIX)
    gap_ms = (second.start - first.end) / 8
    assert 83 <= gap_ms <= 85


# ---------------------------------------------------------------- examples


def test_a_cue_begins_with_its_first_word() -> None:
    text = (
        "The first part of a long sentence goes here, and it is followed by a second part, "
        "which is no shorter."
    )
    timeline = timeline_of(text)
    starts = {word.start for word in timeline.placed[0].words}
    first, second = cut(timeline, NETFLIX)
    assert first.start == 0
    assert second.start == second.lines[0][0].start
    assert second.start in starts


@pytest.mark.parametrize("moment", [0, 100, 79_000, 80_000])
def test_words_that_were_all_told_at_one_moment_share_the_time_and_cues_tell_so(
    moment: int,
) -> None:
    words = tuple(TimedWord(word, moment, moment, Quality.ESTIMATED) for word in words_of(LONG))
    measure = Measure(80_000, 0, 0, words)
    cues = list(cut(lay_out([sentence_of(LONG)], [measure], rate=8000, pauses=Pauses()), NETFLIX))
    assert len(cues) > 2
    assert min(cue.end - cue.start for cue in cues) > 8000
    for cue in cues[1:]:
        assert ("shared-time", 0, 20) in [(one.rule, one.value, one.limit) for one in cue.relaxed]


def _told(text: str, at: Sequence[int]) -> Timeline:
    """Lay out a sentence whose words begin at these frames, and each with the end of the last."""
    words = words_of(text)
    ends = [*at[1:], at[-1] + 1600]
    timed = [TimedWord(*one, Quality.MEASURED) for one in zip(words, at, ends, strict=True)]
    measure = Measure(ends[-1] + 8000, 0, 0, tuple(timed))
    return lay_out([sentence_of(text)], [measure], rate=8000, pauses=Pauses())


def test_cues_that_could_not_be_seen_share_the_time_of_the_sentence_and_tell_so() -> None:
    words = [
        TimedWord(word, at, at + 1, Quality.MEASURED) for at, word in enumerate(words_of(LONG))
    ]
    measure = Measure(80_000, 0, 0, tuple(words))
    timeline = lay_out([sentence_of(LONG)], [measure], rate=8000, pauses=Pauses())
    cues = list(cut(timeline, NETFLIX))
    assert min(cue.end - cue.start for cue in cues) > 800
    for cue in cues:
        (flaw,) = [flaw for flaw in cue.relaxed if flaw.rule == "shared-time"]
        assert flaw.value < flaw.limit


def test_a_cue_that_could_not_be_seen_shares_the_time_of_those_beside_it_alone() -> None:
    text = " ".join(["The bridge was closed for good on the very day that it was opened,"] * 6)
    words = words_of(text)
    at = [8000 + 2400 * number for number in range(len(words))]
    honest = list(cut(_told(text, at), NETFLIX))
    first, last = (at.index(honest[number].lines[0][0].start) for number in (2, 4))
    at[first:last] = range(at[last] - (last - first), at[last])
    cues = list(cut(_told(text, at), NETFLIX))
    shared = [cue for cue in cues if "shared-time" in {flaw.rule for flaw in cue.relaxed}]
    assert min(cue.end - cue.start for cue in cues) > 1600
    assert 1 < len(shared) < len(cues) - 2
    for cue in cues:
        if cue not in shared:
            assert cue.start == cue.lines[0][0].start


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("Short.", [("Short.",)]),
        (" \n Blanks\t all \n around. ", [("Blanks all around.",)]),
        ("— “Quoted,” she said —", [("— “Quoted,” she said —",)]),
        (
            "It was a bright cold day in April, and the clocks were striking.",
            [("It was a bright cold day in April,", "and the clocks were striking.")],
        ),
        ("你好，世界。", [("你好，世界。",)]),
        ("<i>a < 5</i> & {\\an8} --> b", [("<i>a < 5</i> & {\\an8} --> b",)]),
    ],
)
def test_a_sentence_that_fits_is_one_cue_broken_where_it_hurts_least(
    text: str, cues: list[tuple[str, ...]]
) -> None:
    assert cues_of(text) == cues


def test_no_break_spaces_stay_and_an_opening_mark_stays_with_what_it_opens() -> None:
    (cue,) = cues_of("Il dit « Bonjour » à 10\u00a0km de là.")
    assert " ".join(cue) == "Il dit « Bonjour » à 10\u00a0km de là."
    words = words_in(list(cut(timeline_of("Il a dit : « Oui. »"), NETFLIX)))
    assert [word.text for word in words] == ["Il ", "a ", "dit : ", "« Oui. »"]


def test_an_address_too_long_for_a_line_is_broken_after_a_mark() -> None:
    lines = [line for cue in cues_of(f"See {ADDRESS} now.") for line in cue]
    assert bare("".join(lines)) == f"See{ADDRESS}now."
    broken = [line for line in lines if line != lines[-1] and line != "See"]
    assert all(line[-1] in "/?&=-_.,:;@#" for line in broken)


@pytest.mark.parametrize(
    ("text", "lines", "relaxed"),
    [
        (f"Oh, {'a' * 48}.", [f"{'a' * 48}."], {"wide-word": (49, 42)}),
        ("b" * 60, ["b" * 30, "b" * 30], {"broken-word": (60, 42)}),
        ("c" * 53, ["c" * 27, "c" * 26], {"broken-word": (53, 42)}),
        ("c" * 52, ["c" * 52], {"wide-word": (52, 42)}),
        (
            f"{'d' * 30}-{'e' * 30}",
            [f"{'d' * 30}-", "e" * 30],
            {"broken-word": (61, 42)},
        ),
        (
            f"{'d' * 9}/{'e' * 50}?x",
            [f"{'d' * 9}/", f"{'e' * 50}?", "x"],
            {"wide-word": (51, 42), "broken-word": (62, 42)},
        ),
    ],
)
def test_a_word_wider_than_a_line_is_broken_at_a_mark_or_hangs_over_or_is_halved(
    text: str, lines: list[str], relaxed: dict[str, tuple[int, int]]
) -> None:
    """The rungs of the ladder, in this order; what was relaxed is told with its size."""
    cues = list(cut(timeline_of(text, 40_000), NETFLIX))
    assert [line for cue in cues for line in cue.texts if line != "Oh,"] == lines
    told = {flaw.rule: (flaw.value, flaw.limit) for cue in cues for flaw in cue.relaxed}
    ladder = ("line-width", "wide-word", "broken-word")
    assert {rule: told[rule] for rule in ladder if rule in told} == relaxed


def test_a_word_that_is_broken_stays_in_one_cue_if_it_fits_there() -> None:
    address = "https://example.org/a/long/path/and-more-of-it?with=a-query&and=another"
    text = f"Whoever wants to read the whole of the report will find it at {address} today."
    cues = list(cut(timeline_of(text, 8000), NETFLIX))
    (cue,) = [cue for cue in cues if any(flaw.rule == "broken-word" for flaw in cue.relaxed)]
    assert address in "".join(cue.texts)
    # Of its parts in a line one word is made again.
    shown = [word.text.strip() for line in cue.lines for word in line]
    assert address in [first + second for first, second in pairwise(shown)]


def test_marks_after_a_full_line_do_not_begin_the_next_one_with_a_blank() -> None:
    text = "x" * 42 + " [[[ ]]] — end"
    lines = [line for cue in cues_of(text) for line in cue]
    assert all(line == line.strip() for line in lines)
    assert " ".join(lines) == text


def test_a_sentence_of_ten_thousand_words_is_cut() -> None:
    cues = cues_of("word " * 10_000)
    assert sum(len(line.split()) for cue in cues for line in cue) == 10_000


def test_a_cue_of_measured_words_begins_with_its_first_word_however_short_it_is() -> None:
    """A hasty cue is the voice's doing; its time is not to be spread over the sentence."""
    words = [f"word{n:02}" for n in range(40)]
    text = " ".join(words)
    timed, at = [], 0
    for index, word in enumerate(words_of(text)):
        length = 4000 if index < 20 else 1200
        timed.append(TimedWord(word, at, at + length, Quality.MEASURED))
        at += length
    sentence = Sentence("s01-001", text, text, Kind.PARAGRAPH, 1, Place(1), "en")
    timeline = Timeline(22050, 0, (Placed(sentence, 0, at + 60_000, 60_000, tuple(timed)),))
    cues = list(cut(timeline, NETFLIX))
    assert len(cues) > 3
    assert [cue.start for cue in cues] == [cue.lines[0][0].start for cue in cues]


def test_short_whole_sentences_share_a_cue_where_one_alone_could_not_be_read() -> None:
    texts = ["No. ", "Never. ", "Not me. "]
    sentences = [sentence_of(text, number) for number, text in enumerate(texts, start=1)]
    measures = [
        Measure(
            1200 * len(words_of(text)), 0, 0,
            tuple(
                TimedWord(word, 1200 * i, 1200 * (i + 1), Quality.MEASURED)
                for i, word in enumerate(words_of(text))
            ),
        )
        for text in texts
    ]  # fmt: skip
    timeline = lay_out(sentences, measures, rate=8000, pauses=Pauses(sentence_ms=0))
    assert [cue.texts for cue in cut(timeline, NETFLIX)] == [("No. Never. Not me.",)]
    alone = [cue.texts for cue in cut(timeline, profile_of("bbc", "en"))]
    assert len(alone) == (3 if not profile_of("bbc", "en").merge else 1)
