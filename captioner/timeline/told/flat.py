"""The words of a document that are said, one after the other, and the words that were heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from captioner.audio.take import HeardWord
from captioner.document import Sentence
from captioner.timeline.align import fold
from captioner.timeline.fit import apart, shares
from captioner.timeline.told.times import WordList
from captioner.timeline.words import TextWord, words_of


class Flat(msgspec.Struct, frozen=True):
    """All words of some sentences that are said: as slices of their sentence's text, and `folded`.

    `owners` are the indices of the sentences they are in; sentence i has words [firsts[i],
    firsts[i + 1]), and `shown` beside them.
    """

    sentences: tuple[Sentence, ...]
    words: list[TextWord]
    folded: list[str]
    owners: list[int]
    firsts: list[int]
    shown: list[Sequence[TextWord]]

    def text(self, start: int, end: int) -> str:
        """Give the text from one word up to another, as far as it is in the sentence of the first.

        Words in sentences after it are joined to it by blanks.
        """
        parts = []
        while start < end:
            owner = self.owners[start]
            stop = min(end, self.firsts[owner + 1])
            text = self.sentences[owner].text
            parts.append(text[self.words[start].start : self.words[stop - 1].end])
            start = stop
        return " ".join(parts)

    def count(self, owner: int) -> int:
        """Count the words of a sentence that are said."""
        return self.firsts[owner + 1] - self.firsts[owner]

    def of(self, owner: int) -> list[str]:
        """Give the words of a sentence, folded."""
        return self.folded[self.firsts[owner] : self.firsts[owner + 1]]


def is_in_words(folded: str) -> bool:
    """Tell whether a word is more than signs, which no recogniser writes."""
    return any(map(str.isalnum, folded))


def flat(sentences: Iterator[Sentence]) -> Flat:
    """List the words of sentences, in reading order."""
    found = Flat(tuple(sentences), [], [], [], [0], [])
    for index, sentence in enumerate(found.sentences):
        said, shown = apart(sentence.text, sentence.unsaid)
        found.words.extend(said)
        found.folded.extend(fold(sentence.text[word.start : word.end]) for word in said)
        found.owners.extend([index] * len(said))
        found.firsts.append(len(found.words))
        found.shown.append(shown)
    return found


class Heard(msgspec.Struct, frozen=True):
    """What was heard, cut as the words of a text are, and `folded`.

    `origins` are the indices of the words in their list; `guessed` tells whose times are no more
    than shares.
    """

    words: list[HeardWord]
    folded: list[str]
    origins: list[int]
    guessed: list[bool]


def heard(words: WordList) -> Heard:
    """Cut words that hold several, such as a run of Chinese, and drop those with nothing said."""
    found = Heard([], [], [], [])
    for index, word in enumerate(words.words):
        for part, folded in _parts(word):
            found.words.append(part)
            found.folded.append(folded)
            found.origins.append(index)
            found.guessed.append(index in words.guessed)
    return found


def _parts(word: HeardWord) -> Iterator[tuple[HeardWord, str]]:
    """Give the words in one, and each folded."""
    texts = [word.text[part.start : part.end] for part in words_of(word.text)]
    folded = [fold(text) for text in texts]
    spans = shares(folded, word.start, word.end) if len(texts) > 1 else [(word.start, word.end)]
    for text, bare, (start, end) in zip(texts, folded, spans, strict=False):
        if bare:
            yield HeardWord(text, start, end), bare
