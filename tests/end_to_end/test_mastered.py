"""A narration mastered by the command: what is told of it, and when it is made again."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.counted import Here
from tests.publish.video.films import drawing

TALK = "# Tide\n\nThe boats lay still all morning, and nobody came to look at them.\n"


def test_what_is_mastered_is_told_by_its_own_folder_and_made_again_if_a_file_is_gone(
    run: Here, tmp_path: Path
) -> None:
    (tmp_path / "x.md").write_text(TALK)
    options = ("--format", "mp3,srt", "--master", "podcast")
    first = run("narrate", "x.md", *options)
    same = run("narrate", "x.md", *options)
    (tmp_path / "out/x.podcast/x.podcast.mp3").unlink()
    again = run("narrate", "x.md", *options)

    assert first.stdout.startswith("out/x.podcast: 2 sentences, "), first.stderr
    assert "out/x.podcast is there as it would be made; nothing was spoken" in same.stderr
    assert same.stdout == again.stdout == first.stdout
    assert "2 sentences kept" in again.stderr
    assert (tmp_path / "out/x.podcast/x.podcast.mp3").exists()


@drawing
def test_a_book_of_which_a_sentence_changed_is_made_again_with_one_request(
    run: Here, tmp_path: Path
) -> None:
    options = ("--format", "m4b,epub,mp4,srt")
    book = tmp_path / "x.md"
    book.write_text(TALK)
    first = run("narrate", "x.md", *options)
    names = ("x.m4b", "x.epub", "x.mp4", "x.srt")
    before = {name: (tmp_path / "out/x" / name).read_bytes() for name in names}
    book.write_text(TALK.replace("nobody", "Ben"))
    changed = run("narrate", "x.md", *options)
    same = run("narrate", "x.md", *options)
    checked = run("check", "out/x")

    assert (first.returncode, changed.returncode, same.returncode) == (0, 0, 0), changed.stderr
    assert changed.stdout.endswith("of audio, m4b epub mp4 srt\n")
    assert "asked for 1 sentence in 1 request" in changed.stderr
    assert "1 sentence kept" in changed.stderr
    assert "earlier" not in changed.stderr
    for name in names:
        assert (tmp_path / "out/x" / name).read_bytes() != before[name]
    assert "is there as it would be made; nothing was spoken" in same.stderr
    assert checked.returncode == 0, checked.stdout
