"""axe-core, which finds what keeps people from using a page; from npm, by version and hash.

python -m tests.site.axe      fetches it into build/axe
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from tests.site.chromium import Browser

VERSION = "4.14.1"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
FILE = Path(__file__).parents[2] / "build" / "axe" / "axe.min.js"


def violations(browser: Browser) -> list[str]:
    """Return what axe finds on the page that is shown, a line each."""
    # The page's own policy lets no script in; the browser's tools put it there all the same. It may
    # not load the style sheet anew either, which axe would (preload) for an experimental rule.
    browser.evaluate(FILE.read_text(encoding="utf-8") + ";0")
    found: list[dict[str, Any]] = browser.evaluate(
        "axe.run(document, {preload: false, resultTypes: ['violations']})"
        ".then((found) => found.violations.map("
        "(one) => ({id: one.id, nodes: one.nodes.slice(0, 3).map((node) => node.html)})))"
    )
    return [f"{one['id']}: {' | '.join(one['nodes'])[:400]}" for one in found]


def is_there() -> bool:
    """Return whether the right axe-core is at hand."""
    return FILE.exists() and hashlib.sha256(FILE.read_bytes()).hexdigest() == SHA256


def fetch() -> None:
    """Fetch axe-core with npm. Raises SystemExit in a sentence when it cannot be had."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("axe-core cannot be had: npm is not installed; on Debian: apt-get install npm")
    with tempfile.TemporaryDirectory(prefix="drillbook-axe.") as scratch:
        command = [npm, "pack", f"axe-core@{VERSION}", "--silent", "--pack-destination", scratch]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        archive = Path(scratch, f"axe-core-{VERSION}.tgz")
        if done.returncode or not archive.exists():
            sys.exit(f"axe-core cannot be had: {done.stderr.strip() or 'npm pack made nothing'}")
        with tarfile.open(archive) as packed:
            member = packed.extractfile("package/axe.min.js")
            assert member is not None
            FILE.parent.mkdir(parents=True, exist_ok=True)
            FILE.write_bytes(member.read())
    if not is_there():
        FILE.unlink()
        sys.exit(f"axe-core {VERSION} is not the one that was looked at: its hash differs")


if __name__ == "__main__":
    if not is_there():
        fetch()
