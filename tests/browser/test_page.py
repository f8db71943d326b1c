"""Pages in a real browser: they load, play, and what is marked is what is heard."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path
from typing import Any

import pytest

from captioner.publish.kept import find_kept
from captioner.text.vtt_reader import read_vtt
from captioner.timeline import record
from tests.browser.conftest import DESKTOP, PHONE, Open, Pages, Seen, sentences_of

pytestmark = pytest.mark.browser

#: A frame at 60 a second, and what a busy machine adds.
_LATE = 0.05

#: In each frame: the time, the sentence that is marked, and what of it lies under the box that
#: marks the word, found as a pointer would find it.
_SAMPLE = """(seconds) => new Promise((resolve) => {
  const audio = document.getElementById("audio"), found = [], until = audio.currentTime + seconds;
  const sample = () => {
    const id = document.querySelector("[aria-current=true]")?.id ?? "";
    const box = document.querySelector("#marks i:not([hidden])")?.getBoundingClientRect();
    const x = box?.left + box?.width / 2, y = box?.top + box?.height / 2;
    const caret = box && document.caretRangeFromPoint(x, y);
    const under = caret?.startContainer.parentElement.id ?? "";
    found.push([audio.currentTime, id, under, caret?.startOffset ?? -1]);
    if (audio.currentTime >= until || audio.ended) resolve(found);
    else requestAnimationFrame(sample);
  };
  audio.play().then(() => requestAnimationFrame(sample));
})"""


def opened(open_page: Open, pages: Pages, served: str, kind: str, way: str) -> Seen:
    file = {"article": pages.article, "chapter": pages.chapter}[kind]
    where: Path | str = file
    if way == "served":
        where = served + file.relative_to(pages.root).as_posix()
    return open_page(where)


def expected(lines: list[record.SentenceLine], begin: int, rate: int, seconds: float) -> set[str]:
    """Give the sentences that may be marked at a time: that of now, and of a frame ago."""
    starts = [(line.start - begin) / rate for line in lines]
    moments = (seconds - _LATE, seconds, seconds + 0.001)
    places = {bisect_right(starts, moment) - 1 for moment in moments}
    return {lines[place].context if place >= 0 else "" for place in places}


def words_at(line: record.SentenceLine, begin: int, rate: int, seconds: float) -> set[int]:
    """Give the words that may be marked at a time, by their places in the sentence."""
    spans = [((w.start - begin) / rate, (w.end - begin) / rate) for w in line.words]
    return {
        number
        for number, (start, end) in enumerate(spans)
        if start - 0.002 <= seconds <= end + 0.15 + _LATE
    }


@pytest.mark.parametrize(
    # An article has its sound in it: nothing else is asked for, served or not.
    ("kind", "way"),
    [("article", "from disk"), ("chapter", "from disk"), ("chapter", "served")],
)
def test_it_plays_and_what_is_marked_is_what_is_heard(
    open_page: Open, pages: Pages, served: str, kind: str, way: str
) -> None:
    seen = opened(open_page, pages, served, kind, way)
    kept = find_kept(pages.book.parents[1] if kind == "chapter" else pages.article.parent)
    lines = list(kept.sentences())
    rate = kept.head.rate
    assert "served" in way or not seen.asked[0].startswith("http")

    samples: list[tuple[float, str, str, int]] = seen.do(_SAMPLE, 3)

    assert samples[-1][0] - samples[0][0] >= 2.9
    wrong = [one for one in samples if one[1] not in expected(lines, 0, rate, one[0])]
    assert wrong == []
    by_context = {line.context: line for line in lines}
    marked = [one for one in samples if one[2]]
    assert len(marked) > len(samples) / 2
    for seconds, _, context, offset in marked:
        line = by_context[context]
        under = [n for n, w in enumerate(line.words) if w.text_from <= offset <= w.text_to]
        assert words_at(line, 0, rate, seconds) & {*under}, (seconds, context, offset)
    assert seen.do("document.querySelectorAll('main span[id]').length") >= 4
    if kind == "article":
        assert all(url.startswith(("data:", seen.page.url)) for url in seen.asked)
    else:
        assert {url.rpartition(".")[2] for url in seen.asked if url[:5] != "data:"} <= {
            "html", "mp3",
        }  # fmt: skip


def test_a_click_goes_to_the_word_that_is_under_it(open_page: Open, pages: Pages) -> None:
    seen = open_page(pages.article)
    kept = find_kept(pages.article.parent)
    line = next(one for one in kept.sentences() if one.text.startswith("Then it came fast"))
    word = next(w for w in line.words if line.text[w.text_from : w.text_to] == "boats")
    x, y = seen.do(
        """([id, from, to]) => {
          const range = document.createRange(), node = document.getElementById(id).firstChild;
          range.setStart(node, from); range.setEnd(node, to);
          const { left, top, width, height } = range.getBoundingClientRect();
          return [left + width / 2, top + height / 2];
        }""",
        [line.context, word.text_from, word.text_to],
    )

    seen.page.mouse.click(x, y)

    assert seen.current == line.context
    assert seen.seconds == pytest.approx(word.start / kept.head.rate, abs=0.001)
    assert not seen.is_playing()


def test_keys_go_from_sentence_to_sentence_and_read_from_there(
    open_page: Open, pages: Pages
) -> None:
    seen = open_page(pages.article)
    lines = sentences_of(pages.article.parent)
    contexts = [line.context for line in lines]

    seen.key("End")
    assert seen.current == contexts[-1]
    seen.key("Home")
    assert seen.current == contexts[0]
    seen.key("ArrowRight")
    seen.key("ArrowRight")
    assert seen.current == contexts[2]
    seen.key("ArrowLeft")
    assert seen.current == contexts[1]

    seen.key("Space")
    assert seen.is_playing()
    seen.key("Space")
    assert not seen.is_playing()

    seen.page.locator(f"#{contexts[1]}").focus()
    seen.key("ArrowDown")
    assert seen.do("document.activeElement.id") == contexts[2]
    assert seen.do("document.querySelectorAll('main [tabindex]').length") == 1
    seen.key("Enter")
    assert seen.current == contexts[2]
    assert seen.is_playing()
    seen.key("Space")

    seen.key("+")
    assert seen.do("document.getElementById('audio').playbackRate") == 1.1
    seen.key("?")
    assert seen.page.locator("#more").is_visible()
    seen.key("Escape")
    assert not seen.page.locator("#more").is_visible()


def test_place_and_speed_are_remembered(open_page: Open, pages: Pages) -> None:
    seen = open_page(pages.article)
    seen.page.locator("#speed").select_option("1.5")
    seen.key("End")
    at = seen.seconds

    seen.page.reload()

    assert seen.seconds == pytest.approx(at, abs=0.01)
    assert seen.do("document.getElementById('audio').playbackRate") == 1.5
    assert "Continue at" in seen.page.locator("#listen").inner_text()


def test_it_scrolls_with_the_voice_until_its_reader_scrolls(open_page: Open, pages: Pages) -> None:
    seen = open_page(pages.article, (390, 400))
    again = seen.page.locator("#again")
    seen.key("ArrowRight")
    seen.key("ArrowRight")
    seen.wait("scrollY > 100")
    seen.key("Space")
    assert not again.is_visible()

    seen.page.mouse.move(100, 100)
    seen.page.mouse.wheel(0, 5000)
    seen.wait("scrollY + innerHeight > document.body.scrollHeight - 5")
    assert again.is_visible()

    again.click()
    seen.wait("scrollY + innerHeight < document.body.scrollHeight - 100")
    assert not again.is_visible()


def test_the_book_goes_on_from_page_to_page(open_page: Open, pages: Pages) -> None:
    seen = open_page(pages.book)
    assert seen.page.locator(".chapters a").all_inner_texts()[1].split("\n")[1] == "After it"

    seen.page.locator("#listen").click()
    seen.page.wait_for_url("**/01-a-small-tide.html#play")
    seen.wait("!document.getElementById('audio').paused")
    seen.do("document.getElementById('audio').currentTime = 1e6")
    seen.page.wait_for_url("**/02-after-it.html#play")
    seen.wait("!document.getElementById('audio').paused")

    seen.do("document.getElementById('audio').pause()")
    seen.page.locator(".up").click()
    assert "After it" in seen.page.locator("#listen").inner_text()


@pytest.mark.parametrize(
    ("size", "scheme", "files"),
    [
        (PHONE, "light", ("article", "book", "chapter", "arabic")),
        (PHONE, "dark", ("article",)),
        (DESKTOP, "light", ("article",)),
        (DESKTOP, "dark", ("article", "book", "chapter")),
    ],
    ids=lambda value: None if isinstance(value, tuple) else value,
)
def test_axe_finds_nothing(
    open_page: Open,
    pages: Pages,
    axe: str,
    size: tuple[int, int],
    scheme: str,
    files: tuple[str, ...],
) -> None:
    for name in files:
        seen = open_page(getattr(pages, name), size, scheme)
        if name == "article":
            seen.key("ArrowRight")
            seen.key("?")
            assert violations(seen, axe) == [], "its sheet"
            seen.key("Escape")
        assert violations(seen, axe) == [], name


def test_axe_finds_nothing_in_the_list_of_a_folder(open_page: Open, served: str, axe: str) -> None:
    seen = open_page(f"{served}one/tide/", PHONE)

    assert violations(seen, axe) == []
    assert seen.page.locator("audio").count() == 1


def violations(seen: Seen, axe: str) -> list[Any]:
    seen.do(axe)
    found = seen.do("axe.run().then((told) => told.violations)")
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("size", [PHONE, (320, 600), DESKTOP])
def test_nothing_is_wider_than_the_window_and_targets_are_large(
    open_page: Open, pages: Pages, size: tuple[int, int]
) -> None:
    for file in (pages.article, pages.book, pages.arabic):
        seen = open_page(file, size)
        assert seen.do("document.documentElement.scrollWidth <= innerWidth"), file
        outside = seen.do(
            """[...document.querySelectorAll("h1, p, button, [role=slider], input[type=range]")]
              .filter((one) => one.checkVisibility())
              .map((one) => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
              .filter(([, box]) => box.left < 0 || box.right > innerWidth)"""
        )
        assert outside == []
        small = seen.do(
            """[...document.querySelectorAll("button, select, a, input")]
              .filter((one) => one.checkVisibility() && one.type !== "checkbox")
              .map((one) => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
              .filter(([, box]) => box.height < 44 || box.width < 44)"""
        )
        assert small == []


def test_chromium_reads_the_captions_as_we_do(open_page: Open, pages: Pages) -> None:
    seen = open_page(pages.article)
    ours = read_vtt(pages.article.with_suffix(".vtt").read_text("utf-8"))

    theirs = seen.do(
        """async () => {
          const element = document.querySelector("track"), { track } = element;
          track.mode = "hidden";
          const loaded = (done) => element.addEventListener("load", done);
          if (element.readyState < 2) await new Promise(loaded);
          const text = (cue) => cue.getCueAsHTML().textContent;
          return [...track.cues].map((cue) => [cue.id, cue.startTime, cue.endTime, text(cue)]);
        }"""
    )

    seen.page.locator("#to-more").click()
    with seen.page.expect_download() as downloading:
        seen.page.locator("#captions").click()
    saved = downloading.value
    assert saved.suggested_filename == "tide.vtt"
    assert saved.path().read_bytes() == pages.article.with_suffix(".vtt").read_bytes()
    assert theirs == [
        [cue.identifier, cue.start_ms / 1000, cue.end_ms / 1000, "\n".join(cue.lines)]
        for cue in ours.cues
    ]
    assert "</script>" in "".join(cue[3] for cue in theirs)


def test_nothing_of_a_document_runs(open_page: Open, pages: Pages) -> None:
    for file in (pages.article, pages.book, pages.chapter):
        seen = open_page(file)
        assert seen.do("window.ran") is None
        assert "<script>window.ran = 1</script>" in seen.page.title()
        assert seen.do("document.scripts.length") == 2


def test_without_scripts_there_is_the_text_and_a_player(browser: Any, pages: Pages) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages.article.as_uri())

    assert "The water came in at noon" in page.locator("main").inner_text()
    assert page.locator("audio").is_visible()
    assert page.locator("main button:visible").count() == 0
    context.close()


def test_the_preview_lets_a_browser_seek(open_page: Open, served: str) -> None:
    seen = open_page(f"{served}one/tide/")

    at = seen.do(
        """() => new Promise((done) => {
          const audio = document.querySelector("audio");
          audio.addEventListener("seeked", () => done(audio.currentTime), { once: true });
          audio.addEventListener("loadedmetadata", () => { audio.currentTime = 12.5; });
          audio.load();
        })"""
    )

    assert at == pytest.approx(12.5, abs=0.01)
    seen.wait("document.querySelector('.cue').textContent !== ''")
