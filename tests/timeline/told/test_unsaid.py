"""A sentence that was never said lies over nobody else's words, and is named."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import accumulate

import pytest

from captioner.document import Document
from captioner.timeline import words_of
from captioner.timeline.told.mapping import Mapped, map_words
from captioner.timeline.told.times import Told, word_list
from tests.timeline.told.test_mapping import RATE, check_whole, document_of, own_words, prose, timed

LETTER, LEAD = 60, 100


def told(*said: str | int) -> list[Told]:
    """Words at the pace of their letters; a number is a rest of so many milliseconds."""
    words: list[Told] = []
    now = LEAD
    for part in said:
        if isinstance(part, int):
            now += part
            continue
        for word in part.split():
            words.append(Told(word, now, now + LETTER * (len(word) + 1)))
            now += LETTER * (len(word) + 1)
    return words


def mapped(texts: Sequence[str], *said: str | int, frames: int | None = None) -> Mapped:
    document = document_of(*texts)
    found = map_words(document, word_list(told(*said), RATE, RATE), frames=frames)
    check_whole(document, found, frames)
    return found


def starts(found: Mapped) -> dict[str, int]:
    return {text: word.start for text, word in timed(found)}


BEFORE, AFTER = "We open the gate at seven.", "Please bring your own cup."
SAID_BEFORE, SAID_AFTER = "we open the gate at seven", "please bring your own cup"


@pytest.mark.parametrize(
    "never",
    ["Nobody else has a key.", "No.", "The hall is out of order, and so is the lift behind it."],
)
@pytest.mark.parametrize("filler", ["", "uh", "um uh", "seven", "please", "in the"])
def test_a_sentence_that_was_never_said_takes_no_time_from_a_filler_or_a_neighbour(
    never: str, filler: str
) -> None:
    found = mapped([BEFORE, never, AFTER], SAID_BEFORE, filler, SAID_AFTER)

    assert [sentence.context for sentence in found.missing] == ["s01-002"]
    first, last = found.timeline.placed
    words = told(SAID_BEFORE, filler, SAID_AFTER)
    assert first.start == LEAD
    assert last.start in {word.start for word in words if word.text == "please"}
    assert first.words[-1].end in {word.end for word in words if word.text == "seven"}
    assert all(run.context == "s01-002" for run in found.agreement.unheard)


@pytest.mark.parametrize("never", ["Nobody else has a key.", "Not a soul came."])
@pytest.mark.parametrize("edge", ["beginning", "end"])
def test_nor_one_at_the_beginning_or_the_end(never: str, edge: str) -> None:
    texts = [never, BEFORE, AFTER] if edge == "beginning" else [BEFORE, AFTER, never]
    found = mapped(texts, SAID_BEFORE, SAID_AFTER, "uh" if edge == "end" else 0)
    assert [sentence.text for sentence in found.missing] == [never]


def test_in_a_rest_that_is_long_enough_its_time_is_estimated_and_it_is_named_all_the_same() -> None:
    never = "Nobody else has a key."
    found = mapped([BEFORE, never, AFTER], SAID_BEFORE, 4000, SAID_AFTER)
    assert (found.missing, [s.text for s in found.unheard]) == ((), [never])
    placed = found.timeline.placed
    assert placed[0].end <= placed[1].start < placed[1].end <= placed[2].start


def test_what_was_said_beside_the_text_leaves_no_time_for_a_sentence_that_was_not() -> None:
    never = "Nobody else has a key."
    aside = "is this microphone on i can hear myself in the back row you know what never mind"
    found = mapped([BEFORE, never, AFTER], SAID_BEFORE, aside, SAID_AFTER)
    assert [sentence.text for sentence in found.missing] == [never]
    assert [run.text for run in found.agreement.extra] == [aside]


def test_a_sentence_of_which_little_was_heard_and_for_which_there_is_no_time_was_not_said() -> None:
    """A word or two agree by chance."""
    never = "The hall behind the stage is out of order."
    found = mapped([BEFORE, never, AFTER], SAID_BEFORE, "the", SAID_AFTER)
    assert [sentence.text for sentence in found.missing] == [never]
    assert [run.text for run in found.agreement.extra] == ["the"]


def test_a_sentence_that_was_misheard_from_end_to_end_keeps_the_time_of_what_was_heard() -> None:
    odd = "Xin chào các bạn."
    found = mapped([BEFORE, odd, AFTER], SAID_BEFORE, "seen chow cat ban", SAID_AFTER)
    assert not found.missing
    words = told(SAID_BEFORE, "seen chow cat ban", SAID_AFTER)
    assert starts(found)["Xin"] == words[6].start
    assert starts(found)["bạn."] == words[9].start


def test_a_skipped_sentence_that_begins_like_the_next_one_is_missing_as_a_whole() -> None:
    texts = ["We met here.", "The mayor spoke at length.", "The band played on."]
    found = mapped(texts, "we met here the band played on")
    assert [sentence.context for sentence in found.missing] == ["s01-002"]
    assert starts(found)["The"] == told("we met here the")[3].start


# ---------------------------------------------------------------- said twice


@pytest.mark.parametrize("start", ["the keys are", "the keys uh", "the keys are in the drawer"])
def test_of_a_sentence_that_was_begun_twice_the_last_time_counts(start: str) -> None:
    found = mapped(["Come in.", "The keys are in the drawer.", "Take two."],
                   "come in", start, 300, "the keys are in the drawer take two")  # fmt: skip
    again = told("come in", start, 300, "the")[-1].start
    assert found.timeline.placed[1].start == again
    assert [run.text for run in found.agreement.extra] == [start]
    assert not found.agreement.unheard


def test_of_words_that_were_said_twice_in_a_sentence_the_last_ones_count() -> None:
    found = mapped(["The keys are in the drawer."], "the keys are in the", 400, "in the drawer")
    assert [run.text for run in found.agreement.extra] == ["in the"]
    assert starts(found)["in"] == told("the keys are in the", 400, "in")[-1].start


# ---------------------------------------------------------------- many of them


def held(document: Document, seed: int) -> tuple[list[Told], dict[int, Told], set[str]]:
    """Say a document without one sentence in twenty, and with a word in fifty put in.

    Tells the words, those of the text by their places in it, and the sentences that were not said.
    """
    chance = random.Random(seed)
    said: list[Told] = []
    own: dict[int, Told] = {}
    never: set[str] = set()
    others = own_words(document)
    now = at = 0
    for sentence in document.sentences:
        words = [sentence.text[word.start : word.end] for word in words_of(sentence.text)]
        if chance.random() < 0.05:
            never.add(sentence.context)
            at += len(words)
            continue
        for word in words:
            own[at] = Told(word.strip(".,;:!?“”").lower(), now, now + LETTER * (len(word) + 1))
            said.append(own[at])
            now, at = now + LETTER * (len(word) + 1), at + 1
            if chance.random() < 0.02:
                said.append(
                    Told(chance.choice(("uh", "um", "so", chance.choice(others))), now, now + 200)
                )
                now += 200
        now += chance.choice((0, 200, 600))
    return said, own, never


@pytest.mark.parametrize("seed", range(3))
def test_however_many_sentences_were_left_out_none_lies_on_another_and_the_others_keep_their_onsets(
    seed: int,
) -> None:
    document = document_of(*prose(3000, seed))
    said, own, never = held(document, seed)
    found = map_words(document, word_list(said, RATE, RATE))

    check_whole(document, found)
    spans = [(int(str(word.start)), int(str(word.end))) for word in own.values()]
    for placed in found.timeline.placed:
        if placed.sentence.context in never:
            start, end = placed.words[0].start, placed.words[-1].end
            assert not [span for span in spans if span[0] < end and span[1] > start]
    named = {sentence.context for sentence in (*found.missing, *found.unheard)}
    assert len(named ^ never) <= 1
    firsts = accumulate((len(words_of(s.text)) for s in document.sentences), initial=0)
    first = dict(zip((s.context for s in document.sentences), firsts, strict=False))
    onsets = {
        first[placed.sentence.context] + index: word.start
        for placed in found.timeline.placed
        for index, word in enumerate(placed.words)
    }
    right = sum(onsets.get(at) == word.start for at, word in own.items())
    assert right >= 0.995 * len(own)
