"""``python -m tests.mesh``: build it, lab 7 with the mesh, its tests, kill -9 of its faults.

The first run compiles Istio. Prints one line at the end; the exit code is 1 if anything failed.
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
from tests.mesh import shop

HERE = Path(__file__).parent
RESULTS = HERE.parents[1] / "build" / "mesh.xml"
TESTS = ("pytest", "-q", "-m", "lab", str(HERE), f"--junitxml={RESULTS}")
KILLS = ("tests.kill", "--live", "--at", "mesh", "mesh.")


def main() -> int:
    """Build, deploy, test, take down; return the exit code."""
    began = time.monotonic()
    try:
        ensure_images(image_names(mesh.SYSTEM))
    except DrillbookError as error:
        print(f"drillbook: {error}")
        return 2
    built = time.monotonic()
    RESULTS.unlink(missing_ok=True)
    with shop.lab() as number:
        ready = time.monotonic()
        environment = os.environ | {live.LAB: str(number)}
        failed, lost = (
            subprocess.run([sys.executable, "-m", *part], env=environment, check=False).returncode
            for part in (TESTS, KILLS)
        )
    cases = list(ET.parse(RESULTS).getroot().iter("testcase")) if RESULTS.exists() else []
    bad = sum(any(child.tag in {"failure", "error"} for child in case) for case in cases)
    print(
        f"mesh: {len(cases) - bad} of {len(cases)} tests passed, killed faults "
        f"{'not all' if lost else 'all'} restored; built in {built - began:.0f} s, lab and mesh "
        f"up in {ready - built:.0f} s, all in {time.monotonic() - began:.0f} s"
    )
    return 1 if failed or lost or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
