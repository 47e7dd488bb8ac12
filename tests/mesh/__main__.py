"""``python -m tests.mesh``: build it, lab 7 with the mesh, its tests, the lab down again.

The first run compiles Istio. Prints one line at the end; the exit code is 1 if a test failed.
"""

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

from drillbook.errors import DrillbookError
from drillbook.lab import mesh
from drillbook.lab.images import ensure_images, image_names
from tests.faults import live
from tests.lab import machine

HERE = Path(__file__).parent
RESULTS = HERE.parents[1] / "build" / "mesh.xml"
NUMBER = 7


def main() -> int:
    """Build, deploy, test, take down; return the exit code."""
    began = time.monotonic()
    try:
        ensure_images(image_names(mesh.SYSTEM))
    except DrillbookError as error:
        print(f"drillbook: {error}")
        return 2
    built = time.monotonic()
    try:
        machine.up(NUMBER)
        machine.said(*machine.LAB, "deploy", mesh.SYSTEM, "--number", str(NUMBER))
        deployed = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "-m", "lab", str(HERE)]
        environment = os.environ | {live.LAB: str(NUMBER)}
        failed = subprocess.run(
            [*command, f"--junitxml={RESULTS}"], env=environment, check=False
        ).returncode
    finally:
        machine.down(NUMBER)
    cases = list(ET.parse(RESULTS).getroot().iter("testcase"))
    bad = sum(any(child.tag in {"failure", "error"} for child in case) for case in cases)
    print(
        f"mesh: {len(cases) - bad} of {len(cases)} tests passed; built in {built - began:.0f} s, "
        f"lab and mesh up in {deployed - built:.0f} s, all in {time.monotonic() - began:.0f} s"
    )
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
