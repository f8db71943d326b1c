"""`captioner preview`, the real command."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from http.client import HTTPConnection
from pathlib import Path

from tests.end_to_end.command import CAPTIONER, captioner, environment


def test_it_says_where_it_serves_gives_parts_and_ends_at_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "talk.mp3").write_bytes(bytes(range(250)))
    with subprocess.Popen(
        [*CAPTIONER, "preview", str(tmp_path), "--port", "0"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        found = re.fullmatch(r".*: http://127\.0\.0\.1:(\d+)/\n", process.stdout.readline())
        assert found is not None
        connection = HTTPConnection("127.0.0.1", int(found[1]), timeout=10)
        connection.request("GET", "/talk.mp3", headers={"Range": "bytes=7-9"})
        response = connection.getresponse()
        assert (response.status, response.read()) == (206, bytes((7, 8, 9)))

        # One that stays is no reason not to end.
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
        connection.close()

    assert (process.returncode, errors) == (0, "")


def test_what_cannot_be_served_is_said_in_a_sentence(tmp_path: Path) -> None:
    missing = captioner("preview", tmp_path / "none", cwd=tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = captioner("preview", tmp_path, "--port", port, cwd=tmp_path)

    assert missing.returncode == 1
    assert "there is no such folder" in missing.stderr
    assert refused.returncode == 2
    assert f"--port {port}: cannot be used" in refused.stderr
    assert "--port 0" in refused.stderr
