"""Every sample and every text that has broken caption files before, under the eyes of others.

Each judge reads whole files of ours without an error or a warning, and finds the cues in them with
their exact text and times, as far as it can carry them: where it is known to be wrong, those cues
are left out of the file, or their text is not compared.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import imageio_ffmpeg
import pysubs2
import pytest
import srt
import ttconv.imsc.reader as imsc_reader
from markdown_it import MarkdownIt
from ttconv.filters.doc.imsc11text import IMSC11TextFilter, IMSC11TextFilterConfig

from captioner.captions import About, Cue, cut
from captioner.captions.writer import joined
from tests.captions.fixtures import fixtures
from tests.captions.making import PROFILES, written
from tests.captions.readers import by_imsc, by_json, by_lrc, by_ttconv, by_webvtt
from tests.captions.test_formats import WRITERS

HERE = Path(__file__).parent
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


@cache
def captioned() -> dict[str, tuple[About, list[Cue]]]:
    """Cut every fixture, by one profile after the other."""
    made = {}
    for number, (name, timeline) in enumerate(fixtures().items()):
        profile = PROFILES[number % 2]
        about = About(timeline.rate, f"The <title> & more of {name}", profile=profile)
        made[name] = about, list(cut(timeline, profile))
    return made


def names() -> list[str]:
    return list(fixtures())


EACH = pytest.mark.parametrize("name", names())


def wanted(about: About, cues: Sequence[Cue]) -> list[tuple[int, int, tuple[str, ...]]]:
    return [(*about.span_ms(cue), cue.texts) for cue in cues]


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail where a library logs a warning."""
    with caplog.at_level(logging.WARNING):
        yield
    assert caplog.messages == []


