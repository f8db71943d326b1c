"""Sounds of a script, for which no voice is asked: a silence in which what is shown can be read."""

from __future__ import annotations

from captioner.audio.pcm import ms_to_frames, silence
from captioner.audio.take import Take
from captioner.captions.width import width
from captioner.document import Sentence

#: The six-second rule: two full lines of 37 characters are read in six seconds. No profile wants
#: less in a second but that for Japanese.
_CELLS_PER_SECOND = 12
#: The BBC gives a label of a sound a second more than its reading takes.
_MORE_MS = 1000


def silent_take(sentence: Sentence, rate: int) -> Take:
    """Give a sound the silence in which it is shown."""
    reading_ms = 1000 * width(sentence.text.strip()) // _CELLS_PER_SECOND
    return Take(silence(ms_to_frames(_MORE_MS + reading_ms, rate)), rate)
