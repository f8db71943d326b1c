"""What may be said of publications, as options."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from captioner.cli.publications import publication_files, publication_options
from captioner.errors import OptionError, OutputError
from captioner.publish.settings import Excerpt, PublishSettings, settings_in, settled


def said(*options: str) -> PublishSettings:
    told: list[PublishSettings] = []

    @click.command()
    @publication_options
    def command(publish: PublishSettings) -> None:
        told.append(publish)

    done = CliRunner().invoke(command, options, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return told[0]


def test_with_nothing_said_all_is_as_usual() -> None:
    assert said() == PublishSettings()


def test_chapters_excerpts_and_lengths_are_read() -> None:
    assert said("--chapters", "--chapter-level", "2", "--max-file", "120m") == PublishSettings(
        chapters=True, chapter_level=2, max_file_ms=7_200_000
    )
    assert said("--no-chapters").chapters is False
    assert said("--excerpt", "00:02:00").excerpt == Excerpt(120_000)
    assert said("--excerpt", "00:10:00.5+90s").excerpt == Excerpt(90_000, 600_500)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--excerpt", "long"), "--excerpt 'long': it is no length of time"),
        (("--excerpt", "x+2m"), "--excerpt 'x': it is no time from zero on"),
        (("--excerpt", "00:00:01.0001+2m"), "name its beginning to the millisecond"),
        (("--max-file", "0s"), "--max-file 0s: it must be longer"),
    ],
)
def test_what_cannot_be_is_one_clear_sentence(options: tuple[str, ...], says: str) -> None:
    with pytest.raises(OptionError, match=says):
        said(*options)


def test_a_length_without_chapters_contradicts_itself() -> None:
    with pytest.raises(OptionError, match="--max-file splits the files of chapters"):
        said("--max-file", "2h").check()


def test_a_cover_counts_wherever_a_command_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = said("--cover", "cover.png")
    assert list(publication_files(settings)) == [tmp_path / "cover.png"]


def test_what_was_chosen_is_remembered_and_changed_bit_by_bit() -> None:
    before = PublishSettings(chapters=True, cover=Path("/c.png"), excerpt=Excerpt(5, None))
    assert settings_in(before.noted(), "x") == before
    assert PublishSettings().noted() == {}
    now = settled(PublishSettings(chapters=False, title="T"), before)
    assert (now.chapters, now.title, now.excerpt) == (False, "T", before.excerpt)
    with pytest.raises(OutputError, match="x: how publications were made is not known here"):
        settings_in({"chapters": "perhaps"}, "x")
