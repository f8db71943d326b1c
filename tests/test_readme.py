"""What the README shows works as shown."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from captioner.protocol import (
    DIALECTS,
    Chunk,
    Clear,
    Done,
    Eos,
    ErrorEvent,
    Flush,
    Timestamps,
)
from captioner.protocol.parameters import AUDIO_FORMATS, PARAMETERS
from captioner.publish.formats import ALL_FORMATS
from captioner.server.faults import parse_fault
from captioner.server.handshake import Agreed, agree
from captioner.timeline import record
from tests.end_to_end.command import CAPTIONER, SAMPLES, captioner, environment

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


#: The commands of each block, which are run one after the other.
COMMANDS = [
    [
        line.removeprefix("$ captioner ")
        for line in block.splitlines()
        if line.startswith("$ captioner ")
    ]
    for block in blocks("console")
    if "--port" not in block
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "samples").symlink_to(SAMPLES)
    return tmp_path


@pytest.mark.parametrize("commands", COMMANDS, ids=lambda commands: commands[-1])
def test_each_command_runs(commands: list[str], folder: Path) -> None:
    for command in commands:
        done = captioner(*command.split(), cwd=folder)
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_the_first_example_gives_what_is_shown(folder: Path) -> None:
    command, result = re.findall(r"^    (.+)$", README, re.MULTILINE)[:2]
    done = captioner(*command.removeprefix("$ captioner ").split(), cwd=folder)

    assert done.stdout.strip() == result
    for path in re.findall(r"^\| `(out/[^`]+)`", README, re.MULTILINE):
        assert (folder / path).is_file(), path
    (shown,) = blocks("vtt")
    identifier, times, *text = shown.strip().split("\n")
    made = (folder / "out/harbour/harbour.vtt").read_text("utf-8")
    cue = next(cue for cue in made.split("\n\n") if cue.startswith(identifier + "\n"))
    assert cue.split("\n")[2:] == text
    for ours, readme in zip(seconds(cue), seconds(times), strict=True):
        # Other processors round a little differently in the synthesizer.
        assert abs(ours - readme) < 0.01


def seconds(text: str) -> list[float]:
    found = re.findall(r"(\d\d):(\d\d):(\d\d\.\d{3})", text)
    return [int(h) * 3600 + int(m) * 60 + float(s) for h, m, s in found]


def test_the_python_examples_run(folder: Path) -> None:
    word, program = sorted(blocks("python"), key=len)
    done = run_python(program, folder)

    assert re.fullmatch(r"out/harbour \d+\.\d s 22050 Hz\n", done)
    assert len([line for line in program.splitlines() if line.strip()]) <= 15
    assert sorted(path.suffix for path in (folder / "out/harbour").iterdir()) == [
        ".jsonl", ".mp3", ".srt", ".vtt",
    ]  # fmt: skip
    heard = run_python(word, folder).strip()
    assert heard
    assert heard in (SAMPLES / "harbour.md").read_text("utf-8")


def run_python(program: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_server_example_prints_where_it_listens(folder: Path) -> None:
    (block,) = [block for block in blocks("console") if "serve --port" in block]
    command, shown = block.strip().split("\n")
    with subprocess.Popen(
        [*CAPTIONER, *command.removeprefix("$ captioner ").split()],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        process.terminate()

    assert re.sub(r":\d+/", ":0/", line) == re.sub(r":\d+/", ":0/", shown)


def test_the_tables_name_every_format_and_every_record() -> None:
    for name in ALL_FORMATS:
        assert re.search(rf"^\|[^|]*`{re.escape(name)}`", README, re.MULTILINE), name
    for line in (
        record.Head, record.LeftOutLine, record.SectionLine, record.SentenceLine,
        record.UnspokenLine, record.End,
    ):  # fmt: skip
        row = re.search(rf"^\| `{line.__struct_config__.tag}` \| .*$", README, re.MULTILINE)
        assert row, line
        for name in line.__struct_encode_fields__:
            assert f"`{name}`" in row[0], (line, name)


def rows(heading: str) -> dict[str, list[str]]:
    """Give the rows of the tables under a heading, by their first cell."""
    part = README.split(f"### {heading}\n")[1].split("\n#")[0]
    cells = [line.strip("|").split(" | ") for line in part.splitlines() if line.startswith("| ")]
    return {cell[0].strip(): [other.strip() for other in cell[1:]] for cell in cells}


#: A value of each parameter that is not the usual one.
UNUSUAL = {
    "speaker": "cove", "modelId": "coda", "lang": "en-GB", "audioFormat": "mp3",
    "samplingRate": "8000", "segment": "never", "immediate": "true", "speedAlpha": "1.5",
    "timeScaleFactor": "1.5", "pauseBetweenBrackets": "true", "phonemizeBetweenBrackets": "true",
    "inlineSpeedAlpha": "0.5", "noTextNormalization": "true", "reduceLatency": "true",
    "saveOovs": "true", "repetition_penalty": "2", "temperature": "0", "top_p": "0.5",
    "max_tokens": "10",
}  # fmt: skip


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_table_of_parameters_says_what_the_server_does(name: str) -> None:
    values, here = rows("Parameters")[f"`{name}`"]
    usual = {"speaker": "en-us", "modelId": "mistv3", "segment": "bySentence"}
    before, after = (
        agree("/ws3?" + urlencode(query), {}, None)
        for query in (usual, usual | {name: UNUSUAL[name]})
    )

    assert isinstance(before, Agreed)
    assert isinstance(after, Agreed)
    if "accepted without effect" in here:
        assert after == before
    elif name not in ("speaker", "lang", "immediate"):
        assert after != before
    for number in re.findall(r"\d+(?:\.\d+)?", values):
        if name not in ("modelId", "inlineSpeedAlpha", "audioFormat"):
            PARAMETERS[name].read(number)


def test_the_tables_of_the_server_have_a_row_for_everything() -> None:
    assert set(rows("Parameters")) - {"parameter"} == {f"`{name}`" for name in PARAMETERS}
    told = " ".join(rows("Messages"))
    for kind in (Clear, Flush, Eos, Chunk, Timestamps, Done, ErrorEvent):
        assert str(kind.__struct_config__.tag) in told
    for name in AUDIO_FORMATS:
        assert f"`{name}`" in rows("Parameters")["`audioFormat`"][0]
    for path in DIALECTS:
        assert f"`{path}`" in README
    for fault in re.findall(r"`--fault ([^`]+)`", README):
        parse_fault(fault)
