"""``make bench-causes``: does the postmortem of each drill name what was brought, unasked?

Drills of different kinds of KG RCA, on a lab where it is deployed (``--target``); each is a run of
its own, and its postmortem is asked for the first changes it ranks. What ranks them never reads
what the fault was.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent))

from drills import DRILLS, EXPERIMENTS, Caused

from drillbook.errors import UsageError
from drillbook.notebook import postmortem

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
KEPT = ROOT / "build" / "bench" / "causes"
AT_LEAST, AMONG = 10, 3


def project() -> Path:
    """Write a project with the features, and those of this bench, into a directory of its own."""
    there = KEPT / "project"
    shutil.rmtree(there, ignore_errors=True)
    for name in ("steps", "features/kg_rca", "chaos/kg_rca"):
        shutil.copytree(ROOT / name, there / name)
    for name in ("runbooks", "targets", "pyproject.toml"):
        (there / name).symlink_to(ROOT / name)
    shutil.copy(HERE / "phrases.py", there / "steps" / "causes.py")
    shutil.copy(HERE / "causes.feature", there / "features" / "kg_rca")
    shutil.copy(ROOT / "conftest.py", there)
    for name, (action, arguments) in EXPERIMENTS.items():
        file = there / "chaos" / "kg_rca" / f"{name.replace(' ', '_')}.yaml"
        file.write_text(yaml.safe_dump(experiment(name, action, arguments)), encoding="utf-8")
    return there


def experiment(name: str, action: str, arguments: dict[str, object]) -> dict[str, object]:
    """Return an experiment of one action, and the undo."""
    module, _, function = action.partition(".")
    given = {"namespace": "${namespace}", **arguments}
    calls = {"module": f"drillbook.faults.{module}", "func": function, "arguments": given}
    undo = {"module": "drillbook.faults.undo", "func": "everything"}
    return {
        "title": name,
        "description": name,
        "configuration": {"namespace": "kg-rca-server"},
        "method": [{"type": "action", "name": name, "provider": {"type": "python", **calls}}],
        "rollbacks": [{"type": "action", "name": "undo", "provider": {"type": "python", **undo}}],
        "runtime": {"rollbacks": {"strategy": "always"}},
    }


def run(one: Caused, there: Path, target: Path) -> Path:
    """Run a drill, and return where its run is."""
    results = KEPT / one.keyword
    shutil.rmtree(results, ignore_errors=True)
    command = [
        *(sys.executable, "-m", "drillbook", "run", "kg_rca", "--target", str(target.resolve())),
        *("-k", one.keyword, "--results", str(results)),
        *("--history", str(KEPT / "history.duckdb")),
    ]
    said = KEPT / f"{one.keyword}.log"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    with said.open("wb") as log:
        subprocess.run(
            command, cwd=there, env=environment, stdout=log, stderr=subprocess.STDOUT, check=False
        )
    return results


def named(one: Caused, results: Path) -> tuple[bool, str]:
    """Return whether the first changes name what was hit, and those changes in words."""
    files = sorted((results / "evidence").glob("[0-9]*.json"))
    if len(files) != 1:
        return False, f"{len(files)} drills were run, see {one.keyword}.log"
    try:
        around, _ = postmortem.load(files[0])
        first = around.signs()[:AMONG]
    except UsageError as error:
        return False, str(error)
    said = ", ".join(f"{sign.component} ({sign.shown_by}, {sign.seconds:.1f} s)" for sign in first)
    return any(sign.component in one.hit for sign in first), said or "no change was found"


def main() -> int:
    """Run the drills, print what each postmortem names first, and return how many do not."""
    options = argparse.ArgumentParser(description="bench of postmortems' causes")
    options.add_argument("--target", type=Path, default=ROOT / "targets" / "lab.yaml")
    options.add_argument("--again", action="store_true", help="judge what was kept; run nothing")
    options.add_argument("words", nargs="*", help="only drills with one of them in the name")
    given = options.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    there = project()
    chosen = [
        one for one in DRILLS if not given.words or any(w in one.keyword for w in given.words)
    ]
    right = 0
    for one in chosen:
        kept = KEPT / one.keyword
        results = kept if given.again else run(one, there, given.target)
        good, said = named(one, results)
        right += good
        print(f"  {'named' if good else 'NOT NAMED'}: {one.what}: {said}", flush=True)
    print(
        f"causes: {right} of {len(chosen)} drills of different kinds name what was brought among "
        f"their first {AMONG} changes (goal: all, of {AT_LEAST} or more)"
    )
    return 0 if right == len(chosen) and (given.words or right >= AT_LEAST) else 1


if __name__ == "__main__":
    sys.exit(main())
