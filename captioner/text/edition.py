"""How a file is made into a Document, beyond what the file itself says. Values only."""

from __future__ import annotations

import msgspec

from captioner.text.choice import ALL, Choice
from captioner.text.credits import NO_CREDITS, Credits
from captioner.text.lexicon import NO_LEXICON, Lexicon


class Edition(msgspec.Struct, frozen=True):
    """What is asked of a reading.

    `lexicon` has words said otherwise than they are written. With `notes` the footnotes and
    endnotes are read at the end, else they are left out. `sections` are those that are wanted.
    `title` and `authors` stand for what the document says of itself, `narrator` for who reads it.
    """

    lexicon: Lexicon = NO_LEXICON
    notes: bool = False
    sections: Choice = ALL
    credits: Credits = NO_CREDITS
    title: str = ""
    authors: tuple[str, ...] = ()
    narrator: str = ""


#: The document as its file has it.
AS_IT_IS = Edition()
