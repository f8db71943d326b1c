"""The sound of a kept narration, made again: of its WAV, or else of the takes that a store keeps.

A WAV counts that was made with that very timeline: what MP3 has lost does not come back. Takes are
edited as they were and put where the timeline says, so that what comes is the same, sample for
sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from captioner.audio import Edits, frames_in, silence
from captioner.audio.codecs import AudioWriter, Codec
from captioner.audio.decode import AudioReader
from captioner.document import Kind, as_text
from captioner.errors import AudioError, OptionError, OutputError
from captioner.markup import Markup
from captioner.narrate.pieces import edited
from captioner.protocol.voice import voice_of
from captioner.publish.files import is_as
from captioner.publish.formats import FORMATS, AudioFormat
from captioner.publish.kept import Kept, reading
from captioner.publish.losses import NAMED, first_few
from captioner.publish.made import file_of
from captioner.store import TakeStore
from captioner.timeline import Placed, Timeline, record, render

_WAV = "wav"


@dataclass(frozen=True, slots=True)
class Sounds:
    """The sounds that are to be made, by their formats, and the sound that they are made of."""

    codecs: Mapping[str, Codec]
    blocks: Callable[[], Iterator[bytes]]

    def write(self, paths: Iterable[tuple[str, Path]], rate: int) -> None:
        """Write those of some formats, each into its file, side by side.

        Raises AudioError where the sound is not as long as the timeline says.
        """
        with ExitStack() as closing:
            writers = [
                closing.enter_context(AudioWriter(path, self.codecs[name], rate))
                for name, path in paths
                if name in self.codecs
            ]
            for pcm in self.blocks() if writers else ():
                for writer in writers:
                    writer.write(pcm)


def missing_sounds(kept: Kept, names: Sequence[str], store: Path | str | None) -> Sounds:
    """Find out which sounds have to be made, and of what.

    What is there as it was made needs not be made again. `store` is the folder in which takes are
    kept, that of the user if None. Raises AudioError if there is nothing to make them of.
    """
    codecs = {
        name: chosen.codec
        for name in names
        if isinstance(chosen := FORMATS[name], AudioFormat) and not _vouched(kept, name)
    }
    if not codecs:
        return Sounds({}, lambda: iter(()))
    if _vouched(kept, _WAV):
        return Sounds(codecs, partial(_of_wav, kept))
    wanted = ",".join(dict.fromkeys([_WAV, *codecs]))
    if not kept.head.voice or not any(_are_kept(kept)):
        raise AudioError(
            f"{kept.folder}: sound is made again from a WAV or from kept takes; none are kept, and "
            f"{_why_no_wav(kept)}; narrate the document again with --format {wanted}"
        )
    takes = TakeStore(store)
    _check_takes(kept, takes, wanted)
    return Sounds(codecs, partial(_of_takes, kept, takes))


def _vouched(kept: Kept, name: str) -> bool:
    """Tell whether a sound that was made with the timeline is there as it was."""
    file = file_of(kept, name)
    line = kept.end.files.get(as_text(file))
    with reading(kept.folder / file):
        return line is not None and not line.earlier and is_as(kept.folder / file, line)


def _why_no_wav(kept: Kept) -> str:
    wav = file_of(kept, _WAV)
    line = kept.end.files.get(as_text(wav))
    if line is None or not (kept.folder / wav).is_file():
        return f"{wav} is not there"
    return (
        f"{wav} is of an earlier narration"
        if line.earlier
        else (f"{wav} was changed since captioner made it")
    )


# ---------------------------------------------------------------- of the WAV


def _of_wav(kept: Kept) -> Iterator[bytes]:
    source = kept.folder / file_of(kept, _WAV)
    frames = 0
    with AudioReader(source) as sound:
        for pcm in sound.blocks():
            frames += frames_in(pcm)
            yield pcm
    if frames != kept.end.frames:
        raise AudioError(
            f"{source}: it has {frames:,} frames, the timeline {kept.end.frames:,}; narrate the "
            "document again"
        )


# ---------------------------------------------------------------- of takes


def _voiced(kept: Kept) -> Iterator[record.SentenceLine]:
    """Give the sentences that a voice has spoken."""
    return (line for line in kept.sentences() if line.kind is not Kind.SOUND)


def _are_kept(kept: Kept) -> Iterator[bool]:
    return (bool(line.take) for line in _voiced(kept))


def _check_takes(kept: Kept, store: TakeStore, wanted: str) -> None:
    """Raise AudioError if takes are gone, before anything is made."""
    gone: list[str] = []
    total = 0
    for line in _voiced(kept):
        total += 1
        if not line.take or not store.named(line.take).exists():
            gone.append(line.context)
    if gone:
        raise AudioError(
            f"{kept.folder}: {_why_no_wav(kept)}, and {len(gone):,} of the {total:,} takes that it "
            f"was made of are not in {store.folder} ({first_few(gone[:NAMED], len(gone))}); "
            f"captioner narrate {kept.head.source} as before, with --format {wanted}, asks for "
            "them again"
        )


def _of_takes(kept: Kept, store: TakeStore) -> Iterator[bytes]:
    markup = _markup(kept)
    edits = kept.head.speaking.edits if kept.head.speaking is not None else Edits()
    at = 0
    for line in kept.sentences():
        placed = record.placed_of(line)
        pcm = {line.context: _pcm(kept, placed, line.take, store, edits, markup)}
        yield from render(Timeline(kept.head.rate, at, (placed,)), pcm.__getitem__)
        at = placed.end


def _markup(kept: Kept) -> Markup:
    try:
        return voice_of(kept.head.voice).markup
    except OptionError as exc:
        raise OutputError(f"{kept.timeline}: its voice is none ({exc})") from exc


def _pcm(
    kept: Kept, placed: Placed, name: str, store: TakeStore, edits: Edits, markup: Markup
) -> bytes:
    """Give the samples of a sentence, as long as the timeline says."""
    frames = placed.end - placed.start
    sentence = placed.sentence
    if sentence.kind is Kind.SOUND:
        return silence(frames)
    found = store.get_named(name)
    if found is None:
        raise AudioError(
            f"{kept.folder}: the take of {sentence.context} in {store.folder} is gone or damaged; "
            "narrate the document again as before, and it is asked for again"
        )
    pcm = edited(sentence, found.take, markup, edits).pcm
    # A narration may end with a rest, so that its last cue can be read.
    rest = frames - frames_in(pcm) if placed.end == kept.end.frames else 0
    return pcm + silence(max(0, rest))
