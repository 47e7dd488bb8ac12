import os
from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.lab import needs


@pytest.fixture
def program_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in needs.PROGRAMS:
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path


def test_a_machine_with_everything_is_accepted(program_directory: Path) -> None:
    needs.check(cni=program_directory)


def test_every_program_that_is_missing_is_named_at_once(program_directory: Path) -> None:
    (program_directory / "nft").unlink()
    (program_directory / "runc").unlink()
    with pytest.raises(UsageError, match=r"needs nft, runc, /no/bridge: run `make setup`"):
        needs.check(cni=Path("/no/bridge"))


def test_without_root_a_lab_is_refused(
    program_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(UsageError, match="run it as root"):
        needs.check(cni=program_directory)
