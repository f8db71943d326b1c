"""--cast: rows by name, read from files and from the command, and what is wrong in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from captioner.cli.casting import cast_of, folded, told_without
from captioner.cli.speaking import Speaking, speaking_by
from captioner.document import Document
from captioner.errors import CaptionerError, OptionError

TALK = (
    "Silence.\n\nANNA: One.\n\nBEN: Two.\n\nFrau Müller: Drei.\n\nANNA, BEN: Both.\n\nCarl: Four.\n"
)
URL = "ws://localhost:1"


def speaking(*cast: str, **given: Any) -> Speaking:
    usual: dict[str, Any] = {
        "lang": None, "speaker": None, "model": None, "rate": None, "speed": None, "settings": (),
        "url": None, "connections": None,
    }  # fmt: skip
    return speaking_by(**(usual | given), cast=cast)


def file(folder: Path, text: str, name: str = "cast.toml") -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def talk(folder: Path, how: Speaking, text: str = TALK) -> Document:
    path = folder / "talk.txt"
    path.write_text(text, "utf-8")
    return how.read(path)


def voices(folder: Path, how: Speaking) -> dict[str, str]:
    """Who speaks for whom, by speaker and language."""
    document = talk(folder, how)
    cast = {"": how.voice_for(document), **how.cast_for(document)}
    return {name: f"{voice.speaker} {voice.lang}" for name, voice in cast.items()}


def test_rows_say_in_what_a_voice_differs_from_the_usual_one(tmp_path: Path) -> None:
    toml = file(
        tmp_path,
        'default = "en-029"\nnarrator = "en-gb-scotland"\n[Anna]\nspeaker = "en-gb-x-rp"\n'
        'speed = 1.2\ntimeScaleFactor = 0.9\n["FRAU  MÜLLER"]\nlang = "de"\nrate = 16000\n',
    )
    how = speaking(toml, "ben=en-us-nyc")
    document = talk(tmp_path, how)

    assert voices(tmp_path, how) == {
        "": "en-gb-scotland en", "ANNA": "en-gb-x-rp en", "BEN": "en-us-nyc en",
        "Frau Müller": "de de", "ANNA, BEN": "en-029 en", "Carl": "en-029 en",
    }  # fmt: skip
    anna, other = how.cast_for(document)["ANNA"], how.cast_for(document)["Frau Müller"]
    assert (anna.speed_alpha, anna.time_scale_factor) == (1.2, 0.9)
    assert (other.rate, how.wanted.rate) == (16000, 22050)
    assert [(s.speaker, s.lang) for s in document.sentences][3] == ("Frau Müller", "de")
    assert how.cast.without(document) == ("ANNA, BEN", "Carl")


def test_without_a_default_those_without_a_row_have_the_usual_voice(tmp_path: Path) -> None:
    how = speaking("narrator=en", "ANNA=en-029", speaker="en-us")

    assert voices(tmp_path, how) == {
        "": "en en", "ANNA": "en-029 en", "BEN": "en-us en", "Frau Müller": "en-us en",
        "ANNA, BEN": "en-us en", "Carl": "en-us en",
    }  # fmt: skip


def test_with_a_cast_a_document_is_a_script_unless_it_says_otherwise(tmp_path: Path) -> None:
    cast = speaking("ANNA=en")
    none = speaking("ANNA=en", script=False)

    assert [s.spoken for s in talk(tmp_path, cast).sentences][1] == "One."
    assert [s.spoken for s in talk(tmp_path, none).sentences][1] == "ANNA: One."
    path = tmp_path / "talk.md"
    path.write_text(f"---\nscript: false\n---\n\n{TALK}", "utf-8")
    assert [s.spoken for s in cast.read(path).sentences][1] == "ANNA: One."


def test_speed_is_as_fast_in_every_model() -> None:
    how = speaking(
        'ANNA=astra', speaker="luna", url=URL, speed=1.25, model="coda",
    )  # fmt: skip
    row = how.cast.of("Anna")
    assert row.over({"model": "coda", "speed_alpha": 1.25}, "coda")["speed_alpha"] == 1.25
    slow = type(row)({"model": "mistv2"})
    assert slow.over({"model": "coda", "speed_alpha": 1.25}, "coda")["speed_alpha"] == 0.8


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("ANNA = 3", "ANNA: a row must look like"),
        ("[ANNA]\nspeed = 99", "ANNA: speed must be a number from 0.1 to 10"),
        ("[ANNA]\nfoo = 1", "ANNA: foo=1: there is nothing of that name to be set"),
        ("[ANNA]\nrate = 9", "ANNA: samplingRate=9: it must be a whole number"),
        ('[ANNA]\nspeaker = "a\\u0007b"', "ANNA: speaker holds a character that no setting has"),
        ('ANNA = "en"\nanna = "en"', "anna: it has two rows"),
        ('" " = "en"', "it is no name"),
        ("[ANNA", r"it cannot be read \(Expected"),
        ('[ANNA]\nmodel = "mistv2"', "anna: model needs --url"),
        ('[ANNA]\nspeedAlpha = "9,9"', "ANNA: speedAlpha=9,9: it must be a number"),
    ],
)
def test_what_is_wrong_in_a_row_is_told_by_file_and_name(
    tmp_path: Path, toml: str, said: str
) -> None:
    with pytest.raises(OptionError, match=said):
        speaking(file(tmp_path, toml))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("ANNA=",), "it must look like ANNA=luna"),
        (("=en",), "it must look like ANNA=luna"),
        (("ANNA=en", "anna=de"), "anna is cast twice"),
        (("nothing.toml",), r"nothing\.toml: it cannot be read \(No such file"),
        (("nothing",), r"nothing: it cannot be read \(No such file"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_told(given: tuple[str, ...], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        cast_of(given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("ANNA=nobody", "--cast ANNA: .*there is no such voice"),
        ("ANNA=de", "--cast ANNA: .*speaks de, not en"),
    ],
)
def test_what_only_a_document_shows_is_told_by_the_name(
    tmp_path: Path, given: str, said: str
) -> None:
    how = speaking(given)
    with pytest.raises(CaptionerError, match=said):
        how.cast_for(talk(tmp_path, how))


def test_marks_are_heeded_by_all_or_none(tmp_path: Path) -> None:
    how = speaking(file(tmp_path, "[ANNA]\npauseBetweenBrackets = true"))
    with pytest.raises(OptionError, match="ANNA: this voice heeds other marks"):
        how.cast_for(talk(tmp_path, how))


@pytest.mark.parametrize("cast", [("ANNA=astra",), ("narrator=luna",)])
def test_a_service_needs_a_speaker_for_everybody(cast: tuple[str, ...]) -> None:
    with pytest.raises(OptionError, match="--url needs --speaker"):
        speaking(*cast, url=URL)
    assert speaking(*cast, url=URL, speaker="luna").wanted.speaker == "luna"
    assert speaking(*cast, "default=luna", url=URL).wanted.speaker == "luna"


def test_hostile_names_are_harmless(tmp_path: Path) -> None:
    names = ["../../etc/passwd", "\x1b[31mred\x1b[0m", "<script>alert(1)</script>", "\u202etxt.exe"]
    rows = "".join(f'["{name}"]\nspeaker = "en"\n'.replace("\x1b", "\\u001b") for name in names)
    how = speaking(file(tmp_path, rows))

    assert set(how.cast.rows) == {folded(name) for name in names}
    (line,) = told_without((*names, *map(str, range(20))))
    assert re.fullmatch(r"--cast: .* and 16 more have no row and are spoken by .*", line)
    assert line.isprintable()
