"""The verbs besides narrate, and what all of them share."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from captioner.cli.wording import asked_for, clock, describe, doubtful, size
from captioner.narrate import Progress
from captioner.usage import Usage
from tests.end_to_end.command import CAPTIONER, captioner, environment


def test_help_names_every_verb_and_exits_with_0(tmp_path: Path) -> None:
    done = captioner("--help", cwd=tmp_path)

    assert done.returncode == 0
    for verb in ("narrate", "plan", "store", "serve", "voices"):
        assert verb in done.stdout
        assert captioner(verb, "--help", cwd=tmp_path).returncode == 0


def test_help_loads_nothing_of_the_engine() -> None:
    program = (
        "import sys; sys.argv = ['captioner', '--help']\n"
        "from captioner.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'trio', 'av', 'pydub', 'rich', 'markdown_it', 'msgspec'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_a_text_is_narrated_without_what_speaks_websocket_reads_markdown_or_encodes(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text("One sentence.")
    program = (
        "import gc, sys; sys.argv = 'captioner narrate a.txt -o o --store s --format wav'.split()\n"
        "from captioner.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'trio_websocket', 'markdown_it', 'lxml', 'av'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert gc.isenabled()"
    )
    run = [sys.executable, "-c", program]
    subprocess.run(run, check=True, capture_output=True, cwd=tmp_path)


def test_what_encodes_is_loaded_beside_the_loop(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One sentence.")
    program = (
        "import sys, threading; sys.argv = 'captioner narrate a.txt -o o --store s'.split()\n"
        "from captioner.cli import main\n"
        "class Watch:\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'av': print(threading.current_thread() is threading.main_thread())\n"
        "sys.meta_path.insert(0, Watch())\n"
        "main()"
    )
    run = [sys.executable, "-c", program]
    done = subprocess.run(run, check=True, capture_output=True, cwd=tmp_path, text=True)
    assert done.stdout.splitlines()[0] == "False"


def test_a_book_is_unpacked_once_to_be_audited_and_once_to_be_spoken(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("".join(f"Day {n}.\n\n" for n in range(1, 131)))
    program = (
        "import sys; sys.argv = 'captioner narrate a.txt -o out --format wav --no-store'.split()\n"
        "from captioner import packed\n"
        "from captioner.cli import main\n"
        "unpacked, times = packed._unpacked, []\n"
        "packed._unpacked = lambda pack: times.append(pack) or unpacked(pack)\n"
        "main()\n"
        "assert len(times) == 2 * 2 + 1, len(times)"  # The first tells where credits would stand.
    )
    run = [sys.executable, "-c", program]
    subprocess.run(run, check=True, capture_output=True, cwd=tmp_path)


def test_what_is_loaded_is_set_apart_from_garbage_once() -> None:
    program = (
        "import gc\n"
        "from captioner.cli import cli\n"
        "counts = []\n"
        "for _ in range(2):\n"
        "    cli(['profiles'], standalone_mode=False)\n"
        "    counts.append(gc.get_freeze_count())\n"
        "assert counts[0] == counts[1] > 1000, counts"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_without_a_verb_the_help_is_shown_and_the_exit_code_is_usage(tmp_path: Path) -> None:
    done = captioner(cwd=tmp_path)

    assert done.returncode == 2
    assert "Commands:" in done.stderr


def test_voices_lists_each_voice_with_its_languages(tmp_path: Path) -> None:
    done = captioner("voices", cwd=tmp_path)
    german = captioner("voices", "--lang", "de", cwd=tmp_path)

    assert re.search(r"^en-us +en-us, en +English \(America\)$", done.stdout, re.MULTILINE)
    assert len(done.stdout.splitlines()) > 100
    assert german.stdout.startswith("de ")
    assert "word times estimated" in captioner("voices", "--lang", "ja", cwd=tmp_path).stdout


def test_voices_of_an_unknown_language_is_a_usage_error(tmp_path: Path) -> None:
    done = captioner("voices", "--lang", "xx", cwd=tmp_path)

    assert done.returncode == 2
    assert "no embedded voice speaks it" in done.stderr


def test_a_reader_that_leaves_early_is_no_error_worth_a_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        f"{' '.join(CAPTIONER)} voices | head -1",
        shell=True,
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="stops the server by a signal")
def test_serve_prints_where_it_listens_serves_and_stops_at_a_signal(tmp_path: Path) -> None:
    (tmp_path / "hello.md").write_text("Hello there.")
    server = subprocess.Popen(
        [*CAPTIONER, "serve", "--port", "0", "--workers", "1"],
        cwd=tmp_path,
        env=environment(CAPTIONER_SERVE_KEY="k"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    url = server.stdout.readline().split()[-1]
    options = ("--url", url, "--speaker", "en-us", "--model", "coda", "--rate", "24000",
               "--connections", "2", "--format", "srt")  # fmt: skip
    done = captioner("narrate", "hello.md", *options, cwd=tmp_path, RIME_API_KEY="k")
    refused = captioner("narrate", "hello.md", *options, "-o", "other", "--no-store", cwd=tmp_path)
    taken = captioner("serve", "--port", url.split(":")[2].split("/")[0], cwd=tmp_path)
    server.send_signal(signal.SIGTERM)
    _, err = server.communicate(timeout=20)

    assert done.returncode == 0, done.stderr
    assert "401: Missing Authorization header" in refused.stderr
    assert taken.returncode == 2
    assert "cannot be used" in taken.stderr
    assert server.returncode == 0
    assert err == ""


def test_progress_tells_sentences_sound_speed_and_time_left() -> None:
    said = describe(
        Progress(done=30, total=90, unspoken=2, sound_seconds=3600.0, usage=Usage(retries=3)),
        elapsed=10.0,
    )

    assert (
        said
        == "30/90 sentences, 1:00:00 audio, 360x real time, 0:20 left, 3 asked again, 2 not spoken"
    )


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (
            Usage(4812, 48, 0, 9_100_000),
            "asked for 48 sentences in 48 requests, 4,812 characters; 9.1 MB of sound came back",
        ),
        (
            Usage(4999, 1050, 1002, 812),
            "asked for 48 sentences in 1,050 requests, 1,002 of them again, 4,999 characters; "
            "812 bytes of sound came back",
        ),
    ],
)
def test_what_a_run_took_is_one_line(usage: Usage, said: str) -> None:
    assert asked_for(48, usage) == said


def test_what_was_kept_is_told_beside_what_was_asked_for() -> None:
    usage = Usage(300, 3, 0, 50_000, 45, 4512)

    assert asked_for(48, usage) == (
        "asked for 3 sentences in 3 requests, 300 characters; 50.0 kB of sound came back; "
        "45 sentences kept, which saved 4,512 characters"
    )
    assert describe(Progress(4, 9, 0, 60.0, usage), elapsed=10.0, left=3.0, cost=0.15) == (
        "4/9 sentences, 1:00 audio, 6x real time, 0:03 left, 300 characters, cost 0.15, 45 kept"
    )


def test_one_of_each_is_said_so() -> None:
    assert asked_for(1, Usage(1, 1, 0, 1)) == (
        "asked for 1 sentence in 1 request, 1 character; 1 byte of sound came back"
    )


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (10**6, "1.0 MB"),
        (10**10, "10,000.0 MB"),
    ],
)
def test_sizes_are_written_as_people_do(count: int, shown: str) -> None:
    assert size(count) == shown


def test_doubtful_sentences_are_named_the_first_twenty_one_by_one() -> None:
    suspect = {f"s01-{n:03}": ("silent", "clipped") for n in range(1, 24)}
    lines = list(doubtful(suspect))

    assert len(lines) == 21
    assert lines[0] == "s01-001: worth a second listen (silent; clipped)"
    assert lines[-1] == "… and 3 more"
    assert list(doubtful({})) == []


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.6, "1:00"), (3599.7, "1:00:00"), (360000, "100:00:00")]
)
def test_durations_carry_into_minutes_and_hours(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_there_is_a_bar(tmp_path: Path) -> None:
    import pty

    (tmp_path / "hello.md").write_text("Hello there. " * 40)
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        [*CAPTIONER, "narrate", "hello.md", "--format", "srt"],
        cwd=tmp_path,
        env=environment(TERM="xterm", COLUMNS="120"),
        stdout=subprocess.PIPE,
        stderr=terminal,
    ) as process:
        out, _ = process.communicate(timeout=60)
    os.close(terminal)
    read = b""
    with suppress(OSError):  # So it says that there is no more.
        while more := os.read(controller, 100_000):
            read += more
    os.close(controller)
    shown = read.decode()

    assert b"40 sentences" in out
    assert "━" in shown
    assert "/40 sentences" in shown
    assert "real time" in shown
