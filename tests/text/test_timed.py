"""Timed scripts: each cue is spoken at its time, and what is wrong is told by its line."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.document import Document, Kind, Sentence
from captioner.errors import DocumentError
from captioner.text import read
from tests.strategies import tried


def timed(text: str, suffix: str = ".srt", *, script: bool | None = None) -> Document:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"talk{suffix}"
        path.write_text(text, "utf-8", newline="")
        return read(path, script=script)


def srt(*cues: str) -> str:
    """Cues of two seconds, one after the other."""
    return "".join(
        f"{n + 1}\n00:00:{2 * n:02},000 --> 00:00:{2 * n + 2:02},000\n{text}\n\n"
        for n, text in enumerate(cues)
    )


def vtt(*cues: str) -> str:
    return "WEBVTT\n\n" + "".join(
        f"00:{2 * n:02}.000 --> 00:{2 * n + 2:02}.000\n{text}\n\n" for n, text in enumerate(cues)
    )


def told(document: Document) -> list[tuple[int | None, str, str, str]]:
    """When who begins to say what, and what is shown."""
    return [(s.start_ms, s.speaker, s.text, s.spoken) for s in document.sentences]


def one(text: str, suffix: str = ".srt") -> Sentence:
    (sentence,) = timed(srt(text) if suffix == ".srt" else vtt(text), suffix).sentences
    return sentence


def left_out(document: Document) -> list[tuple[int, str, str]]:
    return [(left.place.line, left.text, left.reason) for left in document.left_out]


# ---------------------------------------------------------------- times and cues


@pytest.mark.parametrize("made", [srt, vtt], ids=["srt", "vtt"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_each_cue_begins_at_its_time(made: object, ends: str) -> None:
    assert callable(made)
    text = made("One sentence. Two.", "Three\nlines.").replace("\n", ends)
    document = timed("\ufeff" + text, f".{getattr(made, '__name__', '')}")

    assert told(document) == [
        (0, "", "One sentence. ", "One sentence."),
        (None, "", "Two.", "Two."),
        (2000, "", "Three lines.", "Three lines."),
    ]
    assert len({sentence.paragraph for sentence in document.sentences}) == 2
    assert left_out(document) == []


def test_cues_are_read_in_the_order_of_their_times() -> None:
    text = "00:00:05,000 --> 00:00:06,000\nLater.\n\n00:00:01,000 --> 00:00:02,000\nSooner.\n"

    assert [at for at, *_ in told(timed(text))] == [1000, 5000]


def test_a_sentence_that_goes_on_in_the_next_cue_begins_there_at_its_time() -> None:
    found = told(timed(srt("ANNA: I thought", "we had a deal.", "Said nobody.")))

    assert found == [
        (0, "ANNA", "ANNA: I thought", "I thought"),
        (2000, "ANNA", "we had a deal.", "we had a deal."),
        (4000, "", "Said nobody.", "Said nobody."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "goes_on"),
    [
        ("BEN: We were", "too late.", True),
        ("BEN: We were,", "Anna said, too late.", True),
        ("BEN: We were…", "…too late.", True),
        ("BEN: We were...", "too late.", True),
        ("BEN: We were…", "Too late.", False),
        ("BEN: We were—", "too late.", False),
        ("BEN: We were.", "too late.", False),
        ("BEN: We were", "- Too late.", False),
        ("BEN: We were", "[bells]", False),
    ],
)
def test_who_has_begun_a_sentence_goes_on_with_it(before: str, after: str, goes_on: bool) -> None:
    assert told(timed(srt(before, after)))[-1][1] == ("BEN" if goes_on else "")


# ---------------------------------------------------------------- markup


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<i>One</i> <b>two</b>.", "One two."),
        (r"{\an8}One {\i1}two{\i0}.", "One two."),
        ('<font color="#ff0000">One</font> two.', "One two."),
        ("One &amp; two &lt;3&gt; &#8212; &nosuch;.", "One & two <3> — &nosuch;."),
        ("One < two > three, AT&T.", "One < two > three, AT&T."),
        ("One <two>.", "One <two>."),
    ],
)
def test_markup_of_subrip_is_neither_shown_nor_said(text: str, shown: str) -> None:
    assert one(text).text == shown


@pytest.mark.parametrize(
    ("text", "shown", "speaker"),
    [
        ("<c.red>One</c> <00:00.500>two.", "One two.", ""),
        ("<v Anna>One two.</v>", "One two.", "Anna"),
        ("<v.loud.far  Anna\tB.>One two.", "One two.", "Anna B."),
        ("<v Tom &amp; Ada>One.", "One.", "Tom & Ada"),
        ("<v ../../etc/passwd>One.", "One.", "../../etc/passwd"),
        ("<lang de>One</lang> <ruby>漢<rt>kan</rt></ruby> two.", "One 漢 two.", ""),
        ("One &lt;i&gt; &lrm;two.", "One <i> \u200etwo.", ""),
        ("One <", "One", ""),
        ("<v\nAnna>One\ntwo <i\n>three\nfour.", "One two three four.", "Anna"),
        (f"<v {'A' * 999}>One.", "One.", "A" * 120),
    ],
)
def test_markup_of_webvtt_is_neither_shown_nor_said(text: str, shown: str, speaker: str) -> None:
    sentence = one(text, ".vtt")

    assert (sentence.text, sentence.speaker) == (shown, speaker)


def test_two_voices_in_a_cue_begin_together_one_after_the_other() -> None:
    found = told(timed(vtt("<v Anna>Yes.</v>\n<v Ben>No, I\nthink.</v>"), ".vtt"))

    assert found == [(0, "Anna", "Yes.", "Yes."), (0, "Ben", "No, I think.", "No, I think.")]


def test_the_head_of_webvtt_tells_the_language() -> None:
    document = timed("WEBVTT\nLanguage: de-AT\n\n00:01.000 --> 00:02.000\nGuten Tag.\n", ".vtt")

    assert (document.lang, [s.lang for s in document.sentences]) == ("de-AT", ["de-AT"])


# ---------------------------------------------------------------- scripts


def test_labels_dashes_and_sounds_are_shown_and_not_said() -> None:
    document = timed(srt("- ANNA: [softly] Yes.\n- No.", "[door slams]\nBEN: Who is it?", "♪ la ♪"))

    assert told(document) == [
        (0, "ANNA", "- ANNA: [softly] Yes.", "Yes."),
        (0, "", "- No.", "No."),
        (2000, "", "[door slams]", ""),
        (2000, "BEN", "BEN: Who is it?", "Who is it?"),
        (4000, "", "♪ la ♪", ""),
    ]
    assert [s.kind for s in document.sentences if not s.spoken] == [Kind.SOUND, Kind.SOUND]
    assert [s.unsaid for s in document.sentences][:2] == [((0, 7), (8, 16)), ((0, 2),)]


@pytest.mark.parametrize(
    "text", ["He said it\n- or so I heard - twice.", "A well-known\n-- pause."]
)
def test_a_dash_within_a_sentence_begins_no_speech(text: str) -> None:
    assert len(told(timed(srt(text)))) == 1


def test_without_a_script_all_is_said_but_voices_are_known() -> None:
    found = told(timed(vtt("<v Anna>NOTE: [1] yes."), ".vtt", script=False))

    assert found == [(0, "Anna", "NOTE: [1] yes.", "NOTE: [1] yes.")]


# ---------------------------------------------------------------- what is wrong


def test_what_no_player_would_show_is_left_out_with_its_line_and_the_reason() -> None:
    text = srt("One.") + (
        "9\n00:00:09,000 --> 00:00:08,000\nReversed.\n\n"
        "10\n00:00:10,000 --> 00:00:11,000\n<i></i>\n\n"
        "11\n00:00:12,000 --> 00:00:13,000\n...\n\n"
        "12\n00:0x:12,000 --> 00:00:13,000\nDamaged.\n"
    )
    document = timed(text)

    assert told(document) == [(0, "", "One.", "One.")]
    assert left_out(document) == [
        (
            6,
            "Reversed.",
            "no player shows a cue that does not end after it begins: "
            "00:00:09,000 --> 00:00:08,000",
        ),
        (10, "00:00:10,000 --> 00:00:11,000", "there is no text in this cue"),
        (15, "...", "nothing in it can be said"),
        (18, "Damaged.", "'00:0x:12,000 --> 00:00:13,000' is no timing of SRT"),
    ]


@pytest.mark.parametrize(
    ("text", "suffix", "said"),
    [
        ("Just text.\n", ".srt", r"talk\.srt: there is no cue in it \(line 1: 'Just text\.' stand"),
        ("WEBVTT\n\nNOTE nothing\n", ".vtt", r"talk\.vtt: there is no cue in it$"),
        ("1\n00:00.000 --> 00:01.000\nHi.\n", ".vtt", r"talk\.vtt:1: it begins with '1', not with"),
        (srt("One.").replace("00:00:00", "101:00:00"), ".srt", r"talk\.srt:2: .*100 hours"),
        (srt("..."), ".srt", "nothing to read aloud"),
    ],
)
def test_what_cannot_be_spoken_at_all_is_refused(text: str, suffix: str, said: str) -> None:
    text = text.replace("--> 00:00:02", "--> 102:00:00") if "101" in text else text
    with pytest.raises(DocumentError, match=said):
        timed(text, suffix)


# ---------------------------------------------------------------- properties

LINES = st.lists(
    st.text(st.sampled_from("ab .,-<>&;:/{}\\[]♪éא漢1\t"), min_size=1, max_size=20).filter(
        str.strip
    ),
    min_size=1,
    max_size=3,
)


@tried
@given(st.lists(LINES, min_size=1, max_size=4), st.sampled_from([".srt", ".vtt"]))
def test_whatever_stands_in_cues_is_read_in_place(cues: list[list[str]], suffix: str) -> None:
    text = (srt if suffix == ".srt" else vtt)(*map("\n".join, cues), "The end.")
    source = text.split("\n")
    document = timed(text, suffix)

    starts = [s.start_ms for s in document.sentences if s.start_ms is not None]
    assert starts == sorted(starts)
    for sentence in document.sentences:
        first = sentence.text.lstrip()[0]
        line = source[sentence.place.line - 1]
        assert line[sentence.place.column - 1] in (first, "&"), (sentence, line)


def test_comments_and_annotations_are_left_out_and_nothing_is_lost() -> None:
    document = timed(
        "WEBVTT\n\nNOTE twice\nchecked\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:02.000\n"
        "<ruby>漢<rt>ka&amp;n</rt></ruby> two.\n\nNOTE last\n",
        ".vtt",
    )
    assert left_out(document) == [
        (3, "NOTE twice\nchecked", "comment"),
        (6, "STYLE\n::cue { color: red }", "style sheet"),
        (10, "ka", "ruby annotation"),
        (10, "&amp;", "ruby annotation"),
        (10, "n", "ruby annotation"),
        (12, "NOTE last", "comment"),
    ]
    assert document.lost == ()
