"""A Timeline as captions. Pure: cues from the timeline, and one file per format.

`cues` cuts sentences into cues and lines by a profile of `profiles`, `rules` tells what a cue does
not keep, `width` measures text; `srt`, `vtt` and the others are the formats, each of the same shape
(`writer`): a head, cues, an end, and warnings of what it could not carry.
"""

from captioner.captions.ass import Ass
from captioner.captions.cues import Cue, Cutter, Word, cut
from captioner.captions.labels import Labels
from captioner.captions.lrc import Lrc
from captioner.captions.podcast import PodcastJson
from captioner.captions.profiles import Profile, profile_of
from captioner.captions.rules import RULES, Flaw, flaws_of
from captioner.captions.srt import Srt, read_srt
from captioner.captions.transcript import MarkdownTranscript, Transcript
from captioner.captions.ttml import Ttml
from captioner.captions.vtt import Vtt
from captioner.captions.words_csv import WordsCsv
from captioner.captions.words_vtt import WordsVtt
from captioner.captions.writer import About, CaptionWriter

__all__ = [
    "RULES",
    "About",
    "Ass",
    "CaptionWriter",
    "Cue",
    "Cutter",
    "Flaw",
    "Labels",
    "Lrc",
    "MarkdownTranscript",
    "PodcastJson",
    "Profile",
    "Srt",
    "Transcript",
    "Ttml",
    "Vtt",
    "Word",
    "WordsCsv",
    "WordsVtt",
    "cut",
    "flaws_of",
    "profile_of",
    "read_srt",
]
