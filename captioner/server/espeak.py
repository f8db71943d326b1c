"""eSpeak NG through ctypes: text in, samples and the times of its words out.

Runs in a worker process only: the library keeps its state in globals, and is GPL-3.

What makes its sound reproducible and its times true was found by measurement:

* A voice of its own with `flutter 0` and `roughness 0`: both follow counters that survive calls,
  so the same sentence would sound different after other speech.
* The library is loaded afresh before each request. The trills of Polish, Russian, Arabic and others
  follow such a counter too, and rates and markup leak into later calls.
* A blank between two letters becomes U+00A0. With plain blanks, pairs such as "of the" are one
  entry of the dictionary, and the second word has no time.
* The time of an event is its `sample`; its `audio_position` is cut to a millisecond.
* A word ends where the next begins or where a pause phoneme `_:` begins, which is digital silence.
* U+0001 is a command to the library, U+0000 ends the text: controls are stripped.
* Rates of 450 words a minute and more squeeze the sound but not the times: clamped.
* Its data folder must have a path of at most 159 bytes, a voice's of 59, in lower case: both are
  reached by relative paths from a short folder.
"""

from __future__ import annotations

import _ctypes
import contextlib
import ctypes
import os
import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from captioner.server.voices import LocalVoice, espeak_package

RATE = 22050
WORDS_PER_MINUTE = range(80, 450)
DEFAULT_WORDS_PER_MINUTE = 175

_SYNCHRONOUS = 2
_PHONEME_EVENTS = 0x0001
_DONT_EXIT = 0x8000
_UTF8 = 1
_POSITION_IN_CHARACTERS = 1
_WORD, _PHONEME = 1, 7
_PAUSE = b"_:"
_GO_ON, _STOP = 0, 1
_PARAMETERS = {1: DEFAULT_WORDS_PER_MINUTE, 2: 100, 3: 50, 4: 50, 7: 0}
_RATE_PARAMETER = 1

_LETTER_BLANK_LETTER = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_])")


class SynthesizerError(Exception):
    """The library cannot be loaded or will not do as told. The message says what and why."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word as it stands in the text, and its times in samples."""

    text: str
    start: int
    end: int


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(slots=True)
class _Heard:
    """What the library reported during one call: (offset in the text, sample) of each word, and
    the samples at which a pause begins.
    """

    words: list[tuple[int, int]] = field(default_factory=list)
    pauses: list[int] = field(default_factory=list)


class Espeak:
    """The loaded library. One a process; not safe for threads.

    `folder` is an empty folder of ours: the process works in it from then on. `block_ms` is how
    much sound the library gives at a time.
    """

    def __init__(self, folder: Path, block_ms: int = 1000) -> None:
        package = espeak_package()
        with contextlib.suppress(OSError):  # Windows wants privileges for links
            (folder / "espeak-ng-data").symlink_to(package / "espeak-ng-data")
        os.chdir(folder)
        linked = Path("espeak-ng-data").is_dir()
        data = b"espeak-ng-data" if linked else os.fsencode(package / "espeak-ng-data")
        self._package = package
        self._data = data
        self._block_ms = block_ms
        self._heard = _Heard()
        self._on_block: Callable[[bytes], None] = _ignore
        self._failure: BaseException | None = None
        # Referenced for as long as the library may call it.
        self._callback = _Callback(self._receive)
        self._library: ctypes.CDLL | None = None
        self._load_afresh()

    def speak(
        self,
        voice: LocalVoice,
        text: str,
        on_block: Callable[[bytes], None],
        words_per_minute: int = DEFAULT_WORDS_PER_MINUTE,
    ) -> list[SpokenWord]:
        """Speak a text: give the samples to `on_block` as they come, then return its words.

        Raises SynthesizerError.
        """
        text = _without_controls(text)
        if not _is_said(text):
            return []
        library = self._load_afresh()
        self._choose(library, voice, words_per_minute)
        self._heard, self._on_block, self._failure = _Heard(), on_block, None
        encoded = _LETTER_BLANK_LETTER.sub("\u00a0", text).encode()
        status = library.espeak_Synth(
            encoded, len(encoded) + 1, 0, _POSITION_IN_CHARACTERS, 0, _UTF8, None, None
        )
        self._on_block = _ignore
        if self._failure is not None:
            raise self._failure
        if status:
            raise SynthesizerError(f"eSpeak NG failed with status {status:#x}")
        return _timed_words(text, self._heard, cut_unspaced=voice.speaks("zh"))

    def _load_afresh(self) -> ctypes.CDLL:
        """Give the library as it is before its first word, which takes less than a millisecond."""
        if self._library is not None:
            self._library.espeak_Terminate()
            handle, self._library = self._library._handle, None
            _unload(handle)
        library = _load(self._package)
        flags = _PHONEME_EVENTS | _DONT_EXIT
        if library.espeak_Initialize(_SYNCHRONOUS, self._block_ms, self._data, flags) != RATE:
            raise SynthesizerError(f"eSpeak NG does not find its data in {self._package}")
        library.espeak_SetSynthCallback(self._callback)
        self._library = library
        return library

    def _choose(self, library: ctypes.CDLL, voice: LocalVoice, words_per_minute: int) -> None:
        file = Path("v") / voice.name
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            # Bytes, since a few of the files are in other encodings than UTF-8.
            file.write_bytes(voice.file.read_bytes() + b"\nflutter 0\nroughness 0\n")
        if library.espeak_ng_SetVoiceByFile(os.fsencode(file.as_posix())):
            raise SynthesizerError(f"eSpeak NG does not load its voice {voice.name}")
        slowest, fastest = WORDS_PER_MINUTE[0], WORDS_PER_MINUTE[-1]
        rate = max(slowest, min(fastest, words_per_minute))
        for parameter, value in (_PARAMETERS | {_RATE_PARAMETER: rate}).items():
            library.espeak_SetParameter(parameter, value, 0)

    def _receive(self, samples: int | None, count: int, events: ctypes.Array[_Event]) -> int:
        if samples and count > 0:
            try:
                self._on_block(ctypes.string_at(samples, count * 2))
            except BaseException as exc:  # noqa: BLE001 - nothing can be raised through the library
                self._failure = exc
                return _STOP
        index = 0
        while (event := events[index]).type:
            if event.type == _WORD:
                self._heard.words.append((event.text_position - 1, event.sample))
            elif event.type == _PHONEME and event.id == _PAUSE:
                self._heard.pauses.append(event.sample)
            index += 1
        return _GO_ON


