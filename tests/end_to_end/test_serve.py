"""The server as a process: how it starts, what it serves, and how it leaves."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trio
from trio_websocket import ConnectionRejected

from captioner.client import remote
from captioner.errors import CaptionerError, leaves
from captioner.server.faults import FAULTS
from tests.end_to_end.command import CAPTIONER, SAMPLES, captioner, environment
from tests.server.wire import EOS, FLUSH, all_until_closed, connected, events, text

QUERY = "speaker=luna&modelId=coda&lang=eng&audioFormat=pcm&samplingRate=22050"


@contextmanager
def served(cwd: Path, *options: str, **extra: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the server; give the process and its address without the path."""
    with subprocess.Popen(
        [*CAPTIONER, "serve", "--port", "0", *options],
        cwd=cwd,
        env=environment(TMPDIR=str(cwd), **extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("listening on ws://"), process.communicate()
            yield process, line.split()[-1].rpartition("/")[0]
        finally:
            process.kill()


def children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in listed.stdout.split()]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


async def test_a_program_written_for_rime_is_served(tmp_path: Path) -> None:
    with served(tmp_path) as (_, address):
        async with connected(remote(address), QUERY) as websocket:
            for token in ("The ", "tide ", "turned ", "at ", "noon."):
                await websocket.send_message(text(token, "a"))
            await websocket.send_message(EOS)
            frames, code, _ = await all_until_closed(websocket)

    found = [json.loads(frame) for frame in frames]
    assert found[-2]["word_timestamps"]["words"] == ["The", "tide", "turned", "at", "noon."]
    assert found[-1] == {"type": "done", "contextId": "a"}
    assert code == 1000


async def test_a_key_is_asked_for_where_one_is_set(tmp_path: Path) -> None:
    with served(tmp_path, CAPTIONER_SERVE_KEY="k") as (_, address):
        with pytest.raises(BaseExceptionGroup) as caught:
            async with connected(remote(address), QUERY):
                pass
        headers = ((b"authorization", b"Bearer k"),)
        async with connected(remote(address), QUERY, headers=headers):
            pass

    (error,) = leaves(caught.value)
    assert isinstance(error, ConnectionRejected)
    assert (error.status_code, error.body) == (401, b"Missing Authorization header")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_told_to_stop_it_finishes_what_it_says_and_leaves_nothing_behind(
    number: int, tmp_path: Path
) -> None:
    with served(tmp_path, "--workers", "2", "--fault", "slow=0.1") as (process, address):
        async with connected(remote(address), QUERY + "&segment=never") as websocket:
            await websocket.send_message(text("Last words, and some more of them.", "a"))
            await websocket.send_message(FLUSH)
            await websocket.get_message()
            workers = children(process.pid)
            process.send_signal(number)
            frames, code, _ = await all_until_closed(websocket)
        _, stderr = await trio.to_thread.run_sync(process.communicate)

    assert json.loads(frames[-1])["type"] == "done"
    assert code == 1001
    assert workers
    assert not any(map(alive, workers))
    assert process.returncode == 0
    assert stderr == ""
    assert list(tmp_path.iterdir()) == []


async def test_it_does_not_wait_longer_than_its_grace(tmp_path: Path) -> None:
    with served(tmp_path, "--grace", "0.5", "--fault", "stall") as (process, address):
        async with connected(remote(address), QUERY + "&segment=never") as websocket:
            await websocket.send_message(text("Words."))
            await websocket.send_message(FLUSH)
            await websocket.get_message()
            process.terminate()
            await trio.to_thread.run_sync(process.wait)

    assert process.returncode == 0


async def test_a_second_signal_ends_the_wait(tmp_path: Path) -> None:
    with served(tmp_path, "--grace", "3600", "--fault", "stall") as (process, address):
        async with connected(remote(address), QUERY + "&segment=never") as websocket:
            await websocket.send_message(text("Words."))
            await websocket.send_message(FLUSH)
            await websocket.get_message()
            process.terminate()
            # A second connection is refused once the first signal has been heard.
            while True:
                try:
                    async with connected(remote(address), QUERY):
                        pass
                except (BaseExceptionGroup, CaptionerError):
                    break
            process.terminate()
            await trio.to_thread.run_sync(process.wait)

    assert process.returncode == 0


async def test_killed_outright_it_takes_its_workers_along(tmp_path: Path) -> None:
    with served(tmp_path) as (process, address):
        async with connected(remote(address), QUERY) as websocket:
            await websocket.send_message(text("Some words."))
            await websocket.get_message()
        workers = children(process.pid)
        process.kill()
        process.wait()
        for _ in range(200):
            if not any(map(alive, workers)):
                break
            await trio.sleep(0.05)

    assert workers
    assert not any(map(alive, workers))


async def test_a_worker_that_is_killed_is_replaced(tmp_path: Path) -> None:
    with served(tmp_path, "--workers", "1") as (process, address):
        async with connected(remote(address), QUERY + "&segment=never") as websocket:
            for _ in range(3):
                await websocket.send_message(text("Some words."))
                await websocket.send_message(FLUSH)
                assert (await events(websocket))[-1]["type"] == "done"
                for worker in children(process.pid):
                    os.kill(worker, signal.SIGKILL)


def test_the_faults_are_listed(tmp_path: Path) -> None:
    done = captioner("serve", "--list-faults", cwd=tmp_path)

    assert [line.split("=")[0].split()[0] for line in done.stdout.splitlines()] == list(FAULTS)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--fault", "sneeze"), "--fault sneeze: there is none of that name"),
        (("--fault", "stall=x"), "--fault stall=x: it must look like stall=N"),
        (("--host", "203.0.113.9"), "--host 203.0.113.9"),
        (("--port", "70000"), "--port"),
        (("--workers", "0"), "--workers"),
        (("--max-text", "none"), "--max-text"),
        (("--max-text", "5000", "--max-waiting", "100"), "--max-waiting 100: it must be at least"),
        (("--grace", "nan"), "--grace nan"),
    ],
)
def test_a_wrong_option_is_told_in_a_sentence(
    options: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    done = captioner("serve", *options, cwd=tmp_path)

    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_narration_over_the_network_is_the_one_made_without(tmp_path: Path) -> None:
    sample = SAMPLES / "suq.md"
    with served(tmp_path, "--chunk-bytes", "1000") as (_, address):
        there = captioner(
            "narrate", sample, "-o", "there", "--url", f"{address}/ws3", "--speaker", "ar",
            "--format", "wav,vtt", cwd=tmp_path,
        )  # fmt: skip
    here = captioner("narrate", sample, "-o", "here", "--format", "wav,vtt", cwd=tmp_path)

    assert there.returncode == here.returncode == 0, there.stderr
    for suffix in ("wav", "vtt"):
        ours, theirs = (tmp_path / place / "suq" / f"suq.{suffix}" for place in ("here", "there"))
        assert ours.read_bytes() == theirs.read_bytes()


def test_few_open_files_are_no_reason_for_a_traceback(tmp_path: Path) -> None:
    """Too many clients for the system are told of in a line, and the others are served."""
    code = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40)); "
        "sys.argv = ['captioner', 'serve', '--port', '0', '--workers', '1']; "
        "runpy.run_module('captioner', run_name='__main__')"
    )
    with subprocess.Popen(
        [CAPTIONER[0], "-c", code], cwd=tmp_path, env=environment(TMPDIR=str(tmp_path)),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        port = int(process.stdout.readline().strip().rpartition("/")[0].rpartition(":")[2])
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(60)]
        for one in held:
            one.close()
        process.terminate()
        _, stderr = process.communicate(timeout=60)

    assert "Traceback" not in stderr
    assert set(stderr.splitlines()) <= {
        "captioner: no more clients can be taken for now (Too many open files)"
    }


def test_a_full_stdout_is_told_in_a_sentence(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*CAPTIONER, "serve", "--port", "0"], cwd=tmp_path, env=environment(),
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert "cannot be written (No space left on device)" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_run_took_is_told_even_if_it_comes_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("Some words. And some more.")
    with served(tmp_path, "--fault", "error") as (_, address):
        done = captioner("narrate", "s.txt", "--url", address, "--speaker", "luna", cwd=tmp_path)

    assert done.returncode == 1
    assert "in 8 requests" in done.stderr
