"""Documents named by an address: which files they become, and under which names."""

from __future__ import annotations

import string
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.cli.addresses import Address, fetch_all, file_or_address, public_address, stem_of
from captioner.cli.sources import sources
from captioner.errors import DocumentError
from captioner.text import read
from tests.end_to_end.command import captioner

PDF = Path(__file__).parents[1] / "text" / "files" / "columns.pdf"


@pytest.mark.parametrize(
    ("address", "stem"),
    [
        ("https://example.org/articles/quick-brown-fox", "quick-brown-fox"),
        ("https://example.org/articles/fox.html#part", "fox"),
        ("https://example.org/fox.v2.pdf", "fox.v2"),
        ("https://example.org/story.php?id=7&page=all", "story-id-7-page-all"),
        ("https://example.org/", "example.org"),
        ("https://example.org", "example.org"),
        ("https://example.org/caf%C3%A9%20d%27or/", "café-d-or"),
        ("https://example.org/..%2F..%2Fetc%2Fpasswd", "etc-passwd"),
        ("https://example.org/a/..", "example.org"),
        ("https://example.org/con", "con-page"),
        ("https://example.org/" + "x" * 300, "x" * 80),
    ],
)
def test_a_document_is_named_by_the_last_part_of_its_address(address: str, stem: str) -> None:
    assert stem_of(address) == stem


@given(st.text(string.printable + "é\u202e\0", max_size=60))
def test_a_name_is_always_one_part_of_a_path(path: str) -> None:
    name = stem_of(f"https://example.org/{path}")

    assert name
    assert not name.startswith(".")
    assert not set(name) & set('/\\:*?"<>|\0\n\u202e ')


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://ann:secret@example.org/a?b=c#d", "https://example.org/a?b=c"),
        ("https://example.org", "https://example.org"),
        ("http://example.org/@ann/story", "http://example.org/@ann/story"),
        ("http://ann@example.org#@", "http://example.org"),
    ],
)
def test_no_password_of_an_address_is_kept(address: str, kept: str) -> None:
    assert public_address(address) == kept


def test_other_kinds_of_addresses_are_refused() -> None:
    assert file_or_address("a/b.md") == Path("a/b.md")
    assert file_or_address("https://a//b/") == Address("https://a//b/")
    for address in ("file:///etc/passwd", "ftp://a/b", "javascript://a"):
        with pytest.raises(click.BadParameter, match="only http:// and https://"):
            file_or_address(address)


PAGES = {
    "/notes.md": ("text/plain", b"# Boats\n\nThere were eleven."),
    "/other/notes.md": ("text/plain", b"# Boats\n\nThere were eleven."),
    "/alt": ("text/plain; charset=iso-8859-15", "Zwölf Boote für 5 €.".encode("iso-8859-15")),
    "/paper": ("application/pdf", PDF.read_bytes()),
    "/binary.md": ("application/octet-stream", b"There were twelve."),
    "/picture": ("image/png", b"\x89PNG"),
    "/untold": ("", b"What am I?"),
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = PAGES.get(self.path, ("", b""))
            self.send_response(200 if body else 404)
            if kind:
                self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_a_server_says_decides_how_a_document_is_read(site: str) -> None:
    names = ("notes.md", "alt", "paper", "binary.md")
    with sources([Address(f"{site}/{name}") for name in names], None) as found:
        documents = [source.read(read) for source in found]

    assert [str(document.path) for document in documents] == [
        "notes.md", "alt.txt", "paper.pdf", "binary.md",
    ]  # fmt: skip
    assert [next(document.sentences).text.strip() for document in documents] == [
        "Boats", "Zwölf Boote für 5 €.", "The Harbour Papers", "There were twelve.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("picture", "it is image/png; captioner reads .md"),
        ("untold", "the server does not say what it is"),
        ("none", "there is no such page"),
    ],
)
def test_what_is_no_document_is_told_by_its_address(
    page: str, said: str, site: str, tmp_path: Path
) -> None:
    address = Address(f"{site}/{page}")
    error = fetch_all([address], tmp_path)[address].error

    assert isinstance(error, DocumentError)
    assert str(error).startswith(f"{address}: {said}")
    assert not list(tmp_path.iterdir())


def test_a_page_that_is_narrated_already_is_found_again(site: str, tmp_path: Path) -> None:
    command = ("narrate", f"{site}/notes.md", f"{site}/none", "-o", "out", "--format", "srt")
    first, again = (captioner(*command, cwd=tmp_path) for _ in range(2))

    assert "eleven" in (tmp_path / "out/notes/notes.srt").read_text("utf-8")
    assert (first.returncode, again.returncode) == (1, 1)
    assert f"{site}/none: there is no such page" in first.stderr
    assert "out/notes is there as it would be made" in again.stderr

    other = captioner("narrate", f"{site}/other/notes.md", *command[3:], cwd=tmp_path)
    assert other.returncode == 1
    assert f"it holds the narration of {site}/notes.md" in other.stderr
    assert "eleven" in (tmp_path / "out/notes/notes.srt").read_text("utf-8")


def test_a_page_that_has_changed_is_another_document(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipes = []
    for body in (b"There were eleven.", b"There were eleven.", b"There were twelve."):
        monkeypatch.setitem(PAGES, "/notes.md", ("text/markdown", body))
        with sources([Address(f"{site}/notes.md")], None) as (source,):
            recipes.append((source.name, source.file.read_bytes()))

    assert recipes[0] == recipes[1] != recipes[2]
