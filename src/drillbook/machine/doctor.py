"""What is missing for drills: on this machine, in this directory, on a target. Reads only."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path

from drillbook import access, directories, journal, rbac
from drillbook import target as targets
from drillbook.clients.kubernetes import Cluster
from drillbook.errors import DrillbookError, Unobservable, UsageError, in_one_line
from drillbook.evidence import keys, trust
from drillbook.lab import preflight
from drillbook.opening import kubeconfig_of
from drillbook.runbook import reach
from drillbook.storage import shared
from drillbook.target import Kind, Target

#: Programs that something uses where it finds them, and what is left out without.
_WELCOME = {
    "git": "'drillbook claims check --since' needs it",
    "promtool": "audits then judge PromQL by their own parser alone",
    "chromium": "'make test-site' needs it",
}


class State(StrEnum):
    """How it stands: there; missing, so that drills cannot run; worth knowing."""

    OK = "ok"
    MISSING = "missing"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, and what to do next."""

    about: str
    state: State
    what: str
    instead: str = ""


def of_machine(*, lab: bool) -> Iterator[Finding]:
    """Yield what this machine has and lacks; with ``lab``, for a lab as well."""
    about, root = "this machine", preflight.ROOT / "lab"
    if lab and not root.is_dir():
        yield Finding(
            about,
            State.MISSING,
            f"{root} is not there: a lab is made from drillbook's checkout",
            "get the project's repository and 'make setup' there, or drill on a cluster",
        )
        lab = False
    machine = preflight.look() if root.is_dir() else None
    if machine is not None:
        needed = preflight.go_needed(root / "toolchain")
        problems = preflight.problems(machine, needed, lab=lab)
        yield from (Finding(about, State.MISSING, one.what, one.instead) for one in problems)
        if not problems:
            yield Finding(about, State.OK, _has(machine, lab=lab))
        if lab and machine.missing_packages:
            names = " ".join(machine.missing_packages)
            yield Finding(about, State.MISSING, f"Debian packages: {names}", "make setup")
        if lab and not problems and not machine.programs_ready:
            yield Finding(about, State.NOTE, "Kubernetes is not compiled yet", "make setup")
    for program, without in _WELCOME.items():
        if shutil.which(program) is None and not (program == "promtool" and _built(program)):
            yield Finding(about, State.NOTE, f"no {program}: {without}")


def _has(machine: preflight.Machine, *, lab: bool) -> str:
    python = ".".join(map(str, machine.python))
    if not lab:
        return f"Python {python}"
    gib = preflight.GIB
    return (
        f"Python {python}, {machine.memory_bytes / gib:.1f} GiB of memory, "
        f"{machine.free_disk_bytes / gib:.1f} GiB free in {machine.cache}"
    )


def _built(program: str) -> bool:
    return any((directories.cache() / "programs").glob(f"*/{program}"))


def of_directory(directory: Path) -> Iterator[Finding]:
    """Yield what a project's directory has and lacks, and what of the environment counts here."""
    about = f"directory {directory.resolve()}"
    for name, what in (("features", "scenarios"), ("steps", "phrases"), ("conftest.py", "it")):
        if not (directory / name).exists():
            yield Finding(
                about,
                State.MISSING,
                f"no {name}: pytest would not find {what}",
                "go to the project's root, or see docs/tutorial.md",
            )
    for name, load in (("DRILLBOOK_KEY", keys.load), ("DRILLBOOK_TRUST", _trusted)):
        if given := os.environ.get(name):
            yield from _told(about, f"{name} can be read", partial(load, given))


def _trusted(file: str) -> object:
    return trust.found(Path(file))


def is_lab(file: Path) -> bool:
    """Return whether a target file says that it is a lab; one that cannot be read does not."""
    try:
        return targets.load(file).kind is Kind.LAB
    except UsageError:
        return False


def of_target(file: Path, systems: Iterable[str] | None) -> Iterator[Finding]:
    """Yield what a target has and lacks for the drills of its systems."""
    about = f"target {file}"
    try:
        target = targets.load(file)
        chosen = sorted(systems or target.systems)
        for name in chosen:
            target.system(name)
    except UsageError as error:
        yield Finding(about, State.MISSING, in_one_line(error))
        return
    for name in chosen:
        runbook = target.system(name).runbook
        if runbook is not None and not runbook.exists():
            what = f"runbook {runbook} of {name} is not there: only our words of claims are shown"
            yield Finding(about, State.NOTE, what, "name it in the target file (runbook:)")
    yield from _cluster(about, target, chosen)


