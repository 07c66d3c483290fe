"""The command line as a whole: the register of commands, and what becomes of errors.

Results go to standard output; an error is one JSON line on standard error and an exit status, never a traceback.
A command's module is imported when the command is called, so `calc` loads nothing it does not need.
"""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence

import click

from planner import PROGRAM_VERSION
from planner.cli.json_text import json_line
from planner.errors import NOTHING_CHANGED, DiskFull, ExportFailed, ReckonerError, StorageFailed, Unexpected

OK, USAGE, IO_FAILED, CANCELLED = 0, 2, 9, 11
DEBUG = "RECKONER_DEBUG"  # 1: a bug's traceback goes to standard error before its line
WritePdf = Callable[..., None]

# In the order of the manual: command, module that has it under that name, or under the one behind the colon.
COMMANDS = {
    "new": "planner.cli.file",
    "check": "planner.cli.file",
    "dump": "planner.cli.file",
    "edits": "planner.cli.file",
    "undo": "planner.cli.file",
    "redo": "planner.cli.file",
    "run": "planner.cli.results",
    "snapshot": "planner.cli.results",
    "snapshots": "planner.cli.file",
    "export": "planner.cli.results",
    "explain": "planner.cli.results",
    "import": "planner.cli.tables:import_table",
    "table": "planner.cli.tables:export_table",
    "compare": "planner.cli.compare",
    "contracts": "planner.cli.contracts",
    "laws": "planner.cli.laws",
    "calc": "planner.cli.calc",
    "catalogue": "planner.cli.catalogue",
}


class _Commands(click.Group):
    """The commands of the register, imported when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), name or cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command


@click.version_option(PROGRAM_VERSION, message="reckoner %(version)s")
@click.group("reckoner", cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def reckoner() -> None:
    """What-if planner for bitcoin miners. Without a command it opens the window."""


def main(argv: Sequence[str], write_pdf: WritePdf) -> int:
    """Run one command and return its exit status.

    Parameters
    ----------
    argv
        The arguments without the program's name.
    write_pdf
        Makes a report; commands get it as their context's object, since making one needs the window's modules.
    """
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A name may hold characters that the terminal's encoding lacks; better escaped than an error.
            sys.stdout.reconfigure(errors="backslashreplace")
        status = _status(argv, write_pdf)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who read the output has gone, as `head` does: nobody is left to tell.
        _drop_output()
        return IO_FAILED
    except OSError as error:
        _drop_output()
        return _told(_storage_error(error))
    return status


def _status(argv: Sequence[str], write_pdf: WritePdf) -> int:
    try:
        # Not `reckoner.main`: that one writes an empty line to standard error when interrupted.
        with reckoner.make_context("reckoner", list(argv), obj=write_pdf) as context:
            reckoner.invoke(context)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        return _usage(error)
    except ReckonerError as error:
        return _told(error)
    except (KeyboardInterrupt, click.Abort):
        _line({"error": "CANCELLED", "message": "Cancelled.", "saved": "What was reported done is done.", "next": ""})
        return CANCELLED
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  # the last boundary: a bug must not end as a traceback
        return _bug(error)
    return OK


def _line(record: dict[str, str]) -> None:
    print(json_line(record), file=sys.stderr, flush=True)


def _told(error: ReckonerError) -> int:
    _line(error.as_record())
    return error.exit_status


def _usage(error: click.ClickException) -> int:
    command = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "reckoner"
    message = " ".join(error.format_message().split())
    _line({"error": "USAGE", "message": message, "saved": NOTHING_CHANGED, "next": f"See {command} --help."})
    return USAGE


def _bug(error: Exception) -> int:
    if os.environ.get(DEBUG) == "1":
        traceback.print_exception(error)
    # The error's own text may hold portfolio data, its class does not.
    return _told(Unexpected(f"Something went wrong inside Reckoner ({type(error).__name__})."))


def _storage_error(error: OSError) -> StorageFailed:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull("The disk is full.")
    return ExportFailed(f"The system refused to read or write: {error.strerror or type(error).__name__}.")


def _drop_output() -> None:
    """Point standard output at nothing, or Python would flush what is left at exit and complain again."""
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, sys.stdout.fileno())
        os.close(sink)
    except (OSError, ValueError):  # standard output has no descriptor
        return
