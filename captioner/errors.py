"""What can go wrong, sorted by what to do next.

Every error is one sentence for a person: it names the file, line, sentence or option, and what to
do. Foreign exceptions become one of these where the foreign library is imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from captioner.usage import Usage


class CaptionerError(Exception):
    """The root of everything captioner raises on purpose."""


class OptionError(CaptionerError):
    """An option has a value that captioner does not know: choose another."""


class DocumentError(CaptionerError):
    """A document cannot be read aloud: mend the file, at `line` (1-based) where it is known."""

    def __init__(self, path: Path | str, reason: str, *, line: int | None = None) -> None:
        self.path = Path(path)
        self.reason = reason
        self.line = line
        where = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{where}: {reason}")


class OutputError(CaptionerError):
    """A result cannot be written where it was asked for: make room, or choose another place."""


class BudgetSpent(CaptionerError):
    """Asking for more would cost more than was allowed: nothing more is asked for."""


class AudioError(CaptionerError):
    """Sound that cannot be what it claims to be, or that a format cannot carry."""


class ProtocolError(CaptionerError):
    """The conversation with the speech service broke its rules. Raised only as a child class."""


class LocalProtocolError(ProtocolError):
    """We broke the rules: a bug in the caller."""


class RemoteProtocolError(ProtocolError):
    """They broke the rules: what arrived cannot be understood."""


class SpeechInterrupted(CaptionerError):
    """The service failed in a way that another try may cure."""


class SpeechLimited(SpeechInterrupted):
    """The service allows no further connection for now, `retry_after` seconds if it says so."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(reason)


class SpeechRefused(CaptionerError):
    """The service said no, and why: asking again the same way is pointless."""


class Incomplete(CaptionerError):
    """The narration was published, but the sentences in `unspoken` are not in it.

    `unspoken` maps each context to the reason; `folder` holds what was made, to which `warnings`
    and `suspect` apply, as they do in a Narration. `usage` is what it took, `remedy` what to do;
    `lacking` says what became of the sentences, up to the name of the folder.
    """

    def __init__(
        self,
        folder: Path,
        unspoken: dict[str, str],
        total: int,
        warnings: tuple[str, ...] = (),
        *,
        suspect: dict[str, tuple[str, ...]] | None = None,
        usage: Usage | None = None,
        remedy: str = "run the same command again to ask for all of them anew",
        lacking: str = "could not be spoken and are missing from",
    ) -> None:
        # Not before: whoever only wants to know the options has no use for it.
        from captioner.usage import Usage

        self.folder = folder
        self.unspoken = unspoken
        self.total = total
        self.warnings = warnings
        self.suspect = suspect or {}
        self.usage = usage or Usage()
        super().__init__(f"{len(unspoken)} of {total} sentences {lacking} {folder}; {remedy}")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Translate what the disk says to OutputError, naming `path` where it names no file."""
    try:
        yield
    except OSError as exc:
        reason = exc.strerror or str(exc)
        raise OutputError(f"{exc.filename or path}: cannot be written ({reason})") from exc


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Name a file of ours in what is wrong with it, and translate what the disk says of it, both to
    OutputError.
    """
    try:
        yield
    except OSError as exc:
        raise OutputError(f"{path}: cannot be read ({exc.strerror or exc})") from exc
    except OutputError as exc:
        raise OutputError(f"{path}: {exc}") from exc


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Translate what the disk says of a user's file that is read to DocumentError."""
    try:
        yield
    except FileNotFoundError as exc:
        raise DocumentError(path, "there is no such file") from exc
    except OSError as exc:
        raise DocumentError(path, f"it cannot be read ({exc.strerror or exc})") from exc


@contextmanager
def one_error() -> Iterator[None]:
    """Let our own errors out of the groups in which nurseries wrap them.

    Stands around every nursery through which one may pass. Where several tasks failed for the same
    reason the first tells it; a group with anything else in it, a bug, stays as it is.
    """
    try:
        yield
    except BaseExceptionGroup as group:
        errors = leaves(group)
        if len(errors) > 1 and not all(isinstance(error, CaptionerError) for error in errors):
            raise
        raise errors[0] from group


def leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    """List the errors in nested groups, in order."""
    found: list[BaseException] = []
    for error in group.exceptions:
        found += leaves(error) if isinstance(error, BaseExceptionGroup) else [error]
    return found
