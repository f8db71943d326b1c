"""The options that verbs which make or judge captions share."""

from __future__ import annotations

import os
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from captioner.captions.own_profile import SETTINGS, Own, profile_from
from captioner.captions.profiles import PROFILES, profile_of
from captioner.cli import cli
from captioner.cli.options import caption_options, format_names
from captioner.errors import OptionError
from tests.end_to_end.command import captioner


def given(*arguments: str) -> tuple[Own, Fraction | None]:
    """What a command with these options gets."""
    got: dict[str, Any] = {}

    @click.command()
    @caption_options
    def command(own: Own, offset_ms: Fraction | None) -> None:
        got.update(own=own, offset_ms=offset_ms)

    CliRunner().invoke(command, arguments, catch_exceptions=False, standalone_mode=False)
    return got["own"], got["offset_ms"]


def test_without_any_nothing_is_said() -> None:
    assert given() == (Own(), None)


def test_a_name_and_single_settings_make_a_profile() -> None:
    own, _ = given("--profile", "bbc", "--max-chars", "30", "--merge", "--fps", "25")
    profile = profile_from(own)
    assert (profile.max_chars, profile.merge, profile.fps) == (30, True, Fraction(25))
    assert profile.lag_ms == profile_of("bbc").lag_ms


def test_each_setting_is_an_option(tmp_path: Path) -> None:
    shown = captioner("narrate", "--help", cwd=tmp_path).stdout
    for key in SETTINGS:
        assert f"--{key} " in shown
    assert all(name in " ".join(shown.split()) for name in PROFILES)


@pytest.mark.parametrize("verb", ["narrate", "plan", "publish"])
def test_each_option_of_a_long_help_stands_in_a_group(verb: str) -> None:
    command = cli.get_command(click.Context(cli), verb)
    assert command is not None
    shown = command.get_help(click.Context(command, info_name=verb))
    others = shown.partition("Others:\n")[2]
    assert [line.split()[0] for line in others.splitlines()] == ["--help"]


def test_a_file_is_read_wherever_it_is_and_its_rate_counts_the_frames_of_an_offset(
    tmp_path: Path,
) -> None:
    path = tmp_path / "Mine.TOML"
    path.write_text('\ufeffbase = "ted"\nfps = 25\n', "utf-8")
    own, offset_ms = given("--profile", str(path), "--offset", "00:00:01:05")
    assert (own.base, own.fps, offset_ms) == ("ted", Fraction(25), Fraction(1200))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--profile", "hbo"], "--profile 'hbo': there is no such profile; choose from netflix"),
        (["--profile", "no.toml"], r"--profile no\.toml: cannot be read \(No such file"),
        (["--max-chars", "3"], "--max-chars 3: it must be a whole number, 5 to 120"),
        (["--max-cps", "nan"], "--max-cps nan: it must be a number, 1 to 100"),
        (["--fps", "film"], "--fps 'film': it is no frame rate"),
        (["--offset", "01:00:00:00"], "it counts frames; say with --fps how many a second"),
        (["--offset", "-1"], "--offset '-1': it is no time from zero on"),
    ],
)
def test_a_value_that_is_not_known_is_an_error_naming_its_option(
    arguments: list[str], says: str
) -> None:
    with pytest.raises(OptionError, match=says):
        given(*arguments)


def test_a_profile_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes(b"\xff")
    with pytest.raises(OptionError, match=r"x\.toml: it is not UTF-8"):
        given("--profile", str(tmp_path / "x.toml"))


def test_formats_are_listed_with_commas_and_blanks_in_any_case() -> None:
    assert format_names(" SRT, vtt ,,") == ["srt", "vtt"]


def test_narrate_makes_captions_by_the_options_and_writes_down_how(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("Hello there, dear old harbour of the town. " * 3)
    options = ("--profile", "bbc", "--max-chars", "20", "--fps", "29.97", "--format", "srt")
    done = captioner("narrate", "x.md", *options, "--offset", "01:00:00;00", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    srt = (tmp_path / "out/x/x.srt").read_text("utf-8")
    # The hour of drop-frame timecode comes 3.6 ms early.
    assert srt.startswith("1\n00:59:59,996 --> ")
    assert max(len(line) for line in srt.splitlines() if "-->" not in line) <= 20
    timeline = (tmp_path / "out/x/x.timeline.jsonl").read_text("utf-8")
    assert '"name":"bbc","max-chars":20,' in timeline
    assert '"fps":"30000/1001"}' in timeline


def test_settings_that_contradict_each_other_stop_narrate_before_it_speaks(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("Hello.")
    done = captioner("narrate", "x.md", "--min-duration", "9000", cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr == (
        "captioner: --min-duration 9000 contradicts max-duration 7000 of netflix: the shortest "
        "duration is longer than the longest; change one of them\n"
    )
    assert not (tmp_path / "out").exists()


def test_profiles_are_listed_with_their_numbers_for_a_language(tmp_path: Path) -> None:
    done = captioner("profiles", cwd=tmp_path)
    japanese = captioner("profiles", "--lang", "ja", cwd=tmp_path)

    assert [line.split()[0] for line in done.stdout.splitlines()] == ["profile", *PROFILES]
    assert done.stdout.splitlines()[3].split()[1:5] == ["37", "2", "16", "14"]
    assert "13 wide" in japanese.stdout


def test_a_profile_is_written_as_a_file_that_makes_the_same_one(tmp_path: Path) -> None:
    written = captioner("profiles", "--profile", "bbc", "--lag", "900", cwd=tmp_path)
    (tmp_path / "bbc.toml").write_text(written.stdout, "utf-8")
    again = captioner("profiles", "--profile", "bbc.toml", cwd=tmp_path)

    assert "lag = 900  # How long a cue may outstay its words. Milliseconds." in written.stdout
    assert again.stdout == written.stdout


def test_formats_are_gathered_from_every_place_where_they_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Once.", "utf-8")
    assert (
        captioner(
            "narrate", "a.txt", "--format", "srt,lrc", "--format", "vtt", cwd=tmp_path
        ).returncode
        == 0
    )
    made = {path.name for path in (tmp_path / "out" / "a").iterdir()}
    assert {"a.srt", "a.lrc", "a.vtt"} < made


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are text there")
@pytest.mark.parametrize("option", ["--lang", "--title", "--format", "--speaker"])
def test_text_that_is_no_utf8_is_refused(option: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Once.", "utf-8")
    done = captioner("narrate", "a.txt", option, os.fsdecode(b"en\xff"), cwd=tmp_path)
    assert done.returncode == 2
    assert f"Invalid value for '{option}': its bytes are no UTF-8" in done.stderr
