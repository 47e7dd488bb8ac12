"""What a command says when it cannot do what it was asked for: one sentence, or JSON if asked."""

import json
import os
import sys

import typer


def complain(sentence: str, code: int, **more: object) -> None:
    """Say what is wrong on standard error, without secrets; with ``--json`` also as JSON on stdout.

    ``code`` is the exit code that the command will have; ``more`` goes into the JSON.
    """
    from drillbook.redaction import Redactor, of_environment  # noqa: PLC0415 (a complaint is rare)

    said = Redactor(of_environment(os.environ)).redact(sentence)
    typer.echo(f"drillbook: {said}", err=True)
    if "--json" in sys.argv[1:]:
        typer.echo(json.dumps({**more, "error": said, "exit_code": code}))
