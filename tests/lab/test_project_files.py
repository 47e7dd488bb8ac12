"""What of the project goes into images is the same with git and without it."""

import subprocess
from pathlib import Path

import pytest

from drillbook.lab import packages, programs
from drillbook.lab.toolchain import BuildFailed

WANTED = ["service/app.py", "service/deep/data.sql"]
LEFT = [
    "service/__pycache__/app.pyc",
    "service/.mypy_cache/x.json",
    "service/own.egg-info/PKG-INFO",
]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (*WANTED, *LEFT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / ".gitignore").write_text("__pycache__\n.*_cache\n*.egg-info\n")
    monkeypatch.setattr(packages, "ROOT", tmp_path)
    monkeypatch.setattr(programs, "ROOT", tmp_path)
    return tmp_path


def found(tree: Path, source: str) -> list[str]:
    return [str(path.relative_to(tree)) for path in packages.project_files(Path(source))]


def test_an_unpacked_archive_gives_the_files_that_a_clone_gives(tree: Path) -> None:
    unpacked = found(tree, "service")
    assert unpacked == WANTED
    assert found(tree, "service/app.py") == WANTED[:1]
    subprocess.run(["git", "init", "--quiet"], cwd=tree, check=True)
    assert found(tree, "service") == unpacked


def test_files_that_are_not_there_are_named(tree: Path) -> None:
    with pytest.raises(BuildFailed, match="none is copied into an image, but there is no such"):
        found(tree, "none")
