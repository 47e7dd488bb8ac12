"""``make test-evidence``: runs the tests of the evidence, and says in one line what they found.

Fails when a test fails, and when a figure that belongs here is missing.
"""

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

# The unit tests do a slice of these.
FULL = {"DRILLBOOK_FLIPS": "1000", "DRILLBOOK_KILLS": "20"}
ROOT = Path(__file__).parents[2]
JUNIT = ROOT / "build" / "evidence.xml"
FIGURES = (
    "byte flips found",
    "byte flips whose record was named",
    "removed records named",
    "doubled records named",
    "swapped pairs named",
    "clocks set back named",
    "removed runs and attempts named",
    "killed runs that verify as aborted",
    "kinds of secrets planted",
    "forms of secrets looked for",
    "files searched",
    "PDFs among them",
    "secrets found",
)


def main() -> int:
    """Run the tests and return the exit code."""
    JUNIT.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "tests/evidence", "tests/test_redaction.py"]
    command.append(f"--junitxml={JUNIT}")
    code = subprocess.run(command, cwd=ROOT, env=os.environ | FULL, check=False).returncode
    found = {
        str(said.get("name")): str(said.get("value"))
        for said in ET.parse(JUNIT).getroot().iter("property")
    }
    missing = [name for name in FIGURES if name not in found]
    shown = ", ".join(f"{name} {found[name]}" for name in FIGURES if name in found)
    print(f"evidence: {shown}" + (f"; not measured: {', '.join(missing)}" if missing else ""))
    return code or bool(missing)


if __name__ == "__main__":
    sys.exit(main())
