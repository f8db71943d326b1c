"""A folder, served to the browsers of this machine: with parts of files, which players seek by.

Whatever is asked for comes from the folder or not at all. `answer` decides what, `listing` shows
what there is, and the server sends it.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

import h11
import trio

from captioner.publish.preview.answer import Answer, Sent, answer, by_name

_RECEIVE_BYTES = 65536
_SEND_BYTES = 2**18


async def serve_folder(root: Path, listeners: list[trio.SocketListener]) -> None:
    """Serve a folder until cancelled. Clients that leave, or break the rules of HTTP, just end."""

    async def serve(stream: trio.SocketStream) -> None:
        await serve_stream(root, stream)

    await trio.serve_listeners(serve, listeners)


async def serve_stream(root: Path, stream: trio.abc.Stream) -> None:
    """Answer one client until either side ends it."""
    connection = h11.Connection(h11.SERVER)
    async with stream:
        try:
            while await _serve_one(root, connection, stream):
                connection.start_next_cycle()
        except (trio.BrokenResourceError, h11.LocalProtocolError, OSError):
            return  # Gone; or the file is, or has become shorter, while it was sent.


async def _serve_one(root: Path, connection: h11.Connection, stream: trio.abc.Stream) -> bool:
    """Answer a request; tell whether the connection can be used again."""
    try:
        request = await _next_request(connection, stream)
    except h11.RemoteProtocolError as exc:
        if connection.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            status = HTTPStatus(exc.error_status_hint)
            await _send(connection, stream, Answer.of_text(status, status.phrase), is_head=False)
        return False
    if request is None:
        return False
    # Reading a folder may wait for a disk.
    found = await trio.to_thread.run_sync(
        answer, root, request.method.decode(), request.target, by_name(request.headers)
    )
    await _send(connection, stream, found, is_head=request.method == b"HEAD")
    return connection.our_state is h11.DONE and connection.their_state is h11.DONE


async def _next_request(connection: h11.Connection, stream: trio.abc.Stream) -> h11.Request | None:
    """Wait for a request and its end; None if the client has gone."""
    request: h11.Request | None = None
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(bytes(await stream.receive_some(_RECEIVE_BYTES)))
        elif isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.EndOfMessage):
            return request
        elif isinstance(event, h11.ConnectionClosed) or event is h11.PAUSED:
            return None


async def _send(
    connection: h11.Connection, stream: trio.abc.Stream, found: Answer, *, is_head: bool
) -> None:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in found.headers]
    response = h11.Response(
        status_code=found.status, headers=headers, reason=found.status.phrase.encode()
    )
    head = connection.send(response)
    assert head is not None  # noqa: S101 - only the end of a connection has no bytes
    await stream.send_all(head)
    if not is_head:
        async for data in _bytes_of(found.sent):
            await stream.send_all(connection.send(h11.Data(data=data)) or b"")
        rest = connection.send(h11.EndOfMessage())
        await stream.send_all(rest or b"")
    else:
        connection.send(h11.EndOfMessage())


async def _bytes_of(sent: Sent) -> AsyncIterator[bytes]:
    if isinstance(sent, bytes):
        yield sent
        return
    async with await trio.open_file(sent.path, "rb") as file:
        await file.seek(sent.start)
        left = sent.end - sent.start
        while left > 0:
            data = await file.read(min(_SEND_BYTES, left))
            if not data:  # It has become shorter: the client hears that from the length.
                return
            left -= len(data)
            yield data


def is_readable(root: Path) -> bool:
    """Tell whether a folder can be looked into."""
    return root.is_dir() and os.access(root, os.R_OK | os.X_OK)