@EACH
def test_the_srt_library_reads_srt_strictly(name: str) -> None:
    about, cues = captioned()[name]
    read = srt.parse(written(WRITERS["srt"], cues, about))
    ms = timedelta(milliseconds=1)
    assert [(cue.start // ms, cue.end // ms, tuple(cue.content.split("\n"))) for cue in read] == (
        wanted(about, cues)
    )


@EACH
@pytest.mark.parametrize("form", ["vtt", "words.vtt"])
def test_webvtt_py_reads_webvtt_strictly(name: str, form: str) -> None:
    about, cues = captioned()[name]
    read = by_webvtt(written(WRITERS[form], cues, about))
    assert [(cue.start, cue.end, cue.lines) for cue in read] == wanted(about, cues)


@EACH
@pytest.mark.parametrize("form", ["vtt", "words.vtt"])
def test_ttconv_reads_webvtt_without_a_warning(name: str, form: str, quiet: None) -> None:
    about, cues = captioned()[name]
    read = by_ttconv(written(WRITERS[form], cues, about))
    assert [(cue.start, cue.end, cue.lines) for cue in read] == wanted(about, cues)


@EACH
def test_ttconv_finds_ttml_to_keep_to_the_text_profile_of_imsc_11(name: str, quiet: None) -> None:
    about, cues = captioned()[name]
    text = written(WRITERS["ttml"], cues, about)
    read = by_imsc(text)
    assert [(cue.start, cue.end, cue.lines) for cue in read] == wanted(about, cues)
    document = imsc_reader.to_model(ET.ElementTree(ET.fromstring(text)))
    IMSC11TextFilter(IMSC11TextFilterConfig()).process(document)


#: What judges take for something else, or lose, by format. pysubs2 is no judge of WebVTT: it takes
#: the identifier of a cue for text of the one before.
_PYSUBS2_LOSES = {"srt": r"[<{]|\\[Nnh]|-->", "ass": r"[{\\]"}
_FFMPEG_LOSES = {
    "srt": r"[<{]|\\[Nnh]|-->",
    "vtt": r"[{\\]",
    "words.vtt": r"[{\\]",
    "ass": r"[<{\\]|-->",
    "lrc": r"[<{\\]",
}


def kept(cues: Sequence[Cue], loses: str) -> list[Cue]:
    """Leave out the cues that a judge does not keep as they are: the lesser part."""
    fit = [cue for cue in cues if not re.search(loses, "\n".join(cue.texts))]
    assert len(fit) * 2 > len(cues)
    return fit


def by_clock(form: str, about: About, cue: Cue) -> tuple[int, int]:
    """Tell the times of a cue by the clock of a format, in milliseconds."""
    a_second = 100 if form in ("ass", "lrc") else 1000
    start, end = about.span(cue, a_second)
    return start * 1000 // a_second, end * 1000 // a_second


@EACH
@pytest.mark.parametrize("form", _PYSUBS2_LOSES)
def test_pysubs2_reads_what_it_can_carry(name: str, form: str) -> None:
    about, cues = captioned()[name]
    # It reads two digits of an hour.
    fit = [cue for cue in kept(cues, _PYSUBS2_LOSES[form]) if cue.end < 100 * 3600 * about.rate]
    read = pysubs2.SSAFile.from_string(written(WRITERS[form], fit, about), format_=form)
    assert [(cue.start, cue.end, tuple(cue.plaintext.split("\n"))) for cue in read] == [
        (*by_clock(form, about, cue), cue.texts) for cue in fit
    ]


def by_ffmpeg(text: str, form: str, folder: Path) -> list[srt.Subtitle]:
    """Read by ffmpeg, to whom nothing may be worth a warning."""
    path = folder / f"made.{form}"
    path.write_text(text, "utf-8", newline="")
    command = [FFMPEG, "-v", "warning", "-i", str(path), "-f", "srt", "-"]
    made = subprocess.run(command, capture_output=True, check=True)
    assert made.stderr == b""
    return [cue for cue in srt.parse(made.stdout.decode()) if cue.content]


@EACH
@pytest.mark.parametrize("form", _FFMPEG_LOSES)
def test_ffmpeg_reads_every_cue_without_a_warning(name: str, form: str, tmp_path: Path) -> None:
    about, cues = captioned()[name]
    by_ffmpeg(written(WRITERS[form], cues, about), form, tmp_path)
    fit = kept(cues, _FFMPEG_LOSES[form])
    read = by_ffmpeg(written(WRITERS[form], fit, about), form, tmp_path)
    for cue, back in zip(fit, read, strict=True):
        start, end = (timedelta(milliseconds=ms) for ms in by_clock(form, about, cue))
        text, shown = back.content, "\n".join(cue.texts)
        if form == "ass":
            text = re.sub(r"</?font[^>]*>", "", text)
        elif form == "lrc":
            text, shown = re.sub(r"<\d+:\d\d\.\d\d>", "", text), joined(cue).rstrip()
            back.end = end  # The format has none.
        assert (back.start, back.end, text) == (start, end, shown)


@EACH
def test_the_others_are_read_by_what_is_at_hand(name: str) -> None:
    about, cues = captioned()[name]
    assert len(by_json(written(WRITERS["json"], cues, about))) == len(cues)
    assert len([line for line in by_lrc(written(WRITERS["lrc"], cues, about)) if line.words]) == (
        len(cues)
    )
    html = MarkdownIt("commonmark").render(written(WRITERS["md"], cues, about))
    assert not set(re.findall(r"<(\w+)", html)) - {"p", "h2", "ul", "li", "blockquote", "strong"}


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that has the parser: a given one, or one that is filled now."""
    if given := os.environ.get("CAPTIONER_NODE_MODULES"):
        return Path(given)
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("there is no node here")
    folder = tmp_path_factory.mktemp("node")
    command = [
        npm,
        "install",
        "--no-audit",
        "--no-fund",
        "--prefix",
        str(folder),
        "webvtt-parser@2",
    ]
    if subprocess.run(command, capture_output=True, check=False, timeout=120).returncode:
        pytest.skip("the package registry of node is out of reach")
    return folder / "node_modules"


def test_the_parser_of_the_w3c_finds_no_error_in_any_webvtt(
    node_modules: Path, tmp_path: Path
) -> None:
    files, told = [], []
    for name, (about, cues) in captioned().items():
        for form in ("vtt", "words.vtt"):
            path = tmp_path / f"{name}.{form}"
            path.write_text(written(WRITERS[form], cues, about), "utf-8")
            files.append(str(path))
            told.append((about, cues))
    node = shutil.which("node") or "node"
    command = [node, str(HERE / "webvtt_parser.cjs"), str(node_modules), *files]
    done = subprocess.run(command, capture_output=True, check=True)
    for file, (about, cues), read in zip(files, told, json.loads(done.stdout), strict=True):
        assert read["errors"] == [], file
        assert [
            (round(cue["start"] * 1000), round(cue["end"] * 1000), cue["id"],
             tuple(cue["text"].split("\n")))
            for cue in read["cues"]
        ] == [(*about.span_ms(cue), cue.identifier, cue.texts) for cue in cues]  # fmt: skip
