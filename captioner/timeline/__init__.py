"""Where everything lies, in frames. Pure: no samples are held here.

`words` finds the words of a text, `fit` gives each the time at which the voice says it, `layout`
places takes and silences, `render` reads the sound from the result, `record` writes it down and
reads what was kept.
"""

from captioner.timeline.fit import Quality, TimedWord, fit, words_agree
from captioner.timeline.layout import Measure, Placed, Timeline, WordAt, lay_out
from captioner.timeline.pauses import Pauses
from captioner.timeline.render import render
from captioner.timeline.words import TextWord, words_of

__all__ = [
    "Measure",
    "Pauses",
    "Placed",
    "Quality",
    "TextWord",
    "TimedWord",
    "Timeline",
    "WordAt",
    "fit",
    "lay_out",
    "render",
    "words_agree",
    "words_of",
]
