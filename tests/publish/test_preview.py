"""The preview: what it gives, in parts too, and what it never does."""

from __future__ import annotations

import os
from http import HTTPStatus
from pathlib import Path

import h11
import pytest
import trio
import trio.testing
from hypothesis import given
from hypothesis import strategies as st

from captioner.publish.preview import serve_stream
from captioner.publish.preview.answer import Answer, FilePart, answer
from captioner.publish.preview.listing import listing

DATA = bytes(range(200)) * 5


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("secret")
    root = tmp_path / "out"
    (root / "talk" / "page").mkdir(parents=True)
    (root / "talk" / "talk.mp3").write_bytes(DATA)
    (root / "talk" / "talk.vtt").write_text("WEBVTT\n")
    (root / "talk" / "page" / "index.html").write_text("<p>index")
    (root / "talk" / ".talk.vtt.part").write_text("half")
    (root / "to-secret.txt").symlink_to(tmp_path / "secret.txt")
    (root / "to-all").symlink_to(tmp_path)
    (root / "to-itself").symlink_to("to-itself")
    (root / "to-talk.vtt").symlink_to("talk/talk.vtt")
    os.mkfifo(root / "pipe.mp3")
    return root


def ask(root: Path, target: str, method: str = "GET", **headers: str) -> Answer:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(root, method, target.encode(), {"host": "127.0.0.1:8004"} | given)


def sent(told: Answer) -> bytes:
    if isinstance(told.sent, FilePart):
        return told.sent.path.read_bytes()[told.sent.start : told.sent.end]
    return told.sent


def header(told: Answer, name: str) -> str:
    return dict(told.headers)[name]


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/talk/talk.mp3", "audio/mpeg"),
        ("/talk/talk.vtt?x=1", "text/vtt; charset=utf-8"),
        ("/talk/%74alk.mp3", "audio/mpeg"),
        ("/to-talk.vtt", "text/vtt; charset=utf-8"),
        ("/talk/page/", "text/html; charset=utf-8"),
    ],
)
def test_what_is_in_the_folder_is_given_as_what_it_is(root: Path, target: str, kind: str) -> None:
    told = ask(root, target)

    assert told.status is HTTPStatus.OK
    assert header(told, "Content-Type") == kind
    assert int(header(told, "Content-Length")) == len(sent(told)) > 0


@pytest.mark.parametrize(
    "target",
    [
        "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/talk/../../secret.txt",
        "/to-secret.txt", "/to-all/secret.txt", "/to-all/", "/to-itself", "/pipe.mp3",
        "/talk/.talk.vtt.part", "/talk/%00", "/none", "/talk/talk.mp3/x", "talk", "", "*",
        "http://127.0.0.1/talk/talk.mp3", "/..\\secret.txt", "/C:/secret.txt", "/%ff%fe",
        "/" + "a" * 5000,
    ],
)  # fmt: skip
def test_nothing_else_is_given(root: Path, target: str) -> None:
    told = ask(root, target)

    assert told.status is HTTPStatus.NOT_FOUND
    assert b"secret" not in sent(told)


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-99", 206, (0, 100)),
        ("bytes=100-", 206, (100, 1000)),
        ("bytes=-10", 206, (990, 1000)),
        ("bytes=-5000", 206, (0, 1000)),
        ("bytes=999-5000", 206, (999, 1000)),
        ("bytes=1000-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=5-2", 200, (0, 1000)),
        ("bytes=-", 200, (0, 1000)),
        ("bytes=0-1,5-6", 200, (0, 1000)),
        ("lines=0-1", 200, (0, 1000)),
        ("bytes=" + "9" * 5000 + "-", 200, (0, 1000)),
    ],
)
def test_a_part_is_given_as_it_is_asked_for(
    root: Path, asked: str, status: int, expected: tuple[int, int] | None
) -> None:
    told = ask(root, "/talk/talk.mp3", range=asked)

    assert told.status == status
    if expected is None:
        assert header(told, "Content-Range") == "bytes */1000"
        return
    start, end = expected
    assert sent(told) == DATA[start:end]
    assert int(header(told, "Content-Length")) == end - start
    if status == 206:
        assert header(told, "Content-Range") == f"bytes {start}-{end - 1}/1000"


