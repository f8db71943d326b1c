"""Sound counted in frames: 16-bit signed little-endian mono, one sample a frame.

`pcm` counts and converts, `take` is what came back for a sentence, `edit` does what is done to one
take (pydub lives there). A `writer` writes files of the formats that are told in `codecs`, with
their `tags`; `coded` ones by PyAV, where the work of an `encoder` is `spread` among the cores, by
`helpers`, which are processes. `loudness` is what is measured; a `limiter` lets sound be louder.
"""

from captioner.audio.edit import Edits, edit
from captioner.audio.pcm import (
    SAMPLE_BYTES,
    frames_in,
    ms_of,
    ms_to_frames,
    seconds_to_frames,
    silence,
)
from captioner.audio.take import HeardWord, Take

__all__ = [
    "SAMPLE_BYTES",
    "Edits",
    "HeardWord",
    "Take",
    "edit",
    "frames_in",
    "ms_of",
    "ms_to_frames",
    "seconds_to_frames",
    "silence",
]
