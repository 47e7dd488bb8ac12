"""A run that is killed with SIGKILL, whenever it is, leaves all that it had written down."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from drillbook.evidence import bundle as bundles
from drillbook.evidence import keys
from drillbook.evidence.reading import drills_of
from drillbook.evidence.verify import Status, verify
from drillbook.verdict import Verdict
from tests.evidence import runs

# ``make test-evidence`` kills twenty.
KILLS = int(os.environ.get("DRILLBOOK_KILLS", "2"))
ROOT = Path(__file__).parents[2]
# Runs until it is killed, and says how many records are on disk.
_RUNNING = """
import sys
from pathlib import Path
from drillbook.drill import Drill
from drillbook.evidence import keys
from drillbook.evidence.recording import Recording
from drillbook.redaction import Redactor
from drillbook.verdict import passed
from tests.evidence import samples

recording = Recording(Path(sys.argv[1]), Redactor(), keys.load(sys.argv[2]))
recording.opened(samples.RUN.model_dump(mode="json"), {"name": "lab", "kind": "lab"})
number = 0
while True:
    number += 1
    scenario = samples.scenario(f"scenario {number}", ["c"], ["s"], number)
    drill = Drill(f"{number:03d}-drill", samples.RUN, samples.TARGET, scenario, Path(sys.argv[1]),
                  recording.redactor, None, recording.chain)
    for step in range(3):
        drill.begin_step()
        drill.event("note", "is under way", step=step)
        drill.step("Then", "all is well", passed("seen"))
        print(recording.chain.head[0], flush=True)
    drill.finish()
    print(recording.chain.head[0], flush=True)
"""


def test_a_run_that_is_killed_verifies_as_aborted_with_all_that_it_had_written(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    key = keys.new(tmp_path / "run.key")
    chance = random.Random(20261121)
    aborted = 0
    for kill in range(KILLS):
        directory = tmp_path / f"run-{kill}" / "evidence"
        written = _killed(directory, tmp_path / "run.key", chance.uniform(0.01, 0.3))
        left = bundles.read(directory)
        found = verify(left, runs.trusting(key))
        assert found.broken == ()
        assert found.head is not None
        assert found.head[0] >= written > 0
        assert all(drill.verdict is Verdict.UNKNOWN for drill in drills_of(left) if drill.aborted)
        aborted += found.status is Status.ABORTED
    record_property("killed runs that verify as aborted", f"{aborted} of {KILLS}")
    assert aborted == KILLS


def _killed(directory: Path, key: Path, after: float) -> int:
    """Kill a run some seconds after its first records; return how many it said were on disk."""
    command = [sys.executable, "-c", _RUNNING, str(directory), str(key)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as running:
        assert running.stdout is not None
        said = [running.stdout.readline()]
        time.sleep(after)  # when it is killed is left to chance
        running.kill()
        said += running.stdout.readlines()
    whole = [line for line in said if line.endswith(b"\n")]
    return int(whole[-1])
