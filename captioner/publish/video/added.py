"""Captions and sound that exist already, added to a video."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from captioner.audio.decode import AudioReader
from captioner.audio.writer import AudioWriter
from captioner.document import as_text
from captioner.publish.video.additions import Additions, SoundTrack
from captioner.publish.video.burn_in import Burned, BurnIn
from captioner.publish.video.containers import Container, container_of
from captioner.publish.video.film import check_film
from captioner.publish.video.finished import Parts, appearing
from captioner.publish.video.mux import write_video
from captioner.publish.video.shown import CaptionTrack, read_captions
from captioner.publish.video.streams import sound_codec


class Adding(msgspec.Struct, frozen=True):
    """What is added to the video `source` to make `out`.

    `captions` are files with their languages, None where the file tells; the first is drawn where
    `burn_in` is not None. The video's own sound is kept behind `sound`, or dropped.
    """

    source: Path
    out: Path
    captions: tuple[tuple[Path, str | None], ...] = ()
    sound: Path | None = None
    sound_lang: str = ""
    keep_sound: bool = True
    burn_in: BurnIn | None = None


class Added(msgspec.Struct, frozen=True):
    """What was made, `told` in a few words, and what is worth a warning."""

    path: Path
    told: str
    warnings: tuple[str, ...]


def add_to_video(adding: Adding, tell: Callable[[float], None] | None = None) -> Added:
    """Write a video with something added to it.

    Raises DocumentError for a video or captions that cannot be read, OptionError for what such a
    video cannot hold, AudioError for sound that is none, OutputError for what is in the way, and
    where the disk fails.
    """
    container = container_of(adding.out)
    tracks = [read_captions(path, lang) for path, lang in adding.captions]
    check_film(adding.source)
    notes = [note for track in tracks for note in track.notes]
    with appearing(adding.out, adding.source) as parts:
        sound = None
        if adding.sound is not None:
            path, why = _sound(adding.sound, container, parts)
            sound = SoundTrack(path, adding.sound_lang)
            notes += why
        picture = None
        if adding.burn_in is not None:
            picture = Burned(tracks.pop(0), container, adding.burn_in)
        additions = Additions(tracks, sound, adding.keep_sound)
        notes += write_video(adding.source, parts.video, container, additions, picture, tell)
    return Added(adding.out, _told(tracks, sound, picture), tuple(notes))


def _sound(path: Path, container: Container, parts: Parts) -> tuple[Path, list[str]]:
    """Give sound as a kind of video has it: as it is, or encoded anew."""
    codec = sound_codec(path)
    if not container.sounds or codec in container.sounds:
        return path, []
    made = parts.other(container.speech.name)
    with AudioReader(path) as sound, AudioWriter(made, container.speech, sound.rate) as writer:
        for pcm in sound.blocks():
            writer.write(pcm)
    name = container.speech.encoder.removeprefix("lib").upper()
    return made, [f"{path}: its sound ({codec}) is encoded anew, as {name} in mono"]


def _told(tracks: list[CaptionTrack], sound: SoundTrack | None, picture: Burned | None) -> str:
    told = []
    if picture is not None:
        told.append("captions drawn on it")
    if tracks:
        langs = ", ".join(
            as_text(track.lang) or "a language that --lang may tell" for track in tracks
        )
        told.append(f"captions in {langs}")
    if sound is not None:
        told.append("sound")
    return "; ".join(told)
