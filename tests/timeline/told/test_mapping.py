"""A document is laid on words that somebody else heard; the author's own words are what is kept."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from captioner.document import Document, Kind, Place, Section, Sentence
from captioner.text import read
from captioner.timeline import Quality, words_of
from captioner.timeline.fit import TimedWord
from captioner.timeline.told.mapping import Mapped, map_words
from captioner.timeline.told.times import Told, WordFault, WordList, word_list
from captioner.timeline.word_files import read_words
from tests.captions.hand_cut import read_hand_cuts
from tests.strategies import any_text, sentences, spaced_text, tried
from tests.timeline.told.shapes import Spoken, azure, polly

RATE = 1000


def document_of(*texts: str | Sentence) -> Document:
    made = tuple(
        text
        if isinstance(text, Sentence)
        else Sentence(f"s01-{number:03}", text, text, Kind.PARAGRAPH, number, Place(number), "en")
        for number, text in enumerate(texts, start=1)
    )
    return Document(Path("tale.txt"), "", "en", (Section(1, "", made),), ())


def own_words(document: Document) -> list[str]:
    return [
        sentence.text[word.start : word.end]
        for sentence in document.sentences
        for word in words_of(sentence.text)
    ]


def even(words: Sequence[str], first: int = 0, each: int = 400) -> WordList:
    """Words one after the other, so many frames each."""
    return word_list(
        [Told(word, first + each * n, first + each * (n + 1)) for n, word in enumerate(words)],
        RATE,
        RATE,
    )


def timed(mapped: Mapped) -> list[tuple[str, TimedWord]]:
    return [
        (placed.sentence.text[word.word.start : word.word.end], word)
        for placed in mapped.timeline.placed
        for word in placed.words
    ]


def check_whole(document: Document, mapped: Mapped, frames: int | None = None) -> None:
    """All that the author wrote is there, in order and in its time, or is told to be missing."""
    there = [placed.sentence for placed in mapped.timeline.placed]
    missing = {sentence.context for sentence in mapped.missing}
    assert there == [s for s in document.sentences if s.context not in missing]
    for placed in mapped.timeline.placed:
        assert tuple(word.word for word in placed.words) == words_of(placed.sentence.text)
        assert placed.start == placed.words[0].start
        assert placed.end >= placed.words[-1].end
    edges = [edge for _, word in timed(mapped) for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert all(a.end <= b.start for a, b in pairwise(mapped.timeline.placed))
    if frames is not None:
        assert mapped.timeline.end <= frames


# ---------------------------------------------------------------- whatever was heard


@st.composite
def misheard(draw: st.DrawFn, words: Sequence[str]) -> list[Told]:
    """Words with some left out, put in, or mistaken, with or without the time that they took."""
    told: list[Told] = []
    now = draw(st.integers(0, 900))
    for word in words:
        became = draw(st.sampled_from(("", "", "", "", "gone", "silent", "other", "more")))
        length = draw(st.integers(1, 900))
        if became == "more":
            told.append(Told("indeed", now, now + 200))
            now += 200
        if became not in ("gone", "silent"):
            text = "something" if became == "other" else word
            told.append(Told(text, now, now + length))
        if became != "gone":
            now += length + draw(st.integers(0, 500))
    return told


@tried
@given(st.data(), sentences(spaced_text() | any_text()))
def test_the_authors_words_stay_complete_and_in_order_whatever_was_heard(
    data: st.DataObject, wanted: list[Sentence]
) -> None:
    document = document_of(*wanted)
    said = [word for s in wanted if s.kind is not Kind.SOUND for word in words_of(s.text)]
    assume(said)
    told = data.draw(misheard(own_words(document)))
    frames = data.draw(st.none() | st.integers(0, 3000))
    try:
        words = word_list(told, RATE, RATE)
        frames = None if frames is None else words.words[-1].end + frames
        mapped = map_words(document, words, frames=frames)
    except WordFault:
        return
    check_whole(document, mapped, frames)


@tried
@given(st.lists(any_text(), min_size=1, max_size=4))
def test_words_heard_as_they_are_written_keep_their_times_to_the_frame(texts: list[str]) -> None:
    document = document_of(*texts)
    own = own_words(document)
    mapped = map_words(document, even(own, first=700))

    assert [(word.start, word.end) for _, word in timed(mapped)] == [
        (700 + 400 * n, 1100 + 400 * n) for n in range(len(own))
    ]
    assert {word.quality for _, word in timed(mapped)} == {Quality.MEASURED}
    agreement = mapped.agreement
    assert (agreement.words, agreement.agreed, agreement.differing) == (len(own), len(own), 0)
    assert (agreement.unheard, agreement.extra, mapped.missing) == ((), (), ())


# ---------------------------------------------------------------- how well


def prose(words: int, seed: int = 1) -> list[str]:
    """Sentences of prose, shuffled again and again, up to so many words."""
    texts = [cut.text for cut in read_hand_cuts()]
    found: list[str] = []
    chance = random.Random(seed)
    count = 0
    while count < words:
        text = chance.choice(texts)
        found.append(text)
        count += len(text.split())
    return found


def noisy(own: Sequence[str], seed: int) -> tuple[list[Told], dict[int, int]]:
    """What a recogniser makes of words, and when each word begins that it heard as it is."""
    chance = random.Random(seed)
    told: list[Told] = []
    begins: dict[int, int] = {}
    now = 0
    for index, word in enumerate(own):
        length = 60 + 40 * len(word)
        mistake = chance.random()
        if mistake < 0.05:
            told.append(Told(chance.choice(own), now, now + length))
        elif mistake > 0.02 + 0.05:
            begins[index] = now
            told.append(Told(word.strip(".,;:!?“”").lower(), now, now + length))
        now += length
        if chance.random() < 0.02:
            told.append(Told("um", now, now + 150))
            now += 150
    return told, begins


@pytest.mark.parametrize("seed", range(5))
def test_of_the_words_that_were_heard_right_99_percent_and_more_get_their_very_onset(
    seed: int,
) -> None:
    """With one word in twelve mistaken, dropped or put in, in a text that repeats itself."""
    document = document_of(*prose(5000, seed))
    told, begins = noisy(own_words(document), seed)
    mapped = map_words(document, word_list(told, RATE, RATE))

    check_whole(document, mapped)
    assert not mapped.missing
    found = [word.start for _, word in timed(mapped)]
    right = sum(found[index] == onset for index, onset in begins.items())
    assert right >= 0.99 * len(begins)


def calls_to_map(words: int) -> int:
    """Count the calls that mapping so many words makes, which no machine's load can change."""
    document = document_of(*prose(words))
    told, _ = noisy(own_words(document), 3)
    listed = word_list(told, RATE, RATE)
    calls = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        map_words(document, listed)
    finally:
        sys.setprofile(before)
    return calls


