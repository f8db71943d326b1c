"""How fast a narration is, against what limits it and against how else it is done.

    python -m tests.benchmarks.speed BOOK.txt --work DIR

Everything is measured in the one run, on a text of the reader's own: at least 200,000 words of
distinct sentences, since a sentence is spoken once. DIR is to lie on the disk that is meant, and
needs 40 GB for a book of that length; where thousands of files were removed from it within the last
minutes, ext4 is slow to make new ones. Prints ratios of wall time:

a  `narrate` to WAV, with and without a store, against the bare synthesizer, in rounds;
b  the same to MP3 and to M4A, against bare synthesis and then bare encoding of the sound of a, on
   the same cores;
c  the engine against a server that replays kept takes over WebSocket: how much sound in a minute,
   and what each stage costs (`speed_stages`);
d  how many times slower other clients are, on the same server (`speed_others`).
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from captioner.cores import cores
from captioner.digest import digest_of
from captioner.text import read
from captioner.writeback import CAN_WRITE_BACK, write_back
from tests.benchmarks.speed_others import others
from tests.benchmarks.speed_stages import stages

_PYTHON = [sys.executable, "-W", "ignore"]
_HOUSE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Took:
    """Seconds of wall time, and of CPU time of all processes."""

    wall: float
    cpu: float

    def __add__(self, other: Took) -> Took:
        return Took(self.wall + other.wall, self.cpu + other.cpu)

    def __truediv__(self, other: Took) -> float:
        return self.wall / other.wall

    def __str__(self) -> str:
        return f"{self.wall:7.1f} s, {self.cpu:7.1f} s of CPU"


def run(*commands: Sequence[str]) -> Took:
    """Run programs side by side to their end, once the disk has what was written before."""
    if sys.platform != "win32":
        os.sync()
    began, before = time.perf_counter(), os.times()
    running = [subprocess.Popen(command, cwd=_HOUSE) for command in commands]
    codes = [process.wait() for process in running]
    after = os.times()
    if any(codes):
        raise SystemExit(f"a program failed: {commands}")
    cpu = after.children_user + after.children_system
    return Took(time.perf_counter() - began, cpu - before.children_user - before.children_system)


class Bench:
    """A text, and a folder to work in."""

    def __init__(self, text: Path, work: Path) -> None:
        self.text = text
        self.work = work
        self._spoken = work / "sentences.txt"
        self._runs = 0

    def bare_voice(self) -> Took:
        """Speak with nothing around the voice."""
        spoken = (sentence.spoken for sentence in read(self.text).sentences)
        self._spoken.write_text("".join(f"{text}\n" for text in spoken), "utf-8")
        return run(
            *(
                [*_PYTHON, "-m", "tests.benchmarks.bare_voice", str(self._spoken), str(part),
                 str(number), str(cores())]
                for number, part in enumerate(self._new_parts("pcm"))
            )
        )  # fmt: skip

    def bare_encoder(self, name: str) -> Took:
        """Encode the sound of the first narration, with one encoder a core."""
        (wav,) = (self.work / "run-1").glob("out/*/*.wav")
        digest_of(wav)  # Read once, so that no encoder waits for it.
        return run(
            *(
                [*_PYTHON, "-m", "tests.benchmarks.bare_encoder", str(wav), str(number),
                 str(cores()), name, str(part)]
                for number, part in enumerate(self._new_parts(name))
            )
        )  # fmt: skip

    def _new_parts(self, suffix: str) -> list[Path]:
        """Name a file for each core, none of which is there any more: where one is written over,
        the system waits for the disk when it is closed, for 1.4 s.
        """
        parts = [self.work / f"bare-{number}.{suffix}" for number in range(cores())]
        for part in parts:
            part.unlink(missing_ok=True)
        return parts

    def round(self) -> Iterator[tuple[str, Took]]:
        """Speak once in each way."""
        for told, speaking in (
            (f"bare synthesis, {cores()} processes", self.bare_voice),
            ("narrate to wav --no-store", partial(self.narrate, "wav", "--no-store")),
            ("narrate to wav", partial(self.narrate, "wav")),
        ):
            yield told, speaking()
            self._forget()

    def _forget(self) -> None:
        """Have what was written leave memory, where the system can be asked to: memory that a
        virtual machine must first get from its host costs more than to write into it, and whoever
        came later would have less of it to get.
        """
        if sys.platform == "win32" or not CAN_WRITE_BACK:
            return
        os.sync()
        for path in self.work.rglob("*"):
            if path.is_file():
                with path.open("rb") as file:
                    write_back(file.fileno())

    def narrate(self, name: str, *options: str) -> Took:
        """Narrate as a user would."""
        # Nothing is removed before the end: where many files were, ext4 is slow to make new ones.
        self._runs += 1
        folder = self.work / f"run-{self._runs}"
        where = ["-o", str(folder / "out"), "--progress", "none"]
        kept = [] if "--no-store" in options else ["--store", str(folder / "store")]
        command = [*_PYTHON, "-m", "captioner", "narrate", str(self.text)]
        return run([*command, "--format", name, *where, *kept, *options])

    def clear(self) -> None:
        """Remove what was made."""
        for number in range(1, self._runs + 1):
            shutil.rmtree(self.work / f"run-{number}")
        for part in self.work.glob("bare-*"):
            part.unlink()

    def limits(self, rounds: int, formats: Sequence[str]) -> Iterator[str]:
        """Measure a, and b in some formats."""
        ratios: dict[str, list[float]] = defaultdict(list)
        voices: list[Took] = []
        for _ in range(rounds):
            (told, voice), *others = self.round()
            voices.append(voice)
            yield f"{told:30} {voice}"
            for told, took in others:
                ratios[told].append(took / voice)
                yield f"a  {told:27} {took}   {took / voice:.2f}"
        for told, found in ratios.items():
            yield f"a  {told:27} {median(found):.2f} in the middle of {rounds}"
        voice = sorted(voices, key=lambda took: took.wall)[rounds // 2]
        for name in formats:
            encoder = self.bare_encoder(name)
            self._forget()
            yield f"bare encoding to {name:13} {encoder}"
            for options in (["--no-store"], []):
                took = self.narrate(name, *options)
                self._forget()
                told = " ".join([f"narrate to {name}", *options])
                yield f"b  {told:27} {took}   {took / (voice + encoder):.2f}"


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("text", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--parts", default="ab,c,d")
    parser.add_argument("--rounds", type=int, default=3, help="of a")
    parser.add_argument("--formats", default="mp3,m4a", help="for b")
    parser.add_argument("--words", type=int, default=20_000, help="of the text, for c and d")
    asked = parser.parse_args()
    if asked.rounds < 1:
        parser.error("--rounds: at least 1")
    asked.work.mkdir(parents=True, exist_ok=True)
    # As an installed program is.
    compileall.compile_dir(_HOUSE / "captioner", quiet=2)
    if "a" in asked.parts:
        bench = Bench(asked.text.absolute(), asked.work.absolute())
        formats = asked.formats.split(",") if "b" in asked.parts else []
        for line in bench.limits(asked.rounds, formats):
            print(line, flush=True)
        bench.clear()
    if "c" in asked.parts:
        for line in stages(asked.text, asked.work, asked.words):
            print(line, flush=True)
    if "d" in asked.parts:
        for line in others(asked.text, asked.words):
            print(line, flush=True)


if __name__ == "__main__":
    main()
