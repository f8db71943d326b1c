"""Notes of HTML and their marks, as the programs that people use write them."""

from __future__ import annotations

import pytest

from captioner.text.html import read_html
from captioner.text.paragraph import Reading

FIRST = "The harbour lay still that morning"
SECOND = "Nobody had come down to the quay"
THIRD = "The last words of the text are these."
NOTE = "A note about the harbour."


def read(body: str) -> Reading:
    return read_html(f"<title>Tide</title><article><h1>Tide</h1>{body}</article>")


def texts(reading: Reading) -> list[str]:
    return [paragraph.text for paragraph in reading.paragraphs]


def _with(mark: str, notes: str) -> str:
    return f"<p>{FIRST}{mark}.</p><p>{SECOND}.</p><p>{THIRD}</p>{notes}"


_PROGRAMS = {
    "pandoc": _with(
        '<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a>',
        '<section id="footnotes" class="footnotes footnotes-end-of-document" role="doc-endnotes">'
        f'<hr/><ol><li id="fn1"><p>{NOTE}<a href="#fnref1" class="footnote-back" '
        'role="doc-backlink">↩︎</a></p></li></ol></section>',
    ),
    "WordPress": _with(
        '<sup data-fn="a1-b" class="fn"><a href="#a1-b" id="a1-b-link">1</a></sup>',
        f'<ol class="wp-block-footnotes"><li id="a1-b">{NOTE} '
        '<a href="#a1-b-link" aria-label="Jump to footnote reference 1">↩︎</a></li></ol>',
    ),
    "MediaWiki": _with(
        '<sup id="r2" class="reference"><a href="#n2"><span>[</span>note 1<span>]</span></a></sup>',
        '<ol class="references"><li id="n2"><span class="mw-cite-backlink">^ <a href="#r2"><sup>'
        f"<i><b>a</b></i></sup></a></span> <span>{NOTE}</span></li></ol>",
    ),
    "markdown-it": _with(
        '<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup>',
        '<section class="footnotes"><ol><li id="fn1" class="footnote-item">'
        f'<p>{NOTE} <a href="#fnref1" class="footnote-backref">↩︎</a></p></li></ol></section>',
    ),
    "Docusaurus": _with(
        '<sup><a href="#user-fn-1" id="user-fnref-1" data-footnote-ref="true">1</a></sup>',
        f'<section data-footnotes="true" class="footnotes"><ol><li id="user-fn-1"><p>{NOTE} '
        '<a href="#user-fnref-1" class="data-footnote-backref">↩</a> '
        '<a href="#user-fnref-1-2" class="data-footnote-backref">↩<sup>2</sup></a></p></li></ol>'
        "</section>",
    ),
    "Substack": _with(
        '<a id="footnote-anchor-1" href="#footnote-1" class="footnote-anchor">1</a>',
        '<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" '
        f'class="footnote-number">1</a><div class="footnote-content"><p>{NOTE}</p></div></div>',
    ),
    "Word": _with(
        '<a href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a>',
        '<div id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1">'
        f"<span class=MsoFootnoteReference>[1]</span></a> {NOTE}</p></div>",
    ),
    "LibreOffice": _with(
        '<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>',
        '<div id="sdfootnote1"><p><a class="sdfootnotesym" name="sdfootnote1sym" '
        f'href="#sdfootnote1anc">1</a>{NOTE}</p></div>',
    ),
    "Gutenberg": _with(
        '<a id="FNanchor_1"></a><a href="#Footnote_1" class="fnanchor">[1]</a>',
        '<div class="footnote"><p><a id="Footnote_1"></a><a href="#FNanchor_1">'
        f'<span class="label">[1]</span></a> {NOTE}</p></div>',
    ),
    "Sphinx": _with(
        '<a class="footnote-reference brackets" href="#id3" id="id1" role="doc-noteref">'
        "<span>[</span>1<span>]</span></a>",
        '<aside class="footnote-list brackets"><aside class="footnote brackets" id="id3" '
        'role="doc-footnote"><span><span>[</span><a role="doc-backlink" href="#id1">1</a>'
        f"<span>]</span></span><p>{NOTE}</p></aside></aside>",
    ),
    "Tufte": _with(
        '<label for="sn" class="sidenote-number"></label><input type="checkbox" id="sn"/>'
        f'<span class="sidenote">{NOTE}</span>',
        "",
    ),
}


