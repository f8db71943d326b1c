"""What the embedded server can speak: the voices of eSpeak NG, read from its data."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

import msgspec

from captioner.document import primary_language
from captioner.errors import SpeechRefused

#: Languages that eSpeak NG speaks without telling where a word begins.
_UNTIMED = frozenset({"ja", "my", "th"})

#: What a bare language code means where several voices speak it.
_PREFERRED = {"en": "en-us", "pt": "pt-br", "zh": "cmn"}


class LocalVoice(msgspec.Struct, frozen=True):
    """A voice of the embedded server. `languages` are lower-case tags, the most fitting first."""

    name: str
    title: str
    languages: tuple[str, ...]
    file: Path

    @property
    def estimated(self) -> bool:
        """Whether its word times are estimated: it gives none itself."""
        return primary_language(self.languages[0]) in _UNTIMED

    def speaks(self, lang: str) -> bool:
        """Tell whether it speaks a language, given by a tag of two or three letters or more."""
        return primary_language(lang) in {primary_language(known) for known in self.languages}


def espeak_package() -> Path:
    """Find the folder with the synthesizer's library and data, without importing anything."""
    spec = importlib.util.find_spec("espeakng_loader")
    if spec is None or not spec.submodule_search_locations:
        raise SpeechRefused("the embedded voice is not installed: pip install espeakng-loader")
    return Path(spec.submodule_search_locations[0])


@cache
def local_voices() -> dict[str, LocalVoice]:
    """List the voices by name, in alphabetical order."""
    data = espeak_package() / "espeak-ng-data" / "lang"
    voices = (_read_voice(file) for file in data.rglob("*") if file.is_file())
    return {voice.name: voice for voice in sorted(voices, key=lambda voice: voice.name)}


def _read_voice(file: Path) -> LocalVoice:
    text = file.read_text("utf-8", errors="replace")
    title = re.search(r"^name\s+(.+?)\s*$", text, re.MULTILINE)
    tags = re.findall(r"^language\s+(\S+)(?:\s+(\d+))?", text, re.MULTILINE)
    ranked = sorted(tags, key=lambda tag: int(tag[1] or 5))
    name = file.name.lower()
    languages = tuple(tag.lower() for tag, _ in ranked) or (name,)
    return LocalVoice(name, title[1] if title else name, languages, file)


def choose_voice(lang: str) -> LocalVoice | None:
    """Choose the voice for a language tag: the region's own, or the language's usual one."""
    voices = local_voices()
    tag = lang.lower().replace("_", "-")
    language = primary_language(tag)
    regional = [voice for voice in voices.values() if tag in voice.languages]
    if tag != language and regional:
        return min(regional, key=lambda voice: (voice.languages.index(tag), len(voice.name)))
    if language in _PREFERRED:
        return voices.get(_PREFERRED[language])
    by_name = voices.get(language)
    speaking = [voice for voice in voices.values() if voice.speaks(language)]
    return by_name or (speaking[0] if speaking else None)
