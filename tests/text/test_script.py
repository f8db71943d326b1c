"""Scripts: labels, directions and sounds are shown in their places and never said."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.document import Document, Kind, Sentence
from captioner.errors import OptionError
from captioner.markup import PLAIN, Markup, Unmarked
from captioner.text import read
from captioner.text.said import Said, pieces
from captioner.text.script import speech_of
from captioner.text.spoken import say
from tests.strategies import any_text, tried

PAUSES = Markup(pauses=True)


def script(
    text: str,
    *,
    suffix: str = ".md",
    markup: Markup = PLAIN,
    wanted: bool | None = True,
    max_sentence: int = 500,
) -> Document:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"x{suffix}"
        path.write_text(text, "utf-8", newline="")
        return read(path, markup=markup, script=wanted, max_sentence=max_sentence)


def one(text: str, suffix: str = ".md") -> Sentence:
    (sentence,) = script(text, suffix=suffix).sentences
    return sentence


def told(text: str, suffix: str = ".md") -> list[tuple[str, str, str]]:
    """Who says what, and what is shown."""
    found = script(text, suffix=suffix).sentences
    return [(sentence.speaker, sentence.text, sentence.spoken) for sentence in found]


def unsaid(sentence: Sentence) -> list[str]:
    return [sentence.text[start:end] for start, end in sentence.unsaid]


def bare(text: str) -> str:
    return "".join(text.split())


# ---------------------------------------------------------------- whether it is one


def test_without_being_asked_brackets_and_labels_are_text() -> None:
    (sentence,) = script("NOTE: he wrote it [sic] so.\n", wanted=None).sentences

    assert sentence.spoken == sentence.text == "NOTE: he wrote it [sic] so."
    assert (sentence.speaker, sentence.unsaid, sentence.kind) == ("", (), Kind.PARAGRAPH)


@pytest.mark.parametrize("value", ["true", "True", "yes", "on", '"true"', "true  # a play"])
def test_a_front_matter_can_say_that_it_is_a_script(value: str) -> None:
    document = script(f"---\nscript: {value}\n---\n\n[A bell.]\n\nANNA: Hi.\n", wanted=None)

    assert [sentence.spoken for sentence in document.sentences] == ["", "Hi."]


@pytest.mark.parametrize("value", ["false", "no", "off", "maybe", ""])
def test_or_that_it_is_none(value: str) -> None:
    document = script(f"---\nscript: {value}\n---\n\nANNA: Hi.\n", wanted=None)

    assert [sentence.spoken for sentence in document.sentences] == ["ANNA: Hi."]


def test_what_is_asked_for_goes_before_what_the_file_says() -> None:
    file = "---\nscript: true\n---\n\nANNA: Hi.\n"
    (sentence,) = script(file, wanted=False).sentences

    assert sentence.spoken == "ANNA: Hi."


@given(any_text())
@tried
def test_a_document_that_is_no_script_has_nothing_unsaid(text: str) -> None:
    for sentence in script(f"x {text}", suffix=".txt", wanted=None).sentences:
        assert (sentence.speaker, sentence.unsaid) == ("", ())
        assert sentence.kind is Kind.PARAGRAPH
        assert sentence.said_as or sentence.spoken == say(sentence.text)[0]
        assert sentence.said == sentence.text


# ---------------------------------------------------------------- sounds


@pytest.mark.parametrize(
    "text",
    [
        "[door slams]",
        "[Rain. Somewhere below, an engine coughs.]",
        "[rain] [thunder]",
        "(applause)",
        "（拍手）",
        "【汽笛】",
        "[صوت المطر]",
        "♪ an accordion, not quite in tune ♪",
        "♪♪ la la la ♪♪",
        "♪",
        "ANNA: [laughs]",
        "ANNA: (sighs)",
        "[He said “no”.] —",
    ],
)
def test_a_paragraph_of_nothing_else_is_a_sound(text: str) -> None:
    sound, after = script(f"{text}\n\nThen he spoke.\n").sentences

    assert (sound.kind, sound.text, sound.spoken, sound.said) == (Kind.SOUND, text, "", "")
    assert after.kind is Kind.PARAGRAPH


@pytest.mark.parametrize(
    "text", ["[door slams] Hello.", "Hello. ♪", "Hm ♪ la ♪ yes.", "Hi (there).", "♪ la la"]
)
def test_a_paragraph_in_which_something_is_said_is_none(text: str) -> None:
    assert all(sentence.spoken for sentence in script(text).sentences)


def test_a_sentence_of_directions_between_two_others_is_a_sound_in_its_place() -> None:
    text = "“Good.” [He sits down at last.] “And now?” [softly] “Now we wait.” [The stove ticks.]"
    found = list(script(text).sentences)

    assert [(s.kind.value, s.text) for s in found] == [
        ("paragraph", "“Good.” "),
        ("sound", "[He sits down at last.] "),
        ("paragraph", "“And now?” "),
        ("paragraph", "[softly] “Now we wait.” "),
        ("sound", "[The stove ticks.]"),
    ]


def test_a_script_of_sounds_alone_cannot_be_read_aloud() -> None:
    with pytest.raises(Exception, match="nothing to read aloud"):
        script("[rain]\n\n♪ la ♪\n")


# ---------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("text", "speaker", "spoken"),
    [
        ("ANNA: Come in.", "ANNA", "Come in."),
        ("Anna: Come in.", "Anna", "Come in."),
        ("**Anna:** Come in.", "Anna", "Come in."),
        ("**Anna**: Come in.", "Anna", "Come in."),
        ("**the cat:** Come in.", "the cat", "Come in."),
        ("DR. OAKES: Come in.", "DR. OAKES", "Come in."),
        ("MRS. O'NEIL (O.S.): Come in.", "MRS. O'NEIL", "Come in."),
        ("OLD TOM [out of breath]: Come in.", "OLD TOM", "Come in."),
        ("Anna (whispering): Come in.", "Anna", "Come in."),
        ("ANNA: (whispering) Come in.", "ANNA", "Come in."),
        ("Ludwig van Beethoven: Come in.", "Ludwig van Beethoven", "Come in."),
        ("O'BRIEN, THE ELDER: Come in.", "O'BRIEN, THE ELDER", "Come in."),
        ("ANNA, TOM AND BEN (together): Yes.", "ANNA, TOM AND BEN", "Yes."),
        ("MACDUFF, THANE of FIFE: Come in.", "MACDUFF, THANE of FIFE", "Come in."),
        ("АННА, СТАРШАЯ: Привет.", "АННА, СТАРШАЯ", "Привет."),
        ("**O'Brien, the elder:** Come in.", "O'Brien, the elder", "Come in."),
        ("太郎、花子：はい。", "太郎、花子", "はい。"),
        ("GUARD 2: Come in.", "GUARD 2", "Come in."),
        ("#2: Come in.", "", "#2: Come in."),
        ("Анна: Привет.", "Анна", "Привет."),
        ("Ελένη: Γεια.", "Ελένη", "Γεια."),
        ("آنا: مرحبا.", "آنا", "مرحبا."),
        ("דנה: שלום.", "דנה", "שלום."),
        ("अन्ना: नमस्ते।", "अन्ना", "नमस्ते।"),
        ("안나: 안녕하세요.", "안나", "안녕하세요."),
        ("安娜：你好。", "安娜", "你好。"),
        ("田中さん：はい。", "田中さん", "はい。"),
        ("Anna（低声）：こんにちは。", "Anna", "こんにちは。"),
    ],
)
def test_a_label_is_shown_and_not_said(text: str, speaker: str, spoken: str) -> None:
    sentence = one(text)

    assert (sentence.speaker, sentence.spoken) == (speaker, spoken)
    assert sentence.text == text.replace("*", "")


@pytest.mark.parametrize(
    "text",
    [
        "10:30 was the time.",
        "10:30: nobody came.",
        "10: 30 was the time.",
        "https://example.org: there it is.",
        "C:\\New is a folder.",
        "and then: nobody.",
        "What he said to them is this: nobody came.",
        "Stop! Anna: come here.",
        "“Anna: come here.”",
        "He wrote (Anna: come here).",
        "A Very Long Name That Nobody Has: no.",
        "Anna:nobody came.",
        "`ANNA: no` is what it says.",
        "Anna, Tom: no.",
        "Note, Reader: nobody came.",
        "O'Brien, the Elder: nobody came.",
        "At last, Anna: nobody came.",
        "LONDON, 1888: nobody came.",
        "NASA, the agency that went there: nobody came.",
        "STOP, THIEF: COME BACK!",
        "ANNA,: no.",
        "ANNA, : no.",
        "ANNA,TOM: no.",
        ", ANNA: no.",
        "他想了想，说：好。",
        "好！安娜：来。",
        "أخيرا، آنا: لا.",
    ],
)
def test_what_only_looks_like_a_label_is_said(text: str) -> None:
    for sentence in script(text).sentences:
        assert (sentence.speaker, sentence.unsaid) == ("", ())


def test_a_heading_with_a_colon_has_no_label() -> None:
    heading, speech = script("# Act I: The Storm [thunder]\n\nANNA: Hi.\n").sentences

    assert (heading.speaker, heading.spoken) == ("", "Act I: The Storm")
    assert unsaid(heading) == ["[thunder]"]
    assert speech.speaker == "ANNA"


def test_a_table_has_no_labels() -> None:
    found = script("| Anna: yes | no |\n|---|---|\n| Tom: no | [yes] |\n").sentences

    assert [(s.speaker, s.spoken) for s in found][:3] == [
        ("", "Anna: yes"),
        ("", "no"),
        ("", "Tom: no"),
    ]


def test_all_sentences_of_a_speech_have_its_speaker_and_the_next_paragraph_has_the_narrator() -> (
    None
):
    assert told("ANNA: Come in. Sit down.\n\nNobody came.\n\nTOM: I did.\n") == [
        ("ANNA", "ANNA: Come in. ", "Come in."),
        ("ANNA", "Sit down.", "Sit down."),
        ("", "Nobody came.", "Nobody came."),
        ("TOM", "TOM: I did.", "I did."),
    ]


@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_speeches_need_no_blank_line_between_them(suffix: str) -> None:
    text = "ANNA: Come in.\n[The door opens.]\nTOM: It is cold, and I have\ncome a long way.\n"

    assert told(text, suffix) == [
        ("ANNA", "ANNA: Come in.", "Come in."),
        ("", "[The door opens.]", ""),
        (
            "TOM",
            "TOM: It is cold, and I have come a long way.",
            "It is cold, and I have come a long way.",
        ),
    ]


def test_a_word_before_a_colon_at_the_beginning_of_a_wrapped_line_is_no_label() -> None:
    text = (
        "TOM: I went to see a man about a boat and what I found on the way is what\n"
        "Anna: a rope, and what is more the end of it, which was tied to the pier.\n"
    )

    assert {speaker for speaker, _, _ in told(text)} == {"TOM"}


def test_a_label_with_a_comma_stands_before_a_speech_of_several_lines_or_over_it() -> None:
    assert told("ANNA, THE ELDER:\nCome in.\nO'BRIEN, HER SON: It is cold.\n") == [
        ("ANNA, THE ELDER", "ANNA, THE ELDER: Come in.", "Come in."),
        ("O'BRIEN, HER SON", "O'BRIEN, HER SON: It is cold.", "It is cold."),
    ]


def test_a_label_on_a_line_of_its_own_belongs_to_the_speech_below_it() -> None:
    assert told("ANNA:\n\nCome in.\n\n安娜：\n\n你好。\n") == [
        ("ANNA", "ANNA: Come in.", "Come in."),
        ("安娜", "安娜：你好。", "你好。"),
    ]


# ---------------------------------------------------------------- directions


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Come in [softly] please.", "Come in please."),
        ("[softly] Come in.", "Come in."),
        ("Come in [softly].", "Come in."),
        ("Come [to Tom], come in.", "Come, come in."),
        ("Come in. [softly]", "Come in."),
        ("Come [a] [b] in.", "Come in."),
        ("Come [a [nested] one] in.", "Come in."),
        ("你好[敲门声]世界。", "你好世界。"),
        ("再见［走了］。", "再见。"),
        ("He is 5[five]6.", "He is 5 6."),
        ("Come (softly) in.", "Come (softly) in."),
    ],
)
def test_a_direction_leaves_no_trace_in_what_is_said(text: str, spoken: str) -> None:
    sentences = list(script(text).sentences)

    assert " ".join(s.spoken for s in sentences if s.spoken) == spoken
    assert "".join(s.text for s in sentences) == text


def test_a_full_stop_in_a_direction_ends_no_sentence() -> None:
    assert unsaid(one("Come in [to Dr. Oakes. And Tom!] please.")) == ["[to Dr. Oakes. And Tom!]"]


@pytest.mark.parametrize("text", ["An [unclosed bracket.", "A closed] bracket.", "[", "] and [ x"])
def test_a_bracket_without_its_other_is_text(text: str) -> None:
    sentence = one(f"{text} word")

    assert sentence.unsaid == ()
    assert sentence.spoken == f"{text} word"


def test_an_unclosed_bracket_ends_with_its_paragraph() -> None:
    assert [spoken for _, _, spoken in told("An [unclosed one.\n\nNot here] either.\n")] == [
        "An [unclosed one.",
        "Not here] either.",
    ]


def test_brackets_in_code_are_text() -> None:
    take, alone = script("Take `a[0]` and `b[1]: c` [softly] now.\n\n`[x]`\n").sentences

    assert take.spoken == "Take a[0] and b[1]: c now."
    assert unsaid(take) == ["[softly]"]
    assert (alone.spoken, alone.kind) == ("[x]", Kind.PARAGRAPH)


def test_a_link_is_no_direction() -> None:
    assert one("See [the harbour](https://example.org) now.").spoken == "See the harbour now."


def test_speeds_in_brackets_contradict_a_script() -> None:
    with pytest.raises(OptionError, match=r"x\.md: in a script .* inlineSpeedAlpha"):
        script("ANNA: [Hi] there.\n", markup=Markup(speeds=True))


def test_pause_marks_are_heard_wherever_they_stand() -> None:
    sentence = next(iter(script("ANNA: [waits<500>] Come <200> in.\n", markup=PAUSES).sentences))

    assert sentence.text == "ANNA: [waits] Come in."
    assert sentence.spoken == "<500>Come <200> in."


def test_a_pause_mark_in_a_sound_is_named_as_left_out() -> None:
    document = script("[rain<500>]\n\nHi.\n", markup=PAUSES)

    assert next(iter(document.sentences)).text == "[rain]"
    assert [left.text for left in document.left_out] == ["<500>"]


def test_phonemes_beside_a_direction_are_said() -> None:
    document = script("A [red] tomato{t0xm1Yto}.\n", markup=Markup(phonemes=True))

    assert [s.spoken for s in document.sentences] == ["A {t0xm1Yto}."]


def test_each_sentence_knows_where_it_stands_in_the_source() -> None:
    source = "ANNA: Come in.\nTOM: [softly] It is cold. And late.\n\n**Eva:**\n\nSo it is.\n"
    for sentence in script(source).sentences:
        line = source.split("\n")[sentence.place.line - 1]
        found = line[sentence.place.column - 1 :].removeprefix("**")
        assert found.startswith(sentence.text.split()[0][:3])


def test_only_what_is_said_counts_towards_the_longest_sentence() -> None:
    found = list(script("ANNA: Yes. [" + "rain " * 60 + "]No.\n", max_sentence=50).sentences)

    assert [s.spoken for s in found] == ["Yes.", "No."]
    assert all(len(s.spoken) <= 50 for s in found)


# ---------------------------------------------------------------- properties

_PARTS = [
    "ANNA:", "**Tom:**", "Анна:", "安娜：", "the", "Word", "no.", "Yes!", "“Oh.”", "你好。",
    "10:30", "[", "]", "(", ")", "【", "】", "[sic]", "[He leaves.]", "(aside)", "♪", "♪ la ♪",
    "—", "…", "[…]", "مرحبا", "5", "Dr.", "#", "x" * 40,
]  # fmt: skip
_GLUE = (" ", " ", " ", "", "\n", "\n\n", "\u3000")


def scripts() -> st.SearchStrategy[str]:
    part = st.tuples(st.sampled_from(_PARTS), st.sampled_from(_GLUE))
    made = st.lists(part, min_size=1, max_size=40)
    return made.map(lambda pairs: "".join(text + glue for text, glue in pairs))


@given(text=scripts(), longest=st.sampled_from((50, 500)))
@tried
def test_every_character_of_a_script_is_shown_once_and_in_order(text: str, longest: int) -> None:
    document = script(f"{text}\n\nend", suffix=".txt", max_sentence=longest)
    parts = [(s.place, s.text) for s in document.sentences]
    parts += [(left.place, left.text) for left in document.left_out]

    assert bare("".join(part for _, part in sorted(parts))) == bare(f"{text}end")


@given(text=scripts(), longest=st.sampled_from((50, 500)))
@tried
def test_what_is_said_is_what_is_shown_without_what_is_unsaid(text: str, longest: int) -> None:
    for sentence in script(f"{text}\n\nend", suffix=".txt", max_sentence=longest).sentences:
        edges = [edge for span in sentence.unsaid for edge in span]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(sentence.text) for edge in edges)
        assert bare(sentence.spoken) == bare(sentence.said)
        assert (sentence.kind is Kind.SOUND) is (sentence.spoken == "")
        assert len(sentence.spoken) <= longest


@given(text=scripts() | any_text(), longest=st.sampled_from((50, 500)))
@tried
def test_the_pieces_of_a_paragraph_tile_it(text: str, longest: int) -> None:
    speech = speech_of(Kind.PARAGRAPH, text)
    now = 0
    for piece in pieces(Said(Unmarked(text), speech.unsaid), "en", longest):
        assert piece.start == now < piece.end
        now = piece.end
    assert now == len(text)
