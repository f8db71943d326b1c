"""What a user can get wrong: one clear sentence, the right exit code, and nothing lost."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import resource
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
import trio
from trio_websocket import WebSocketConnection

from captioner.server.endpoint import Server, ServerSettings
from tests.end_to_end.command import CAPTIONER, captioner, captioner_after, environment
from tests.fakes import MarkedVoice, flushed, websocket_handler


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hello.md").write_text("Hello there. How are you?\n")
    return tmp_path


def complaint(done: subprocess.CompletedProcess[str], code: int) -> str:
    """Check that the command failed as it should, and give the sentence it said."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr.strip().split("\n")[-1].removeprefix("captioner: ")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.md", None, "missing.md: there is no such file"),
        ("empty.md", b"", "empty.md: it is empty"),
        ("blank.txt", b" \n\t\n", "blank.txt: it is empty"),
        ("binary.md", bytes(range(256)), "binary.md: it is not a text file"),
        ("latin.txt", "Ein\ncafé".encode("latin-1"), "latin.txt:2: it is not UTF-8 (byte 0xE9)"),
        ("wide.txt", "Hello".encode("utf-16"), "wide.txt: it is UTF-16, not UTF-8"),
        ("image.png", b"\x89PNG\r\n", "image.png: captioner reads .md, .markdown, .txt, .text"),
        ("code.md", b"```\nx = 1\n```\n", "code.md: there is nothing to read aloud in it"),
        ("klingon.md", b"---\nlang: tlh\n---\nQapla.", "no embedded voice speaks 'tlh'"),
    ],
)
def test_a_document_that_cannot_be_read(
    folder: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (folder / name).write_bytes(content)

    assert says in complaint(captioner("narrate", name, cwd=folder), 1)
    assert not (folder / "out").exists()


def test_a_pipe_is_no_document_and_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")

    assert "it is no ordinary file" in complaint(captioner("narrate", "pipe.md", cwd=folder), 1)


def test_a_folder_without_documents_is_none(folder: Path) -> None:
    (folder / "empty").mkdir()
    done = captioner("narrate", "empty", cwd=folder)
    assert "empty: there is no document in this folder" in complaint(done, 2)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--format", "avi"], "avi is not one of mp3, "),
        (["--format", ""], "--format names nothing"),
        (["--lang", "xx"], "no embedded voice speaks 'xx'"),
        (["--speaker", "bob"], "--speaker bob: there is no such voice"),
        (["--speaker", "de"], "--speaker de speaks de, not en"),
        (["--rate", "30000"], "mp3 cannot carry 30000 Hz; choose --rate 32000"),
        (["--rate", "3999", "--format", "wav"], "--rate 3999 is no sampling rate"),
        (["--url", "https://example.org"], "must look like wss://"),
        (["--url", "ws://u:p@example.org", "--speaker", "x"], "the key goes into RIME_API_KEY"),
        (["--url", "ws://example.org"], "--url needs --speaker"),
        (["--connections", "0"], "--connections"),
        (["--url", ""], "--url"),
        (["--speaker", ""], "--speaker"),
        (["--lang", ""], "no embedded voice speaks ''"),
        (["--model", "coda"], "--model needs --url"),
        (["--bogus"], "No such option"),
    ],
)
def test_an_option_that_is_unknown_or_out_of_range(
    folder: Path, arguments: list[str], says: str
) -> None:
    assert says in complaint(captioner("narrate", "hello.md", *arguments, cwd=folder), 2)


def test_an_output_that_cannot_be_written(folder: Path) -> None:
    (folder / "file").write_text("in the way")

    said = complaint(captioner("narrate", "hello.md", "-o", "file/out", cwd=folder), 1)
    assert "file" in said
    assert "cannot be written" in said


@pytest.mark.parametrize("name", ["hello.mp3", "hello.srt", "hello.timeline.jsonl"])
def test_a_file_in_the_way_that_captioner_did_not_make_is_kept(folder: Path, name: str) -> None:
    (folder / "out" / "hello").mkdir(parents=True)
    mine = folder / "out" / "hello" / name
    mine.write_text("mine")

    said = complaint(captioner("narrate", "hello.md", cwd=folder), 1)
    assert "in the way" in said
    assert name in said
    assert mine.read_text() == "mine"
    assert list(mine.parent.iterdir()) == [mine]


