"""Nothing of a source is lost, and the audit would know if anything were."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.document import Document
from captioner.errors import DocumentError
from captioner.markup import Markup
from captioner.text import AUDITORS, read
from captioner.text.audit import audit, audit_markdown
from captioner.text.source import load
from tests.end_to_end.command import SAMPLES
from tests.strategies import any_text, tried

EVERYTHING = """\
---
title: All of it
---
# A *heading* with `code` #

Text with **bold**, [a link](https://example.org/a%20b "its title"), [its.md](its.md),
<https://example.org/x?y=z>, ![a picture](p.png), &eacute;clair &amp; tea, 1 &lt; 2,
AT&T, a note[^n], another^[in *line*], and [a][ref], [ref]. <!-- a comment --> <b>tags</b>

3. three
   1. and one
* a bullet

> A quote
> of lines.

| a | b \\| c |
|---|--------|
| d | 50 %   |

~~~python title=x
print("hello")
~~~

    indented code

Setext
======

<div>
A block, <span>spanned</span> &copy; 潮水来了。
</div>

[ref]: https://example.org/ref 'the "ref"'
[ref]: https://example.org/second

[^n]: The note's text
    goes on.

***

The end.
"""

BLOCKS = st.lists(
    st.sampled_from([block for block in EVERYTHING.split("\n\n")[1:] if block.strip()])
    | any_text(),
    max_size=8,
).map("\n\n".join)

lenient = settings(tried, suppress_health_check=list(HealthCheck))


def document(folder: Path, source: str, name: str = "tale.md") -> Document | None:
    path = folder / name
    path.write_text(source, encoding="utf-8", errors="replace", newline="")
    try:
        return read(path)
    except DocumentError:
        return None


def test_all_that_markdown_has_is_spoken_or_left_out(tmp_path: Path) -> None:
    found = document(tmp_path, EVERYTHING)
    assert found is not None
    assert found.lost == ()


@lenient
@given(BLOCKS)
def test_nothing_is_lost_of_any_markdown(tmp_path: Path, source: str) -> None:
    found = document(tmp_path, source)
    assert found is None or found.lost == ()


@lenient
@given(any_text(), st.sampled_from(["\n", "\n\n", "\r\n", " "]), any_text())
def test_nothing_is_lost_of_any_plain_text(
    tmp_path: Path, one: str, between: str, other: str
) -> None:
    found = document(tmp_path, one + between + other, "tale.txt")
    assert found is None or found.lost == ()


@lenient
@given(st.data())
def test_a_sentence_or_a_note_that_went_missing_is_found(
    tmp_path: Path, data: st.DataObject
) -> None:
    found = document(tmp_path, EVERYTHING)
    assert found is not None
    source = load(tmp_path / "tale.md")
    number = data.draw(st.integers(0, found.sentence_count + len(found.left_out) - 1))
    if number < found.sentence_count:
        gone = [*found.sentences][number]
        sections = tuple(
            replace(s, sentences=tuple(each for each in s.sentences if each is not gone))
            for s in found.sections
        )
        lacking = replace(found, sections=sections)
        text, line = gone.text, gone.place.line
    else:
        left = found.left_out[number - found.sentence_count]
        if (
            left.reason in ("rule", "HTML tag", "HTML comment", "note mark")
            or "address" in left.reason
            or "title" in left.reason
        ):
            return  # No letter is in the first; others are there twice, or in a sentence.
        rest = tuple(each for each in found.left_out if each is not left)
        lacking, text, line = replace(found, left_out=rest), left.text, left.place.line
    lost = audit_markdown(source, lacking)
    assert lost, text
    assert line <= lost[0].place.line <= line + 3


def test_a_word_that_went_missing_is_found_with_its_place(tmp_path: Path) -> None:
    found = document(tmp_path, "One *two* three.\n\nFour five\nsix.")
    assert found is not None
    sections = tuple(
        replace(
            s,
            sentences=tuple(
                replace(each, text=each.text.replace("five ", "")) for each in s.sentences
            ),
        )
        for s in found.sections
    )
    (lost,) = audit_markdown(load(found.path), replace(found, sections=sections))
    assert (lost.text, lost.place.line, lost.place.column) == ("five", 3, 6)
    assert "report" in lost.reason


def test_marks_that_are_heeded_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "tale.txt"
    path.write_text("<200> A tomato{t0xm1ato}, [fast] <100>.")
    assert read(path, markup=Markup(pauses=True, phonemes=True, speeds=True)).lost == ()
    assert read(path).lost == ()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n<i>Is it 1 &lt; 2?</i>\n{\\an8}Yes.\n"),
        ("a.vtt", "WEBVTT\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE x\n\nid-1\n"
         "00:01.000 --> 00:02.000 line:0\n<v Anna>Come <c.x>in</c> &amp; sit.\n"),
    ],
)  # fmt: skip
def test_nothing_is_lost_of_captions(tmp_path: Path, name: str, source: str) -> None:
    found = document(tmp_path, source, name)
    assert found is not None
    assert found.lost == ()
    first = next(found.sentences)
    sections = (replace(found.sections[0], sentences=found.sections[0].sentences[1:]),)
    assert AUDITORS[found.path.suffix](found.path, replace(found, sections=sections)), first.text


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.md")), ids=lambda path: path.stem)
def test_nothing_is_lost_of_the_samples(path: Path) -> None:
    assert read(path).lost == ()


def test_the_audit_is_linear_in_repetitive_text(tmp_path: Path) -> None:
    found = document(tmp_path, "a *a* " * 20_000, "tale.txt")
    assert found is not None
    assert audit(load(found.path), found) == ()


def test_deep_nesting_is_read_and_what_is_deeper_is_not_lost_without_a_word(
    tmp_path: Path,
) -> None:
    deep = document(tmp_path, "* " * 60 + "deep")
    assert deep is not None
    assert [s.text for s in deep.sentences] == ["deep"]
    deeper = document(tmp_path, "One.\n\n" + "> " * 300 + "deeper")
    assert deeper is not None
    assert [lost.text for lost in deeper.lost] == ["deeper"]


PAGE = """\
<!doctype html><html lang="en"><head><title>Page</title><style>p { color: red }</style></head>
<body><nav><a href="/">Home page</a></nav><script>var never = "said";</script>
<h1>The <em>L</em>amp</h1><p>It is un<b>usual</b> &amp; &eacute;lan.</p><ul><li>One item</li></ul>
<![endif]--><p>Last of all.</p></body></html>
"""


def test_nothing_is_lost_of_a_page_and_what_would_be_is_found(tmp_path: Path) -> None:
    found = document(tmp_path, PAGE, "page.html")
    assert found is not None
    assert found.lost == ()
    for gone in found.sentences:
        sections = tuple(
            replace(s, sentences=tuple(each for each in s.sentences if each is not gone))
            for s in found.sections
        )
        lost = AUDITORS[".html"](found.path, replace(found, sections=sections))
        assert lost, gone.text
        assert all(one.text in gone.text for one in lost)
    lacking = AUDITORS[".html"](found.path, replace(found, left_out=()))
    assert [one.text for one in lacking] == ["Home page"]
