"""The command ``drillbook runbook``: a section's steps as they were proven, and to walk through."""

import json
from pathlib import Path
from typing import Annotated

import typer

from drillbook import target as targets
from drillbook.errors import UsageError
from drillbook.evidence.files import write_atomically
from drillbook.options import JsonOption

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
    from drillbook.notebook import page as pages  # noqa: PLC0415 (as below)
    from drillbook.runbook import claims, lint  # noqa: PLC0415 (as above)
    from drillbook.walkthrough import proven, sections  # noqa: PLC0415 (the phrases: a second)

    target = targets.load(target_file)
    target.system(system)
    catalogue = Path("runbooks") / f"{system}.yaml"
    if not catalogue.is_file():
        raise UsageError(f"{catalogue}: no such catalogue of claims; run this where runbooks/ is")
    known = claims.load(catalogue)
    name = sections.section_of(known, section)
    several = sections.scenarios(known, name)
    proofs = proven.proofs(where, target.name, system)
    lint.require_clean([Path("features") / system])
    whole = sections.Walkthrough(system, name, several, proofs)
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"walkthrough-{system}-{pages.slug(name)}.ipynb"
    page = file.with_suffix(".html")
    write_atomically(file, sections.notebook(whole, Path.cwd(), target_file))
    write_atomically(page, sections.page(whole))
    if as_json:
        scenarios = [
            {"name": one.name, "steps": one.steps, "proven": whole.proven(one)} for one in several
        ]
        said = {"notebook": str(file), "page": str(page), "section": name, "scenarios": scenarios}
        typer.echo(json.dumps(said, indent=1, ensure_ascii=False))
        return
    for one in several:
        typer.echo("\n".join([one.name, *(f"  {step}" for step in one.steps)]))
        typer.echo(f"  ({whole.proven(one)})\n")
    typer.echo(f"{page}\n{file}")
