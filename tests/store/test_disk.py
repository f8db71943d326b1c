"""Files that are whole or not there, also where there is no room and where there are no links."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from captioner.errors import OutputError
from captioner.store.disk import keeping, make_folder, write_new, write_over


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture(params=["nameless", "passing names"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """File systems where a file needs no name, and where it does."""
    honest = os.open

    def no_nameless(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "no nameless files here")
        return honest(path, flags, mode)

    if request.param != "nameless" and sys.platform == "linux":
        monkeypatch.setattr(os, "open", no_nameless)
    return str(request.param)


@pytest.mark.parametrize("synced", [True, False])
@pytest.mark.usefixtures("ways")
def test_the_first_writer_wins_and_leaves_nothing_else_behind(tmp_path: Path, synced: bool) -> None:
    path = tmp_path / "a.take"

    assert write_new(path, [b"on", b"e"], synced=synced)
    assert not write_new(path, [b"two"], synced=synced)
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["a.take"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files without names")
@pytest.mark.parametrize("number", [errno.EPERM, errno.EACCES, errno.EIO])
def test_whatever_a_system_says_against_nameless_files_a_passing_name_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """File systems in user space and guarded processes have errors of their own for it."""
    honest = os.open

    def no_nameless(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(number, os.strerror(number))
        return honest(path, flags, mode)

    monkeypatch.setattr(os, "open", no_nameless)
    assert write_new(tmp_path / "a.take", [b"one"])
    assert names(tmp_path) == ["a.take"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files without names")
@pytest.mark.parametrize("number", [errno.ENOENT, errno.EXDEV, errno.ELOOP, errno.EACCES])
def test_where_no_nameless_file_can_be_named_a_passing_name_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Without /proc, or with another one than the kernel's."""
    honest = os.link

    def no_proc(source: Path | str, target: Path | str, *, src_dir_fd: int | None = None) -> None:
        if os.fspath(source).startswith("/proc"):
            raise OSError(number, os.strerror(number))
        honest(source, target, src_dir_fd=src_dir_fd)

    monkeypatch.setattr(os, "link", no_proc)
    assert write_new(tmp_path / "a.take", [b"one"])
    assert not write_new(tmp_path / "a.take", [b"two"])
    assert (tmp_path / "a.take").read_bytes() == b"one"
    assert names(tmp_path) == ["a.take"]


@pytest.mark.usefixtures("ways")
def test_a_name_for_which_there_is_no_room_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "link", full)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_new(tmp_path / "a.take", [b"one"])
    assert names(tmp_path) == []


def test_without_links_the_first_writer_wins_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **options: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "a.take"

    assert write_new(path, [b"one"])
    assert not write_new(path, [b"two"])
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["a.take"]


def test_a_file_has_no_name_of_its_own_before_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ways: str
) -> None:
    """So that of one who is killed in the middle nothing is left, where that can be had."""
    seen: list[list[str]] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: seen.append(names(tmp_path)))
    write_new(tmp_path / "a.take", [b"one"])
    while_written, afterwards = seen

    assert afterwards == ["a.take"]
    assert [name for name in while_written if not name.endswith(".tmp")] == []
    if ways == "nameless" and sys.platform == "linux":
        assert while_written == []


def test_a_file_is_replaced_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.chosen"
    write_over(path, b"1")
    write_over(path, b"2")

    assert path.read_bytes() == b"2"
    assert names(tmp_path) == ["a.chosen"]


def test_folders_are_made_for_their_owner_only(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")

    assert (tmp_path / "a" / "b").stat().st_mode & 0o077 == 0


def test_what_the_disk_says_is_one_sentence_that_names_the_store(tmp_path: Path) -> None:
    full, denied = (OSError(number, os.strerror(number)) for number in (errno.ENOSPC, errno.EACCES))
    with pytest.raises(OutputError, match=r"make room there, or"), keeping(tmp_path):
        raise full
    with pytest.raises(OutputError, match=r"mend that, or"), keeping(tmp_path):
        raise denied


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_file_that_does_not_fit_is_not_there_and_the_next_one_may_be(tmp_path: Path) -> None:
    """In a process that may write so much to a file and no more, which is a small full disk."""
    program = f"""
import resource, signal
from pathlib import Path
from captioner.store.disk import write_new
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
folder = Path({str(tmp_path)!r})
try:
    write_new(folder / "big", [b"x" * 3000, b"y" * 3000])
except OSError as error:
    print(error.errno)
print(write_new(folder / "small", [b"z" * 4000]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == [str(errno.EFBIG), "True"]
    assert names(tmp_path) == ["small"]