def _ignore(block: bytes) -> None:
    """Take no notice of sound that nobody asked for."""


def _unload(handle: int) -> None:
    if sys.platform == "win32":
        ctypes.windll.kernel32.FreeLibrary(ctypes.c_void_p(handle))
    else:
        _ctypes.dlclose(handle)


def _load(package: Path) -> ctypes.CDLL:
    name = {"win32": "espeak-ng.dll", "darwin": "libespeak-ng.dylib"}.get(
        sys.platform, "libespeak-ng.so"
    )
    try:
        library = ctypes.CDLL(str(package / name))
    except OSError as exc:
        raise SynthesizerError(f"eSpeak NG cannot be loaded on this system ({exc})") from exc
    library.espeak_Synth.argtypes = [
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    library.espeak_ng_SetVoiceByFile.argtypes = [ctypes.c_char_p]
    return library


def _without_controls(text: str) -> str:
    """Replace controls one for one, so that the library's positions hold."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)


# ---------------------------------------------------------------- words


def _timed_words(text: str, heard: _Heard, *, cut_unspaced: bool) -> list[SpokenWord]:
    """Give each word of a text its time.

    Words are runs without blanks that hold something to say. Where a script writes no blanks
    (`cut_unspaced`) they are cut where the library says that a word begins. Of several events in
    one word ("1998" has four) the first is its beginning; a word without any shares the time up to
    the next.
    """
    spans = list(_spans(text, [offset for offset, _ in heard.words] if cut_unspaced else []))
    if not spans or not heard.pauses:
        return []
    firsts, lasts = _event_samples(spans, heard.words)
    end_of_speech = heard.pauses[-1]
    starts = _filled(firsts, end_of_speech)
    words = []
    for index, (begin, stop) in enumerate(spans):
        follows = starts[index + 1] if index + 1 < len(starts) else end_of_speech
        # Of the pauses only one after the word's last part can end it: "e.g." may pause inside.
        from_here = bisect_right(heard.pauses, max(starts[index], lasts[index] or 0))
        pause = heard.pauses[from_here] if from_here < len(heard.pauses) else end_of_speech
        end = max(starts[index], min(follows, pause))
        words.append(SpokenWord(text[begin:stop], starts[index], end))
    return words


def _spans(text: str, cuts: list[int]) -> Iterator[tuple[int, int]]:
    for run in re.finditer(r"\S+", text):
        inside = sorted({cut for cut in cuts if run.start() < cut < run.end()})
        for begin, stop in pairwise([run.start(), *inside, run.end()]):
            if _is_said(text[begin:stop]):
                yield begin, stop


def _is_said(text: str) -> bool:
    """Tell whether there is anything that the library says by a word or a name."""
    # Cn, unassigned: letters of a later Unicode than Python's may be letters to who wrote them.
    said = ("L", "N", "S", "Cn")
    return any(c in "&%@" or unicodedata.category(c).startswith(said) for c in text)


def _event_samples(
    spans: list[tuple[int, int]], events: list[tuple[int, int]]
) -> tuple[list[int | None], list[int | None]]:
    """Find the first and the last event of each word, in samples."""
    begins = [begin for begin, _ in spans]
    firsts: list[int | None] = [None] * len(spans)
    lasts: list[int | None] = [None] * len(spans)
    for offset, sample in events:
        index = max(0, bisect_right(begins, offset) - 1)
        if offset >= spans[index][1] and index + 1 < len(spans) and firsts[index + 1] is None:
            # On a dash or a blank behind a word: it is the next word that begins.
            index += 1
        if firsts[index] is None:
            firsts[index] = sample
        lasts[index] = sample
    return firsts, lasts


def _filled(firsts: list[int | None], end: int) -> list[int]:
    """Let words without an event share the time up to the next that has one, in order."""
    starts: list[int] = []
    for index, sample in enumerate(firsts):
        if sample is not None:
            starts.append(max(sample, starts[-1] if starts else 0))
            continue
        ahead = next((i for i in range(index, len(firsts)) if firsts[i] is not None), len(firsts))
        known = firsts[ahead] if ahead < len(firsts) else end
        before = starts[-1] if starts else 0
        share = ahead - index + (1 if starts else 0)
        step = (max(known or 0, before) - before) // max(share, 1)
        starts.append(before + (step if starts else 0))
    return starts
