"""``make bench-reports``: a report from a history of 10,000 drills, from the command to the page.

The history is filled by the import's own statements; then ``drillbook report trends`` is run as
anybody runs it, the kernel's start included. Prints wall clock and processor time of each run, and
fails when the median of the wall clock is over the goal.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from history import DRILLS, fill

from drillbook.history.database import opened
from drillbook.history.migrations import migrate

GOAL_SECONDS = 5.0
NIGHTS, TIMES = 80, 5
ROOT = Path(__file__).parents[1]


def once(history: Path, out: Path) -> tuple[float, float]:
    """Return the seconds that one report took: wall clock, and processor of all its processes."""
    command = [sys.executable, "-m", "drillbook", "report", "trends", "--history", str(history)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run([*command, "--out", str(out)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def main() -> int:
    """Measure, print the figures and return how many goals were missed."""
    with tempfile.TemporaryDirectory(prefix="bench-reports-") as name:
        history = Path(name) / "history.duckdb"
        with opened(str(history)) as database:
            migrate(database)
            fill(database, 0, NIGHTS)
            (drills,) = database.rows("SELECT count(*) FROM drills")[0]
        load = os.getloadavg()[0]
        took = [once(history, Path(name)) for _ in range(TIMES)]
        size = (Path(name) / "trends.html").stat().st_size
    for wall, cpu in took:
        print(f"  trends: {wall:.2f} s ({cpu:.2f} s of the processor)")
    wall = statistics.median(wall for wall, _ in took)
    cpu = statistics.median(cpu for _, cpu in took)
    missed = ["trends"] if wall > GOAL_SECONDS else []
    print(
        f"reports: trends of {drills:,} drills over {NIGHTS} nights of {DRILLS} in {wall:.2f} s "
        f"(goal {GOAL_SECONDS:g}; {cpu:.2f} s of the processor), a page of {size // 1024} KiB; "
        f"load {load:.1f} at the begin; missed: {', '.join(missed) or 'none'}"
    )
    return len(missed)


if __name__ == "__main__":
    sys.exit(main())
