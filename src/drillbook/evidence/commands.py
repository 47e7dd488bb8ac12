"""The commands about evidence: ``verify``, ``bundle``, ``schema`` and ``key``."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from drillbook.evidence import bundle as bundles
from drillbook.evidence import keys, schemas, sequence, trust
from drillbook.evidence.verify import Status, Verification
from drillbook.evidence.verify import verify as verified
from drillbook.options import JsonOption

EXIT_CODES = {Status.VERIFIED: 0, Status.BROKEN: 1, Status.UNVOUCHED: 3, Status.ABORTED: 3}
_MOST = 20

TrustOption = Annotated[
    Path | None,
    typer.Option("--trust", envvar="DRILLBOOK_TRUST", help="Keys that count; ./trust.yaml."),
]

key_app = typer.Typer(help="Keys that sign evidence.", no_args_is_help=True)


def verify(
    paths: Annotated[
        list[Path], typer.Argument(metavar="BUNDLE…", help="Runs' directories, zips.")
    ],
    trust_file: TrustOption = None,
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Verify bundles, offline. Exit code: 0 verified, 1 broken, 2 usage, 3 nobody vouches."""
    trusted = trust.found(trust_file)
    found = [verified(bundles.read(path), trusted) for path in paths]
    gaps = list(sequence.gaps(found))
    if as_json:
        said = [_as_json(one) for one in found]
        Console(soft_wrap=True).print_json(json.dumps({"bundles": said, "gaps": gaps}))
    else:
        _print(found, gaps)
    raise typer.Exit(1 if gaps else max((EXIT_CODES[one.status] for one in found), key=_weight))


def bundle(
    run: Annotated[Path, typer.Argument(help="A run's directory.")] = Path("reports/latest"),
    file: Annotated[Path | None, typer.Argument(help="The zip file; RUN.zip by default.")] = None,
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Pack the evidence of a run into one zip file, to be handed on."""
    read = bundles.read(run)
    packed = file or Path(f"{run.resolve().name}.zip")
    bundles.write_zip(read, packed)
    said = {"file": str(packed), "files": len(read.files), "bytes": packed.stat().st_size}
    typer.echo(json.dumps(said) if as_json else f"{packed}: {len(read.files)} files")


def schema(
    record: Annotated[bool, typer.Option("--record", help="Of a line of records.")] = False,  # noqa: FBT002 (typer makes a flag of it)
    markdown: Annotated[bool, typer.Option("--markdown", help="docs/evidence-schema.md.")] = False,  # noqa: FBT002 (as above)
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Print the JSON Schema of the evidence."""
    if markdown:
        text = schemas.markdown()
        typer.echo(json.dumps({"text": text}) if as_json else text, nl=as_json)
        return
    shown = schemas.record() if record else schemas.document()
    typer.echo(json.dumps(shown, indent=2, sort_keys=True))


@key_app.command("new")
def new(
    file: Annotated[Path, typer.Argument(help="Where to write the private key.")],
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Make a key, Ed25519, that only you can read, and print what a trust file says of it."""
    made = keys.new(file)
    if as_json:
        typer.echo(json.dumps({"file": str(file), "id": made.keyid, "public": made.public}))
        return
    indented = "".join(f"      {line}\n" for line in made.public.splitlines())
    Console(soft_wrap=True).print(
        f"# {file} signs: drillbook run --key {file}; its id is {made.keyid}\n"
        f"# for trust.yaml:\nkeys:\n  - name: {file.stem}\n    public: |\n{indented}",
        markup=False,
        end="",
    )


def _weight(code: int) -> int:
    return {0: 0, 3: 1, 1: 2}[code]


def _as_json(one: Verification) -> dict[str, Any]:
    return {
        "bundle": one.name,
        "status": one.status.value,
        "run": one.run.get("id"),
        "target": one.target.get("name"),
        "number": (one.numbered or {}).get("number"),
        "signed_by": one.signed_by or None,
        "broken": [vars(finding) for finding in one.broken],
        "open": list(one.open),
        "drills": [dict(drill) for drill in one.drills],
    }


def _print(found: Sequence[Verification], gaps: Sequence[str]) -> None:
    out = Console(soft_wrap=True)
    for one in found:
        number = (one.numbered or {}).get("number")
        counted = f", number {number} of {one.target.get('name')}" if number else ""
        out.print(
            f"{one.status.value}: {one.name} (run {one.run.get('id')}{counted}, "
            f"{one.head[0] if one.head else 'no'} records, {len(one.drills)} drills)",
            markup=False,
        )
        for finding in one.broken[:_MOST]:
            out.print(f"  broken: {finding.what}", markup=False)
        if len(one.broken) > _MOST:
            out.print(f"  and {len(one.broken) - _MOST} more", markup=False)
        for said in one.open:
            out.print(f"  {said}", markup=False)
    for gap in gaps:
        out.print(f"gap: {gap}", markup=False)
