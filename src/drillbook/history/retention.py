"""Which bundles may go: a policy, and what no policy takes away.

The newest passing and the newest failing evidence of each claim stays, whatever the policy says.
Numbers of removed runs stay in the history, so that they are no gap.
"""

import shutil
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drillbook.errors import UsageError
from drillbook.evidence.bundle import read
from drillbook.evidence.chain import RUN_RECORDS
from drillbook.history.database import Database, utc
from drillbook.history.importing import first_record


@dataclass(frozen=True)
class Policy:
    """Bundles older than ``keep`` may go; the newest ``at_least`` of each target stay."""

    keep: timedelta
    at_least: int = 10


@dataclass(frozen=True)
class Kept:
    """A run with its bundle, and the verdicts of the claims that it drilled."""

    key: int
    target: str
    started: datetime
    bundle: str
    claims: Mapping[str, frozenset[str]]
    first_record: str = ""


def removable(runs: Iterable[Kept], policy: Policy, now: datetime) -> list[Kept]:
    """Return the runs whose bundles the policy lets go, oldest first."""
    newest_first = sorted(runs, key=lambda run: (run.started, run.key), reverse=True)
    needed: set[int] = set()
    shown: set[tuple[str, str, str]] = set()
    per_target: dict[str, int] = {}
    for run in newest_first:
        per_target[run.target] = per_target.get(run.target, 0) + 1
        evidence = {
            (run.target, claim, verdict)
            for claim, verdicts in run.claims.items()
            for verdict in verdicts & {"pass", "fail"}
        }
        if per_target[run.target] <= policy.at_least or evidence - shown:
            needed.add(run.key)
        shown |= evidence
    old = (run for run in newest_first if now - run.started > policy.keep)
    return [run for run in old if run.key not in needed][::-1]


def here(database: Database) -> list[Kept]:
    """Return the runs whose bundles are on this machine.

    Of a shared history, others hold the rest: what is not here can neither be removed from here
    nor stand in for what is.
    """
    return [run for run in kept(database) if Path(run.bundle).exists() and not _is_another(run)]


def _is_another(run: Kept) -> bool:
    """Return whether a bundle is that of another run, made since in the same place."""
    try:
        found = first_record(read(Path(run.bundle)))
    except UsageError:
        return False  # no bundle at all: removing it says so
    return found is not None and found != run.first_record


def kept(database: Database) -> list[Kept]:
    """Return all runs whose bundles have not been removed, wherever they are."""
    claims: dict[int, dict[str, set[str]]] = {}
    for run, claim, verdict in database.rows(
        "SELECT DISTINCT drills.run, claim, verdict FROM drill_claims "
        "JOIN drills ON drills.key = drill_claims.drill"
    ):
        claims.setdefault(int(run), {}).setdefault(claim, set()).add(verdict)
    rows = database.rows(
        "SELECT key, target, started, bundle, first_record FROM runs WHERE retired IS NULL"
    )
    return [
        Kept(
            key,
            target,
            at.replace(tzinfo=UTC),
            bundle,
            {c: frozenset(v) for c, v in claims.get(key, {}).items()},
            first,
        )
        for key, target, at, bundle, first in rows
    ]


def remove(database: Database, run: Kept, now: datetime) -> None:
    """Remove the bundle of a run, and note when. Its results stay in the history.

    Raises UsageError when the bundle is no run's directory or zip file; nothing is changed then.
    """
    bundle = Path(run.bundle)
    of_run = any((bundle / d / RUN_RECORDS).is_file() for d in ("", "evidence"))
    is_run = of_run or zipfile.is_zipfile(bundle)
    if bundle.exists() and (bundle.is_symlink() or not is_run):
        raise UsageError(f"{bundle}: not removed, it is no run's directory and no zip file")
    # Noted first: a bundle that is left over does less harm than a gap that nobody explains.
    with database.writing():
        database.change("UPDATE runs SET retired = ? WHERE key = ?", utc(now), run.key)
    if bundle.is_dir():
        shutil.rmtree(bundle)
    else:
        bundle.unlink(missing_ok=True)
