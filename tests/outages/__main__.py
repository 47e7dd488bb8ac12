"""Make outages at each step of drills on a lab, and say in one closing line what the drills said.

python -m tests.outages [--number N] [-k EXPRESSION] [--outages NAMES] [--up] [--anew] [--wrong]

A run that was stopped goes on after what build/outages.jsonl holds; ``--anew`` begins again,
``--wrong`` tries those again that said what they must not, with nothing waited for less long. The
lab is made for this alone and taken down after; ``--up`` uses one that is up and leaves it. Exit
code 1: a verdict was wrong, or nothing met an outage.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import yaml

from drillbook.clock import now
from drillbook.lab.files import context_name
from tests.outages.cut import Outage

ROOT = Path(__file__).parent.parent.parent
BUILD = ROOT / "build"
RECORD = BUILD / "outages.jsonl"

# Without those that wait long for one thing.
EACH_KIND = "not (poor or backlog_drains)"


def main() -> int:
    """Run the drills with their outages; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.outages")
    parser.add_argument("--number", type=int, default=6, help="which lab")
    parser.add_argument("-k", default=EACH_KIND, help="which drills, as pytest has it")
    parser.add_argument("--outages", default=",".join(Outage), help="what goes out, by commas")
    parser.add_argument("--every-step", action="store_true", help="of every drill")
    parser.add_argument("--up", action="store_true", help="use the lab that is up")
    parser.add_argument("--anew", action="store_true", help="forget what an earlier run recorded")
    parser.add_argument("--wrong", action="store_true", help="try those again, with whole waits")
    chosen = parser.parse_args()
    if chosen.anew:
        RECORD.unlink(missing_ok=True)
    if chosen.wrong:
        _forget_wrong()
    number = str(chosen.number)
    if not chosen.up:
        _drillbook("lab", "up", "--number", number)
    try:
        if not chosen.up:
            _drillbook("lab", "deploy", "kg_rca", "--number", number)
        more = ["--every-step"] * chosen.every_step + ["--whole-waits"] * chosen.wrong
        return _run(_target(chosen.number), chosen.k, chosen.outages, more)
    finally:
        if not chosen.up:
            _drillbook("lab", "down", "--number", number)


def _forget_wrong() -> None:
    """Take the drills that said what they must not out of the record."""
    rows = RECORD.read_text(encoding="utf-8").splitlines() if RECORD.exists() else []
    kept = [row for row in rows if not json.loads(row)["wrong"]]
    RECORD.write_text("".join(f"{row}\n" for row in kept), encoding="utf-8")


def _run(target: Path, expression: str, outages: str, more: list[str]) -> int:
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "tests.outages.plugin"),
            *("features/kg_rca", "-k", expression, "--outages", outages),
            *more,
            *(
                "--target",
                str(target),
                "--results",
                str(BUILD / "outages" / f"{now():%Y%m%dT%H%M%S}"),
            ),
            *("--outage-record", str(RECORD)),
        ],
        cwd=ROOT,
        check=False,
    ).returncode


def _target(number: int) -> Path:
    """Write the lab's target file for this lab, with less patience for health."""
    written = yaml.safe_load((ROOT / "targets" / "lab.yaml").read_text(encoding="utf-8"))
    written |= {"lab": number, "context": context_name(number), "name": f"lab-{number}"}
    written["systems"]["kg_rca"]["objectives"]["healthy"] = "25 s"
    BUILD.mkdir(exist_ok=True)
    file = BUILD / "outages.yaml"
    file.write_text(yaml.safe_dump(written), encoding="utf-8")
    return file


def _drillbook(*arguments: str) -> None:
    command = (sys.executable, "-c", "from drillbook.cli import main; main()", *arguments)
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