def test_what_captioner_made_it_makes_again_but_not_what_was_changed_since(folder: Path) -> None:
    first = captioner("narrate", "hello.md", cwd=folder)
    captions = folder / "out" / "hello" / "hello.srt"
    before = captions.read_bytes()
    again = captioner("narrate", "hello.md", cwd=folder)
    other = captioner("narrate", "hello.md", "--format", "vtt", cwd=folder)
    third = captioner("narrate", "hello.md", cwd=folder)

    assert [done.returncode for done in (first, again, other, third)] == [0, 0, 0, 0]
    assert captions.read_bytes() == before
    captions.write_bytes(before + b"edited by hand")
    assert "hello.srt: it is in the way" in complaint(
        captioner("narrate", "hello.md", cwd=folder), 1
    )
    assert captions.read_bytes() == before + b"edited by hand"


def test_a_folder_that_another_run_is_writing_is_left_to_it(folder: Path) -> None:
    claimed = folder / "out" / "hello" / ".hello.timeline.jsonl.part"
    claimed.parent.mkdir(parents=True)
    with claimed.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert "another run is writing" in complaint(
            captioner("narrate", "hello.md", cwd=folder), 1
        )
    assert captioner("narrate", "hello.md", cwd=folder).returncode == 0


def test_a_disk_that_fills_up_is_one_sentence_and_leaves_nothing(folder: Path) -> None:
    (folder / "long.txt").write_text("The tide came in and went out again. " * 200)
    limiting = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (300_000, 300_000))
    done = captioner_after(limiting, "narrate", "long.txt", "--format", "wav,srt", cwd=folder)

    assert "long.wav.part: cannot be written (File too large)" in complaint(done, 1)
    assert not (folder / "out").exists()


# ---------------------------------------------------------------- services


