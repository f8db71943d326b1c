"""The embedded speech server, met as a service: where client and server meet, and nowhere else."""

from __future__ import annotations

import errno
import mmap
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from functools import cache, partial
from importlib.metadata import version
from typing import TYPE_CHECKING

import trio

from captioner.client.service import LocalStream, Service
from captioner.cores import cores
from captioner.errors import OptionError, one_error
from captioner.open_files import allow_open_files
from captioner.protocol import Voice
from captioner.protocol.frames import ROOM_BYTES
from captioner.server.fleet import Fleet, can_hand_over, open_fleet
from captioner.server.speakers import cloud_languages, cloud_speaker
from captioner.server.voices import LocalVoice, choose_voice, local_voices

if TYPE_CHECKING:
    from captioner.server.endpoint import ServerSettings
    from captioner.server.workers import Synthesizer

#: The longest sentence that may be asked for by --max-sentence; the cloud's limit is not ours.
LONGEST_SENTENCE = 5000
#: The least and the most that its voices can be sped up: 80 and 449 words a minute, of 175.
LOCAL_SPEEDS = (0.46, 2.56)
#: So many are asked of a worker at once: while seven go back together, it has another one.
SENTENCES_A_WORKER = 8
_MAX_TEXT = 2 * LONGEST_SENTENCE
#: A socket and a room for the sound; and what else is open: documents, takes, what is written.
_FILES_A_CONNECTION, _OTHER_FILES = 2, 400


def local_voice(lang: str, speaker: str | None = None, rate: int = 22050) -> Voice:
    """Choose a voice of the embedded server: the named speaker, or the usual one of a language.

    A speaker of the cloud is the local voice that stands in for it.

    Raises OptionError if there is none, or if the speaker does not speak the language.
    """
    chosen = choose_voice(lang) if speaker is None else _named(speaker, lang)
    if chosen is None:
        raise OptionError(
            f"no embedded voice speaks {lang!r}; see captioner voices, or name another with --lang"
        )
    return Voice(speaker=chosen.name, lang=lang, model="espeak-ng", rate=rate)


def _named(speaker: str, lang: str) -> LocalVoice:
    local = local_voices().get(speaker.lower())
    if local is not None and local.speaks(lang):
        return local
    if cloud := cloud_speaker(speaker, lang):
        return cloud
    languages = local.languages if local else cloud_languages(speaker)
    if not languages:
        raise OptionError(f"--speaker {speaker}: there is no such voice here; see captioner voices")
    raise OptionError(
        f"--speaker {speaker} speaks {', '.join(languages)}, not {lang}; choose another speaker, "
        "or --lang"
    )


@cache
def local_identity() -> str:
    """Name the synthesizer with its version: another one speaks otherwise."""
    return f"eSpeak NG {version('espeakng-loader')}"


@asynccontextmanager
async def embedded(*, workers: int | None = None) -> AsyncIterator[Service]:
    """Run the embedded server for the length of a block, and give the way to it.

    Needs no key, no port and no network. `workers` defaults to one a core.
    """
    workers = workers or cores()
    connections = SENTENCES_A_WORKER * workers
    if can_hand_over():
        allow_open_files(_FILES_A_CONNECTION * connections + _OTHER_FILES)
        async with open_fleet(workers, _MAX_TEXT) as fleet:
            yield _service(partial(_open_shared, fleet), connections, is_direct=True)
    else:
        from captioner.server.workers import open_workers

        async with (
            open_workers(workers) as synthesizer,
            serving(synthesizer, connections=connections) as service,
        ):
            yield service


@asynccontextmanager
async def serving(
    synthesizer: Synthesizer, settings: ServerSettings | None = None, connections: int = 4
) -> AsyncIterator[Service]:
    """Serve with any synthesizer, over socket pairs inside this process."""
    # What speaks WebSocket is not needed where processes are handed their clients.
    from captioner.server.endpoint import LARGE_CHUNK, Server, ServerSettings

    settings = settings or ServerSettings(chunk_bytes=LARGE_CHUNK, max_text=_MAX_TEXT)
    server = Server(synthesizer, settings)
    with one_error():
        async with trio.open_nursery() as nursery:

            async def open_stream() -> trio.abc.Stream:
                # A socket pair, since trio's streams in memory know no back-pressure.
                ours, theirs = trio.socket.socketpair()
                nursery.start_soon(server.serve_stream, trio.SocketStream(theirs))
                return trio.SocketStream(ours)

            yield _service(open_stream, connections)
            nursery.cancel_scope.cancel()


async def _open_shared(fleet: Fleet) -> trio.abc.Stream:
    """Connect to a process of a fleet, with a room for the sound where the system gives one."""
    with ExitStack() as closing:
        try:
            descriptor = _memory()
            closing.callback(os.close, descriptor)
            os.ftruncate(descriptor, ROOM_BYTES)
            room = mmap.mmap(descriptor, ROOM_BYTES)
        except OSError:
            return LocalStream(await fleet.open_stream())
        return LocalStream(await fleet.open_stream(descriptor), room)


def _memory() -> int:
    """Get memory that another process can be given. Raises OSError where there is none."""
    if sys.platform != "linux" or not hasattr(os, "memfd_create"):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    return os.memfd_create("captioner")


def _service(
    open_stream: Callable[[], Awaitable[trio.abc.Stream]],
    connections: int,
    *,
    is_direct: bool = False,
) -> Service:
    return Service(
        "the embedded server",
        "localhost",
        "/ws3",
        open_stream,
        connections=connections,
        speeds=LOCAL_SPEEDS,
        identity=local_identity(),
        is_direct=is_direct,
        is_free=True,
    )
