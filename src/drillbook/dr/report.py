"""Where an exercise's files are, and what its executed notebook came to."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drillbook.dr.attempts import Exercise
from drillbook.dr.files import is_quarter
from drillbook.dr.missing import missing
from drillbook.errors import UsageError
from drillbook.evidence import bundle
from drillbook.notebook.frozen import from_notebook

__all__ = ["bundles", "exercise", "files", "missing"]

DIRECTORY = Path("dr")


def files(
    quarter: str, plan: Path | None, sign_off: Path | None, controls: Path | None
) -> dict[str, Path | None]:
    """Return the files of an exercise: those given, or those that are where they belong.

    Raises UsageError when there is no plan.
    """
    try:
        directory = DIRECTORY / is_quarter(quarter)
    except ValueError as error:
        raise UsageError(f"--quarter: {error}") from error
    usual = directory / "plan.yaml"
    if plan is None and not usual.is_file():
        raise UsageError(
            f"{usual}: no plan of {quarter}; write one (docs/dr.md), or name it: --plan"
        )
    return {
        "plan": plan or usual,
        "sign_off": sign_off or _if_there(directory / "sign-off.yaml"),
        "controls": controls or _if_there(DIRECTORY / "controls.yaml"),
    }


def exercise(notebook: Path) -> Exercise:
    """Return the exercise that an executed notebook carries."""
    return Exercise.model_validate(from_notebook(notebook).data["exercise"])


@contextmanager
def bundles(of: Exercise) -> Iterator[list[Path]]:
    """Pack the bundles of all runs of an exercise, to be attached; they are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="drillbook-dr-") as name:
        packed = []
        for run in of.runs:
            file = Path(name) / f"{run.id}.zip"
            bundle.write_zip(bundle.read(Path(run.bundle)), file)
            packed.append(file)
        yield packed


def _if_there(file: Path) -> Path | None:
    return file if file.is_file() else None
