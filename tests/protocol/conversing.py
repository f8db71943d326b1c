"""Short words for what the tests of the server's half say to it."""

from __future__ import annotations

from captioner.protocol import (
    Action,
    Close,
    Done,
    Message,
    Send,
    ServerConversation,
    encode,
)

TOO_LONG = Close(1011, "400: text is too long")
CLOSED = Close(1000, "")


def tell(server: ServerConversation, *said: Message) -> list[Action]:
    """Give the answers to some messages, one after the other."""
    return [action for message in said for action in server.receive(encode(message))]


def done(context: str | None = None) -> Send:
    """Give what says that all has been spoken."""
    return Send(Done(context))
