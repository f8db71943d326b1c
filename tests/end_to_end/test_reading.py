"""Documents read as is asked: by a lexicon, in part, with credits, and shown before."""

from __future__ import annotations

from pathlib import Path

import pytest

from captioner.timeline import Quality, record
from tests.end_to_end.command import SAMPLES
from tests.end_to_end.counted import Here, counted

TALE = """\
# Rime

The Rime came. Nobody said so.

## At sea

1. See [it](https://example.org).

## Ashore

Is it Rime's? It is.
"""


@pytest.fixture
def tale(tmp_path: Path) -> Path:
    (tmp_path / "tale.md").write_text(TALE)
    (tmp_path / "say.toml").write_text('Rime = "a rhyme"\nunheard = "x"\n')
    return tmp_path


def sentences(folder: Path) -> list[record.SentenceLine]:
    with (folder / "out/tale/tale.timeline.jsonl").open(encoding="utf-8") as text:
        return [line for line in record.read(text) if isinstance(line, record.SentenceLine)]


def test_a_lexicon_says_anew_what_it_touches_and_shows_what_is_written(
    run: Here, tale: Path
) -> None:
    with counted() as voice:
        run("narrate", "tale.md", *voice.options)
        before = voice.asked.total()
        planned = run("plan", "tale.md", *voice.options[:4], "--lexicon", "say.toml")
        done = run("narrate", "tale.md", *voice.options, "--lexicon", "say.toml")
        again = run("narrate", "tale.md", *voice.options, "--lexicon", "say.toml")

    assert done.returncode == 0
    assert voice.asked.total() - before == 3
    assert "  new    3 sentences" in planned.stdout
    assert "  3 sentences said otherwise than written" in planned.stdout
    assert "of the lexicon nothing was said by unheard" in done.stderr
    assert "unheard" not in again.stderr
    assert "Is it Rime's?" in (tale / "out/tale/tale.srt").read_text()
    asked = {line.text.strip(): line for line in sentences(tale)}["Is it Rime's?"]
    assert asked.spoken == "Is it a rhyme's?"
    rime = asked.words[-1]
    assert (asked.text[rime.text_from : rime.text_to], rime.quality) == (
        "Rime's?",
        Quality.MEASURED,
    )
    # It has the time of both of the words that are said for it.
    assert rime.end - rime.start == 2 * (asked.words[0].end - asked.words[0].start)


def test_skipping_and_credits_rename_nothing_and_say_nothing_anew(run: Here, tale: Path) -> None:
    with counted() as voice:
        run("narrate", "tale.md", *voice.options)
        whole = [line.context for line in sentences(tale)]
        before = voice.asked.total()
        done = run("narrate", "tale.md", *voice.options, "--skip", "At *")
        skipped = [line.context for line in sentences(tale)]
        assert voice.asked.total() == before
        run("narrate", "tale.md", *voice.options, "--only", "2-3", "--credits", "--author", "Ada")
        credited = [line.context for line in sentences(tale)]

    assert "left out: 1 section, 1 list number, 1 link address" in done.stderr
    assert skipped == [context for context in whole if not context.startswith("s02")]
    assert [c for c in credited if c in whole] == [c for c in whole if not c.startswith("s01")]
    assert credited[0] == "s00-001"
    assert voice.asked["Written by Ada."] == 1


def test_a_document_is_shown_as_it_will_be_read(run: Here, tale: Path) -> None:
    done = run(
        "plan", "tale.md", "--show", "--lexicon", "say.toml", "--skip", "Ashore",
        "--pause", "item=300",
        "--opening", "{title}!", "--narrator", "Bea",
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines[: lines.index("")] == ["Rime · Bea · en · tale.md"]
    shown = [line.strip() for line in lines]
    for expected in (
        "# 0 Opening credits",
        "said            a rhyme!",
        "## 2 At sea",
        "rest            0.8 s",
        "s02-002 item    See it.",
        "left out        link address, line 7: https://example.org",
        "left out        section skipped (--skip Ashore), line 9: Ashore Is it Rime's? It is.",
    ):
        assert expected in shown
    assert not any("Ashore" in line and "left out" not in line for line in shown)


def test_options_that_do_not_fit_the_document_are_told(run: Here, tale: Path) -> None:
    for options, told in (
        (("--skip", "Nowhere"), "--skip Nowhere: no section of tale.md"),
        (("--lexicon", "none.toml"), "none.toml: it cannot be read"),
        (("--pause", "comma=3"), "nothing is called 'comma'"),
        (("--closing", "By {author}"), "say --author"),
    ):
        done = run("plan", "tale.md", *options)
        assert done.returncode == 2
        assert told in done.stderr
        assert done.stderr.count("\n") == 1


def test_what_would_be_lost_is_told_and_fails(
    run: Here, tale: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = "> " * 300 + "deeper than any parser goes"
    (tale / "deep.md").write_text(f"One.\n\n{deep}\n")
    with counted() as voice:
        done = run("narrate", "deep.md", *voice.options)
        planned = run("plan", "deep.md", *voice.options[:4])
    for ended in (done, planned):
        assert ended.returncode == 1
        assert "deep.md:3: 'deeper than any parser goes' would be lost" in ended.stderr
    assert (tale / "out/deep/deep.srt").exists()


def test_nothing_is_lost_of_the_samples_in_any_edition(run: Here) -> None:
    for path in sorted(SAMPLES.glob("*.md")):
        done = run("plan", path, "--notes", "--credits", "--show")
        assert done.returncode == 0, done.stderr
