"""The commands that draw reports from notebooks: ``drillbook report trends``, ``postmortem``…"""

import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from drillbook.evidence.files import write_atomically
from drillbook.history.places import checked
from drillbook.options import MOST_DAYS, JsonOption

report_app = typer.Typer(
    help="Reports from evidence and history: a page, its notebook, and a PDF.",
    no_args_is_help=True,
)

HistoryOption = Annotated[
    str, typer.Option("--history", envvar="DRILLBOOK_HISTORY", help="A file or postgresql://….")
]
OscalOption = Annotated[
    bool, typer.Option("--oscal", help="OSCAL assessment results beside it, as JSON.")
]
OutOption = Annotated[Path, typer.Option("--out", help="Directory of the report.")]
PdfOption = Annotated[
    bool, typer.Option("--pdf", help="Write a PDF (PDF/A-3u), too, its inputs attached.")
]
INCOMPLETE = 3
HISTORY, OUT = "reports/history.duckdb", Path("reports")
LATEST, LAB = Path("reports/latest"), Path("targets/lab.yaml")


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
    given = {"history": checked(where), "target": target, "system": system, "text": text}
    tell(draw("trends", given, out, "trends", pdf=pdf), as_json=as_json)


@report_app.command()
def dr(
    quarter: Annotated[str, typer.Option("--quarter", help="For example 2026Q4.")],
    plan: Annotated[
        Path | None, typer.Option("--plan", help="Its plan; dr/QUARTER/plan.yaml by default.")
    ] = None,
    sign_off: Annotated[
        Path | None, typer.Option("--sign-off", help="dr/QUARTER/sign-off.yaml, if it is there.")
    ] = None,
    controls: Annotated[
        Path | None, typer.Option("--controls", help="dr/controls.yaml, if it is there.")
    ] = None,
    where: HistoryOption = HISTORY,
    trust: Annotated[
        Path | None,
        typer.Option("--trust", envvar="DRILLBOOK_TRUST", help="Keys that count; ./trust.yaml."),
    ] = None,
    out: OutOption = OUT,
    pdf: PdfOption = False,  # noqa: FBT002 (typer makes a flag of it)
    oscal: OscalOption = False,  # noqa: FBT002 (as above)
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Draw the evidence of a quarter's disaster recovery exercise, and say what is missing.

    Exit code: 0 complete, 2 usage, 3 something is missing.
    """
    from drillbook.dr import report  # noqa: PLC0415 (pydantic's models, the evidence: half a second)

    files = report.files(quarter, plan, sign_off, controls)
    given = {"history": checked(where), "quarter": quarter, "trust": trust, **files}
    drawn = draw("dr_evidence", given, out, f"dr-{quarter}", pdf=False)
    lacking = _finished(drawn, files, pdf=pdf, oscal=oscal)
    _tell_missing(drawn, lacking, as_json=as_json)
    raise typer.Exit(INCOMPLETE if lacking else 0)


def _finished(
    drawn: dict[str, str], files: Mapping[str, Path | None], *, pdf: bool, oscal: bool
) -> list[str]:
    """Write what else is wanted of an exercise, and return what it lacks."""
    from drillbook.dr import report  # noqa: PLC0415 (as above)
    from drillbook.dr.oscal import assessment_results  # noqa: PLC0415 (as above)

    exercise = report.exercise(Path(drawn["notebook"]))
    attached = [file for file in files.values() if file is not None]
    if oscal:
        beside = Path(drawn["page"]).with_suffix(".oscal.json")
        said = json.dumps(assessment_results(exercise), indent=1, ensure_ascii=False)
        write_atomically(beside, said + "\n")
        drawn["oscal"] = str(beside)
        attached.append(beside)
    if pdf:
        with report.bundles(exercise) as zipped:
            drawn["pdf"] = write_pdf(drawn, [*attached, *zipped])
    return report.missing(exercise)


def _tell_missing(drawn: Mapping[str, str], lacking: list[str], *, as_json: bool) -> None:
    if as_json:
        tell({**drawn, "complete": not lacking, "missing": lacking}, as_json=True)
        return
    for said in lacking:
        typer.echo(f"missing: {said}")
    tell(drawn, as_json=False)
    typer.echo(f"incomplete: {len(lacking)} missing" if lacking else "complete")


@report_app.command()
def postmortem(
    what: Annotated[
        str,
        typer.Argument(
            metavar="DRILL|INCIDENT",
            help="Evidence file, a drill's id or how it begins, or an incident's YAML file.",
        ),
    ],
    run: Annotated[Path, typer.Option("--run", help="Run that the drill is of.")] = LATEST,
    availability: Annotated[
        float | None,
        typer.Option("--availability", help="Objective that the error budget is of, as 0.999."),
    ] = None,
    target: Annotated[
        Path, typer.Option("--target", envvar="DRILLBOOK_TARGET", help="An incident's target file.")
    ] = LAB,
    out: Annotated[Path | None, typer.Option("--out", help="Directory of the report.")] = None,
    pdf: PdfOption = False,  # noqa: FBT002 (as above)
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Draw the postmortem of a drill, or of a real incident's time span on a target."""
    from drillbook.notebook import incident  # noqa: PLC0415 (pandas, Kubernetes' client)

    if what.endswith((".yaml", ".yml")):
        evidence = incident.collect(Path(what), target, out or OUT)
    else:
        evidence = incident.drill_file(what, run)
    given = {"evidence": evidence, "availability": availability}
    place = out or evidence.parent.parent / "notebooks"
    drawn = draw(
        "postmortem", given, place, f"postmortem-{evidence.stem}", pdf=pdf, attached=[evidence]
    )
    tell(drawn, as_json=as_json)


@report_app.command()
def capacity(
    system: Annotated[str, typer.Argument(help="A system.")],
    run: Annotated[
        Path | None, typer.Option("--run", help="Run to look at; reports/latest without a history.")
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option("--history", help="CSV, or directory of Prometheus' exported answers."),
    ] = None,
    prometheus: Annotated[
        str | None, typer.Option("--prometheus", help="URL of a server to export a history from.")
    ] = None,
    namespace: Annotated[
        str | None, typer.Option("--namespace", help="Of the system there; as its name by default.")
    ] = None,
    days: Annotated[
        int, typer.Option("--days", min=1, max=MOST_DAYS, help="How long a history to export.")
    ] = 90,
    load_test: Annotated[
        Path | None, typer.Option("--load-test", help="CSV of consumers,throughput.")
    ] = None,
    growth: Annotated[float, typer.Option("--growth", help="What if so many times as fast.")] = 1.0,
    large_client: Annotated[
        int, typer.Option("--large-client", min=0, help="What if one came that is worth so many.")
    ] = 0,
    large_client_in_days: Annotated[
        int, typer.Option("--in-days", min=0, max=MOST_DAYS, help="When.")
    ] = 0,
    out: OutOption = OUT,
    pdf: PdfOption = False,  # noqa: FBT002 (as above)
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Draw when resources are full, with one gone, and how throughput scales."""
    with ExitStack() as stack:
        if prometheus is not None:
            from drillbook.notebook.exporting import exported_history  # noqa: PLC0415 (as above)

            exported = exported_history(prometheus, namespace or system, days, out / "history")
            history = stack.enter_context(exported)
        given = {
            "run": run or (LATEST if history is None else None),
            "history": history,
            "load_test": load_test,
            "system": system,
            "growth_factor": growth,
            "large_client": large_client,
            "large_client_in_days": large_client_in_days,
        }
        attached = [file for file in (history, load_test) if file is not None and file.is_file()]
        drawn = draw("capacity", given, out, f"capacity-{system}", pdf=pdf, attached=attached)
    tell(drawn, as_json=as_json)


def draw(
    name: str,
    given: Mapping[str, Any],
    out: Path,
    page_name: str,
    *,
    pdf: bool,
    attached: Iterable[Path] = (),
) -> dict[str, str]:
    """Execute a notebook; return where its ``page`` and ``notebook`` are, and its ``pdf``."""
    from drillbook.notebook import run  # noqa: PLC0415 (Jupyter's packages: seconds)

    page = run.execute(name, given, out, page_name=page_name)
    notebook = page.with_suffix(".ipynb")
    drawn = {"page": str(page), "notebook": str(notebook)}
    if pdf:
        drawn["pdf"] = write_pdf(drawn, attached)
    return drawn


def write_pdf(drawn: Mapping[str, str], attached: Iterable[Path]) -> str:
    """Write the PDF of a page, with its notebook and its frozen inputs attached, and more."""
    from drillbook.notebook import pdf  # noqa: PLC0415 (as above)

    return str(pdf.write(Path(drawn["page"]), [Path(drawn["notebook"]), *attached]))


def tell(drawn: Mapping[str, Any], *, as_json: bool) -> None:
    """Print where a report is."""
    typer.echo(json.dumps(drawn, indent=1) if as_json else drawn.get("pdf") or drawn["page"])
