"""Arguments in, one call, words out: one thin file per verb.

Results go to stdout; progress, warnings and errors to stderr. A verb's file is imported when the
verb is called, so that `--help` needs none of the engine.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from captioner import __version__
from captioner.cli.missing import missing
from captioner.errors import CaptionerError, Incomplete, OptionError

_VERBS = {
    "check": "Tell what is wrong with captions, for this sound and this text.",
    "narrate": "Speak a document, stitch the sound and caption it.",
    "plan": "Say what narrating documents would take, without asking anybody.",
    "caption": "Caption a document by word times that came from elsewhere.",
    "retake": "Ask again for takes that came out badly.",
    "publish": "Make files again from the kept timeline, without speaking.",
    "mux": "Add captions and sound to a video, or draw captions on it.",
    "preview": "Serve a narration to the browsers of this machine.",
    "profiles": "List the profiles of captions and their numbers.",
    "store": "See, check and prune the takes that are kept.",
    "serve": "Run the embedded speech server for any client of the protocol.",
    "voices": "List the voices of the embedded server, and hear them.",
}


class _Text(click.types.StringParamType):
    """Text that is given to an option. What is no UTF-8 could be written nowhere."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        text = str(super().convert(value, param, ctx))
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                self.fail("its bytes are no UTF-8", param, ctx)
        return text


class _Verbs(click.Group):
    """Finds each verb in the file of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        command = _loaded(cmd_name)
        for param in command.params:
            if isinstance(param.type, click.types.StringParamType):
                param.type = _Text()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_VERBS.items()))


def _loaded(verb: str) -> click.Command:
    """Load a verb. To look for garbage meanwhile would take a tenth of that, and find little: 0.6
    MB, which is kept. Later collections pass over what is loaded; to look at it took an eighth of
    the reading of a book.
    """
    module = f"captioner.cli.{verb}"
    is_new = module not in sys.modules
    collects = gc.isenabled()
    gc.disable()
    try:
        command: click.Command = import_module(module).command
    finally:
        if collects:
            gc.enable()
    if is_new:
        gc.freeze()
    return command


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def cli() -> None:
    """Narrate documents and caption them, to the sample."""


def main() -> None:
    """Run the command. Exit codes: 0 done, 1 incomplete or failed, 2 usage."""
    try:
        cli(prog_name="captioner", standalone_mode=False)
        print(end="", flush=True)  # Here, not at exit, it is heard if stdout is full.
    except click.exceptions.NoArgsIsHelpError as exc:
        click.echo(exc.format_message(), err=True)
        sys.exit(2)
    except click.UsageError as exc:
        if exc.ctx is not None:
            click.echo(exc.ctx.get_usage(), err=True)
        _leave(exc.format_message(), 2)
    except click.exceptions.Exit as exc:
        sys.exit(exc.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _leave("interrupted; nothing was changed", 1)
    except CaptionerError as exc:
        tell(exc)
        sys.exit(exit_code(exc))
    except OSError as exc:
        _leave_unwritten(exc)


def _leave_unwritten(error: OSError) -> NoReturn:
    """Leave when stdout cannot be written; Python would try, and complain, once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        sys.exit(1)  # Whoever read our results has gone, and wants to hear no more.
    _leave(f"{error.filename or 'the result'}: cannot be written ({error.strerror})", 1)


def tell(error: CaptionerError) -> None:
    """Say on stderr what went wrong, the sentences that are unspoken first."""
    if isinstance(error, Incomplete):
        _name_unspoken(error)
    _say(str(error))


def exit_code(error: CaptionerError) -> int:
    """Tell the exit code for an error: 2 for usage, 1 for any other."""
    return 2 if isinstance(error, OptionError) else 1


def _name_unspoken(incomplete: Incomplete) -> None:
    for warning in incomplete.warnings:
        click.echo(f"captioner: {warning}", err=True)
    for line in missing(incomplete.unspoken):
        click.echo(f"captioner: {line}", err=True)


def _leave(message: str, code: int) -> NoReturn:
    _say(message)
    sys.exit(code)


def _say(message: str) -> None:
    # A file's name may hold the end of a line; a message is one.
    click.echo(f"captioner: {' '.join(message.splitlines())}", err=True)
