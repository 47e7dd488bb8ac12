"""Mutation testing of what decides: verdict, checks, guard and journal.

python tests/mutants.py [--list] [PART…]      all parts by default; a part is a name of PARTS

mutmut runs for each mutant only the tests that call its function, and keeps what it knows in
``mutants/``: a run that was stopped goes on where it was. Survivors must be in survivors.toml with
a reason, and nothing else may be. Exit code 1 when fewer than 90 % are killed, or that is not so.
"""

import json
import subprocess
import sys
import time
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).parent.parent
MUTANTS = ROOT / "mutants"
SURVIVORS = Path(__file__).with_name("survivors.toml")
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
PARTS = {
    "verdict": "drillbook.verdict*",
    "checks": "drillbook.checks*",
    "guard": "drillbook.guard*",
    "journal": "drillbook.journal*",
}
GOAL = 0.9
KILLED = {"killed", "timeout", "caught by type check"}
NOT_TRIED = {"not checked", "check was interrupted by user"}


@dataclass(frozen=True)
class Mutant:
    """One mutant, and whether a test noticed; None when not tried."""

    name: str
    killed: bool | None


def main(arguments: list[str]) -> int:
    """Run the chosen parts and report; return the exit code."""
    chosen = [name for name in arguments if not name.startswith("--")] or list(PARTS)
    if unknown := set(chosen) - PARTS.keys():
        print(f"no part is named {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
        return 2
    started = time.monotonic()
    if "--list" not in arguments:
        patterns = [PARTS[name] for name in chosen]
        subprocess.run([MUTMUT, "run", "--max-children", "2", *patterns], cwd=ROOT, check=False)
    prefixes = tuple(PARTS[name].rstrip("*") for name in chosen)
    found = [mutant for mutant in results() if mutant.name.startswith(prefixes)]
    return report(found, prefixes, time.monotonic() - started)


def results() -> list[Mutant]:
    """Return every mutant and what became of it, from mutmut's own files."""
    found = []
    for file in sorted(MUTANTS.rglob("*.py.meta")):
        codes = json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
        found += [Mutant(name, judged(status_by_exit_code[code])) for name, code in codes.items()]
    return found


def judged(status: str) -> bool | None:
    """Return whether a test noticed; a mutant that no test calls was not noticed."""
    return None if status in NOT_TRIED else status in KILLED


def changed(name: str) -> str:
    """Return the lines that a mutant changes, as a difference."""
    said = subprocess.check_output([MUTMUT, "show", name], cwd=ROOT, text=True)
    lines = (
        line for line in said.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
    )
    return "\n".join(f"{line[0]} {line[1:].strip()}" for line in lines)


def report(found: list[Mutant], prefixes: tuple[str, ...], seconds: float) -> int:
    """Print what survived without a reason, and the closing line; return the exit code."""
    listed = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))["survivor"]
    # By the change and not by mutmut's number, which moves with every line of the function.
    reasons = {
        (one["function"], one["change"].strip()): one["reason"]
        for one in listed
        if one["function"].startswith(prefixes)
    }
    alive = {
        (mutant.name.partition("__mutmut_")[0], changed(mutant.name)): mutant.name
        for mutant in found
        if mutant.killed is False
    }
    counts = Counter(mutant.killed for mutant in found)
    share = counts[True] / len(found) if found else 0.0
    for key in alive.keys() - reasons.keys():
        print(f"\nsurvives without a reason: {alive[key]}\n{key[1]}")
    for function, change in reasons.keys() - alive.keys():
        print(f"\nlisted, and no survivor: {function}\n{change}")
    good = share >= GOAL and alive.keys() == reasons.keys() and not counts[None]
    print(
        f"\nmutants: {'pass' if good else 'FAIL'}: {counts[True]} of {len(found)} killed "
        f"({share:.1%}, goal {GOAL:.0%}), {counts[False]} survived, {len(reasons)} of them listed "
        f"with a reason, {counts[None]} not tried; {seconds / 60:.0f} min"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
