"""One connection to a speech service, of the kind that the service has."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from captioner.client.asking import Connection, Deadlines
from captioner.client.direct import open_direct
from captioner.client.service import Service
from captioner.client.times import LateTimes
from captioner.errors import CaptionerError, RemoteProtocolError, SpeechInterrupted
from captioner.protocol import Voice


def open_connection(
    service: Service,
    voice: Voice,
    deadlines: Deadlines | None = None,
    late_times: LateTimes | None = None,
) -> AbstractAsyncContextManager[Connection]:
    """Open a connection for the length of a block.

    Raises SpeechRefused if the service says no, SpeechLimited if it has too many already,
    SpeechInterrupted if it cannot be reached, does not answer in time, or does not speak WebSocket.
    """
    deadlines = deadlines or Deadlines()
    if service.is_direct:
        return open_direct(service, voice, deadlines)
    from captioner.client.websocket import open_websocket  # Its library takes time to load.

    return open_websocket(service, voice, deadlines, late_times or LateTimes())


def unusable(error: CaptionerError) -> bool:
    """Tell whether asking the same service again is pointless."""
    return not isinstance(error, SpeechInterrupted | RemoteProtocolError)
