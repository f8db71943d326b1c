"""Pages within pages of others, as the README shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.conftest import Open, Pages, sentences_of
from tests.end_to_end.command import captioner

pytestmark = pytest.mark.browser

SHORT, OWN = re.findall(
    r"^```html\n(.*?)^```$",
    (Path(__file__).parents[2] / "README.md").read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)
POST = """<!doctype html>
<html lang="en"><head><title>Salt</title><link rel="icon" href="data:,"></head><body><main>
<h1 id="salt">Salt on the sill</h1>
<p id="p1">The window faced the sea. Salt dried on its sill in a line, white and fine.</p>
<p id="p2">Nobody wiped it away, since it came back with each wind.</p>
</main></body></html>
"""


def test_a_frame_shows_a_page_in_short(open_page: Open, pages: Pages, tmp_path: Path) -> None:
    holding = tmp_path / "publisher.html"
    shown = SHORT.replace('"harbour.html', f'"{pages.article.as_uri()}')
    holding.write_text(f'<!doctype html><title>x</title><link rel="icon" href="data:,">{shown}')

    seen = open_page(holding)

    frame = seen.page.frame_locator("iframe")
    frame.locator("#play").wait_for()
    assert frame.locator("h1").is_visible()
    assert not frame.locator("#listen").is_visible()
    assert frame.locator("#open").get_attribute("href") == pages.article.as_uri().removeprefix(
        "file://"
    )


def test_a_publisher_marks_its_own_paragraphs(open_page: Open, tmp_path: Path) -> None:
    post = tmp_path / "article.html"
    post.write_text(POST)
    done = captioner("narrate", post, "-o", "out", "--format", "page", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = tmp_path / "out/article/article.html"
    post.write_text(POST.replace("</main>", OWN.replace('"article.html', f'"{made.as_uri()}')))
    seen = open_page(post)
    frame = seen.page.frame_locator("iframe")

    frame.locator("#play").click()
    seen.wait("document.querySelector('.being-read')?.id === 'salt'")
    frame.locator("#forward").click()
    seen.wait("document.querySelector('.being-read')?.id === 'p1'")
    seen.do("frames[0].postMessage({ captioner: 'go', anchor: '#p2', play: false }, '*')")
    seen.wait("document.querySelector('.being-read')?.id === 'p2'")

    assert seen.do("document.querySelectorAll('.being-read').length") == 1


def test_a_page_in_a_frame_tells_what_is_read_and_heeds_wishes(
    open_page: Open, pages: Pages, tmp_path: Path
) -> None:
    holding = tmp_path / "publisher.html"
    holding.write_text(
        f"""<!doctype html><title>A publisher</title><link rel="icon" href="data:,"><script>
          const told = [], wish = (one) => frames[0].postMessage(one, "*");
          addEventListener("message", (event) => told.push(event.data));
        </script>
        <iframe src="{pages.article.as_uri()}?embed=player" title="Listen"></iframe>"""
    )
    seen = open_page(holding)
    context = sentences_of(pages.article.parent)[2].context

    seen.do("(id) => wish({ captioner: 'go', id, play: true })", context)
    seen.wait("told.some((one) => one.playing)")

    told = seen.do("told.at(-1)")
    assert (told["captioner"], told["id"]) == ("sentence", context)
    assert told["text"].startswith("Then it came fast")
    seen.do("wish({ captioner: 'go', play: false })")
    seen.wait("!told.at(-1).playing")
