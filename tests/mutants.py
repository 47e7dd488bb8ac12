"""Mutation testing of what decides: verdict, checks, guard and journal.

python tests/mutants.py [--again | --list]      --again tries survivors again; --list only reports

mutmut runs for each mutant only the tests that call its function, and keeps what it knows in
``mutants/``: a run that was stopped goes on where it was, and of what was tried before only the
mutants of functions that have changed are tried again. Survivors must be in survivors.toml with a
reason, and nothing else may be. Exit code 1 when fewer than 90 % are killed, some are not tried,
all of them together took over an hour, or the list is not right.

A mutant that ran out of time has been killed by no test: a busy machine does that to any. It is
tried once more, alone. One that then runs out of time again counts as killed only when
survivors.toml lists it as ``endless``, with why it never ends: then the tests do not pass with it.
"""

import json
import subprocess
import sys
import tomllib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).parent.parent
MUTANTS = ROOT / "mutants"
SURVIVORS = Path(__file__).with_name("survivors.toml")
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
GOAL, WORKERS, MOST_MINUTES = 0.9, 2, 60
KILLED = {"killed", "caught by type check"}
ENDLESS = "timeout"
Key = tuple[str, str]
NOT_TRIED = {"not checked", "check was interrupted by user"}


@dataclass(frozen=True)
class Mutant:
    """One mutant, whether a test noticed (None when not tried), and how long that took."""

    name: str
    killed: bool | None
    seconds: float
    out_of_time: bool = False

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
        again = "--again" in arguments
        with suppress(KeyboardInterrupt):  # what is known by then is reported
            run(WORKERS, [m.name for m in results() if again and survived(m)])
            if late := out_of_time_for_no_reason(results()):
                run(1, late)
    return report(results())


def run(workers: int, names: list[str]) -> None:
    """Let mutmut try these, or all that are left to try."""
    subprocess.run([MUTMUT, "run", "--max-children", str(workers), *names], cwd=ROOT, check=False)


def survived(mutant: Mutant) -> bool:
    """Return whether the tests pass with a mutant."""
    return mutant.killed is False and not mutant.out_of_time


def out_of_time_for_no_reason(found: list[Mutant]) -> list[str]:
    """Return the mutants that ran out of time, and of which it is not said why they never end."""
    listed = reasoned(tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))["endless"])
    return [m.name for m in found if m.out_of_time and key_of(m) not in listed]


def key_of(mutant: Mutant) -> Key:
    """Return function and change: mutmut's number moves with every line of the function."""
    return mutant.name.partition("__mutmut_")[0], changed(mutant.name)


def reasoned(listed: list[dict[str, str]]) -> set[Key]:
    """Return what is listed with a reason."""
    return {(one["function"], one["change"].strip()) for one in listed if one["reason"]}


def results() -> list[Mutant]:
    """Return every mutant and what became of it, from mutmut's own files."""
    found = []
    for file in sorted(MUTANTS.rglob("*.py.meta")):
        known = json.loads(file.read_text(encoding="utf-8"))
        took = known["durations_by_key"]
        for name, code in known["exit_code_by_key"].items():
            status = status_by_exit_code[code]
            took_seconds = took.get(name) or 0.0
            found.append(Mutant(name, judged(status), took_seconds, status == ENDLESS))
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
    listed = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    endless, why_endless = compared(
        [m for m in found if m.out_of_time], listed["endless"], "runs out of time"
    )
    alive, why_alive = compared([m for m in found if survived(m)], listed["survivor"], "survives")
    explained = {endless[key] for key in endless.keys() & why_endless}
    found = [replace(m, killed=True) if m.name in explained else m for m in found]
    print()
    for module in sorted({mutant.module for mutant in found}):
        of_it = Counter(mutant.killed for mutant in found if mutant.module == module)
        print(f"{module}: {of_it[True]} of {of_it.total()} killed")
    counts = Counter(mutant.killed for mutant in found)
    share = counts[True] / len(found) if found else 0.0
    minutes = sum(mutant.seconds for mutant in found) / WORKERS / 60
    good = share >= GOAL and not counts[None] and minutes <= MOST_MINUTES
    good = good and alive.keys() == why_alive and endless.keys() == why_endless
    print(
        f"mutants: {'pass' if good else 'FAIL'}: {counts[True]} of {len(found)} killed "
        f"({share:.1%}, goal {GOAL:.0%}), {len(explained)} of them since they never end, "
        f"{counts[False]} survived, {len(alive.keys() & why_alive)} of them listed with a reason, "
        f"{counts[None]} not tried; {minutes:.0f} min with {WORKERS} at a time "
        f"(goal {MOST_MINUTES})"
    )
    return 0 if good else 1


def compared(
    mutants: list[Mutant], listed: list[dict[str, str]], what: str
) -> tuple[dict[Key, str], set[Key]]:
    """Return mutants by what they change, and what is listed with a reason; print what differs."""
    reasons = reasoned(listed)
    there = {key_of(mutant): mutant.name for mutant in mutants}
    for key in sorted(there.keys() - reasons):
        print(f"\n{what} without a reason: {there[key]}\n{key[1]}")
    for function, change in sorted(reasons - there.keys()):
        print(f"\nlisted, and it no longer {what}: {function}\n{change}")
    return there, reasons


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
