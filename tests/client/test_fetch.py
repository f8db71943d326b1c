"""A document is fetched from a web server, or one sentence says why it cannot be."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
import trio
import trio.testing

from captioner.client.fetch import Fetched, Limits, fetch
from captioner.errors import DocumentError, one_error

#: What a test's server says to a request for a path.
Answer = Callable[[trio.abc.Stream, str], Awaitable[None]]


async def asked(
    answer: Answer, path: str = "/page", limits: Limits | None = None, host: str = "localhost"
) -> Fetched:
    """Fetch a path from a server on a socket of this machine."""

    async def serve(stream: trio.SocketStream) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            request += await stream.receive_some()
        with suppress(trio.BrokenResourceError):  # The client has heard enough.
            await answer(stream, request.split()[1].decode())
            await stream.aclose()

    with one_error():
        async with trio.open_nursery() as nursery:
            (listener,) = await nursery.start(partial(trio.serve_tcp, serve, 0, host="127.0.0.1"))
            port = listener.socket.getsockname()[1]
            found = await fetch(f"http://{host}:{port}{path}", limits or Limits())
            nursery.cancel_scope.cancel()
    return found


def saying(status: str, *headers: str, body: bytes = b"") -> Answer:
    async def answer(stream: trio.abc.Stream, path: str) -> None:
        head = "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""])
        await stream.send_all(head.encode() + body)

    return answer


async def refusal(answer: Answer, path: str = "/page", limits: Limits | None = None) -> str:
    with pytest.raises(DocumentError) as caught:
        await asked(answer, path, limits)
    assert str(caught.value).startswith("http://localhost:")
    return str(caught.value)


async def test_it_gives_what_the_server_has_with_its_kind_and_encoding() -> None:
    headers = ("Content-Type: text/html; charset=ISO-8859-1", "Content-Length: 3")
    found = await asked(saying("200 OK", *headers, body=b"\xe9tc"))

    assert (found.media_type, found.charset, found.data) == ("text/html", "iso-8859-1", b"\xe9tc")


async def test_packed_and_chunked_answers_are_unpacked() -> None:
    data = gzip.compress(b"a page", mtime=0)
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data)
    headers = ("Content-Encoding: gzip", "Transfer-Encoding: chunked")

    assert (await asked(saying("200 OK", *headers, body=body))).data == b"a page"


async def test_a_redirection_is_followed_and_the_last_address_told() -> None:
    async def answer(stream: trio.abc.Stream, path: str) -> None:
        moved = saying("301 Moved", "Location: ../b?c=%C3%A9", "Content-Length: 0")
        await (moved if path == "/a/a" else saying("200 OK", body=path.encode()))(stream, path)

    found = await asked(answer, "/a/a")

    assert found.data == b"/b?c=%C3%A9"
    assert found.url.endswith("/b?c=%C3%A9")


async def test_letters_beyond_ascii_and_blanks_are_asked_for_in_percent() -> None:
    async def answer(stream: trio.abc.Stream, path: str) -> None:
        await saying("200 OK", body=path.encode())(stream, path)

    assert (await asked(answer, "/é x?ü=%20#part")).data == b"/%C3%A9%20x?%C3%BC=%20"


async def test_an_endless_redirection_is_refused() -> None:
    assert "redirected more than 5 times" in await refusal(saying("302 Found", "Location: /page"))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://localhost/x", "gopher://x"])
async def test_a_redirection_out_of_the_web_is_refused(target: str) -> None:
    said = await refusal(saying("302 Found", f"Location: {target}"))

    assert "only http:// and https:// addresses" in said
    assert "redirected to" in said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("404 Not Found", "there is no such page (the server says 404 Not Found)"),
        ("403 Forbidden", "save it as a file from a browser"),
        ("503 Busy", "the server says 503 Service Unavailable; try again later"),
        ("204 Nothing", "gives no document"),
        ("299 Odd", "the server says 299, and gives no document"),
    ],
)
async def test_an_answer_without_a_document_is_told(status: str, said: str) -> None:
    assert said in await refusal(saying(status))


SMALL = Limits(bytes=1000)


async def test_what_is_said_to_be_too_large_is_not_even_read() -> None:
    said = await refusal(saying("200 OK", "Content-Length: 1001"), limits=SMALL)

    assert "it has more than 1,000 bytes" in said


async def test_what_never_ends_is_cut_off() -> None:
    async def answer(stream: trio.abc.Stream, path: str) -> None:
        await saying("200 OK")(stream, path)
        while True:
            await stream.send_all(b"more " * 1000)

    assert "it has more than 1,000 bytes" in await refusal(answer, limits=SMALL)


async def test_what_unpacks_to_more_than_is_allowed_is_refused() -> None:
    bomb = gzip.compress(bytes(2**20))

    assert len(bomb) < SMALL.bytes * 2
    assert "it has more than 1,000 bytes" in await refusal(
        saying("200 OK", "Content-Encoding: gzip", body=bomb), limits=SMALL
    )


@pytest.mark.parametrize(
    ("headers", "body", "said"),
    [
        (["Content-Length: 10"], b"half", "the connection was cut"),
        (["Content-Encoding: gzip"], gzip.compress(b"a page", mtime=0)[:-9], "cut in the middle"),
        (["Content-Encoding: gzip"], b"no gzip", "it is damaged"),
        (["Content-Encoding: br"], b"", "packed as br"),
        (["Content-Length: x"], b"", "does not answer as a web server does"),
    ],
)
async def test_what_is_cut_or_damaged_is_refused(
    headers: list[str], body: bytes, said: str
) -> None:
    assert said in await refusal(saying("200 OK", *headers, body=body))


async def test_a_server_of_another_kind_is_told() -> None:
    async def answer(stream: trio.abc.Stream, path: str) -> None:
        await stream.send_all(b"220 mail at your service\r\n")

    assert "does not answer as a web server does" in await refusal(answer)


async def test_what_cannot_be_reached_is_told() -> None:
    with trio.socket.socket() as taken, one_error():
        await taken.bind(("127.0.0.1", 0))
        with pytest.raises(DocumentError, match=r"cannot be reached \(Connection refused\)"):
            await fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/")


async def test_a_server_whose_certificate_nobody_vouches_for_is_not_trusted() -> None:
    """`untrusted.pem` was made for this test, and is known to nobody."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(__file__).parent / "files" / "untrusted.pem")

    async def serve(stream: trio.SSLStream[trio.SocketStream]) -> None:
        with suppress(trio.BrokenResourceError):
            await stream.receive_some()

    async with trio.open_nursery() as nursery:
        listen = partial(trio.serve_ssl_over_tcp, serve, 0, context, host="127.0.0.1")
        (listener,) = await nursery.start(listen)
        port = listener.transport_listener.socket.getsockname()[1]
        with pytest.raises(DocumentError, match=r"localhost is not trusted \(self.signed"):
            await fetch(f"https://localhost:{port}/")
        nursery.cancel_scope.cancel()