@pytest.mark.parametrize("program", _PROGRAMS)
def test_notes_are_told_from_the_text(program: str) -> None:
    reading = read(_PROGRAMS[program])
    assert texts(reading) == ["Tide", f"{FIRST}.", f"{SECOND}.", THIRD]
    notes = [note.text for note in reading.notes if any(map(str.isalnum, note.text))]
    assert notes == [NOTE]


@pytest.mark.parametrize(
    "body",
    [
        # What leads back stands before what it leads to.
        f'<aside id="n"><a href="#r">↩</a> {NOTE}</aside><p id="r">{FIRST}<a href="#n">1</a>.</p>',
        f'<aside id="n"><a href="#r">[1]</a> {NOTE}</aside>'
        f'<p>{FIRST}<a id="r" href="#n">[1]</a>.</p>',
        f'<p>Down <a href="#end">↑</a></p><p id="end">{FIRST}.</p>',
        # A list of places in the text.
        f'<p><a href="#a">[1]</a> <a href="#b">[2]</a></p><p id="a">{FIRST}.</p><p id="b">B</p>',
        # A number in brackets that people write into what they say.
        f'<p>See the duty (<a href="#a">2</a>).</p><p id="a">{FIRST}.</p>',
        f'<p>As said [<a href="#a">1</a>, <a href="#b">2</a>].</p><p id="a">{FIRST}.</p>',
        # A place within a paragraph, or within a figure.
        f'<p>See it<a href="#eq">[3]</a>.</p><p>{FIRST}. <span id="eq">x = 2</span></p>',
        f'<p>See it<a href="#f">[3]</a>.</p><div><figure id="f"><img src="#"/></figure>'
        f"<p>{FIRST}.</p></div>",
    ],
)
def test_no_text_is_taken_for_a_note(body: str) -> None:
    reading = read(body)
    assert any(text.startswith(FIRST) for text in texts(reading))
    assert reading.notes == ()


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{FIRST}.<sup>3</sup></p>",
        f"<p>{FIRST},<sup>12</sup> or so.</p>",
        f"<p>“{FIRST}.”<sup>†</sup> So they say.</p>",
        f"<p><i>{FIRST}.</i><sup>1</sup></p>",
        f"<p>{FIRST}, so I went in.<sup>2</sup></p>",
        f"<p>{FIRST}, late in the p.m.<sup>2</sup></p>",
        f"<p>{FIRST}!<sup>1</sup></p>",
    ],
)
def test_a_number_raised_behind_a_clause_is_a_mark_though_it_leads_nowhere(body: str) -> None:
    reading = read(body)

    assert reading.left_out[-1].reason == "note mark"
    assert not any(char.isdigit() or char == "†" for char in texts(reading)[1])


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("It costs $5.<sup>99</sup> today.", "It costs $5.99 today."),
        ("At 10.<sup>30</sup> it began.", "At 10.30 it began."),
        ("It was the 1<sup>st</sup>, no other.", "It was the 1st, no other."),
        ("It has x<sup>2</sup> in it.", "It has x² in it."),
        ("It is (n!)<sup>2</sup> or n!<sup>3</sup>.", "It is (n!)² or n!³."),
        ("At 5 kg./cm.<sup>2</sup> it broke.", "At 5 kg./cm.² it broke."),
        ("All 12 ft.<sup>3</sup> of it.", "All 12 ft.³ of it."),
        ("Only $.<sup>99</sup> today.", "Only $.99 today."),
    ],
)
def test_what_is_raised_within_a_word_is_no_mark(body: str, text: str) -> None:
    assert texts(read(f"<p>{body}</p>"))[1] == text


def test_cited_numbers_stay_together() -> None:
    reading = read(f'<p>As said [<a href="#a">1</a>, <a href="#b">2</a>].</p><p id="a">{NOTE}</p>')
    assert texts(reading)[1] == "As said [1, 2]."
