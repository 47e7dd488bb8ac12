"""Mutation testing of what decides: verdict, checks, guard and journal.

python tests/mutants.py [--again | --list]      --again tries survivors again; --list only reports

mutmut runs for each mutant only the tests that call its function, and keeps what it knows in
``mutants/``: a run that was stopped goes on where it was, and of what was tried before only the
mutants of functions that have changed are tried again. Survivors must be in survivors.toml with a
reason, and nothing else may be. Exit code 1 when fewer than 90 % are killed, some are not tried,
all of them together took over an hour, or the list is not right.
"""

import json
import subprocess
import sys
import tomllib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).parent.parent
MUTANTS = ROOT / "mutants"
SURVIVORS = Path(__file__).with_name("survivors.toml")
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
GOAL, WORKERS, MOST_MINUTES = 0.9, 2, 60
KILLED = {"killed", "timeout", "caught by type check"}
NOT_TRIED = {"not checked", "check was interrupted by user"}


@dataclass(frozen=True)
class Mutant:
    """One mutant, whether a test noticed (None when not tried), and how long that took."""

    name: str
    killed: bool | None
    seconds: float

    @property
    def module(self) -> str:
        """Return the module of the function that it changes."""
        return self.name.rpartition(".")[0]


def main(arguments: list[str]) -> int:
    """Try what is left to try and report; return the exit code."""
    if unknown := set(arguments) - {"--again", "--list"}:
        print(f"{' '.join(sorted(unknown))} is not an option; {(__doc__ or '').splitlines()[2]}")
        return 2
    if "--list" not in arguments:
        command = [MUTMUT, "run", "--max-children", str(WORKERS)]
        again = [m.name for m in results() if m.killed is False] if "--again" in arguments else []
        with suppress(KeyboardInterrupt):  # what is known by then is reported
            subprocess.run([*command, *again], cwd=ROOT, check=False)
    return report(results())


def results() -> list[Mutant]:
    """Return every mutant and what became of it, from mutmut's own files."""
    found = []
    for file in sorted(MUTANTS.rglob("*.py.meta")):
        known = json.loads(file.read_text(encoding="utf-8"))
        took = known["durations_by_key"]
        for name, code in known["exit_code_by_key"].items():
            killed = judged(status_by_exit_code[code])
            found.append(Mutant(name, killed, took.get(name) or 0.0))
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


def report(found: list[Mutant]) -> int:
    """Print what survived without a reason, a line a module and the closing one."""
    listed = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))["survivor"]
    # By the change and not by mutmut's number, which moves with every line of the function.
    reasons = {(one["function"], one["change"].strip()) for one in listed if one["reason"]}
    alive = {
        (mutant.name.partition("__mutmut_")[0], changed(mutant.name)): mutant.name
        for mutant in found
        if mutant.killed is False
    }
    for key in sorted(alive.keys() - reasons):
        print(f"\nsurvives without a reason: {alive[key]}\n{key[1]}")
    for function, change in sorted(reasons - alive.keys()):
        print(f"\nlisted, and no survivor: {function}\n{change}")
    print()
    for module in sorted({mutant.module for mutant in found}):
        of_it = Counter(mutant.killed for mutant in found if mutant.module == module)
        print(f"{module}: {of_it[True]} of {of_it.total()} killed")
    counts = Counter(mutant.killed for mutant in found)
    share = counts[True] / len(found) if found else 0.0
    minutes = sum(mutant.seconds for mutant in found) / WORKERS / 60
    good = share >= GOAL and alive.keys() == reasons and not counts[None]
    good = good and minutes <= MOST_MINUTES
    print(
        f"mutants: {'pass' if good else 'FAIL'}: {counts[True]} of {len(found)} killed "
        f"({share:.1%}, goal {GOAL:.0%}), {counts[False]} survived, {len(alive.keys() & reasons)} "
        f"of them listed with a reason, {counts[None]} not tried; {minutes:.0f} min with {WORKERS} "
        f"at a time (goal {MOST_MINUTES})"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