def narrate_from(
    folder: Path,
    handler: Callable[[trio.abc.Stream], Awaitable[None]],
    key: str | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the command against a service of ours on a real port."""

    async def run() -> subprocess.CompletedProcess[str]:
        async with trio.open_nursery() as nursery:
            serve = partial(trio.serve_tcp, handler, 0, host="127.0.0.1")
            (listener,) = await nursery.start(serve)
            url = f"ws://127.0.0.1:{listener.socket.getsockname()[1]}"
            extra = {"RIME_API_KEY": key} if key else {}
            done = await trio.to_thread.run_sync(
                partial(
                    captioner, "narrate", "hello.md", "--url", url, "--speaker", "en-us",
                    cwd=folder, **extra,
                )
            )  # fmt: skip
            nursery.cancel_scope.cancel()
        return done

    return trio.run(run)


def test_no_server_at_the_address(folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"ws://127.0.0.1:{free.getsockname()[1]}"
        done = captioner("narrate", "hello.md", "--url", url, "--speaker", "x", cwd=folder)

    assert "cannot be reached (Connection refused)" in complaint(done, 1)
    assert not (folder / "out").exists()


def test_a_wrong_key_is_said_once_and_never_shown(folder: Path) -> None:
    server = Server(MarkedVoice(), ServerSettings(key="right"))
    done = narrate_from(folder, server.serve_stream, key="wrong-and-secret")

    assert "answered 401: invalid api key" in complaint(done, 1)
    assert "wrong-and-secret" not in done.stderr + done.stdout
    assert narrate_from(folder, server.serve_stream, key="right").returncode == 0


def test_a_server_that_is_no_websocket_server(folder: Path) -> None:
    async def web_server(stream: trio.abc.Stream) -> None:
        await stream.receive_some(65536)
        await stream.send_all(b"220 mail.example.org ESMTP ready\r\n")
        await stream.aclose()

    assert "hung up while shaking hands" in complaint(narrate_from(folder, web_server), 1)


async def hang_up(websocket: WebSocketConnection) -> None:
    await flushed(websocket)
    await websocket.send_message('{"type":"chunk","data":"AAAA","contextId":null}')


async def report(websocket: WebSocketConnection) -> None:
    await flushed(websocket)
    await websocket.send_message('{"type":"error","message":"voice is ill"}')
    await flushed(websocket)


async def babble(websocket: WebSocketConnection) -> None:
    await flushed(websocket)
    await websocket.send_message("lorem ipsum")
    await flushed(websocket)


@pytest.mark.parametrize(
    ("handler", "says"),
    [
        (hang_up, "the server closed the connection"),
        (report, "the server reported: voice is ill"),
        (babble, "the server sent 'lorem ipsum', which is no JSON"),
    ],
)
def test_a_server_that_drops_reports_or_babbles(
    folder: Path, handler: Callable[[WebSocketConnection], Awaitable[None]], says: str
) -> None:
    assert says in complaint(narrate_from(folder, websocket_handler(handler)), 1)
    assert not (folder / "out").exists()


def test_one_sentence_that_cannot_be_spoken_is_named_and_the_rest_is_published(
    folder: Path,
) -> None:
    """Nothing is silently lost, and nothing that was made either."""

    async def stumble(websocket: WebSocketConnection) -> None:
        while True:
            context = await flushed(websocket)
            if context == "s01-002":
                return
            sound = base64.b64encode(b"\1\2" * 30000).decode()
            for event in ({"type": "chunk", "data": sound}, {"type": "done"}):
                await websocket.send_message(json.dumps(event))

    done = narrate_from(folder, websocket_handler(stumble))

    assert done.returncode == 1
    assert "captioner: s01-002: the server closed the connection" in done.stderr
    assert "1 of 2 sentences could not be spoken" in done.stderr
    assert "captioner: asked for 2 sentences in 5 requests, 3 of them again" in done.stderr
    assert "s01-001: worth a second listen (cut off: it ends at full voice)" in done.stderr
    made = folder / "out" / "hello"
    assert "Hello there." in (made / "hello.srt").read_text()
    assert "How are you?" not in (made / "hello.srt").read_text()
    assert re.search(
        r'"record":"unspoken","context":"s01-002".*"line":1',
        (made / "hello.timeline.jsonl").read_text(),
    )


# ---------------------------------------------------------------- odd surroundings


@pytest.mark.skipif(sys.platform == "darwin", reason="its file names are always UTF-8")
def test_a_file_whose_name_is_no_text_is_narrated_all_the_same(folder: Path) -> None:
    name = os.fsdecode(b"na\xffme.md")
    (folder / name).write_text("Hello.")
    done = captioner("narrate", name, "--format", "srt", cwd=folder)
    again = captioner("narrate", name, "--format", "srt", cwd=folder)

    assert (done.returncode, again.returncode) == (0, 0), done.stderr + again.stderr


def run_in_shell(line: str, folder: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        line.format(captioner=" ".join(CAPTIONER)),
        shell=True,
        cwd=folder,
        env=environment(**extra),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full", ">&-"])
def test_without_anybody_to_hear_of_it_the_work_is_done(folder: Path, closed: str) -> None:
    done = run_in_shell("{captioner} narrate hello.md " + closed, folder)

    assert done.returncode == 0
    assert (folder / "out" / "hello" / "hello.mp3").is_file()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["narrate hello.md", "voices", "--help"])
def test_a_full_stdout_is_one_sentence(folder: Path, command: str) -> None:
    done = run_in_shell("{captioner} " + command + " >/dev/full", folder)

    assert "the result: cannot be written (No space left on device)" in complaint(done, 1)


def test_an_empty_environment_is_enough(folder: Path) -> None:
    done = run_in_shell("env -i {captioner} narrate hello.md --no-store", folder)

    assert done.returncode == 0, done.stderr


def test_while_it_tries_again_it_says_so(folder: Path) -> None:
    done = narrate_from(folder, websocket_handler(hang_up))

    assert "captioner: s01-001: the server closed the connection" in done.stderr
    assert "trying again" in done.stderr
