"""What is withheld is missed by the Then that is named, and by no step before it.

A step that needs what its own procedure returns cannot be withheld: it would end unknown, and so
would a Then that counts from a fault that was not brought.
"""

import subprocess
import sys
from pathlib import Path


def test_no_step_up_to_the_named_then_is_unknown_without_what_is_withheld() -> None:
    systems = sorted(file.stem for file in Path("falsifiers").glob("*.yaml"))
    assert systems
    command = [sys.executable, "-m", "tests.proof.withheld", *systems]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, ""), said.stderr
