"""Word times as other programs write them: small files of our own making, one function a shape."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

TICKS_A_MS = 10_000


class Spoken(NamedTuple):
    """A word and its times in milliseconds; `at` is its place in the text that was spoken."""

    text: str
    start: int
    end: int
    at: int = 0


def whisper(words: Sequence[Spoken]) -> bytes:
    """openai-whisper with --word_timestamps True: phrases of up to seven words."""
    phrases = [words[at : at + 7] for at in range(0, len(words), 7)]
    segments = [
        {
            "id": number,
            "start": phrase[0].start / 1000,
            "end": phrase[-1].end / 1000,
            "text": "".join(f" {word.text}" for word in phrase),
            "words": [
                {
                    "word": f" {word.text}",
                    "start": word.start / 1000,
                    "end": word.end / 1000,
                    "probability": 0.9,
                }
                for word in phrase
            ],
        }
        for number, phrase in enumerate(phrases)
    ]
    return json.dumps({"text": "", "segments": segments, "language": "en"}).encode()


def faster_whisper(words: Sequence[Spoken]) -> bytes:
    """The segments of faster-whisper as people dump them: a list, not an object."""
    return json.dumps(json.loads(whisper(words))["segments"]).encode()


def whisperx(words: Sequence[Spoken]) -> bytes:
    """WhisperX: words under `score`, and once more in a flat list; figures have no times."""
    data = json.loads(whisper(words))
    for segment in data["segments"]:
        for word in segment["words"]:
            word["word"] = word["word"].strip()
            word["score"] = word.pop("probability")
            if any(char.isdigit() for char in word["word"]):
                del word["start"], word["end"], word["score"]
    data["word_segments"] = [word for segment in data["segments"] for word in segment["words"]]
    return json.dumps(data).encode()


def whisper_api(words: Sequence[Spoken]) -> bytes:
    """OpenAI's verbose_json with timestamp_granularities of words: no phrases in it."""
    listed = [{"word": w.text, "start": w.start / 1000, "end": w.end / 1000} for w in words]
    return json.dumps({"task": "transcribe", "duration": 1.0, "words": listed}).encode()


def whisper_cpp(words: Sequence[Spoken]) -> bytes:
    """whisper.cpp with --output-json-full: tokens, each word cut in two, and marks of its own."""
    tokens: list[dict[str, Any]] = [{"text": "[_BEG_]", "offsets": {"from": 0, "to": 0}}]
    for word in words:
        middle, cut = (word.start + word.end) // 2, (len(word.text) + 1) // 2
        tokens.append(
            {"text": f" {word.text[:cut]}", "offsets": {"from": word.start, "to": middle}}
        )
        if word.text[cut:]:
            tokens.append({"text": word.text[cut:], "offsets": {"from": middle, "to": word.end}})
        else:
            tokens[-1]["offsets"]["to"] = word.end
    return json.dumps({"transcription": [{"text": "", "tokens": tokens}]}).encode()


def polly(words: Sequence[Spoken], text: str = "") -> bytes:
    """Amazon Polly's speech marks, a sentence before its words, offsets in bytes of UTF-8."""
    lines: list[dict[str, Any]] = [
        {"time": 0, "type": "sentence", "start": 0, "end": len(text.encode()), "value": text}
    ]
    for word in words:
        start = len(text[: word.at].encode())
        end = start + len(word.text.encode())
        mark = {"time": word.start, "type": "word", "start": start, "end": end, "value": word.text}
        lines.append(mark)
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def azure(words: Sequence[Spoken], text: str = "") -> bytes:
    """The word boundaries of Azure's SDK, as logged: ticks, offsets in UTF-16, punctuation too."""
    events = []
    for word in words:
        events.append(
            {
                "AudioOffset": word.start * TICKS_A_MS,
                "Duration": (word.end - word.start) * TICKS_A_MS,
                "Text": word.text,
                "TextOffset": len(text[: word.at].encode("utf-16-le")) // 2,
                "WordLength": len(word.text.encode("utf-16-le")) // 2,
                "BoundaryType": "WordBoundary",
            }
        )
        stop = events[-1] | {"Text": ",", "BoundaryType": "PunctuationBoundary"}
        events.append(stop | {"AudioOffset": word.end * TICKS_A_MS, "Duration": 0})
    return json.dumps(events).encode()


def elevenlabs(words: Sequence[Spoken]) -> bytes:
    """ElevenLabs' answer with timestamps: characters, a blank between two words."""
    chars: list[str] = []
    starts: list[float] = []
    ends: list[float] = []
    for word in words:
        step = (word.end - word.start) / len(word.text)
        if chars:
            chars.append(" ")
            starts.append(ends[-1])
            ends.append(word.start / 1000)
        for number, char in enumerate(word.text):
            chars.append(char)
            starts.append((word.start + number * step) / 1000)
            ends.append((word.start + (number + 1) * step) / 1000)
    alignment = {
        "characters": chars,
        "character_start_times_seconds": starts,
        "character_end_times_seconds": ends,
    }
    return json.dumps({"audio_base64": "", "alignment": alignment}).encode()


#: One of each program's shape that tells all words with their times.
SHAPES: dict[str, Callable[[Sequence[Spoken]], bytes]] = {
    "whisper": whisper,
    "faster-whisper": faster_whisper,
    "whisperx": whisperx,
    "whisper-api": whisper_api,
    "whisper.cpp": whisper_cpp,
    "polly": polly,
    "azure": azure,
    "elevenlabs": elevenlabs,
}
#: As what each is read.
READ_AS = {"faster-whisper": "whisper", "whisperx": "whisper", "whisper-api": "whisper"}
