"""Opening and closing credits: what is said before a document and after it.

They are sections of their own with one paragraph each. The usual words are given for a dozen
languages, in English for others; a document's own words may be said in place of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from captioner.document import primary_language
from captioner.errors import OptionError

_FIELD = re.compile(r"\{([^{}]*)\}")
_FIELDS = ("title", "author", "narrator")


class Credits(msgspec.Struct, frozen=True):
    """Which credits are said: the `usual` ones, or an `opening` and a `closing` of one's own.

    `{title}`, `{author}` and `{narrator}` stand in those for what they name.
    """

    usual: bool = False
    opening: str = ""
    closing: str = ""

    def __bool__(self) -> bool:
        return self.usual or bool(self.opening or self.closing)


#: None are said.
NO_CREDITS = Credits()


class Words(msgspec.Struct, frozen=True):
    """The usual words of a language. A sentence is left out where what it names is not known."""

    opening: tuple[str, ...]
    closing: tuple[str, ...]
    both: str
    opening_title: str
    closing_title: str
    notes: str


_WORDS = {
    "en": Words(
        ("{title}.", "Written by {author}.", "Narrated by {narrator}."),
        ("The end.", "This was {title}.", "Written by {author}.", "Narrated by {narrator}."),
        " and ", "Opening credits", "Closing credits", "Notes",
    ),
    "de": Words(
        ("{title}.", "Von {author}.", "Gelesen von {narrator}."),
        ("Ende.", "Sie hörten: {title}.", "Von {author}.", "Gelesen von {narrator}."),
        " und ", "Vorspann", "Abspann", "Anmerkungen",
    ),
    "fr": Words(
        ("{title}.", "De {author}.", "Lu par {narrator}."),
        ("Fin.", "Vous avez écouté : {title}.", "De {author}.", "Lu par {narrator}."),
        " et ", "Générique de début", "Générique de fin", "Notes",
    ),
    "es": Words(
        ("{title}.", "Escrito por {author}.", "Narrado por {narrator}."),
        ("Fin.", "Han escuchado: {title}.", "Escrito por {author}.", "Narrado por {narrator}."),
        " y ", "Créditos iniciales", "Créditos finales", "Notas",
    ),
    "it": Words(
        ("{title}.", "Scritto da {author}.", "Letto da {narrator}."),
        ("Fine.", "Avete ascoltato: {title}.", "Scritto da {author}.", "Letto da {narrator}."),
        " e ", "Titoli di testa", "Titoli di coda", "Note",
    ),
    "pt": Words(
        ("{title}.", "Escrito por {author}.", "Narrado por {narrator}."),
        ("Fim.", "Acabou de ouvir: {title}.", "Escrito por {author}.", "Narrado por {narrator}."),
        " e ", "Créditos iniciais", "Créditos finais", "Notas",
    ),
    "nl": Words(
        ("{title}.", "Geschreven door {author}.", "Voorgelezen door {narrator}."),
        ("Einde.", "U luisterde naar: {title}.", "Geschreven door {author}.",
         "Voorgelezen door {narrator}."),
        " en ", "Begincredits", "Eindcredits", "Noten",
    ),
    "sv": Words(
        ("{title}.", "Av {author}.", "Uppläst av {narrator}."),
        ("Slut.", "Du har lyssnat på: {title}.", "Av {author}.", "Uppläst av {narrator}."),
        " och ", "Inledning", "Avslutning", "Noter",
    ),
    "da": Words(
        ("{title}.", "Af {author}.", "Læst op af {narrator}."),
        ("Slut.", "Du har hørt: {title}.", "Af {author}.", "Læst op af {narrator}."),
        " og ", "Indledning", "Afslutning", "Noter",
    ),
    "nb": Words(
        ("{title}.", "Av {author}.", "Lest av {narrator}."),
        ("Slutt.", "Du har hørt: {title}.", "Av {author}.", "Lest av {narrator}."),
        " og ", "Innledning", "Avslutning", "Noter",
    ),
    "pl": Words(
        ("{title}.", "Autor: {author}.", "Czyta {narrator}."),
        ("Koniec.", "To była książka: {title}.", "Autor: {author}.", "Czytał głos: {narrator}."),
        " i ", "Czołówka", "Napisy końcowe", "Przypisy",
    ),
    "ru": Words(
        ("{title}.", "Автор: {author}.", "Читает {narrator}."),
        ("Конец.", "Вы прослушали: {title}.", "Автор: {author}.", "Читает {narrator}."),
        " и ", "Вступительные титры", "Заключительные титры", "Примечания",
    ),
    "tr": Words(
        ("{title}.", "Yazan: {author}.", "Seslendiren: {narrator}."),
        ("Son.", "Dinlediğiniz eser: {title}.", "Yazan: {author}.", "Seslendiren: {narrator}."),
        " ve ", "Açılış", "Kapanış", "Notlar",
    ),
    "zh": Words(
        ("{title}。", "作者：{author}。", "朗读：{narrator}。"),
        ("全文完。", "您刚才听到的是：{title}。", "作者：{author}。", "朗读：{narrator}。"),
        "、", "片头", "片尾", "注释",
    ),
    "ja": Words(
        ("{title}。", "著者、{author}。", "朗読、{narrator}。"),
        ("おわり。", "お聞きいただいたのは、{title}。", "著者、{author}。", "朗読、{narrator}。"),
        "、", "はじめに", "おわりに", "注",
    ),
    "ar": Words(
        ("{title}.", "تأليف {author}.", "قراءة {narrator}."),
        ("النهاية.", "استمعتم إلى: {title}.", "تأليف {author}.", "قراءة {narrator}."),
        " و", "المقدمة", "الخاتمة", "ملاحظات",
    ),
}  # fmt: skip

#: What is ended already wants no full stop of its own.
_ENDED = re.compile(r"([.!?…。！？][”’»」』\")\]]*)[.。]")


def words_for(lang: str) -> Words:
    """Give the usual words of a language, those of English where there are none."""
    return _WORDS.get(primary_language(lang), _WORDS["en"])


def said_in(
    wanted: Credits, lang: str, title: str, authors: Sequence[str], narrator: str
) -> tuple[str, str]:
    """Give what is said before a document and after it; nothing is empty.

    Raises OptionError where words of one's own name what is not known.
    """
    words = words_for(lang)
    known = {"title": title, "author": _listed(authors, words.both), "narrator": narrator}
    opening, closing = (
        _usual(said, known, lang) if wanted.usual else "" for said in (words.opening, words.closing)
    )
    return (
        _filled(wanted.opening, "--opening", known) or opening,
        _filled(wanted.closing, "--closing", known) or closing,
    )


def _listed(names: Sequence[str], both: str) -> str:
    if len(names) < 2:
        return "".join(names)
    apart = "、" if both == "、" else ", "
    return f"{apart.join(names[:-1])}{both}{names[-1]}"


def _usual(sentences: Sequence[str], known: Mapping[str, str], lang: str) -> str:
    said = [
        _ENDED.sub(r"\1", sentence.format(**known))
        for sentence in sentences
        if all(known[field] for field in _FIELD.findall(sentence))
    ]
    return ("" if primary_language(lang) in ("zh", "ja") else " ").join(said)


def _filled(said: str, option: str, known: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        field = match[1].strip().lower()
        if field not in _FIELDS:
            named = ", ".join(f"{{{known}}}" for known in _FIELDS)
            raise OptionError(f"{option}: nothing is called {match[0]}; there are {named}")
        if not known[field]:
            raise OptionError(f"{option}: it names {match[0]}, which is not known; say --{field}")
        return known[field]

    return " ".join(_FIELD.sub(value, said).split())
