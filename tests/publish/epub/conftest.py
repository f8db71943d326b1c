"""A book that has all that is hard to mark, narrated in silence and made once."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from captioner.text.edition import Edition
from tests.publish.epub.making import METADATA, Made, kept_of, made_of
from tests.publish.kept.test_cover import picture
from tests.text.books import book, nav, page

ONE = page(
    """<h1 id="s01-001">One <em>“Up”</em></h1>
<p>He said <em>no. Then</em> he went. <b><i>All of it.</i></b> was <i>brave</i>&#160;too.</p>
<p><em>“Stop!</em> he cried. It <!-- c --> was&#x20;cold; <span class="x">and <b>dark. Then</b>
it</span> rained.<a class="mark" epub:type="noteref" href="#n1">1</a> End.</p>
<p><ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby> is good. <img src="a.png" alt="A cat. It sleeps."/></p>
<p><math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi><mo>+</mo><mi>y</mi></math> grows.</p>
<ul><li>one<ul><li>two. Three.</li></ul>after it</li></ul><p hidden="hidden">Not this.</p>
<aside epub:type="footnote" id="n1"><p>A note. It is two.</p></aside>"""
).replace("\n", "\r\n")
TWO = page("<p>Second <![CDATA[file & more. Yes]]> it is. A &lt;tag&gt; &#x1F600; here.</p>")
STYLE = "em { color: green }\n"


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book by itself."""
    folder = tmp_path_factory.mktemp("book")
    made = book(
        folder / "plain.epub",
        {"one.xhtml": ONE, "two.xhtml": TWO},
        contents=nav((1, "one.xhtml", "One"), (1, "two.xhtml", "Two")),
        metadata=METADATA,
        items='<item id="png" href="a.png" media-type="image/png"/>',
        files={"OEBPS/a.png": picture("PNG")},
    )
    path = folder / "hard.epub"
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename.endswith(".opf"):
                data = data.replace(b"<package ", b'<package unique-identifier="id" ')
                data = data.replace(b'id="c0" ', b'id="c0" properties="mathml" ')
            new.writestr(info, data)
    return path


@pytest.fixture(scope="session")
def bound(source: Path) -> Made:
    """The same with its sound."""
    return made_of(kept_of(source.parent / "kept", source, Edition(notes=True)))
