"""A notebook's page as people have it: no wider than the window, on a telephone and on a desk."""

from collections.abc import Iterator
from typing import Any

import nbformat
import pytest

from drillbook.notebook.page import page
from drillbook.notebook.postmortem import heading
from drillbook.notebook.shown import Shown, folded, table
from tests.evidence import samples
from tests.site import chromium
from tests.site.chromium import Browser

pytestmark = pytest.mark.skipif(
    chromium.PROGRAM is None, reason="no chromium on this machine; apt-get install chromium"
)
QUERY = "sum(rate(container_cpu_usage_seconds_total{namespace='kg-rca'}[1m]))by(pod)"
WIDE = table(["Name", "Is", "Query", "Answer", "And"], [["x" * 60, *[QUERY * 2] * 4]], "none")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.started() as started:
        yield started


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page with a heading's facts, and with a table that no window holds, shown and folded."""
    several = (heading(samples.broker_loss()), WIDE, folded("More", WIDE))
    cells = [nbformat.v4.new_markdown_cell("# Postmortem"), *map(_cell, several)]
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(page(nbformat.v4.new_notebook(cells=cells), "page"), "utf-8")
    return file.as_uri()


def _cell(shown: Shown) -> Any:
    output = nbformat.v4.new_output("display_data", data={"text/html": str(shown.html)})
    return nbformat.v4.new_code_cell("shown", outputs=[output])


@pytest.mark.parametrize("width", [320, 1280, 1920])
def test_a_notebooks_page_is_no_wider_than_the_window(
    browser: Browser, url: str, width: int
) -> None:
    browser.show(width)
    browser.open(url)
    browser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert browser.evaluate("document.documentElement.scrollWidth") <= width


def test_a_wide_table_scrolls_in_its_own_box_and_by_keys(browser: Browser, url: str) -> None:
    browser.show(320)
    browser.open(url)
    box = "document.querySelector('.wide')"
    assert browser.evaluate(f"{box}.scrollWidth > {box}.clientWidth")
    browser.evaluate(f"{box}.focus()")
    browser.press("ArrowRight")
    browser.wait(f"{box}.scrollLeft > 0")
