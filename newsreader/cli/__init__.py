"""The command line. Click, printing and exiting happen in this package only."""

import gc
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from gettext import gettext as _
from types import FrameType
from typing import Any, NoReturn

import click

from newsreader import __version__
from newsreader.errors import NewsreaderError
from newsreader.messages import use_locale

use_locale()

# Before numpy is imported. What we do with it needs no threads, and to start them takes as long as
# the rest of the import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A start makes many objects that all stay; looking for garbage among them again and again takes
# longer than it is worth.
gc.set_threshold(100_000, 20, 20)

INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""

BROKEN_PIPE = 141
"""128 + SIGPIPE: whoever read our output stopped listening."""

COMMANDS = (
    "read",
    "record",
    "podcast",
    "newspaper",
    "verify",
    "queue",
    "bookmarks",
    "keys",
    "tour",
    "explain",
    "feeds",
    "lexicon",
    "voices",
    "doctor",
)
"""In the order in which the help lists them; each is an object of that name in its module."""


class _Commands(click.Group):
    """Loads the module of a command when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"newsreader.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            # Python would complain once more when it flushes standard output at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(BROKEN_PIPE) from error
        except KeyboardInterrupt as error:
            # Before Click's own handler, which prints an empty line first.
            _complain(_("Stopped."))
            raise click.exceptions.Exit(INTERRUPTED) from error


@click.group(
    cls=_Commands,
    help=_("Read Norwegian news aloud, or make audio files of it."),
    epilog=_("More about a command: newsreader COMMAND --help"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, message="newsreader %(version)s")
def newsreader() -> None:
    """Read Norwegian news aloud, or make audio files of it."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command, and turn whatever goes wrong into one sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            # A terminal that lacks a letter gets a substitute, not a crash.
            stream.reconfigure(errors="replace")
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(_run(arguments))


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Leave through the same doors as Ctrl-C, so that half-made files are removed."""
    raise SystemExit(128 + number)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        result: Any = newsreader.main(args=arguments, prog_name="newsreader", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "newsreader"
        _complain(error.format_message(), _("See {path} --help.").format(path=path))
        return 2
    except click.ClickException as error:
        _complain(error.format_message())
        return error.exit_code
    except NewsreaderError as error:
        _complain(error.message, error.hint)
        _trace(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _complain(_("Stopped."))
        return INTERRUPTED
    except MemoryError:
        _complain(_("The computer ran out of memory."), _("Close other programs and try again."))
        return 1
    except Exception as error:
        _complain(
            _("Something is wrong in newsreader itself: {error}.").format(
                error=f"{type(error).__name__}: {error}".rstrip(".")
            ),
            _("Please report it, with what NEWSREADER_DEBUG=1 shows."),
        )
        _trace(error)
        return 1


def _complain(*sentences: str) -> None:
    click.echo(" ".join(sentence for sentence in sentences if sentence), err=True)


def _trace(error: BaseException) -> None:
    """Show where it happened, for those who asked."""
    if os.environ.get("NEWSREADER_DEBUG"):
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True)
