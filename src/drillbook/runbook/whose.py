"""Which runbook file belongs to which catalogue of claims."""

from collections.abc import Iterable
from pathlib import Path

from drillbook.errors import UsageError
from drillbook.runbook import claims
from drillbook.runbook.inventory import inventory
from drillbook.runbook.sections import read
from drillbook.target import Target

CATALOGUES = Path("runbooks")
_MOST = 0.5  # of a catalogue's items, from which on a file of another name is its runbook


def catalogue(system: str) -> claims.Catalogue:
    """Return a system's claims. Raises as ``claims.catalogue``."""
    return claims.catalogue(CATALOGUES / f"{system}.yaml")


def systems() -> list[str]:
    """Return the systems that have a catalogue, in order."""
    return sorted(file.stem for file in CATALOGUES.glob("*.yaml"))


def named(runbook: Path | None, among: list[str]) -> dict[str, Path]:
    """Return whose runbook a path is: a folder holds SYSTEM.md, one of several has its name.

    A file of another name is that of the system most of whose items it says. Raises UsageError
    when nobody's is seen.
    """
    if runbook is None:
        return {}
    if runbook.is_dir():
        files = {s: file for s in among if (file := runbook / f"{s}.md").exists()}
        for other in sorted(runbook.glob("*.md")) if len(files) < len(among) else ():
            if other.stem not in among and (whose := _by_what_it_says(other, among)):
                files.setdefault(whose, other)
    else:
        whose = among[0] if len(among) == 1 else runbook.stem
        whose = whose if whose in among else _by_what_it_says(runbook, among)
        files = {whose: runbook} if whose else {}
    if not files:
        raise UsageError(
            f"--runbook {runbook}: not seen whose it is; call it SYSTEM.md, or give a folder of "
            f"such files ({', '.join(among)})"
        )
    return files


def chosen(
    system: str | None, runbook: Path | None, target: Target, where: Path
) -> dict[str, Path]:
    """Return the runbooks to look at by system: of one, or of all that have one.

    Raises UsageError when there is none; ``where`` is the target's file.
    """
    if system is not None:
        catalogue(system)  # a name without a catalogue is said first
    among = [system] if system is not None else systems()
    files = named(runbook, among)
    if runbook is None:
        there = {one: target.systems[one].runbook for one in among if one in target.systems}
        files = {one: file for one, file in there.items() if file is not None}
    if not files:
        whose = system or "any system"
        raise UsageError(f"{where} names no runbook of {whose}; name it with --runbook FILE")
    return files


def _by_what_it_says(runbook: Path, among: Iterable[str]) -> str:
    says = {item.fingerprint for item in inventory(read(runbook))}
    shares = {system: _share(catalogue(system), says) for system in among}
    best = max(shares, key=lambda system: shares[system], default="")
    return best if best and shares[best] >= _MOST else ""


def _share(claimed: claims.Catalogue, says: set[str]) -> float:
    """Return how much of what a catalogue stands for is said."""
    known = {name for claim in claimed.claims for name in claim.items}
    known |= {name for aside in claimed.asides for name in aside.items}
    return len(known & says) / len(known) if known else 0.0
