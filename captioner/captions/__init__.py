"""A Timeline as captions. Pure: cues from the timeline, and one file per format.

`cues` cuts sentences into cues and lines, `width` measures text, `srt`, `vtt` and `words_vtt` are
the formats; each has the same shape: a head, cues, and warnings of what it could not carry.
"""

from captioner.captions.cues import Cue, Style, Word, cut
from captioner.captions.srt import Srt
from captioner.captions.vtt import Vtt
from captioner.captions.words_vtt import WordsVtt

__all__ = ["Cue", "Srt", "Style", "Vtt", "Word", "WordsVtt", "cut"]
