"""The command ``drillbook``."""

import io
import os
import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from drillbook.complaint import complain
from drillbook.contents import Contents
from drillbook.errors import DrillbookError, UndoIncomplete, in_one_line

USAGE, UNDO_INCOMPLETE = 2, 4
NOBODY_READS = 141  # as a shell calls what SIGPIPE ended

app = typer.Typer(cls=Contents, no_args_is_help=True, pretty_exceptions_enable=False)


def _print_version(asked: bool) -> None:  # noqa: FBT001 (typer calls it so)
    if asked:
        typer.echo(metadata.version("drillbook"))
        raise typer.Exit


_VersionOption = Annotated[
    bool,
    typer.Option("--version", callback=_print_version, is_eager=True, help="Print its version."),
]


@app.callback()
def drillbook(_version: _VersionOption = False) -> None:  # noqa: FBT002 (typer makes a flag of it)
    """Operations runbooks turned into drills that prove themselves."""


def main() -> None:
    """Run the command; what goes wrong becomes one line, with what to do next, and an exit code."""
    # Features, phrases and experiments are those of the directory where the command runs.
    sys.path.insert(0, str(Path.cwd()))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may not know our signs
    try:
        code = app(standalone_mode=False, prog_name="drillbook")
        sys.stdout.flush()
        sys.exit(code)
    except BrokenPipeError:
        # Who read along has seen enough; nothing is left for the interpreter to write, either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(NOBODY_READS)
    except UndoIncomplete as error:
        _end(str(error), UNDO_INCOMPLETE)
    except DrillbookError as error:
        _end(in_one_line(error), USAGE)
    except typer.TyperException as error:
        _end(_misused(error), error.exit_code)
    except typer.Abort:
        _end("not confirmed, so nothing was removed; '--yes' answers beforehand", USAGE)
    except OSError as error:
        if error.strerror is None:
            raise
        # A disk that is full has no name.
        where = f"{error.filename}: " if error.filename else ""
        _end(f"{where}{error.strerror}; name another place, or mend that and try again", USAGE)


def _misused(error: typer.TyperException) -> str:
    """Return in a sentence what is wrong with the words of the command, and where to look."""
    message = error.format_message()
    context = getattr(error, "ctx", None)
    # Without a message, the help was asked for by saying nothing, and is printed already.
    if not message or context is None:
        return message
    end = " " if message.endswith("?") else "; "
    said = f"{message[:1].lower()}{message[1:].removesuffix('.')}"
    return f"{said}{end}'{context.command_path} --help' says what there is"


def _end(sentence: str, code: int) -> None:
    if sentence:
        complain(sentence, code)
    sys.exit(code)
