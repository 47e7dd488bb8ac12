"""The command ``drillbook runbook``: a section's steps as they were proven, and to walk through."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drillbook import target as targets
from drillbook.errors import UsageError
from drillbook.evidence.files import write_atomically
from drillbook.options import JsonOption
from drillbook.target import Target

if TYPE_CHECKING:
    from drillbook.walkthrough.sections import Walkthrough

_LAB, _OUT = Path("targets/lab.yaml"), Path("reports")


def runbook(
    system: Annotated[str, typer.Argument(help="A system.")],
    section: Annotated[str, typer.Argument(help="A section's name, or a part of it.")],
    target_file: Annotated[
        Path, typer.Option("--target", envvar="DRILLBOOK_TARGET", help="Target file.")
    ] = _LAB,
    where: Annotated[
        str | None,
        typer.Option("--history", envvar="DRILLBOOK_HISTORY", help="A file or postgresql://…."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Directory of the notebook.")] = _OUT,
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Print a section's scenarios and when each last held; write a notebook to walk through.

    Nothing is run: the notebook does that, in JupyterLab or by papermill, and reads only until its
    parameter 'changes' is set. A page to read is written beside it.
    """
    whole = _section(system, section, targets.load(target_file), where)
    file, page = _written(whole, out, target_file)
    if as_json:
        scenarios = [
            {"name": one.name, "steps": one.steps, "proven": whole.proven(one)}
            for one in whole.scenarios
        ]
        said = {"notebook": str(file), "page": str(page), "section": whole.section}
        typer.echo(json.dumps(said | {"scenarios": scenarios}, indent=1, ensure_ascii=False))
        return
    for one in whole.scenarios:
        typer.echo("\n".join([one.name, *(f"  {step}" for step in one.steps)]))
        typer.echo(f"  ({whole.proven(one)})\n")
    typer.echo(f"{page}\n{file}")


def _section(system: str, section: str, target: Target, where: str | None) -> "Walkthrough":
    """Return a section with its scenarios and their proofs. Raises UsageError."""
    from drillbook.runbook import claims, lint  # noqa: PLC0415 (the phrases: a second)
    from drillbook.walkthrough import proven, sections  # noqa: PLC0415 (as above)

    target.system(system)
    catalogue = Path("runbooks") / f"{system}.yaml"
    if not catalogue.is_file():
        raise UsageError(f"{catalogue}: no such catalogue of claims; run this where runbooks/ is")
    known = claims.load(catalogue)
    name = sections.section_of(known, section)
    several = sections.scenarios(known, name)
    proofs = proven.proofs(where, target.name, system)
    lint.require_clean([Path("features") / system])
    return sections.Walkthrough(system, name, several, proofs)


def _written(whole: "Walkthrough", out: Path, target_file: Path) -> tuple[Path, Path]:
    """Write the notebook and the page of a section, and return where they are."""
    from drillbook.notebook import page as pages  # noqa: PLC0415 (as above)
    from drillbook.walkthrough import sections  # noqa: PLC0415 (as above)

    out.mkdir(parents=True, exist_ok=True)
    file = out / f"walkthrough-{whole.system}-{pages.slug(whole.section)}.ipynb"
    page = file.with_suffix(".html")
    write_atomically(file, sections.notebook(whole, Path.cwd(), target_file))
    write_atomically(page, sections.page(whole))
    return file, page
