"""A real browser, and pages made once by the real command."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from captioner.publish.kept import find_kept
from captioner.timeline import record
from tests.end_to_end.command import CAPTIONER, captioner, environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
PHONE, DESKTOP = (390, 844), (1280, 800)

TIDE = """---
title: A tide & </title><script>window.ran = 1</script>
lang: en
---

# A small tide

The water came in at noon, slowly at first. Then it came fast, and all the boats rose with it.
Nobody in the town looked up, since they had seen it come in before.

> Nobody counts a tide twice \\</script>\\<script>window.ran = 1\\</script>.

- one blue boat
- one white boat & its anchor

| Season | Boats |
|--------|-------|
| Spring | 18    |
| Summer | 31    |

# After it

The mud lay bare again. A gull walked over it, and left a line of small marks.
"""
ARABIC = """---
title: الميناء
lang: ar
---

# الميناء

كان في المدينة ميناء صغير. لا يعرف أحد عدد القوارب فيه.
"""


@dataclass(frozen=True)
class Pages:
    """Folders of narrations: all on one page, a book of two chapters, and from right to left."""

    root: Path
    article: Path
    book: Path
    arabic: Path

    @property
    def chapter(self) -> Path:
        return self.book.parent / "01-a-small-tide.html"


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    root = tmp_path_factory.mktemp("pages")
    out = root / "out"
    for name, text in (("tide", TIDE), ("port", ARABIC)):
        (root / f"{name}.md").write_text(text, "utf-8")
    wanted = ("--format", "mp3,vtt,page")
    runs = (
        ("tide.md", "-o", "out/one", *wanted),
        ("tide.md", "-o", "out/book", "--chapters", *wanted),
        ("port.md", "-o", "out/one", "--format", "page"),
    )
    for run in runs:
        done = captioner("narrate", *run, cwd=root)
        assert done.returncode == 0, done.stderr
    return Pages(
        out,
        out / "one/tide/tide.html",
        out / "book/tide/page/index.html",
        out / "one/port/port.html",
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("there is no chromium here")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--mute-audio"],
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def served(pages: Pages) -> Iterator[str]:
    """The address at which `captioner preview` serves all of them."""
    with subprocess.Popen(
        [*CAPTIONER, "preview", str(pages.root), "--port", "0"],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found is not None
        yield found[0]
        process.terminate()
        assert process.wait(10) == 0


@dataclass
class Seen:
    """A page that is open, what it complained of, and what it asked for."""

    page: Page
    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda told: self.errors.append(told.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def do(self, script: str, *given: Any) -> Any:
        return self.page.evaluate(script, *given)

    def key(self, name: str) -> None:
        self.page.keyboard.press(name)

    @property
    def current(self) -> str:
        """The sentence that is marked, by its context."""
        return str(self.do("document.querySelector('[aria-current=true]')?.id ?? ''"))

    @property
    def seconds(self) -> float:
        return float(self.do("document.getElementById('audio').currentTime"))

    def is_playing(self) -> bool:
        return bool(self.do("!document.getElementById('audio').paused"))

    def wait(self, condition: str) -> None:
        """Wait until something is so. (Playwright's own way needs what our pages forbid.)"""
        self.do(
            f"""() => new Promise((done, failed) => {{
              const late = setTimeout(() => failed(new Error("never")), 10_000);
              const look = () => {{
                if ({condition}) {{ clearTimeout(late); done(); }} else setTimeout(look, 20);
              }};
              look();
            }})"""
        )


Open = Callable[..., Seen]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens pages, each as in a browser of its own, and sees that none complains."""
    opened: list[Seen] = []

    def open_one(where: Path | str, size: tuple[int, int] = DESKTOP, scheme: Any = "light") -> Seen:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        seen = Seen(context.new_page())
        opened.append(seen)
        seen.page.goto(where if isinstance(where, str) else where.as_uri())
        return seen

    yield open_one
    for seen in opened:
        seen.page.context.close()
        assert seen.errors == []


@pytest.fixture(scope="session")
def axe() -> str:
    pytest.importorskip("axe_playwright_python")
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def sentences_of(folder: Path) -> list[record.SentenceLine]:
    return list(find_kept(folder).sentences())
