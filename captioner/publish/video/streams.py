"""Files of video and sound that are written or read, and streams of one that are copied to another.
PyAV.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import av
import av.error
from av.container import InputContainer, OutputContainer
from av.stream import Stream

from captioner.audio.languages import terminology_code
from captioner.errors import AudioError, DocumentError, OptionError, OutputError, writing
from captioner.publish.video.containers import Container

_HEVC = "hvc1"
#: QuickTime has numbers for languages, which FFmpeg knows by these names where they are not those
#: of ISO 639-2/T.
_QUICKTIME = {
    "bod": "tib", "cym": "wel", "deu": "ger", "ell": "gre", "eus": "baq", "fas": "per",
    "hye": "arm", "isl": "ice", "kat": "geo", "mkd": "mac", "msa": "may", "mya": "bur",
    "nld": "dut", "sqi": "alb", "swe": "sve", "zho": "chi",
}  # fmt: skip
S = TypeVar("S", bound=Stream)


@contextmanager
def opened(part: Path, container: Container) -> Iterator[OutputContainer]:
    """Open a file to be written; it is closed, and so finished, only if all went well."""
    with writing_video(part):
        output = av.open(str(part), "w", format=container.muxer, options=dict(container.options))
    try:
        yield output
    except BaseException:
        # What closing has to say would hide why.
        with suppress(OSError, ValueError, av.error.FFmpegError):
            output.close()
        raise
    with writing_video(part):
        output.close()


@contextmanager
def writing_video(part: Path) -> Iterator[None]:
    """Translate what PyAV and the disk say while a video is written to OutputError."""
    with writing(part):
        try:
            yield
        except av.error.FFmpegError as exc:
            if isinstance(exc, OSError):
                raise
            raise OutputError(f"{part}: cannot be written ({exc.strerror})") from exc


def sound_codec(path: Path) -> str:
    """Tell the codec of a sound file. Raises AudioError for what has no sound."""
    with sound_file(path) as source:
        return codec_of(source.streams.audio[0])


@contextmanager
def sound_file(path: Path) -> Iterator[InputContainer]:
    """Open a file that has sound."""
    try:
        source = av.open(str(path), "r", metadata_errors="replace")
    except FileNotFoundError as exc:
        raise DocumentError(path, "there is no such file") from exc
    except (OSError, av.error.FFmpegError) as exc:
        raise AudioError(f"{path}: no sound can be read from it ({exc.strerror})") from exc
    with source:
        if not source.streams.audio:
            raise AudioError(f"{path}: there is no sound in it")
        yield source


def holds(output: OutputContainer, stream: Stream) -> bool:
    """Tell whether a file that is written can hold a stream as it is."""
    context = stream.codec_context
    # By the names of those who decode it, which are not always its own: dca for dts.
    names = {codec_of(stream), *([context.codec.name] if context is not None else [])}
    return not names.isdisjoint(output.supported_codecs)


def copied(stream: S, output: OutputContainer) -> S:
    """Add a stream like another one, for its packets."""
    if not holds(output, stream):
        kind = "picture" if stream.type == "video" else "sound"
        name = stream.container.name.removeprefix("file:")
        raise OptionError(
            f"{name}: its {kind} is {codec_of(stream)}, which "
            f"{output.format.name} cannot hold; name a video in .mkv, which can"
        )
    copy = output.add_stream_from_template(stream, opaque=True)
    if codec_of(stream) == "hevc" and output.format.name in ("mp4", "mov"):
        copy.codec_tag = _HEVC  # By the usual name Apple's players do not know it.
    tags = stream.metadata
    copy.metadata.update({key: text for key, text in tags.items() if not _is_measured(key)})
    copy.disposition = stream.disposition
    return copy


def say(stream: Stream, container: Container, lang: str, title: str) -> None:
    """Have a new stream tell its language, and what it is called."""
    code = terminology_code(lang) or "und"
    if container.muxer == "mov":
        code = _QUICKTIME.get(code, code)
    stream.metadata["language"] = code
    if title:
        # A player of MP4 shows the name of the handler, any other the title.
        stream.metadata["handler_name" if container.is_mp4 else "title"] = title


def _is_measured(key: str) -> bool:
    """Tell whether a tag is one by which Matroska tells how long a stream is, and the like."""
    return key.isupper() and (
        key == "DURATION" or key.startswith(("_STATISTICS", "BPS", "NUMBER_"))
    )


def codec_of(stream: Stream) -> str:
    """Name a stream's codec as FFmpeg does, whoever decodes it."""
    context = stream.codec_context
    return context.codec.canonical_name if context is not None else stream.type
