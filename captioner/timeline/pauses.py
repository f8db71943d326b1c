"""How long the voice rests between two sentences: a small table of rules. Pure."""

from __future__ import annotations

import re

import msgspec

from captioner.document import Kind, Sentence
from captioner.errors import OptionError

#: The kinds of paragraphs that may have a pause of their own.
_KINDS = (Kind.ITEM, Kind.QUOTE, Kind.CELL, Kind.FIGURE, Kind.SOUND)
#: What every narration has a pause for.
_USUAL = ("sentence", "paragraph", "heading", "section", "break")
LONGEST_MS = 60_000

_RULE = re.compile(r"\s*(.+?)\s*=\s*(\d{1,12})\s*(?:ms)?\s*", re.DOTALL)
_MARKS = re.compile(r"[^\w\s=]{1,8}")
#: What may stand between the mark that ends a sentence and its end.
_CLOSING = ' \t\u00a0"”’»」』)]*_'
#: The rest before a sentence that would have begun already: enough to hear where it begins.
CATCHING_UP_MS = 80


class Pauses(msgspec.Struct, frozen=True):
    """How long the voice rests between two sentences, in milliseconds, by what lies between.

    A break is one of the scene, such as a rule. `rules` are pauses for kinds of paragraphs (`item`,
    `quote`, `cell`, `figure`, `sound`) in place of that of a paragraph, and for the marks that end
    a sentence, such as `?` or `…`.
    """

    sentence_ms: int = 350
    paragraph_ms: int = 700
    heading_ms: int = 800
    section_ms: int = 1400
    break_ms: int = 1400
    rules: tuple[tuple[str, int], ...] = ()

    def between(self, before: Sentence, after: Sentence) -> int:
        """Tell how long to rest, in milliseconds. There is no pause inside a split sentence, and a
        sound, which has a silence of its own, wants none of a paragraph. What has its own time
        waits for that, and no longer than it must.

        Between two paragraphs the longer of their pauses counts, but for a heading, a section and a
        break; if a mark has a longer one, that.
        """
        if after.start_ms is not None:
            return 0 if before.kind is Kind.SOUND else min(self.sentence_ms, CATCHING_UP_MS)
        if after.continues and (after.section, after.number) == (before.section, before.number + 1):
            return 0
        if before.section != after.section:
            return self.section_ms
        ended = self._after_mark(before)
        if before.paragraph == after.paragraph and Kind.SOUND not in (before.kind, after.kind):
            return self.sentence_ms if ended is None else ended
        return max(self._between_paragraphs(before, after), ended or 0)

    def _between_paragraphs(self, before: Sentence, after: Sentence) -> int:
        apart = before.paragraph != after.paragraph
        if after.after_break and apart:
            return self.break_ms
        if before.kind is Kind.HEADING and apart:
            return self.heading_ms
        rules = dict(self.rules)
        if Kind.SOUND in (before.kind, after.kind):
            return rules.get(Kind.SOUND, self.sentence_ms)
        usual = {Kind.CELL: self.sentence_ms}
        return max(
            rules.get(kind, usual.get(kind, self.paragraph_ms))
            for kind in (before.kind, after.kind)
        )

    def _after_mark(self, before: Sentence) -> int | None:
        """Give the pause of the mark that ends a sentence, the longest mark that has one."""
        if not self.rules:
            return None
        ended = before.text.rstrip(_CLOSING)
        marks = [(len(name), ms) for name, ms in self.rules if ended.endswith(name)]
        return max(marks)[1] if marks else None


def with_rules(pauses: Pauses, said: tuple[str, ...]) -> Pauses:
    """Change pauses by rules such as `item=300`. Raises OptionError for what is none."""
    values = {name: getattr(pauses, f"{name}_ms") for name in _USUAL}
    rules = dict(pauses.rules)
    for rule in said:
        match = _RULE.fullmatch(rule)
        if match is None:
            raise OptionError(f"--pause {rule}: say what for and how long, such as item=300")
        name, ms = match[1].lower(), int(match[2])
        if ms > LONGEST_MS:
            raise OptionError(f"--pause {rule}: a pause has at most {LONGEST_MS} milliseconds")
        if name in values:
            values[name] = ms
        elif name in _KINDS or _MARKS.fullmatch(name):
            rules[name] = ms
        else:
            raise OptionError(
                f"--pause {rule}: nothing is called {name!r}; there are "
                f"{', '.join((*_USUAL, *_KINDS))}, and marks that end a sentence, such as ?"
            )
    own = {f"{name}_ms": ms for name, ms in values.items()}
    return Pauses(**own, rules=tuple(rules.items()))
