"""A book by chapters, by the command."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.counted import Here

BOOK = "# The tide\n\n## Out\n\nThe boats lay still.\n\n## In\n\nIt was there again.\n"


def test_chapters_are_made_found_again_and_added_to_without_speaking(
    run: Here, tmp_path: Path
) -> None:
    (tmp_path / "x.md").write_text(BOOK)
    options = ("--format", "opus,srt", "--chapters", "--excerpt", "3s")
    first = run("narrate", "x.md", *options)
    same = run("narrate", "x.md", *options)
    other = run("narrate", "x.md", *options[:-1], "4s")
    added = run("publish", "out/x", "--format", "vtt,podcast")
    checked = run("check", "out/x")

    assert first.stdout == "out/x: 5 sentences, 0:08 of audio, opus srt\n", first.stderr
    assert "is there as it would be made" in same.stderr
    assert "5 sentences kept" in other.stderr
    assert added.stdout.endswith("of audio, vtt podcast\n"), added.stderr
    assert checked.returncode == 0, checked.stdout
    names = {
        path.relative_to(tmp_path / "out/x").as_posix() for path in tmp_path.glob("out/x/**/*.*")
    }
    assert names >= {
        f"chapters/0{name}.{end}" for name in ("1-out", "2-in") for end in ("opus", "srt", "vtt")
    }
    assert names >= {"x.excerpt.opus", "x.excerpt.vtt", "x.vtt", "x.podcast.vtt", "x.chapters.json"}
    assert "x.opus" not in names


def test_what_cannot_be_is_told_before_anything_is_spoken(run: Here, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(BOOK)
    for options, says in (
        (("--max-file", "2h"), "--max-file splits the files of chapters"),
        (("--chapters", "--no-store"), "--chapters: made of kept takes, or of a WAV"),
        (("--excerpt", "0s"), "--excerpt 0s: it must be longer"),
        (("--chapters", "--format", "m4b"), "--chapters: name formats of sound or captions too"),
    ):
        done = run("narrate", "x.md", *options)
        assert done.returncode == 2
        assert f"captioner: {says}" in done.stderr
        assert not (tmp_path / "out").exists()
