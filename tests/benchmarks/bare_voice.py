"""The bare synthesizer: the limit that speaking a document is measured against.

    python -m tests.benchmarks.bare_voice SENTENCES FILE NUMBER OF

Speaks each `OF`th line of the file SENTENCES, from the one with `NUMBER`, and writes the samples
to FILE. It does nothing else: the library is loaded once, no words are asked for, nothing is
checked, and where one sentence ends nobody knows.
"""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from itertools import islice
from pathlib import Path

from captioner.server.voices import espeak_package

_SYNCHRONOUS, _BLOCK_MS, _UTF8, _CHARACTERS = 2, 1000, 1, 1
_NO_EXIT = 0x8000


def speak(sentences: Path, file: Path, number: int, of: int) -> None:
    """Speak every `of`th sentence, from `number` on."""
    package = espeak_package()
    # The library takes no long path to its data.
    with tempfile.TemporaryDirectory() as folder, sentences.open("rb") as lines:
        Path(folder, "espeak-ng-data").symlink_to(package / "espeak-ng-data")
        with file.resolve().open("wb") as out:
            os.chdir(folder)
            library = ctypes.CDLL(str(package / "libespeak-ng.so"))
            library.espeak_Initialize(_SYNCHRONOUS, _BLOCK_MS, b"espeak-ng-data", _NO_EXIT)
            library.espeak_SetVoiceByName(b"en-us")

            def take(samples: int | None, count: int, events: int | None) -> int:
                if samples and count > 0:
                    out.write(ctypes.string_at(samples, 2 * count))
                return 0

            pointer = ctypes.c_void_p
            callback = ctypes.CFUNCTYPE(ctypes.c_int, pointer, ctypes.c_int, pointer)(take)
            library.espeak_SetSynthCallback(callback)
            for line in islice(lines, number, None, of):
                text = line.rstrip(b"\n")
                library.espeak_Synth(text, len(text) + 1, 0, _CHARACTERS, 0, _UTF8, None, None)


if __name__ == "__main__":
    speak(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
