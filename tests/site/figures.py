"""``make test-site``: the site in a real Chromium, small and large, and over ten thousand drills.

Ends with one line of figures; fails over the goals: a first paint of 1 s, 30 MB, no violation that
axe finds. Screenshots of every page are left in ``build/site`` to be looked at.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from drillbook.runbook import claims
from drillbook.site.building import Built, build
from drillbook.site.runs import write
from tests.site import axe, chromium, nights
from tests.site.chromium import Browser

PAINT_SECONDS, LARGEST_BYTES = 1.0, 30_000_000
NIGHTS, DRILLS = 345, 29
TIMES = 5
#: What a page's script draws last.
DRAWN = {
    "drill": "document.querySelector('.timeline')",
    "runs": "document.querySelector('#compare:not([hidden]) option')",
}
ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "site"
WIDTHS = (320, 1280, 3840)


def main() -> int:
    """Run the tests of the site, then measure; return the exit code."""
    if chromium.PROGRAM is None:
        print("make test-site needs a chromium; on Debian: apt-get install chromium")
        return 2
    if not axe.is_there():
        axe.fetch()
    os.environ["DRILLBOOK_TEST_SITE"] = "1"
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/site"], cwd=ROOT, check=False
    )
    with tempfile.TemporaryDirectory(prefix="drillbook-site.") as directory:
        made, took = many(Path(directory))
        taken = sum(file.stat().st_size for file in made.page.parent.rglob("*") if file.is_file())
        with chromium.started() as browser:
            last = f"drill.html#{_last(made)}/0"
            pages = ("index.html", "system-kg_rca.html", "runs.html", last)
            paints = {page: paint(browser, made, page) for page in pages}
            found = list(looked_at(browser, made, pages))
    slowest = max(paints, key=lambda page: paints[page])
    print(
        f"site: {made.drills} drills of {made.runs} runs, {taken / 1e6:.1f} MB "
        f"({taken / made.drills:.0f} bytes a drill), built in {took:.1f} s; first paint of "
        f"index.html {paints['index.html'] * 1000:.0f} ms, slowest {slowest.split('#')[0]} "
        f"{paints[slowest] * 1000:.0f} ms (worst of {TIMES}); axe: {len(found)} violations on "
        f"{len(pages)} pages, {len(WIDTHS)} widths, light and dark"
    )
    for one in found:
        print(f"  {one}")
    missed = max(paints.values()) > PAINT_SECONDS or taken > LARGEST_BYTES or bool(found)
    return 1 if missed or tests.returncode else 0


def many(reports: Path) -> tuple[Built, float]:
    """Build the site over ten thousand drills; return it, and the seconds that took."""
    for night in nights.several(NIGHTS, DRILLS):
        write(night, reports / "site" / "data" / "runs")
    began = time.monotonic()
    made = build(reports, catalogues=ROOT / "runbooks")
    assert made.drills >= 10_000, made.drills
    assert claims.load(ROOT / "runbooks" / "kg_rca.yaml")
    return made, time.monotonic() - began


def _last(made: Built) -> str:
    return sorted(file.stem for file in (made.page.parent / "data" / "runs").iterdir())[-1]


def paint(browser: Browser, made: Built, page: str) -> float:
    """Return the longest of several times to the first paint of a page with content, in seconds."""
    browser.show(1280)
    times = []
    for _ in range(TIMES):
        browser.open(f"{made.page.parent.as_uri()}/{page}")
        entry = "performance.getEntriesByName('first-contentful-paint')[0]"
        browser.wait(entry)
        times.append(float(browser.evaluate(f"{entry}.startTime")) / 1000)
    return max(times)


def looked_at(browser: Browser, made: Built, pages: tuple[str, ...]) -> Iterator[str]:
    """Take a picture of each page at each width, light and dark, and yield what axe finds."""
    for page in pages:
        name = page.partition(".")[0]
        for width in WIDTHS:
            for dark in (False, True):
                browser.show(width, dark=dark)
                ready = f"document.readyState === 'complete' && {DRAWN.get(name, 'document.body')}"
                browser.open(f"{made.page.parent.as_uri()}/{page}", ready)
                scheme = "dark" if dark else "light"
                browser.picture(SHOTS / f"{name}-{width}-{scheme}.png")
                found = axe.violations(browser)
                yield from (f"{name} at {width} px, {scheme}: {one}" for one in found)


if __name__ == "__main__":
    sys.exit(main())
