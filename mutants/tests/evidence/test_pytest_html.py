import subprocess
import sys
from pathlib import Path

from bs4 import BeautifulSoup

from drillbook.evidence.pytest_html import drill_html
from tests.evidence import samples

CONFTEST = """
import sys
sys.path.insert(0, {root!r})
import pytest
from drillbook.evidence import pytest_html
from tests.evidence import samples

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        pytest_html.add_drill(report, samples.restore_over_budget())
    return report

def pytest_html_results_table_header(cells):
    pytest_html.table_header(cells)

def pytest_html_results_table_row(report, cells):
    pytest_html.table_row(report, cells)
"""


def test_the_steps_and_what_each_observed_are_shown_and_escaped() -> None:
    drill = samples.restore_over_budget()
    evil = drill.observations[0].model_copy(update={"value": "<script>alert(1)</script>"})
    soup = BeautifulSoup(
        drill_html(drill.model_copy(update={"observations": (evil,)})), "html.parser"
    )
    words = soup.get_text(" ", strip=True)
    assert soup.find("script") is None
    assert "<script>alert(1)</script>" in words
    assert "PostgreSQL serves again within 1 minute" in words
    assert "SELECT count(*) FROM clients" in words
    assert "Lab, not production." in words


def test_pytest_html_takes_it_into_its_page(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[2])
    (tmp_path / "conftest.py").write_text(CONFTEST.format(root=root), "utf-8")
    (tmp_path / "test_it.py").write_text("def test_it(): assert False\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:drillbook"]
    command += ["-p", "no:cacheprovider", "--html=pytest.html", "--self-contained-html"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    soup = BeautifulSoup((tmp_path / "pytest.html").read_text("utf-8"), "html.parser")
    data = str(soup.find(id="data-container"))
    assert "✗ fail" in data or "\\u2717 fail" in data
    assert "flipped" in data
