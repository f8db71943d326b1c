"""A kept narration added to a video: its sound, and its captions as a track or on the picture."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from captioner.audio.codecs import check_rate
from captioner.audio.packets import PieceKeeper
from captioner.audio.writer import AudioWriter
from captioner.captions import About, Cutter, Profile
from captioner.captions.own_profile import Own, profile_from
from captioner.document import Document
from captioner.errors import AudioError, Incomplete, OptionError
from captioner.publish.kept import Kept
from captioner.publish.kept.chapters import Chapter, chapters_of
from captioner.publish.kept.made import about_by, captions_as, find_finished
from captioner.publish.kept.sound import KeptSound
from captioner.publish.video.additions import Additions, SoundTrack, VideoChapter
from captioner.publish.video.burn_in import Burned, BurnIn, first_frame
from captioner.publish.video.containers import Container, container_of
from captioner.publish.video.film import check_film, made_by, mark_of
from captioner.publish.video.finished import appearing, check_way
from captioner.publish.video.lettering import Look, fonts_for
from captioner.publish.video.mux import check_video, write_video
from captioner.publish.video.shown import CaptionTrack, ShownCue, shown


class Filming(msgspec.Struct, frozen=True):
    """What a narration is added to, and how: `burn_in` draws captions where it is not None; the
    sound that the video has is kept behind the narration, or dropped.
    """

    source: Path
    out: Path
    burn_in: BurnIn | None = None
    keep_sound: bool = True

    def check(self) -> None:
        """Raise what is wrong with video, name or place, before anything is made."""
        container = container_of(self.out)
        check_film(self.source)
        check_way(self.out, self.source)
        check_video(
            self.source, container, keep_sound=self.keep_sound, draws=self.burn_in is not None
        )
        if self.burn_in is not None:
            fonts_for("", self.burn_in.font, ())
            first_frame(self.source)

    def check_document(self, document: Document) -> None:
        """Raise OptionError where no font has what is to be drawn, before anything is spoken."""
        if self.burn_in is not None:
            chars = {char for sentence in document.sentences for char in sentence.text}
            fonts_for(document.lang, self.burn_in.font, chars)


class Filmed(msgspec.Struct, frozen=True):
    """A video that was made, with a narration so long, and what is worth telling of it.

    An `unchanged` one was there already, as it would have been made.
    """

    path: Path
    seconds: float
    warnings: tuple[str, ...] = ()
    unchanged: bool = False


def film_narration(
    folder: Path,
    filming: Filming,
    *,
    profile: Profile | Own | None = None,
    store: Path | None = None,
    tell: Callable[[float], None] | None = None,
) -> Filmed:
    """Add the narration that is kept in a folder to a video.

    Captions are cut as those in the folder are, or by a `profile`. Raises DocumentError for the
    video, and where no narration is kept; OptionError for what such a video cannot hold; AudioError
    where the sound is not kept; OutputError for what is in the way, and where the disk fails;
    Incomplete, without a video, if sentences are unspoken.
    """
    filming.check()
    kept = find_finished(folder)
    if kept.end.unspoken:
        raise Incomplete(
            filming.out,
            kept.unspoken,
            kept.end.sentences + kept.end.unspoken,
            lacking="could not be spoken, so there is no",
            remedy="captioner narrate asks for all of them anew",
        )
    container = container_of(filming.out)
    about = about_of(kept, profile)
    recipe = _recipe(kept, filming, about)
    seconds = kept.end.frames / kept.head.rate
    if made_by(filming.out) == mark_of(recipe):
        return Filmed(filming.out, seconds, unchanged=True)
    sound = KeptSound(kept, store, ())
    sound.check()
    lang, title = kept.head.lang, kept.head.title
    with appearing(filming.out, filming.source) as parts:
        track = CaptionTrack(cues_of(kept, about), lang)
        picture = None
        if filming.burn_in is not None:
            look = filming.burn_in.look or look_of(about)
            picture = Burned(track, container, replace(filming.burn_in, look=look))
        speech = parts.other(container.speech.name)
        write_speech(speech, container, kept.head.rate, sound.blocks(), sound.encoded)
        additions = Additions(
            () if picture else (track,),
            SoundTrack(speech, lang, "Narration"),
            filming.keep_sound,
            video_chapters(chapters_of(kept), about),
            (("title", title), ("artist", ", ".join(kept.head.authors))),
            recipe,
        )
        notes = write_video(filming.source, parts.video, container, additions, picture, tell)
    return Filmed(filming.out, seconds, notes)


def _recipe(kept: Kept, filming: Filming, about: About) -> str:
    """Digest what decides how a video comes out; the picture counts as the same file as long as it
    is of the same size and was not touched.
    """
    stat = filming.source.stat()
    picture = (str(filming.source.resolve()), stat.st_size, stat.st_mtime_ns)
    how = (filming.out.suffix.lower(), filming.burn_in, filming.keep_sound)
    decides = repr((kept.end.sha256, about, picture, how))
    return hashlib.sha256(decides.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def about_of(kept: Kept, profile: Profile | Own | None = None) -> About:
    """Tell how captions are cut beside the sound of a narration: as they were first, unless a
    profile says otherwise, and with no offset.
    """
    usual = None
    for name, line in kept.end.files.items():
        if line.captions is not None:
            usual, _ = captions_as(kept, name, line.captions)
            break
    chosen = profile
    if not isinstance(chosen, Profile):
        chosen = profile_from(chosen or Own(), kept.head.lang, usual)
    return about_by(kept, chosen)


def look_of(about: About) -> Look:
    """Tell how captions of a profile are kept apart from the picture: the BBC's have a box."""
    return Look.BOX if about.profile.name == "bbc" else Look.OUTLINE


def cues_of(kept: Kept, about: About) -> Iterator[ShownCue]:
    """Cut a narration into cues as they are seen; of the timeline no more than a piece is held."""
    cutter = Cutter(about.profile, about.rate)
    with kept.opened() as lines:
        for _, piece in kept.pieces(lines):
            yield from shown(cutter.cues(piece), about)
    yield from shown(cutter.end(), about)


def write_speech(
    path: Path,
    container: Container,
    rate: int,
    sound: Iterable[bytes],
    encoded: PieceKeeper | None,
) -> None:
    """Encode the sound of a narration, in blocks, as a kind of video has it."""
    try:
        check_rate(container.speech, rate)
    except AudioError as exc:
        raise OptionError(str(exc)) from exc
    with AudioWriter(path, container.speech, rate, keeper=encoded) as writer:
        for pcm in sound:
            writer.write(pcm)


def video_chapters(chapters: tuple[Chapter, ...], about: About) -> tuple[VideoChapter, ...]:
    """Give the chapters of a narration as a video has them; a lone one is none."""
    if len(chapters) < 2:
        return ()
    return tuple(
        VideoChapter(each.title, about.ms(each.start), about.ms(each.end)) for each in chapters
    )
