"""From a document to a narration: asking for every sentence, and laying out what comes.

`settings` says how, `engine` does it piece by piece, `pieces` makes a piece of what was spoken,
`beginning` says where that ends if not all is wanted, `conform` sees to it that a piece fits a
profile, with what `again` gets and `fitted` tells of it; `timed` lays out what has its own times,
in the `slots` of a script; `casting` says who speaks what; `costs` tells what a choice of service
and sound costs.
"""

from captioner.narrate.casting import Cast
from captioner.narrate.costs import costs
from captioner.narrate.engine import narrate
from captioner.narrate.fitted import Fitted
from captioner.narrate.pieces import Piece
from captioner.narrate.settings import Fit, FitBy, Progress, Settings
from captioner.narrate.slots import Misfit, Timing

__all__ = [
    "Cast",
    "Fit",
    "FitBy",
    "Fitted",
    "Misfit",
    "Piece",
    "Progress",
    "Settings",
    "Timing",
    "costs",
    "narrate",
]
