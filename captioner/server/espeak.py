"""eSpeak NG through ctypes: text in, samples and the times of its words out.

Runs in a worker process only: the library keeps its state in globals, and is GPL-3.

What makes its sound reproducible and its times true was found by measurement:

* A voice of its own with `flutter 0` and `roughness 0`: both follow counters that survive calls,
  so the same sentence would sound different after other speech.
* The library is loaded afresh before each request, unless the one before it left no trace. The
  trills of Polish, Russian, Arabic and others follow such a counter too, and rates and markup leak
  into later calls. It takes a fifth of what a sentence of English takes to speak.
* A blank between two letters becomes U+00A0. With plain blanks, pairs such as "of the" are one
  entry of the dictionary, and the second word has no time.
* The time of an event is its `sample`; its `audio_position` is cut to a millisecond.
* The length of the blocks in which the sound comes changes it by a few samples: it is the same
  for all that speak.
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
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from captioner.server.order import Said, Silence
from captioner.server.script import Script, stretches, write_script
from captioner.server.voices import LocalVoice, espeak_package
from captioner.server.word_times import Heard, SpokenWord, is_said, timed_words

RATE = 22050
WORDS_PER_MINUTE = range(80, 450)
DEFAULT_WORDS_PER_MINUTE = 175

_SYNCHRONOUS = 2
_BLOCK_MS = 1000
_PHONEME_EVENTS = 0x0001
_DONT_EXIT = 0x8000
_UTF8 = 1
_PHONEMES_IN_BRACKETS = 0x100
_POSITION_IN_CHARACTERS = 1
_WORD, _PHONEME = 1, 7
_PAUSE = b"_:\0"
_GO_ON, _STOP = 0, 1
_PARAMETERS = {1: DEFAULT_WORDS_PER_MINUTE, 2: 100, 3: 50, 4: 50, 7: 0}
_RATE_PARAMETER = 1


#: Letters of Western Europe and the marks of print; no controls, which are commands.
_LATIN = re.compile("[ -~\u00a0-\u017f\u2010-\u2027\u2030-\u203a]*")


#: Is given samples, which lie there until it returns.
OnBlock = Callable[[memoryview], None]


class SynthesizerError(Exception):
    """The library cannot be loaded or will not do as told. The message says what and why."""


#: Of an espeak_EVENT (type, unique_identifier, text_position, length, audio_position, sample,
#: user_data, the name of a phoneme) the type, position, sample, and as much of the name as tells a
#: pause. A sentence has a hundred: they are read all at once.
_EVENT = struct.Struct(f"@i4xi8xi{struct.calcsize('@P')}x3s5x")
_INT_BYTES = struct.calcsize("@i")
_EVENT_INTS = _EVENT.size // _INT_BYTES

#: Lets the library's memory be read where it lies: a copy of its sound took a hundredth of the time
#: in which it speaks.
_view = ctypes.pythonapi.PyMemoryView_FromMemory
_view.restype = ctypes.py_object
_view.argtypes = [ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_int]
_READ = 0x100

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int)
)


class Espeak:
    """The loaded library. One a process; not safe for threads.

    `folder` is an empty folder of ours: the process works in it from then on.
    """

    def __init__(self, folder: Path) -> None:
        package = espeak_package()
        with contextlib.suppress(OSError):  # Windows wants privileges for links
            (folder / "espeak-ng-data").symlink_to(package / "espeak-ng-data")
        os.chdir(folder)
        linked = Path("espeak-ng-data").is_dir()
        data = b"espeak-ng-data" if linked else os.fsencode(package / "espeak-ng-data")
        self._package = package
        self._data = data
        self._heard = Heard()
        self._on_block: OnBlock = _ignore
        self._failure: BaseException | None = None
        # Referenced for as long as the library may call it.
        self._callback = _Callback(self._receive)
        self._library: ctypes.CDLL | None = None
        #: The voice and the rate that it was loaded for, if nothing has left a trace in it since.
        self._chosen: tuple[str, int] | None = None
        self._load_afresh()

    def speak(
        self,
        voice: LocalVoice,
        parts: Sequence[Said | Silence],
        on_block: OnBlock,
        speed: float = 1.0,
    ) -> tuple[list[SpokenWord], int]:
        """Speak: give the samples to `on_block` as they come, then the words and the length. They
        are there until it returns.

        `speed` is how many times as fast as usual. Raises SynthesizerError.
        """
        words: list[SpokenWord] = []
        samples = 0

        def count(block: memoryview) -> None:
            nonlocal samples
            samples += len(block) // 2
            on_block(block)

        for stretch in stretches(parts):
            if isinstance(stretch, Silence):
                self._rest(stretch.ms * RATE // 1000, count)
                continue
            begun = samples
            found = self._stretch(voice, stretch, count, speed)
            words += (
                found
                if not begun
                else [SpokenWord(word.text, begun + word.start, begun + word.end) for word in found]
            )
        return words, samples

    @staticmethod
    def _rest(samples: int, on_block: OnBlock) -> None:
        for at in range(0, samples, RATE):
            on_block(memoryview(bytes(2 * min(RATE, samples - at))))

    def _stretch(
        self,
        voice: LocalVoice,
        stretch: Sequence[Said],
        on_block: OnBlock,
        speed: float,
    ) -> list[SpokenWord]:
        """Speak what has no silence asked for in it; times count from its own beginning."""
        script = write_script(stretch, lambda own: words_per_minute(speed * own))
        if not is_said(script.shown):
            return []
        plain = _leaves_no_trace(voice, script)
        chosen = (voice.name, words_per_minute(speed)) if plain else None
        if chosen is None or chosen != self._chosen:
            self._chosen = None
            self._choose(self._load_afresh(), voice, words_per_minute(speed))
        library = self._library
        assert library is not None  # noqa: S101 - it was loaded when this was made
        self._heard, self._on_block, self._failure = Heard(), on_block, None
        encoded = script.source.encode()
        flags = _UTF8 | (_PHONEMES_IN_BRACKETS if script.has_phonemes else 0)
        status = library.espeak_Synth(
            encoded, len(encoded) + 1, 0, _POSITION_IN_CHARACTERS, 0, flags, None, None
        )
        self._on_block = _ignore
        if self._failure is not None:
            raise self._failure
        if status:
            raise SynthesizerError(f"eSpeak NG failed with status {status:#x}")
        self._chosen = chosen
        self._heard.words = [(script.offset(at), sample) for at, sample in self._heard.words]
        return timed_words(script.shown, self._heard, cut_unspaced=voice.speaks("zh"))

    def _load_afresh(self) -> ctypes.CDLL:
        """Give the library as it is before its first word, which takes less than a millisecond."""
        if self._library is not None:
            self._library.espeak_Terminate()
            handle, self._library = self._library._handle, None
            _unload(handle)
        library = _load(self._package)
        flags = _PHONEME_EVENTS | _DONT_EXIT
        if library.espeak_Initialize(_SYNCHRONOUS, _BLOCK_MS, self._data, flags) != RATE:
            raise SynthesizerError(f"eSpeak NG does not find its data in {self._package}")
        library.espeak_SetSynthCallback(self._callback)
        self._library = library
        return library

    def _choose(self, library: ctypes.CDLL, voice: LocalVoice, rate: int) -> None:
        file = Path("v") / voice.name
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            # Bytes, since a few of the files are in other encodings than UTF-8.
            file.write_bytes(voice.file.read_bytes() + b"\nflutter 0\nroughness 0\n")
        if library.espeak_ng_SetVoiceByFile(os.fsencode(file.as_posix())):
            raise SynthesizerError(f"eSpeak NG does not load its voice {voice.name}")
        for parameter, value in (_PARAMETERS | {_RATE_PARAMETER: rate}).items():
            library.espeak_SetParameter(parameter, value, 0)

    def _receive(self, samples: int | None, count: int, events: ctypes.Array[ctypes.c_int]) -> int:
        if samples and count > 0:
            try:
                self._on_block(_view(samples, count * 2, _READ))
            except BaseException as exc:  # noqa: BLE001 - nothing can be raised through the library
                self._failure = exc
                return _STOP
        heard = self._heard
        for kind, position, sample, name in _told(events):
            if kind == _WORD:
                heard.words.append((position - 1, sample))
            elif kind == _PHONEME and name == _PAUSE:
                heard.pauses.append(sample)
        return _GO_ON


def _told(events: ctypes.Array[ctypes.c_int]) -> Iterator[tuple[Any, ...]]:
    """Read the events up to the one of type 0, which is behind the last."""
    ints = 0
    while events[ints]:
        ints += _EVENT_INTS
    return _EVENT.iter_unpack(ctypes.string_at(events, ints * _INT_BYTES))


def words_per_minute(speed: float) -> int:
    """Give the library's rate for a speed, as near as it goes."""
    slowest, fastest = WORDS_PER_MINUTE[0], WORDS_PER_MINUTE[-1]
    return max(slowest, min(fastest, round(DEFAULT_WORDS_PER_MINUTE * speed)))


def _leaves_no_trace(voice: LocalVoice, script: Script) -> bool:
    """Tell whether the library is after a text as it was before it.

    It is after English in Latin letters: trills are of other languages, of the names of other
    scripts' letters, and of Scotland.
    """
    return (
        voice.speaks("en")
        and voice.name != "en-gb-scotland"
        and not script.has_phonemes
        and _LATIN.fullmatch(script.source) is not None
    )


def _ignore(block: memoryview) -> None:
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
