"""The command ``drillbook target``: which rights drills need, and which there are."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer
import yaml

from drillbook import access, rbac
from drillbook import target as targets
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import UsageError
from drillbook.opening import kubeconfig_of
from drillbook.options import JsonOption
from drillbook.rights import Right
from drillbook.runbook import reach
from drillbook.target import Target

target_app = typer.Typer(no_args_is_help=True, help="What a target lets drills do.")

File = Annotated[Path, typer.Option("--target", envvar="DRILLBOOK_TARGET", help="Target file.")]
Systems = Annotated[list[str] | None, typer.Argument(help="Systems; all of the target by default.")]
Keyword = Annotated[str, typer.Option("-k", help="Only scenarios that match (pytest's -k).")]
_LAB = Path("targets/lab.yaml")


@target_app.command("rbac")
def print_rbac(
    systems: Systems = None,
    file: File = _LAB,
    keyword: Keyword = "",
    as_json: JsonOption = False,  # noqa: FBT002 (typer makes a flag of it)
) -> None:
    """Print the least account, roles and bindings that the chosen drills need."""
    target = targets.load(file)
    manifests = rbac.manifests(target, rbac.needed(target, _drills(target, systems, keyword)))
    if as_json:
        # kubectl takes a List as it takes several documents.
        listed = {"apiVersion": "v1", "kind": "List", "items": list(manifests)}
        typer.echo(json.dumps(listed, indent=1))
    else:
        typer.echo(yaml.safe_dump_all(manifests, sort_keys=False), nl=False)


@target_app.command()
def check(
    systems: Systems = None,
    file: File = _LAB,
    keyword: Keyword = "",
    as_json: JsonOption = False,  # noqa: FBT002 (as above)
) -> None:
    """Compare what the chosen drills need with what the credentials can do."""
    target = targets.load(file)
    needed = rbac.needed(target, _drills(target, systems, keyword))
    cluster = Cluster(kubeconfig_of(target), target.context, account=target.account)
    compared = access.compare(cluster, needed)
    if as_json:
        said = {"missing": _listed(compared.missing), "too_many": _listed(compared.too_many)}
        typer.echo(json.dumps(said, indent=1))
        raise typer.Exit(2 if compared.missing else 0)
    for namespace, right in compared.too_many:
        typer.echo(f"warning: too much: {right} {_where(namespace)}")
    for namespace, right in compared.missing:
        typer.echo(f"missing: {right} {_where(namespace)}")
    typer.echo(f"{len(compared.missing)} missing, {len(compared.too_many)} too many")
    if compared.missing:
        raise UsageError(f"{file}: the credentials lack rights; 'drillbook target rbac' gives them")


def _drills(
    target: Target, systems: list[str] | None, keyword: str
) -> Mapping[str, frozenset[Right]]:
    chosen = systems or sorted(target.systems)
    for name in chosen:
        target.system(name)  # or it is said which there are
    found = {name: reach.rights_of_drills(name, keyword) for name in chosen}
    return {name: rights for name, rights in found.items() if rights is not None}


def _listed(rights: Iterable[tuple[str, Right]]) -> list[dict[str, str]]:
    return [{"namespace": namespace, "right": str(right)} for namespace, right in rights]


def _where(namespace: str) -> str:
    return f"in {namespace}" if namespace else "in the whole cluster"
