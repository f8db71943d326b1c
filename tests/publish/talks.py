"""Talks as they were written, and as a recogniser heard them: with fillers, begun anew, with a
sentence left out, an aside put in, and figures in words.

In `heard` a sentence begins at its number in brackets; a rest is `/`, of a second `//`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tests.timeline.told.shapes import Spoken

LETTER_MS, WORD_MS, REST_MS = 50, 60, 250


class Talk(NamedTuple):
    """A text, by its sentences, what was heard of it, and what of that is not in it."""

    lang: str
    title: str
    sentences: tuple[str, ...]
    heard: str
    extra: tuple[str, ...]

    @property
    def text(self) -> str:
        """The talk as its author wrote it."""
        return f"# {self.title}\n\n{' '.join(self.sentences)}\n"

    def spoken(self) -> tuple[list[Spoken], dict[int, int]]:
        """Give the words with their times, and when each sentence that was said begins."""
        words: list[Spoken] = []
        begins: dict[int, int] = {}
        now = 400
        for number, rest, word in re.findall(r"\[(\d+)\]|(/+)|([^\s\[\]/]+)", self.heard):
            if number:
                begins[int(number)] = now
            elif rest:
                now += REST_MS * (1 if rest == "/" else 4)
            else:
                length = WORD_MS + LETTER_MS * len(word)
                words.append(Spoken(word, now, now + length))
                now += length
        return words, begins


BEES = Talk(
    "en",
    "Keeping bees on a roof",
    (
        "Good evening, and thank you for coming.",
        "My name is Dr. Ruth Abney, and I've kept bees for 23 years.",
        "We started in 2003 with one hive and a budget of $150.",
        "Today there're 12 hives, and they gave us 1.2 tonnes of honey.",
        "Nobody was stung last summer.",
        "The roof is 40 m above the street.",
        "Bees don't mind the height, but they do mind the wind.",
        "Wait.",
        "Let me show you three pictures, e.g. of a swarm.",
    ),
    "[2]Good evening, and, uh, thank you for coming. / [3]My name is Doctor Ruth Abney, and I have "
    "kept bees for twenty-three years. / We started in, we started with / [4]we started in 2003 "
    "with one hive and a budget of a hundred and fifty dollars. / Can you hear me at the back? / "
    "Good. / [5]Today there are twelve hives, and they gave us 1.2 tons of honey. / "
    "[7]The roof is, um, 40 meters above the street. / "
    "[8]Bees do not mind the height but they do mind the wind. "
    "[10]Let me show you three pictures, for example of a swarm.",
    ("uh,", "We started in, we started with", "Can you hear me at the back? Good.", "um,"),
)

GARTEN = Talk(
    "de",
    "Der Garten am Bahndamm",
    (
        "Guten Abend zusammen!",
        "Ich heiße Jonas Wehrle und gärtnere hier seit 1998.",
        "Im ersten Jahr ernteten wir 3,5 kg Bohnen, also fast nichts.",
        "Danach wurde es besser.",
        "Heute sind es 250 kg im Jahr.",
        "Das Bewässerungssystem haben wir selbst gebaut.",
        "Ein Zaun hält die Rehe ab, z.B. im Mai.",
    ),
    "[2]Guten Abend zusammen. / [3]Ich heiße Jonas Wehrle und ähm gärtnere hier seit "
    "neunzehnhundertachtundneunzig. / [4]Im ersten Jahr ernteten wir dreieinhalb Kilo Bohnen, also "
    "fast nichts. / Heute sind / [6]heute sind es zweihundertfünfzig Kilo im Jahr. / Moment, das "
    "Mikro. / [7]Das Bewässerungs System haben wir selbst gebaut. / [8]Ein Zaun hält die Rehe ab, "
    "zum Beispiel im Mai.",
    ("ähm", "Heute sind", "Moment, das Mikro."),
)

LIMANI = Talk(
    "el",
    "Το λιμάνι",
    (
        "Καλησπέρα σας.",
        "Με λένε Άννα και δουλεύω εδώ από το 1995.",
        "Κάθε μέρα φτάνουν 14 καράβια, δηλ. ένα κάθε δύο ώρες.",
        "Ο φάρος χτίστηκε αργότερα.",
        "Τον χειμώνα ο βοριάς σταματά τα πάντα.",
        "Τότε πίνουμε καφέ και περιμένουμε.",
    ),
    "[2]Καλησπέρα σας. / [3]Με λένε Άννα και εε δουλεύω εδώ από το χίλια εννιακόσια ενενήντα "
    "πέντε. / [4]Κάθε μέρα φτάνουν δεκατέσσερα καράβια, δηλαδή ένα κάθε δύο ώρες. / Τον χειμώνα, / "
    "[6]τον χειμώνα ο βοριάς σταματά τα πάντα. / Ακούγομαι πίσω; Ωραία. / [7]Τότε πίνουμε καφέ και "
    "περιμένουμε.",
    ("εε", "Τον χειμώνα,", "Ακούγομαι πίσω; Ωραία."),
)

TALKS = {"bees": BEES, "garten": GARTEN, "limani": LIMANI}
