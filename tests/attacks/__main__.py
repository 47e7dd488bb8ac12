"""``make test-attacks``: every attack on a lab and a real PostgreSQL, listed and counted."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.attacks.notes import NOTED

FEWEST = 60
_TESTS = ("tests/attacks", "tests/postgresql/test_sql_attacks.py")


def main() -> int:
    """Run all attacks; return 1 if there are too few, one is not refused or one changes a thing."""
    with tempfile.TemporaryDirectory() as directory:
        noted = Path(directory, "noted")
        noted.touch()
        command = (sys.executable, "-m", "pytest", "-q", *_TESTS)
        environment = os.environ | {NOTED: str(noted)}
        code = subprocess.run(command, env=environment, check=False).returncode
        attacks = [json.loads(line) for line in noted.read_text(encoding="utf-8").splitlines()]
    refused = [attack for attack in attacks if attack["said"] is not None]
    outside = sum(len(attack["changed"]) for attack in attacks)
    for number, attack in enumerate(attacks, 1):
        first_line = ((attack["said"] or "NOT REFUSED").splitlines() or [""])[0]
        print(f"{number:4}  {attack['attack']}: {first_line[:110]}")
        for change in attack["changed"]:
            print(f"      CHANGED {change}")
    print(
        f"attacks: {len(attacks)} tried (at least {FEWEST}), {len(refused)} refused, "
        f"changed outside of what was allowed: {outside}"
    )
    return int(code != 0 or len(refused) < len(attacks) or outside > 0 or len(attacks) < FEWEST)


if __name__ == "__main__":
    sys.exit(main())
