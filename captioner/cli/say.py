"""What `captioner voices --say` does: a sound file for each voice that is to be heard."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
import msgspec
import trio

from captioner.cli import exit_code
from captioner.cli.keeping import Kept
from captioner.cli.signals import Interrupted, interruptible
from captioner.cli.sources import Source
from captioner.cli.speaking import Speaking
from captioner.cli.wording import asked_for, doubtful, note, retrying
from captioner.client import PoolSettings
from captioner.document import Document
from captioner.errors import CaptionerError, Incomplete, OptionError, one_error, writing
from captioner.local import embedded
from captioner.narrate import Settings
from captioner.protocol import Voice
from captioner.publish.formats import FORMATS, AudioFormat, check_formats
from captioner.publish.sample import Sample, speak_sample
from captioner.usage import Usage

_WAV = "wav"
#: What the name of a file need not bear.
_UNSAFE = re.compile(r"[^-.\w]")


class _Saying(msgspec.Struct, frozen=True):
    """What one voice is to say, and into which file of which format."""

    document: Document
    voice: Voice
    path: Path
    format: str


def say(text: str, chosen: dict[str, Speaking], out: Path, kept: Kept) -> None:
    """Have each of some voices, by their names, say a text, and tell where it is to be heard.

    Raises what is wrong with the text or a voice; what one of several meets with is only told, and
    leaves exit code 1.
    """
    files = _files(chosen, out)
    with _written(text) as source:
        sayings = [_saying(source, speaking, *files[name]) for name, speaking in chosen.items()]
    speaking = next(iter(chosen.values()))
    told = _Told()
    with kept.begin(f"{', '.join(chosen)}: a sample") as keeping:
        pool = PoolSettings(
            connections=speaking.connections,
            keeper=keeping,
            on_retry=lambda context, reason: note(retrying(context, reason)),
        )
        settings = Settings(pauses=speaking.pauses, pool=pool)
        interrupted = trio.run(_say, sayings, speaking, settings, told)
    if told.usage.requests or told.usage.kept:
        note(f"captioner: {asked_for(told.sentences, told.usage)}")
    if interrupted:
        raise Interrupted("interrupted; run the same command again, what was spoken is kept")
    if told.codes:
        sys.exit(min(told.codes))


class _Told:
    """What was made, told as it comes, and what it took."""

    def __init__(self) -> None:
        self.usage = Usage()
        self.sentences = 0
        self.codes: set[int] = set()

    def made(self, saying: _Saying, sample: Sample) -> None:
        """Tell of a file."""
        self.usage += sample.usage
        self.sentences += saying.document.sentence_count
        for doubt in doubtful(sample.suspect):
            note(f"captioner: {sample.path}: {doubt}")
        click.echo(
            f"{sample.path}: {sample.seconds:.1f} s, {saying.voice.speaker}, {saying.voice.lang}"
        )

    def failed(self, saying: _Saying, error: CaptionerError) -> None:
        """Tell of a voice among others that could not be heard."""
        note(f"captioner: {saying.voice.speaker}: {error}")
        if isinstance(error, Incomplete):
            self.usage += error.usage
        self.codes.add(exit_code(error))


async def _say(
    sayings: Sequence[_Saying], speaking: Speaking, settings: Settings, told: _Told
) -> bool:
    """Have all of them said, one after the other; tell whether that was interrupted."""
    with one_error(), trio.CancelScope() as run, interruptible(run):
        async with nullcontext(speaking.service) if speaking.service else embedded() as service:
            for saying in sayings:
                chosen = FORMATS[saying.format]
                assert isinstance(chosen, AudioFormat)  # noqa: S101 - _files looks for no other
                try:
                    sample = await speak_sample(
                        saying.document, service, saying.voice, saying.path, chosen.codec, settings
                    )
                except CaptionerError as error:
                    if len(sayings) == 1:
                        raise
                    told.failed(saying, error)
                else:
                    told.made(saying, sample)
    return run.cancelled_caught


def _saying(source: Source, speaking: Speaking, path: Path, chosen: str) -> _Saying:
    document = source.read(speaking.read)
    voice = speaking.voice_for(document)
    check_formats([chosen], voice.rate)
    return _Saying(document, voice, path, chosen)


@contextmanager
def _written(text: str) -> Iterator[Source]:
    """Write a text where a document can be read from, for the length of a block."""
    with tempfile.TemporaryDirectory(prefix="captioner-") as folder:
        file = Path(folder) / "said.txt"
        with writing(file):
            file.write_text(text, "utf-8", "surrogateescape")
        yield Source(Path("--say"), file)


def _files(names: Iterable[str], out: Path) -> dict[str, tuple[Path, str]]:
    """Tell into which file each voice speaks, and the format of that."""
    names = list(names)
    suffixes = {row.suffix: name for name, row in FORMATS.items() if isinstance(row, AudioFormat)}
    chosen = suffixes.get(out.suffix.lower().removeprefix("."))
    if chosen is None or out.is_dir():
        return {name: (out / f"{_UNSAFE.sub('_', name)}.{_WAV}", _WAV) for name in names}
    if len(names) > 1:
        raise OptionError(f"-o {out}: {len(names)} voices are to be heard; name a folder for them")
    return {names[0]: (out, chosen)}
