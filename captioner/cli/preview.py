"""captioner preview"""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click
import trio

from captioner.cli.signals import interruptible
from captioner.errors import DocumentError, OptionError, one_error
from captioner.publish.preview import is_readable, serve_folder

_HOST = "127.0.0.1"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=8004, show_default=True,
              help="Port to listen on; 0 picks a free one.")  # fmt: skip
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
def command(folder: Path, port: int, *, opens: bool) -> None:
    """Serve a narration's folder to the browsers of this machine, and to nobody else.

    Its pages and its sound play as from a site, from any place on. Ctrl-C ends it.
    """
    if not is_readable(folder):
        what = "it is no folder" if folder.exists() else "there is no such folder"
        raise DocumentError(folder, f"{what}; name one that captioner narrate made")
    trio.run(_serve, folder, port, opens)


async def _serve(folder: Path, port: int, opens: bool) -> None:
    try:
        listeners = await trio.open_tcp_listeners(port, host=_HOST)
    except OSError as exc:
        raise OptionError(
            f"--port {port}: cannot be used ({exc.strerror}); --port 0 picks a free one"
        ) from exc
    address = f"http://{_HOST}:{listeners[0].socket.getsockname()[1]}/"
    with one_error(), trio.CancelScope() as run, interruptible(run):
        click.echo(f"{folder}: {address}")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(serve_folder, folder, listeners)
            if opens:
                nursery.start_soon(_open, address)


async def _open(address: str) -> None:
    await trio.to_thread.run_sync(webbrowser.open, address)
