"""The book that was narrated, with its sound: what is marked in it, and what stays as it was."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from captioner.audio.decode import AudioReader
from captioner.errors import OptionError
from captioner.publish.epub.overlay import ACTIVE, has_class
from captioner.text.choice import Choice
from captioner.text.edition import Edition
from tests.publish.epub.conftest import ONE, TWO
from tests.publish.epub.making import METADATA, Made, clips_of, in_a_row, kept_of, made_of
from tests.text.books import book, nav, page


def test_each_sentence_is_heard_in_the_order_of_the_text(bound: Made) -> None:
    assert [clip.text for clip in clips_of(bound, "one.xhtml")] == [
        "One “Up”",
        "He said", "no.", "Then", "he went.",
        "All of it. was brave too.",
        "“Stop! he cried.",
        "It was cold;", "and", "dark.",
        "Then", "it", "rained.",
        "End.",
        "漢字 is good.",
        "A cat. It sleeps.", "A cat. It sleeps.",
        "x+y grows.",
        "one", "two.", "Three.", "after it",
        "A note.", "It is two.",
    ]  # fmt: skip


def test_all_other_files_are_byte_for_byte_the_same(source: Path, bound: Made) -> None:
    with zipfile.ZipFile(source) as archive:
        before = {info.filename: archive.read(info) for info in archive.infolist()}
    after = bound.files()
    changed = {name for name, data in before.items() if after[name] != data}

    assert changed == {"OEBPS/one.xhtml", "OEBPS/two.xhtml", "OEBPS/book.opf"}
    assert sorted(name.rpartition("/")[2] for name in after.keys() - before.keys()) == [
        "001-one-2.m4a", "001-one.m4a", "001-one.smil", "002-two.m4a", "002-two.smil",
        "narration.css",
    ]  # fmt: skip


def test_nothing_is_changed_in_a_text_but_what_marks_it(bound: Made) -> None:
    assert without_marks(bound.text("one.xhtml")) == ONE
    plain = "Second file &amp; more. Yes it is. A &lt;tag&gt; &#x1F600; here."
    assert plain in without_marks(bound.text("two.xhtml"))
    assert re.sub(r"<p>.*</p>", "", without_marks(bound.text("two.xhtml"))) == re.sub(
        r"<p>.*</p>", "", TWO
    )


def without_marks(text: str) -> str:
    """Take out what was put into a text."""
    text = re.sub(
        r'<link rel="stylesheet" type="text/css" href="[^"]*narration.css"/>\r?\n', "", text
    )
    text = text.replace('<body id="body"', "<body").replace('<img id="picture"', "<img")
    ours = re.compile(r"s\d\d-\d\d\d[\dw.-]*")
    depth: list[bool] = []
    parts, at = [], 0
    for tag in re.finditer(r"<(/?)span\b([^>]*)>", text):
        if not tag[1]:
            known = re.search(r'id="([^"]*)"', tag[2])
            depth.append(bool(known and ours.fullmatch(known[1])))
        if depth[-1]:
            parts.append(text[at : tag.start()])
            at = tag.end()
        if tag[1]:
            depth.pop()
    return "".join([*parts, text[at:]])


def test_sound_is_heard_without_a_gap_from_its_beginning_to_its_end(
    bound: Made, tmp_path: Path
) -> None:
    files = bound.files()
    for text in ("one.xhtml", "two.xhtml"):
        clips = clips_of(bound, text)
        for sound in {clip.sound for clip in clips}:
            own = [clip for clip in clips if clip.sound == sound]
            (tmp_path / "sound.m4a").write_bytes(files[sound])
            with AudioReader(tmp_path / "sound.m4a") as reader:
                frames = sum(map(len, reader.blocks())) // 2
                rate = reader.rate
            assert in_a_row(own)
            assert own[0].begin == 0
            assert own[-1].end == frames * 1000 // rate


def test_a_sentence_is_heard_when_the_timeline_says(bound: Made) -> None:
    lines = {line.context: line for line in bound.kept.sentences()}
    clips = clips_of(bound, "two.xhtml")
    first = lines["s02-001"].start
    begins = [clip.begin for clip in clips]
    wanted = [(lines[clip.id].start - first) * 1000 // bound.kept.head.rate for clip in clips]

    assert [begin - begins[1] for begin in begins[1:]] == [at - wanted[1] for at in wanted[1:]]


def test_the_package_tells_of_each_overlay_and_of_all_of_them(bound: Made) -> None:
    metas = bound.metas()
    of_each = [value for key, (value, *_) in metas.items() if key.startswith("media:duration#")]

    assert metas["media:active-class"] == [ACTIVE]
    assert has_class(bound.text("narration.css"), ACTIVE)
    assert sum(map(milliseconds, of_each)) == milliseconds(metas["media:duration"][0])
    assert "synchronizedAudioText" in metas["schema:accessibilityFeature"]
    assert metas["dcterms:modified"] != ["2020-01-01T00:00:00Z"]
    assert len(metas["dcterms:modified"]) == 1
    assert len(bound.overlays()) == len(of_each) == 2


def milliseconds(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return int(hours) * 3_600_000 + int(minutes) * 60_000 + round(float(seconds) * 1000)


def test_what_is_said_beside_the_book_is_told(bound: Made) -> None:
    assert bound.warnings == (
        "hard.narrated.epub: what stands nowhere in the book is not heard in it (s03-001: Notes)",
    )


def test_made_again_it_is_the_same_bytes(
    source: Path, bound: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    first = made_of(bound.kept).path.read_bytes()
    second = made_of(bound.kept).path.read_bytes()

    assert first == second
    assert b"application/epub+zipPK" in first[:62]


def test_words_are_heard_one_by_one_within_their_sentence(source: Path, tmp_path: Path) -> None:
    made = made_of(kept_of(tmp_path, source, Edition(notes=True)), source=source, epub_words=True)
    clips = clips_of(made, "one.xhtml")

    assert [clip.text for clip in clips][:7] == ["One", "“Up”", "He", "said", "no.", "Then", "he"]
    assert in_a_row([clip for clip in clips if clip.sound == clips[0].sound])
    assert clips[3].end - clips[3].begin == 100
    assert without_marks(made.text("one.xhtml")) == ONE


def simple(folder: Path, *bodies: str, **more: str) -> Path:
    chapters = {f"c{number}.xhtml": page(body) for number, body in enumerate(bodies, start=1)}
    return book(folder / "book.epub", chapters, metadata=METADATA, **more)  # type: ignore[arg-type]


def test_a_book_that_was_changed_since_is_refused_by_what_is_otherwise(tmp_path: Path) -> None:
    source = simple(tmp_path, "<p>It was late. Nobody came.</p>", "<p>All right.</p>")
    kept = kept_of(tmp_path / "kept", source)
    for bodies in (
        ("<p>It was early. Nobody came.</p>", "<p>All right.</p>"),
        ("<p>It was late. Nobody came.</p><p>Or so they said.</p>", "<p>All right.</p>"),
        ("<p>It was late. Nobody came. Or so.</p>", "<p>All right.</p>"),
        ("<p>It was late. Nobody came.</p>",),
        ("<p>It was late. Nobody came.</p>", "<p>All right.</p>", "<p>One more.</p>"),
    ):
        simple(tmp_path, *bodies)
        with pytest.raises(OptionError, match=r"book\.epub: .*--source FILE"):
            made_of(kept)


def test_what_was_left_out_is_no_change(tmp_path: Path) -> None:
    source = simple(tmp_path, "<h1>A</h1><p>One. Two.</p>", "<h1>B</h1><p>Three.</p><p>Four.</p>")
    made = made_of(kept_of(tmp_path / "kept", source, Edition(sections=Choice(skip=("B",)))))

    assert list(made.overlays()) == ["OEBPS/c1.xhtml"]
    assert made.files()["OEBPS/c2.xhtml"] == page("<h1>B</h1><p>Three.</p><p>Four.</p>").encode()


def test_a_source_that_is_nowhere_is_asked_for(tmp_path: Path) -> None:
    source = simple(tmp_path, "<p>It was late.</p>")
    kept = kept_of(tmp_path / "kept", source)
    moved = source.rename(tmp_path / "moved.epub")
    with pytest.raises(OptionError, match=r"book\.epub is neither there nor around it; .*--source"):
        made_of(kept)

    assert made_of(kept, source=moved).path.name == "book.narrated.epub"


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "a\\..\\evil.txt"])
def test_a_file_that_is_outside_of_its_book_is_not_taken_along(tmp_path: Path, name: str) -> None:
    source = simple(tmp_path, "<p>It was late.</p>")
    kept = kept_of(tmp_path / "kept", source)
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr(name, "evil")

    with pytest.raises(OptionError, match="outside of the book"):
        made_of(kept)


def test_a_book_that_has_overlays_is_refused(bound: Made, tmp_path: Path) -> None:
    source = tmp_path / "hard.epub"
    source.write_bytes(bound.path.read_bytes())
    kept = kept_of(tmp_path / "kept", source, Edition(notes=True))

    with pytest.raises(OptionError, match="has media overlays already"):
        made_of(kept)


def test_names_that_a_book_has_already_are_left_to_it(tmp_path: Path) -> None:
    source = simple(
        tmp_path,
        '<p id="body"><b id="s01-001">It</b> was <i id="s01-001.2">late.</i> So.</p>',
        items='<item id="narration-1" href="narration/old.css" media-type="text/css"/>',
        contents=nav((1, "c1.xhtml", "One")),
    )
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("OEBPS/narration/old.css", "")
    made = made_of(kept_of(tmp_path / "kept", source))

    assert [clip.id for clip in clips_of(made, "c1.xhtml")] == ["s01-001.3", "s01-002"]
    assert '<body id="body.2">' in made.text("c1.xhtml")
    assert made.overlays() == {"OEBPS/c1.xhtml": "OEBPS/narration-2/001-c1.smil"}