def test_eight_times_the_words_cost_no_more_than_ten_times_as_much() -> None:
    assert calls_to_map(16_000) <= 10 * calls_to_map(2_000)


# ---------------------------------------------------------------- what differs


def test_spellings_of_a_number_share_its_time_and_a_mistake_keeps_the_authors_word() -> None:
    document = document_of("In 1984 she said: “Farewell!”")
    heard = ["in", "nineteen", "eighty", "four", "she", "set", "farewell"]
    mapped = map_words(document, even(heard))

    assert [(text, word.start, word.end) for text, word in timed(mapped)] == [
        ("In", 0, 400),
        ("1984", 400, 1600),
        ("she", 1600, 2000),
        ("said:", 2000, 2400),
        ("“Farewell!”", 2400, 2800),
    ]
    # A number is heard in words, and one word as another.
    assert (mapped.agreement.agreed, mapped.agreement.differing) == (4, 1)


def test_words_that_were_not_heard_are_told_and_get_the_time_between_their_neighbours() -> None:
    document = document_of("The old clock struck again.", "Nobody counted.")
    told = [Told("the", 0, 200), Told("clock", 900, 1300), Told("struck", 1300, 1700)]
    told += [Told("nobody", 3000, 3400), Told("counted", 3400, 3900)]
    mapped = map_words(document, word_list(told, RATE, RATE))

    old = timed(mapped)[1][1]
    assert (old.quality, 200 <= old.start < old.end <= 900) == (Quality.ESTIMATED, True)
    again = timed(mapped)[4][1]
    # It follows at once; the rest before the next sentence stays one.
    assert (again.start, again.end < 2500) == (1700, True)
    assert [(run.text, run.context) for run in mapped.agreement.unheard] == [
        ("old", "s01-001"),
        ("again.", "s01-001"),
    ]
    assert list(mapped.agreement.told()) == [
        "2 of the 7 words of the text were not heard: s01-001 “old”, s01-001 “again.”"
    ]


