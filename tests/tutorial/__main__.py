"""``make test-tutorial``: the wheel in a new virtual environment, and the tutorial followed there.

Neither the checkout nor its virtual environment is seen by what is run. Ends with one line of
figures; fails at the first line of the tutorial that is not so.
"""

import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from tests.tutorial.following import fences, follow

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial.md"


def main() -> int:
    """Build, install, follow; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="drillbook-tutorial.") as scratch:
        place = Path(scratch)
        began = time.monotonic()
        wheel = build(place / "wheel")
        python = install(wheel, place / "venv")
        installed = time.monotonic() - began
        reader = place / "reader"
        reader.mkdir()
        environment = {
            "PATH": f"{python.parent}:{os.environ['PATH']}",
            "PYTHONPATH": "",
            "VIRTUAL_ENV": str(place / "venv"),
            "XDG_STATE_HOME": str(place / "state"),
        }
        done = 0
        try:
            for command in follow(PAGE, reader, environment):
                done += 1
                print(f"as said: {command.splitlines()[-1]}", flush=True)
        except AssertionError as error:
            print(f"the tutorial is wrong: {error}")
            return 1
    blocks = fences(PAGE)
    left = sum("lab" in block.words for block in blocks)
    print(
        f"tutorial: {wheel.name} built and installed in {installed:.0f} s; {done} blocks of "
        f"commands ended as the page says in {time.monotonic() - began - installed:.0f} s; "
        f"{left} left out, which needs a lab"
    )
    return 0


def build(into: Path) -> Path:
    """Build the wheel and return it."""
    command = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir")
    subprocess.run([*command, str(into), str(ROOT)], check=True)
    (wheel,) = into.glob("drillbook-*.whl")
    return wheel


def install(wheel: Path, into: Path) -> Path:
    """Make a virtual environment with the wheel, at the versions that were tested together."""
    venv.create(into, with_pip=True)
    python = into / "bin" / "python"
    constraints = ROOT / "constraints.txt"
    command = (python, "-m", "pip", "install", "--quiet", "--constraint", constraints, wheel)
    subprocess.run([str(word) for word in command], check=True)
    return python


if __name__ == "__main__":
    sys.exit(main())
