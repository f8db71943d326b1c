"""Plain text, and Markdown read back by a CommonMark reader."""

from __future__ import annotations

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from captioner.captions import About, Cue, MarkdownTranscript, Transcript
from captioner.document import Kind
from captioner.timeline import Quality
from tests.captions.making import captions, cue_of, word, written
from tests.captions.readers import by_markdown
from tests.strategies import ADVERSARIES, tried

BLOCKS = {Kind.HEADING: "heading", Kind.ITEM: "list_item", Kind.QUOTE: "blockquote"}

#: What Markdown takes for marks, here and there in a line.
MARKS = (
    "#", "## x", "x #", "# x #", "-", "- x", "--", "---", "- - -", "+", "+ x", "*", "* x", "**",
    "*x*", "**x**", "_x_", "__x__", "a_b_c", ">", "> x", ">x", "1.", "1. x", "1)", "12) x", "1.5",
    "123456789. x", "1234567890. x", "`", "``", "`x`", "```", "~~~", "~~x~~", "[x]", "[x](y)",
    "![x](y)", "[x]: y", "<b>", "<!-- x -->", "<http://x.y>", "&amp;", "&#65;", "&", "& x", "R&D",
    "=", "===", "|", "| a | b |", "\\", "\\*", "x\\", "!", "$x$", ":", "    x", "\tx", "a  b",
)  # fmt: skip


def paragraphs(cues: list[Cue]) -> list[tuple[Kind, str]]:
    """Tell what the transcript of cues is to hold: a change of speaker begins a paragraph too."""
    found = []
    before = ""
    for (_, speaker), group in groupby(cues, key=lambda cue: (cue.paragraph, cue.speaker)):
        part = list(group)
        text = "".join(word.text for cue in part for line in cue.lines for word in line).rstrip()
        label = f"{speaker}: " if speaker not in ("", before) else ""
        found.append((part[0].kind, label + text))
        before = speaker
    return found


@tried
@given(captions())
def test_a_plain_transcript_has_each_paragraph_in_a_line(made: tuple[About, list[Cue]]) -> None:
    about, cues = made
    lines = written(Transcript, cues, about).removesuffix("\n").split("\n\n")
    assert lines == [text for _, text in paragraphs(cues)]


@tried
@given(captions())
def test_a_markdown_transcript_read_back_has_each_paragraph_with_its_kind_and_exact_text(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    assert by_markdown(written(MarkdownTranscript, cues, about)) == [
        (BLOCKS.get(kind, "root"), text) for kind, text in paragraphs(cues)
    ]


@tried
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from((*MARKS, *ADVERSARIES, "x", "12")), min_size=1, max_size=4),
            st.sampled_from(list(Kind)),
            st.sampled_from(("", "", "Ada", "*", "1.", "a*b*", "#")),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_no_text_is_taken_for_a_mark(made: list[tuple[list[str], Kind, str]]) -> None:
    cues = [
        cue_of(" ".join(" ".join(words).split()), kind=kind, paragraph=number, speaker=speaker)
        for number, (words, kind, speaker) in enumerate(made)
    ]
    assert by_markdown(written(MarkdownTranscript, cues)) == [
        (BLOCKS.get(kind, "root"), text) for kind, text in paragraphs(cues)
    ]


def test_the_two_transcripts_of_a_small_document() -> None:
    cues = [
        cue_of("1. The harbour", kind=Kind.HEADING, paragraph=1),
        cue_of("The sea", "was calm. ", paragraph=2),
        cue_of("Nobody spoke.", paragraph=2),
        cue_of("bread", kind=Kind.ITEM, paragraph=3),
        cue_of("R&D", kind=Kind.ITEM, paragraph=4),
        cue_of("[door slams]", kind=Kind.SOUND, quality=Quality.UNSAID, paragraph=5),
        cue_of("Who is there?", speaker="Ada", paragraph=6),
        cue_of("Tell me.", speaker="Ada", paragraph=7),
    ]
    assert written(Transcript, cues) == (
        "1. The harbour\n\nThe sea was calm. Nobody spoke.\n\nbread\n\nR&D\n\n[door slams]\n\n"
        "Ada: Who is there?\n\nTell me.\n"
    )
    assert written(MarkdownTranscript, cues) == (
        "## 1\\. The harbour\n\nThe sea was calm. Nobody spoke.\n\n- bread\n- R\\&D\n\n"
        "\\[door slams\\]\n\n**Ada:** Who is there?\n\nTell me.\n"
    )


def test_a_speaker_whose_label_is_in_the_text_is_not_named_twice() -> None:
    line = (word("ANNA: ", 0, 0, Quality.UNSAID), word("Hello", 0, 900))
    cue = Cue("s01-001", 0, 1000, (line,), speaker="Anna")
    assert written(Transcript, [cue]) == "ANNA: Hello\n"
    said = cue_of("Anna left.", speaker="Anna")
    assert written(Transcript, [said]) == "Anna: Anna left.\n"


def test_the_heading_that_is_the_document_s_title_is_the_first_of_its_level() -> None:
    cues = [
        cue_of("For Ada.", paragraph=1),
        cue_of("The harbour", "at ", kind=Kind.HEADING, paragraph=2),
        cue_of("night", kind=Kind.HEADING, paragraph=2),
        cue_of("The harbour at night", kind=Kind.HEADING, paragraph=3),
    ]
    about = About(1000, title="The harbour at night")
    assert written(MarkdownTranscript, cues, about) == (
        "For Ada.\n\n# The harbour at night\n\n## The harbour at night\n"
    )
    beside = About(1000, title="The harbour at night", is_under_title=False)
    assert "\n\n## The harbour at night\n\n## " in written(MarkdownTranscript, cues, beside)
    other = About(1000, title="Harbours")
    assert "\n\n## The harbour at night\n\n## " in written(MarkdownTranscript, cues, other)
    assert "\n\n## The harbour at night\n\n## " in written(MarkdownTranscript, cues)