def test_what_was_said_and_is_not_in_the_text_is_told_and_takes_no_word_with_it() -> None:
    document = document_of("Good evening to you all.", "We begin with the weather.")
    said = "good evening to you all is this thing on we begin with the weather"
    mapped = map_words(document, even(said.split()))

    assert mapped.timeline.placed[0].end == 2000
    assert mapped.timeline.placed[1].start == 3600
    assert list(mapped.agreement.told()) == [
        "4 words were heard that the text does not have: 0:00:02 “is this thing on”"
    ]


def test_a_passage_for_which_there_is_no_time_is_missing_and_so_is_a_short_sentence() -> None:
    one, two, three = (" ".join(text.split()[:30]) for text in (
        "the first of all sentences has words that no other one has and goes on like this",
        "a second passage tells of ships in a harbour and of gulls above them that cry at noon",
        "at last comes what ends the tale with a lamp that is put out by somebody unseen",
    ))  # fmt: skip
    document = document_of(one, "No.", two, three)
    mapped = map_words(document, even([*one.split(), *three.split()]))

    check_whole(document, mapped)
    assert [sentence.context for sentence in mapped.missing] == ["s01-002", "s01-003"]
    short = map_words(document_of(one, "No.", three), even([*one.split(), *three.split()]))
    assert [sentence.text for sentence in short.missing] == ["No."]


def test_an_excerpt_is_captioned_and_all_the_rest_is_missing() -> None:
    texts = prose(1500)
    part = document_of(*texts[20:30])
    mapped = map_words(document_of(*texts), even(own_words(part)))
    assert len(mapped.missing) == len(texts) - 10
    assert [placed.sentence.text for placed in mapped.timeline.placed] == texts[20:30]


def test_chinese_heard_in_other_pieces_than_graphemes_is_found() -> None:
    document = document_of("今天天气很好，", "我们去公园散步。")
    mapped = map_words(document, even(["今天", "天气", "很好", "我们", "去", "公园", "散步"]))
    assert mapped.agreement.agreed == mapped.agreement.words == 13
    assert mapped.timeline.placed[1].start == 1200


@pytest.mark.parametrize("words", [12, 300, 9000])
def test_words_of_another_text_are_refused(words: int) -> None:
    """However long both are: it ends, too."""
    document = document_of(*prose(words))
    other = ["lorem", "ipsum", "dolor", "sit", "amet", "the", "of", "a"]
    chance = random.Random(4)
    with pytest.raises(WordFault, match=r"(none|only \d+) of its [\d,]+ words can be found"):
        map_words(document, even([chance.choice(other) for _ in range(words)]))


def test_three_words_of_which_one_might_be_a_number_are_no_talk() -> None:
    document = document_of("We opened in 2003 with one hive.", "Nobody was stung last summer.")
    with pytest.raises(WordFault, match="none of its 3 words can be found, in order, in the text"):
        map_words(document, even(["testing", "three", "hello"]))


