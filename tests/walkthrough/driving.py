"""What a person does at the walk's page: its keys, what is waited for, and screenshots of it."""

from contextlib import suppress
from typing import Any

from tests.walkthrough import jupyterlab
from tests.walkthrough.walks import ROOT

PICTURES = ROOT / "build" / "walkthrough"
WIDE, NARROW = 1400, 600
TALL = 2400


def run_all(page: Any) -> None:
    """Run all cells; a kernel that is still being connected to drops what it is asked."""
    shown = page.locator(".drillbook-walk")
    for _ in range(3):
        page.get_by_text("Run", exact=True).first.click()
        page.get_by_text("Run All Cells", exact=True).click()
        with suppress(jupyterlab.not_in_time()):
            shown.wait_for(timeout=90 * jupyterlab.SECONDS)
            return


def can(page: Any, key: str) -> None:
    """Wait until a key does something."""
    page.wait_for_function(
        f"document.querySelector('button.drillbook-key-{key}')?.disabled === false"
    )


def marks(page: Any, *wanted: str) -> None:
    """Wait until the first steps are marked so."""
    page.wait_for_function(
        "wanted => wanted.every((one, at) => document.querySelectorAll("
        "'.drillbook-walk ol.steps .mark')[at]?.textContent === one)",
        arg=list(wanted),
    )


def pictures(page: Any, name: str) -> None:
    """Leave screenshots of the walk, wide and narrow; it is never wider than its window."""
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": TALL})
        walk = page.locator(".drillbook-walk")
        page.wait_for_function(
            "width => innerWidth === width && document.querySelector('.drillbook-walk')"
            ".getBoundingClientRect().right <= width",
            arg=width,
        )
        PICTURES.mkdir(parents=True, exist_ok=True)
        walk.screenshot(path=PICTURES / f"{name}-{width}.png")
        assert walk.evaluate("one => one.scrollWidth <= one.clientWidth"), (name, width)
    page.set_viewport_size({"width": WIDE, "height": 1000})
