"""The command ``drillbook audit``."""

import json
from pathlib import Path
from typing import Annotated

import typer

from drillbook.audit import patch, sarif, shown
from drillbook.audit.audit import audit as look
from drillbook.audit.finding import Severity
from drillbook.errors import UsageError
from drillbook.evidence.files import write_atomically
from drillbook.options import JsonOption

FOUND = 1


def audit(
    runbooks: Annotated[list[Path], typer.Argument(help="Markdown files.")],
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
    as_patch: Annotated[bool, typer.Option("--patch", help="Print the repairs as a diff.")] = False,  # noqa: FBT002 (typer makes a flag of it)
    sarif_file: Annotated[Path | None, typer.Option("--sarif", help="Write SARIF here.")] = None,
    html_file: Annotated[Path | None, typer.Option("--html", help="Write a page here.")] = None,
) -> None:
    """Find what in runbooks cannot work. Exit code: 0 no error found, 1 errors, 2 usage."""
    if as_json and as_patch:
        raise UsageError("--json and --patch both print: ask for one of them. Nothing was changed.")
    reports = [look(file) for file in runbooks]
    if sarif_file is not None:
        write_atomically(sarif_file, json.dumps(sarif.document(reports), indent=1) + "\n")
    if html_file is not None:
        write_atomically(html_file, shown.html(reports))
    if as_patch:
        typer.echo("".join(patch.unified_diff(report) for report in reports), nl=False)
    elif as_json:
        typer.echo(json.dumps(shown.json_document(reports), indent=1))
    else:
        typer.echo("\n".join(shown.text(report) for report in reports))
    grave = any(one.severity == Severity.ERROR for report in reports for one in report.findings)
    if grave and not as_patch:
        raise typer.Exit(FOUND)