def test_a_text_of_figures_is_found_though_all_of_it_was_said_in_words() -> None:
    document = document_of("12 + 7 = 19", "It wasn't $5.2M.")
    heard = "twelve plus seven equals nineteen it was not five point two million dollars"
    mapped = map_words(document, even(heard.split()))
    assert (mapped.agreement.agreed, mapped.agreement.words) == (8, 8)
    assert list(mapped.agreement.told()) == []


# ---------------------------------------------------------------- sounds


def script(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "scene.md"
    path.write_text(text, "utf-8")
    return read(path, script=True)


@pytest.mark.parametrize("rest", [3000, 0])
def test_a_sound_lies_in_the_rest_that_there_is_or_takes_some_of_the_last_word(
    tmp_path: Path, rest: int
) -> None:
    document = script(tmp_path, "ANNA: Who is there?\n\n[door slams]\n\nBEN: Only me.\n")
    told = [Told("who", 0, 300), Told("is", 300, 500), Told("there", 500, 1500)]
    told += [Told("only", 1500 + rest, 1800 + rest), Told("me", 1800 + rest, 2200 + rest)]
    mapped = map_words(document, word_list(told, RATE, RATE))

    check_whole(document, mapped)
    first, sound, last = mapped.timeline.placed
    assert (sound.sentence.kind, sound.end, last.start) == (Kind.SOUND, 1500 + rest, 1500 + rest)
    assert (first.end, sound.start) == ((1500, 1500) if rest else (1000, 1000))
    assert {word.quality for word in sound.words} == {Quality.UNSAID}


def test_a_sound_at_the_very_beginning_and_one_at_the_end_are_shown(tmp_path: Path) -> None:
    document = script(tmp_path, "[music]\n\nANNA: Who is there?\n\n[laughter]\n")
    mapped = map_words(document, even(["who", "is", "there"]))
    check_whole(document, mapped)
    music, said, laughter = mapped.timeline.placed
    assert (music.start, music.end, said.start) == (0, 200, 200)
    assert (laughter.start, laughter.end) == (1200, 4200)


# ---------------------------------------------------------------- offsets


REFRAIN = "Row, row!\r\n\r\nNo – not “yet”. Row, row! 𝄞 Row, row!\r\n"


@pytest.mark.parametrize("shape", [polly, azure])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_offsets_that_hold_tell_which_of_two_equal_sentences_was_said(
    tmp_path: Path, shape: object, ending: str
) -> None:
    """The second refrain was left out; nothing but the offsets tells which one it was."""
    source = REFRAIN.replace("\r\n", ending)
    path = tmp_path / "row.txt"
    path.write_bytes(source.encode())
    places = [source.index(word) for word in ("Row", "row", "No", "not", "yet")]
    places += [source.rindex("Row"), source.rindex("row")]
    texts = ["Row", "row", "No", "not", "yet", "Row", "row"]
    words = [
        Spoken(text, 100 + 500 * n, 500 + 500 * n, at)
        for n, (text, at) in enumerate(zip(texts, places, strict=True))
    ]
    data = polly(words, source) if shape is polly else azure(words, source)
    document = read(path)
    mapped = map_words(
        document, read_words(data, rate=RATE), source=source.replace("\r\n", "\n"), frames=9000
    )

    assert mapped.agreement.by_offsets
    assert [run.text for run in mapped.agreement.unheard] == ["Row, row! 𝄞"]
    assert [word.start for text, word in timed(mapped)][-2:] == [2600, 3100]


def test_offsets_into_another_text_are_not_believed() -> None:
    document = document_of("One two three four.")
    words = [Spoken(word, 100 + 400 * n, 450 + 400 * n, 40 + 6 * n)
             for n, word in enumerate(("one", "two", "three", "four"))]  # fmt: skip
    mapped = map_words(
        document, read_words(azure(words, "x" * 99), rate=RATE), source="One two three four."
    )
    assert not mapped.agreement.by_offsets
    assert mapped.agreement.agreed == 4
