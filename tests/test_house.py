"""The house of the design: who may import whom, and where foreign libraries live."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import captioner

HOUSE = Path(captioner.__file__).parent

#: From the top down: a module imports only from its own subject and from those above it.
FLOORS = (
    "usage", "errors", "cores", "open_files", "digest", "writeback", "memory", "markup",
    "document", "packed", "text", "protocol", "audio", "timeline", "captions", "client", "server",
    "local", "store", "narrate", "check", "publish", "cli",
)  # fmt: skip

#: The one subject in which a foreign library, or printing, has its place.
PLACES = {
    "trio_websocket": {
        "client/websocket.py",
        "client/handshake.py",
        "server/connection.py",
        "server/endpoint.py",
    },
    "av": {
        "audio/coded.py",
        "audio/decode.py",
        "audio/encoder.py",
        "audio/flac.py",
        "audio/frames.py",
        "audio/limiter.py",
        "audio/loudness.py",
        "audio/wire.py",
        "publish/video/burn_in.py",
        "publish/video/covers.py",
        "publish/video/film.py",
        "publish/video/mux.py",
        "publish/video/packets.py",
        "publish/video/still.py",
        "publish/video/streams.py",
    },
    # The last two know its pictures by type alone.
    "PIL": {
        "publish/video/card.py",
        "publish/video/lettering.py",
        "publish/video/slate.py",
        "publish/video/still.py",
    },
    "budoux": {"captions/phrases.py"},
    "pydub": {"audio/edit.py"},
    "srt": {"captions/srt.py"},
    "sentencex": {"text/sentences.py"},
    "mammoth": {"text/docx.py"},
    "lxml": {
        "text/docx_parts.py",
        "text/docx_tidy.py",
        "text/dom.py",
        "text/notes.py",
        "text/pls.py",
        "text/tree.py",
    },
    "markdown_it": {"text/markdown.py", "text/markdown_tokens.py"},
    "trafilatura": {"text/main_text.py"},
    "pypdfium2": {"text/pdf.py"},
    "ctypes": {"memory.py", "server/espeak.py", "text/pdf.py", "text/pdf_letters.py"},
    "rich": {"cli/progress.py"},
    "xxhash": {"digest.py"},
}

#: Pure subjects touch no network, no clock and no other process.
PURE = ("document", "markup", "text", "protocol", "timeline", "captions")

#: A library that serves one thread at a time needs a lock, wherever it is.
LOCKED = {"text/pdf.py": {"threading"}}


def files() -> Iterator[tuple[str, str, ast.Module]]:
    for path in sorted(HOUSE.rglob("*.py")):
        name = path.relative_to(HOUSE).as_posix()
        yield name, name.split("/")[0].removesuffix(".py"), ast.parse(path.read_text("utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def imported_names(node: ast.AST) -> Iterator[tuple[str, ...]]:
    """Give what is imported when the program runs, not for its types alone, each as a path."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.ImportFrom) and each.module is not None:
            yield from (tuple(f"{each.module}.{alias.name}".split(".")) for alias in each.names)
        elif not (isinstance(each, ast.If) and ast.unparse(each.test) == "TYPE_CHECKING"):
            yield from imported_names(each)


@cache
def stems(folder: Path) -> frozenset[str]:
    """Give the names of the modules and packages in a folder."""
    return frozenset(path.stem for path in folder.iterdir())


def test_imports_point_upwards_only() -> None:
    for name, subject, tree in files():
        if subject in ("__init__", "__main__"):
            continue
        for imported in imports(tree):
            if imported.startswith("captioner."):
                other = imported.split(".")[1]
                assert FLOORS.index(other) <= FLOORS.index(subject), f"{name} imports {imported}"


def test_modules_and_packages_beside_each_other_import_in_no_circle() -> None:
    """A package counts as a whole, so that each can be read without those that are made of it."""
    beside: dict[Path, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, _, tree in files():
        own = ("captioner", *Path(name).with_suffix("").parts)
        for imported in imported_names(tree):
            pairs = enumerate(zip(own, imported, strict=False))
            depth = next((at for at, (one, other) in pairs if one != other), 0)
            folder = HOUSE.joinpath(*own[1:depth])
            if depth and own[depth] != "__init__" and imported[depth] in stems(folder):
                beside[folder][own[depth]].add(imported[depth])
    assert HOUSE / "publish" in beside
    for found in beside.values():
        TopologicalSorter(found).prepare()  # raises CycleError


def test_client_and_server_meet_in_local_only() -> None:
    for name, subject, tree in files():
        met = {imported.split(".")[1] for imported in imports(tree) if imported.count(".")}
        if subject == "client":
            assert "server" not in met, name
        if subject == "server":
            assert "client" not in met, name


def test_foreign_libraries_keep_to_their_places() -> None:
    for name, _, tree in files():
        for imported in imports(tree):
            top = imported.split(".")[0]
            assert name in PLACES.get(top, {name}), f"{name} imports {imported}"


def test_the_pure_subjects_have_no_network_and_no_clock() -> None:
    for name, subject, tree in files():
        if subject in PURE:
            tops = {imported.split(".")[0] for imported in imports(tree)} - LOCKED.get(name, set())
            assert not tops & {"trio", "socket", "time", "subprocess", "threading"}, name


def test_only_the_command_prints() -> None:
    for name, subject, tree in files():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print" or subject == "cli", name


def test_no_file_is_long_and_every_file_says_what_it_is_for() -> None:
    for name, _, tree in files():
        assert ast.get_docstring(tree), name
        assert len((HOUSE / name).read_text("utf-8").splitlines()) <= 400, name


def test_the_public_names_are_few_and_all_there() -> None:
    assert len(captioner.__all__) <= 32
    for name in captioner.__all__:
        assert getattr(captioner, name) is not None