def _cluster(about: str, target: Target, systems: list[str]) -> Iterator[Finding]:
    try:
        kubeconfig = kubeconfig_of(target)
        cluster = Cluster(kubeconfig, target.context, account=target.account)
        uid = cluster.uid()
    except UsageError as error:
        state = State.NOTE if target.kind is Kind.LAB else State.MISSING
        yield Finding(
            about, state, in_one_line(error), "'drillbook night' brings a lab up by itself"
        )
        return
    except DrillbookError as error:
        yield Finding(
            about, State.MISSING, in_one_line(error), "is the cluster up, and the context right?"
        )
        return
    if target.cluster_uid not in {None, uid}:
        what = f"context {target.context} leads to cluster {uid}, not to {target.cluster_uid}"
        yield Finding(about, State.MISSING, what, f"mend context or cluster_uid in {target.file}")
        return
    yield Finding(about, State.OK, f"context {target.context} leads to cluster {uid}")
    for name in systems:
        yield from _system(about, cluster, target, name)
    yield from _pending(about, cluster, target)
    yield from _rights(about, cluster, target, systems)


def _system(about: str, cluster: Cluster, target: Target, name: str) -> Iterator[Finding]:
    system = target.system(name)
    try:
        standing = cluster.standing(system.namespace)
    except Unobservable as error:
        yield Finding(
            about, State.MISSING, f"{name}: {in_one_line(error)}", "see 'drillbook target check'"
        )
        return
    if not standing.namespace_uid:
        yield Finding(
            about,
            State.MISSING,
            f"{name}: there is no namespace {system.namespace}",
            f"drillbook lab deploy {name} -n {target.lab}"
            if target.kind is Kind.LAB
            else f"mend systems.{name}.namespace in {target.file}",
        )
        return
    if standing.clock_off > target.allow.clock_skew:
        off = standing.clock_off / timedelta(seconds=1)
        yield Finding(
            about,
            State.MISSING,
            f"the cluster's clock may be off by {off:.1f} s, more than allow.clock_skew",
            "set both clocks by NTP",
        )
    if system.prometheus:
        namespace, _, service = system.prometheus.partition("/")
        path = f"/api/v1/namespaces/{namespace}/services/{service.partition(':')[0]}"
        yield from _told(about, f"{name}: {system.prometheus} is there", partial(cluster.get, path))


def _pending(about: str, cluster: Cluster, target: Target) -> Iterator[Finding]:
    file = directories.state() / "journal" / f"{target.journal_name}.journal"
    try:
        pending = len(journal.Journal(shared(target, cluster, None) or file).pending())
    except DrillbookError as error:
        yield Finding(about, State.MISSING, f"the journal cannot be read: {in_one_line(error)}")
        return
    if pending:
        what = f"{pending} changes of an earlier run are still to be put back"
        yield Finding(about, State.MISSING, what, f"drillbook undo --target {target.file}")


def _rights(about: str, cluster: Cluster, target: Target, systems: list[str]) -> Iterator[Finding]:
    drilled = {name: reach.rights_of_drills(name, "") for name in systems if _has_features(name)}
    known = {name: rights for name, rights in drilled.items() if rights is not None}
    if not known:
        return
    try:
        compared = access.compare(cluster, rbac.needed(target, known))
    except Unobservable as error:
        yield Finding(
            about, State.NOTE, f"rights: {in_one_line(error)}", "see 'drillbook target check'"
        )
        return
    if not compared.missing:
        yield Finding(about, State.OK, f"the credentials can do what {', '.join(known)} need")
    for namespace, right in compared.missing:
        what = f"the credentials may not {right} in {namespace or 'the cluster'}"
        yield Finding(about, State.MISSING, what, "'drillbook target rbac' prints what gives it")


def _has_features(system: str) -> bool:
    return Path("features", system).is_dir()


def _told(about: str, what: str, look: Callable[[], object]) -> Iterator[Finding]:
    try:
        look()
    except DrillbookError as error:
        yield Finding(about, State.MISSING, in_one_line(error))
    else:
        yield Finding(about, State.OK, what)
