"""The notebooks as files: in step with each other, free of outputs, and executed for real."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest

from drillbook.errors import UsageError
from drillbook.notebook import run
from drillbook.notebook.frozen import from_notebook
from drillbook.notebook.parameters import Capacity
from tests.evidence import samples
from tests.notebook import prometheus_samples as planted

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
NAMES = sorted(file.stem for file in NOTEBOOKS.glob("*.py"))


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = samples.write_night(tmp_path_factory.mktemp("night"))
    planted.write(directory / "prometheus" / "kg_rca")
    return directory


@pytest.fixture(scope="module")
def page(night: Path) -> Path:
    evidence = night / "evidence" / "postgresql-corruption.json"
    return run.execute(
        "postmortem", {"evidence": evidence}, night / "notebooks", directory=NOTEBOOKS
    )


def test_each_notebook_is_a_pair_of_one_name() -> None:
    assert NAMES == ["capacity", "dr_evidence", "postmortem", "trends", "walkthrough"]
    assert sorted(file.stem for file in NOTEBOOKS.glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_pair_is_in_step(name: str) -> None:
    script = jupytext.read(NOTEBOOKS / f"{name}.py")
    notebook = jupytext.read(NOTEBOOKS / f"{name}.ipynb")
    assert [(c.cell_type, c.source, c.metadata.get("tags")) for c in script.cells] == [
        (c.cell_type, c.source, c.metadata.get("tags")) for c in notebook.cells
    ], f"run: jupytext --to ipynb --update notebooks/{name}.py"


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_notebook_has_no_output(name: str) -> None:
    notebook = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text("utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_a_postmortem_is_one_page_of_words_tables_and_a_chart(page: Path) -> None:
    shown = page.read_text("utf-8")
    assert "1 min 44 s" in shown
    assert "41 acknowledged rows lost" in shown
    assert "<svg" in shown
    for heading in ("What changed, the soonest first", "Incident report", "What is not known"):
        assert heading in shown
    assert "<script" not in shown
    assert "import follow_up" not in shown
    assert "default-src 'none'" in shown


def test_the_same_page_comes_out_of_the_executed_notebook_alone(page: Path, tmp_path: Path) -> None:
    executed = page.with_suffix(".ipynb")
    assert from_notebook(executed).data["drill"]["id"] == "postgresql-corruption"
    again = run.execute("postmortem", {"evidence": executed}, tmp_path, directory=NOTEBOOKS)
    assert again.read_bytes() == page.read_bytes()


def test_stock_papermill_executes_a_notebook_as_it_is(night: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", str(NOTEBOOKS / "capacity.ipynb"), str(out)]
    command += ["-p", "run", str(night), "-p", "clients", "150", "--no-progress-bar"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=NOTEBOOKS.parent
    )
    assert done.returncode == 0, done.stderr
    shown = out.read_text("utf-8")
    assert "Full in 5 months" in shown
    assert "80% of its limit (kafka-1)" in shown


def test_a_wrong_parameter_is_refused_before_a_kernel_starts(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown parameter 'evidance'"):
        run.execute("postmortem", {"evidance": "x"}, tmp_path, directory=NOTEBOOKS)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_notebooks_directory_says_where_to_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run this where notebooks/ is"):
        run.execute("postmortem", {"evidence": tmp_path}, tmp_path, directory=tmp_path)


_FAILING = """
import sys
from pathlib import Path
from drillbook.errors import Unobservable
from drillbook.notebook import run
try:
    run.execute("capacity", {"history": "h.csv"}, Path("out"), directory=Path())
except Unobservable as error:
    sys.exit(f"said: {error}")
"""


def test_a_notebook_that_fails_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    loud = "get_ipython().kernel.log.error('of the kernel')\n1 / 0"
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    parameters = "\n".join(f"{name} = None" for name in Capacity.model_fields)
    cells = [
        nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(loud),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    nbformat.write(notebook, tmp_path / "capacity.ipynb")
    (tmp_path / "h.csv").touch()
    before = sorted(tmp_path.iterdir())
    done = subprocess.run(
        [sys.executable, "-c", _FAILING],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == (
        "said: capacity.ipynb: cell 3 failed: ZeroDivisionError: division by zero\n"
    )
    assert done.stdout == ""
    assert sorted(tmp_path.iterdir()) == before