@given(st.integers(0, 1200), st.integers(0, 1200))
def test_parts_that_follow_on_each_other_make_the_file(first: int, second: int) -> None:
    root = Path(__file__).parent
    name = f"/{Path(__file__).name}"
    whole = sent(ask(root, name))
    cuts = sorted((first, second))

    parts = [
        sent(ask(root, name, range=f"bytes={a}-{b - 1}"))
        for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)
        if b > a
    ]

    assert b"".join(parts) == whole


def test_a_part_of_a_file_that_has_changed_is_all_of_the_new_one(root: Path) -> None:
    told = ask(root, "/talk/talk.mp3")
    tag, changed = header(told, "ETag"), header(told, "Last-Modified")

    for same in (tag, changed):
        again = ask(root, "/talk/talk.mp3", range="bytes=0-9", if_range=same)
        assert again.status is HTTPStatus.PARTIAL_CONTENT
    for other in ('"x"', "Thu, 01 Jan 1970 00:00:00 GMT"):
        again = ask(root, "/talk/talk.mp3", range="bytes=0-9", if_range=other)
        assert again.status is HTTPStatus.OK
    kept = ask(root, "/talk/talk.mp3", if_none_match=tag)
    assert (kept.status, kept.sent) == (HTTPStatus.NOT_MODIFIED, b"")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil"])
def test_other_sites_cannot_read_along(root: Path, host: str) -> None:
    told = ask(root, "/talk/talk.mp3", host=host)

    assert told.status is HTTPStatus.FORBIDDEN
    assert ask(root, "/talk/talk.mp3", host="[::1]:80").status is HTTPStatus.OK


def test_only_reading_is_heeded_and_a_folder_has_a_slash(root: Path) -> None:
    assert ask(root, "/talk/talk.mp3", "PUT").status is HTTPStatus.METHOD_NOT_ALLOWED
    moved = ask(root, "/talk")
    assert moved.status is HTTPStatus.MOVED_PERMANENTLY
    assert header(moved, "Location") == "talk/"


def test_the_list_of_a_folder_has_a_player_with_captions_and_escapes_every_name(
    root: Path,
) -> None:
    hostile = '<img src=x onerror=alert(1)>&".mp3'
    (root / "talk" / hostile).write_bytes(b"")

    html, policy = listing(root / "talk", is_top=False)

    assert '<track kind="captions" label="talk.vtt" src="talk.vtt" default>' in html
    assert "<img" not in html
    assert html.count("<audio") == 2
    assert ".part" not in html
    assert "default-src 'none'" in policy


# ---------------------------------------------------------------- over a stream


async def test_a_connection_is_used_again_and_head_sends_no_body(
    root: Path, nursery: trio.Nursery
) -> None:
    ours, theirs = trio.testing.memory_stream_pair()
    nursery.start_soon(serve_stream, root, theirs)
    client = h11.Connection(h11.CLIENT)

    for method, length in (("GET", 1000), ("HEAD", 0), ("GET", 1000)):
        headers = [("Host", "localhost")]
        request = h11.Request(method=method, target="/talk/talk.mp3", headers=headers)
        await ours.send_all(
            (client.send(request) or b"") + (client.send(h11.EndOfMessage()) or b"")
        )
        status, body = await received(client, ours)
        assert (status, len(body)) == (200, length)
        client.start_next_cycle()
    await ours.aclose()


@pytest.mark.parametrize("garbage", [b"GARBAGE\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"\0" * 70_000])
async def test_what_is_no_request_is_refused_and_ends(
    root: Path, nursery: trio.Nursery, garbage: bytes
) -> None:
    ours, theirs = trio.testing.memory_stream_pair()
    nursery.start_soon(serve_stream, root, theirs)

    await ours.send_all(garbage)

    heard = b""
    while data := await ours.receive_some(65536):
        heard += data
    assert heard.startswith(b"HTTP/1.1 4")


async def received(client: h11.Connection, stream: trio.abc.ReceiveStream) -> tuple[int, bytes]:
    status, body = 0, b""
    while True:
        event = client.next_event()
        if event is h11.NEED_DATA:
            client.receive_data(bytes(await stream.receive_some(65536)))
        elif isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            return status, body
