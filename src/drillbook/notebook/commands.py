"""The commands that draw reports from notebooks: ``drillbook report trends`` and others."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

report_app = typer.Typer(
    help="Reports from evidence and history: a page, its notebook, and a PDF.",
    no_args_is_help=True,
)

HistoryOption = Annotated[
    str, typer.Option("--history", envvar="DRILLBOOK_HISTORY", help="A file or postgresql://….")
]
OutOption = Annotated[Path, typer.Option("--out", help="Directory of the report.")]
PdfOption = Annotated[
    bool, typer.Option("--pdf", help="Write a PDF (PDF/A-3u), too, its inputs attached.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
HISTORY, OUT = "reports/history.duckdb", Path("reports")


@report_app.command()
def trends(
    system: Annotated[str, typer.Argument(help="A system; all by default.")] = "",
    where: HistoryOption = HISTORY,
    target: Annotated[
        str, typer.Option("--on", help="Target's name; that of the newest run by default.")
    ] = "",
    text: Annotated[str, typer.Option("-k", help="Only scenarios with this in their name.")] = "",
    out: OutOption = OUT,
    pdf: PdfOption = False,  # noqa: FBT002 (typer makes a flag of it)
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Draw how recovery times, verdicts and coverage went over the nights."""
    given = {"history": where, "target": target, "system": system, "text": text}
    tell(draw("trends", given, out, "trends", pdf=pdf), as_json=as_json)


def draw(
    name: str,
    given: Mapping[str, Any],
    out: Path,
    page_name: str,
    *,
    pdf: bool,
    attached: Iterable[Path] = (),
) -> dict[str, str]:
    """Execute a notebook; return where its ``page`` and ``notebook`` are, and its ``pdf``.

    A PDF has the executed notebook attached, with its frozen inputs, and ``attached``.
    """
    from drillbook.notebook import run  # noqa: PLC0415 (Jupyter's packages: seconds)

    page = run.execute(name, given, out, page_name=page_name)
    notebook = page.with_suffix(".ipynb")
    drawn = {"page": str(page), "notebook": str(notebook)}
    if pdf:
        from drillbook.notebook import pdf as writing  # noqa: PLC0415 (as above)

        drawn["pdf"] = str(writing.write(page, [notebook, *attached]))
    return drawn


def tell(drawn: Mapping[str, Any], *, as_json: bool) -> None:
    """Print where a report is."""
    typer.echo(json.dumps(drawn, indent=1) if as_json else drawn.get("pdf") or drawn["page"])
