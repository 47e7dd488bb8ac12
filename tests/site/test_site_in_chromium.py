"""The site as people have it: a real Chromium, files, keyboard, small and large, light and dark."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from drillbook.clock import now
from drillbook.runbook import claims
from drillbook.site import pages
from drillbook.site.building import build
from drillbook.site.runs import write
from tests.evidence import runs
from tests.site import axe, chromium, nights
from tests.site.chromium import Browser

#: ``make test-site`` sets it: then nothing is skipped.
REQUIRED = bool(os.environ.get("DRILLBOOK_TEST_SITE"))
pytestmark = pytest.mark.skipif(
    chromium.PROGRAM is None and not REQUIRED,
    reason="no chromium on this machine; apt-get install chromium, and make test-site",
)
needs_axe = pytest.mark.skipif(
    not axe.is_there() and not REQUIRED, reason="axe-core is fetched by make test-site"
)
DRAWN = "document.querySelector('.timeline')"
PAGES = ("index.html", "system-kg_rca.html", "runs.html", "drill.html#night-b/0")
WIDTHS = (320, 1280, 3840)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.started() as started:
        yield started


@pytest.fixture(autouse=True)
def _no_complaint(browser: Browser) -> Iterator[None]:
    browser.complaints.clear()
    yield
    assert browser.complaints == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A site over two made-up nights and one that was recorded, with the catalogue's claims."""
    reports = tmp_path_factory.mktemp("reports")
    runs.record(reports / "recorded", recovery=timedelta(seconds=20))
    for identity in ("night-a", "night-b"):
        write(nights.one(identity), reports / "site" / "data" / "runs")
    return build(reports).page.parent.as_uri()


def opened(browser: Browser, site: str, page: str) -> None:
    ready = DRAWN if page.startswith("drill") else "document.readyState === 'complete'"
    browser.open(f"{site}/{page}", ready)


@needs_axe
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: str, page: str, dark: bool) -> None:
    browser.show(1280, dark=dark)
    opened(browser, site, page)
    browser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert axe.violations(browser) == []


@needs_axe
def test_axe_does_find_what_is_wrong(browser: Browser, site: str) -> None:
    opened(browser, site, "index.html")
    browser.evaluate("document.getElementById('main').append(document.createElement('select'))")
    assert [one.partition(":")[0] for one in axe.violations(browser)] == ["select-name"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(
    browser: Browser, site: str, page: str, width: int
) -> None:
    browser.show(width)
    opened(browser, site, page)
    assert browser.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_screen_answers_the_three_questions_without_scrolling(
    browser: Browser, site: str
) -> None:
    browser.show(1280)
    opened(browser, site, "index.html")
    asked = browser.evaluate(
        "[...document.querySelectorAll('.three h3')].slice(0, 3)"
        ".map((one) => [one.firstChild.textContent.trim(), one.getBoundingClientRect().bottom])"
    )
    assert [question for question, _ in asked] == [
        "Can we recover tonight?",
        "What got worse?",
        "What is not proven?",
    ]
    assert all(bottom < 900 for _, bottom in asked)


def test_the_keyboard_alone_leads_from_a_systems_page_to_a_drill(
    browser: Browser, site: str
) -> None:
    browser.show(1280)
    opened(browser, site, "system-kg_rca.html")
    browser.press("Tab")
    assert browser.evaluate("document.activeElement.textContent") == "Skip to the content"
    browser.press("Enter", "\r")
    browser.wait("document.activeElement.id === 'main'")
    for _ in range(200):
        browser.press("Tab")
        if browser.evaluate("document.activeElement.matches('.drills a')"):
            break
    assert browser.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    browser.press("Enter", "\r")
    browser.wait(f"location.pathname.endsWith('drill.html') && {DRAWN}")


def test_a_drill_has_its_timeline_scenario_claims_ledger_and_history(
    browser: Browser, site: str
) -> None:
    opened(browser, site, "drill.html#night-b/0")
    text = browser.evaluate("document.getElementById('drill').innerText")
    for shown in ("Fault", "Effect seen", "within", "gap", "BrokerDown (firing)", "Lost", "Given"):
        assert shown in text, shown
    images = browser.evaluate(
        "[...document.querySelectorAll('.timeline svg[role=img]')].map((one) => one.ariaLabel)"
    )
    assert all(images)
    assert any(label.startswith("Events: 1 ") for label in images)
    bars = browser.evaluate("document.querySelectorAll('.history a').length")
    assert bars == 2


def test_two_drills_stand_beside_each_other(browser: Browser, site: str) -> None:
    opened(browser, site, "drill.html#night-b/0")
    browser.evaluate(
        "(() => { const choice = document.querySelector('select'); "
        "choice.selectedIndex = 1; choice.dispatchEvent(new Event('change')); })()"
    )
    browser.wait("document.querySelectorAll('.timeline').length === 3")
    assert browser.evaluate("location.hash") == "#night-b/0&with=night-a/0"


def test_two_runs_stand_beside_each_other(browser: Browser, site: str) -> None:
    opened(browser, site, "runs.html")
    browser.wait("!document.getElementById('compare').hidden")
    browser.evaluate("document.querySelector('#compare button').click()")
    browser.wait("document.querySelector('#compared table')")
    assert "scenarios ended otherwise" in browser.evaluate(
        "document.getElementById('comparison').textContent"
    )


def test_the_evidence_of_a_drill_can_be_had_from_its_page(browser: Browser, site: str) -> None:
    opened(browser, site, "drill.html#recorded/0")
    href = browser.evaluate("document.querySelector('a[download]').href")
    assert Path(href.removeprefix("file://")).exists()


def test_a_drill_that_is_not_there_is_said(browser: Browser, site: str) -> None:
    browser.open(f"{site}/drill.html#nowhere/0", "document.querySelector('[role=alert]')")
    said = browser.evaluate("document.querySelector('[role=alert]').textContent")
    assert said.startswith("the data of run nowhere is not there")
    browser.complaints.clear()  # the file that is not there


def test_an_old_page_says_that_it_is_old(browser: Browser, tmp_path: Path) -> None:
    made = nights.one()
    write(made, tmp_path / "data" / "runs")
    pages.write(tmp_path, [made], [], {}, now() - timedelta(days=3))
    browser.open(f"{tmp_path.as_uri()}/index.html")
    assert "made 3 days ago" in browser.evaluate("document.getElementById('old').textContent")


def test_catalogues_of_this_project_are_shown(browser: Browser, site: str) -> None:
    opened(browser, site, "system-kg_rca.html")
    for claim in claims.load(Path("runbooks/kg_rca.yaml"))[:5]:
        assert browser.evaluate(f"document.getElementById('{claim.id}') !== null"), claim.id
