"""What ``make test`` runs, part by part, and what each part cost.

python tests/suite.py [PART…]      all parts by default, in order, all of them whatever fails
"""

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build" / "suite"
BIN = Path(sys.executable).parent
LAB = 7  # a lab of its own, beside one that a person may have up as lab 0
SLICE = "broker_is_lost or damaged_billing"
LEFT_OUT = ("kafka", "neo4j", "redis")  # minutes of restarts: pytest -m lab tests/faults/data


@dataclass(frozen=True)
class Part:
    """A command, whether it failed, and how long it took."""

    name: str
    command: tuple[str, ...]


def parts() -> tuple[Part, ...]:
    """Return all parts, the quick ones first."""
    python, pytest = sys.executable, (sys.executable, "-m", "pytest", "-q")
    target, services = BUILD / "lab.yaml", BUILD / "services.xml"
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    results = f"--results={BUILD / 'drills' / stamp}"
    drills = ("night", "kg_rca", f"--target={target}", "-k", SLICE, results, "--keep")
    lab = (*pytest, "-m", "lab", "tests/lab", f"--junitxml={BUILD / 'lab.xml'}")
    ledgers = (*pytest, "-m", "lab", "tests/ledger", f"--junitxml={BUILD / 'ledgers.xml'}")
    left_out = tuple(f"--ignore=tests/faults/data/test_data_{name}.py" for name in LEFT_OUT)
    faults = (*pytest, "-m", "lab", "tests/faults", *left_out, f"--junitxml={BUILD / 'faults.xml'}")
    return (
        Part("ruff", (str(BIN / "ruff"), "check", ".")),
        Part("ruff format", (str(BIN / "ruff"), "format", "--check", ".")),
        Part("mypy", (python, "-m", "mypy")),
        Part("mypy of the services", (python, "-m", "mypy", "--config-file=lab/services/mypy.ini")),
        Part("import-linter", (str(BIN / "lint-imports"), "--no-logo")),
        Part("gherkin lint", (str(BIN / "drillbook"), "lint")),
        Part("unit tests", (*pytest, "-m", "not lab", f"--junitxml={BUILD / 'unit.xml'}")),
        Part("services' tests", (*pytest, "lab/services/tests", f"--junitxml={services}")),
        Part("lab tests", lab),
        Part("faults on a lab", faults),
        # The drills leave the suite's own lab up, with KG RCA in it, for the ledgers.
        Part("drills on the lab", (str(BIN / "drillbook"), *drills)),
        Part("ledgers on the lab", ledgers),
        Part("lab down", (str(BIN / "drillbook"), "lab", "down", "--number", str(LAB))),
    )


def main(chosen: list[str]) -> int:
    """Run the chosen parts and return how many failed."""
    BUILD.mkdir(parents=True, exist_ok=True)
    write_target(BUILD / "lab.yaml")
    known = parts()
    unknown = set(chosen) - {part.name for part in known}
    if unknown:
        names = ", ".join(part.name for part in known)
        print(f"no part is named {', '.join(sorted(unknown))}; there are: {names}")
        return 2
    environment = os.environ | {"DRILLBOOK_TARGET": str(BUILD / "lab.yaml")}
    took: list[tuple[float, str]] = []
    failed: list[str] = []
    run = [part for part in known if not chosen or part.name in chosen]
    for part in run:
        print(f"\n=== {part.name}: {' '.join(part.command)}", flush=True)
        started = time.monotonic()
        if subprocess.run(part.command, cwd=ROOT, env=environment, check=False).returncode != 0:
            failed.append(part.name)
        took.append((time.monotonic() - started, part.name))
    print("\n=== the ten slowest parts")
    for seconds, name in sorted([*took, *tests()], reverse=True)[:10]:
        print(f"{seconds:8.1f} s  {name}")
    print(f"\nfailed: {', '.join(failed) or 'none'}")
    print(f"{len(run) - len(failed)} passed, {len(failed)} failed")
    return len(failed)


def write_target(file: Path) -> None:
    """Write the lab's target file for the suite's own lab."""
    written = yaml.safe_load((ROOT / "targets" / "lab.yaml").read_text(encoding="utf-8"))
    written |= {"lab": LAB, "context": f"drillbook-lab-{LAB}", "name": f"lab-{LAB}"}
    file.write_text(yaml.safe_dump(written), encoding="utf-8")


def tests() -> Iterator[tuple[float, str]]:
    """Yield what each test took, from the JUnit files of the parts."""
    for file in BUILD.glob("*.xml"):
        for case in ET.parse(file).getroot().iter("testcase"):
            yield float(case.get("time", 0)), f"{case.get('classname')}::{case.get('name')}"


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
