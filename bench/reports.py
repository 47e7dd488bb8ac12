"""``make bench-reports``: trends of 10,000 drills and a postmortem, from the command to the page.

The history is filled by the import's own statements; the postmortem is of a broker's loss on a
lab, with all that Prometheus answered around it. ``drillbook report`` is run as anybody runs it,
the kernel's start included. Prints wall clock and processor time of each run, and fails when a
median of the wall clock is over its goal.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from history import DRILLS, fill

from drillbook.history.database import opened
from drillbook.history.migrations import migrate

GOALS = {"trends": 5.0, "postmortem": 15.0}  # seconds
NIGHTS, TIMES = 80, 5
ROOT = Path(__file__).parents[1]
RUN = ROOT / "tests" / "nights" / "runs" / "20261121T195344Z.zip"
DRILL = "001"


def once(arguments: Sequence[str], out: Path) -> tuple[float, float]:
    """Return the seconds that one report took: wall clock, and processor of all its processes."""
    command = [sys.executable, "-m", "drillbook", "report", *arguments, "--out", str(out)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def filled(history: Path) -> int:
    """Make a history of many nights; return how many drills are in it."""
    with opened(str(history)) as database:
        migrate(database)
        fill(database, 0, NIGHTS)
        (drills,) = database.rows("SELECT count(*) FROM drills")[0]
    return int(drills)


def main() -> int:
    """Measure, print the figures and return how many goals were missed."""
    said, missed = [], []
    with tempfile.TemporaryDirectory(prefix="bench-reports-") as name:
        directory = Path(name)
        drills = filled(directory / "history.duckdb")
        with zipfile.ZipFile(RUN) as archive:
            archive.extractall(directory / "run")
        asked = {
            "trends": ["trends", "--history", str(directory / "history.duckdb")],
            "postmortem": ["postmortem", DRILL, "--run", str(directory / "run")],
        }
        load = os.getloadavg()[0]
        for report, arguments in asked.items():
            took = [once(arguments, directory) for _ in range(TIMES)]
            for wall, cpu in took:
                print(f"  {report}: {wall:.2f} s ({cpu:.2f} s of the processor)")
            wall, cpu = (statistics.median(one) for one in zip(*took, strict=True))
            said.append(f"{report} {wall:.2f} s (goal {GOALS[report]:g}; {cpu:.2f} s of processor)")
            missed += [report] if wall > GOALS[report] else []
    print(
        f"reports: of {drills:,} drills over {NIGHTS} nights of {DRILLS}: {', '.join(said)}; "
        f"load {load:.1f} at the begin; missed: {', '.join(missed) or 'none'}"
    )
    return len(missed)


if __name__ == "__main__":
    sys.exit(main())