async def test_a_server_that_speaks_no_tls_is_told() -> None:
    async def serve(stream: trio.SocketStream) -> None:
        await stream.send_all(b"no TLS here, sorry\r\n")

    async with trio.open_nursery() as nursery:
        (listener,) = await nursery.start(partial(trio.serve_tcp, serve, 0, host="127.0.0.1"))
        with pytest.raises(DocumentError, match="it does not speak https as it should"):
            await fetch(f"https://127.0.0.1:{listener.socket.getsockname()[1]}/")
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://", "http://a:b/", "http://[x/", "x"])
async def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(DocumentError):
        await fetch(url)


async def test_a_password_is_neither_sent_nor_shown() -> None:
    with pytest.raises(DocumentError, match="name or password") as caught:
        await fetch("http://me:secret@localhost/")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\npart"])
async def test_a_server_that_says_no_more_is_not_waited_for(
    begun: bytes, autojump_clock: trio.testing.MockClock
) -> None:
    here, there = trio.testing.memory_stream_pair()

    async def open_stream(host: str, port: int, encrypted: bool) -> trio.abc.Stream:
        await there.send_all(begun)
        return here

    with pytest.raises(DocumentError, match="it has not come within 60 s"):
        await fetch("http://localhost/", open_stream=open_stream)
    assert trio.current_time() == pytest.approx(60)


async def test_a_server_that_drips_is_not_waited_for(
    autojump_clock: trio.testing.MockClock,
) -> None:
    here, there = trio.testing.memory_stream_pair()

    async def open_stream(host: str, port: int, encrypted: bool) -> trio.abc.Stream:
        return here

    async def drip() -> None:
        with suppress(trio.BrokenResourceError):
            for letter in b"HTTP/1.1 200 OK\r\n" * 100:
                await there.send_all(bytes([letter]))
                await trio.sleep(5)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(drip)
        with pytest.raises(DocumentError, match="it has not come within 60 s"):
            await fetch("http://localhost/", open_stream=open_stream)
        nursery.cancel_scope.cancel()


async def test_a_host_that_does_not_answer_is_not_waited_for(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async def open_stream(host: str, port: int, encrypted: bool) -> trio.abc.Stream:
        await trio.sleep_forever()
        raise AssertionError

    with pytest.raises(DocumentError, match="localhost:443 does not answer within 15 s"):
        await fetch("https://localhost/", open_stream=open_stream)
