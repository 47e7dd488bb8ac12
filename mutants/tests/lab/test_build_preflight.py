import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from drillbook.lab import preflight
from drillbook.lab.preflight import GIB, Machine, problems
from drillbook.lab.toolchain import LAB

GOOD = Machine(
    system="Linux",
    architecture="x86_64",
    python=(3, 11, 2),
    has_venv=True,
    root=True,
    can_unshare=True,
    apt=True,
    missing_packages=(),
    go=(1, 26, 8),
    go_fetches_go=False,
    programs_ready=False,
    memory_bytes=24 * GIB,
    free_disk_bytes=70 * GIB,
    cache="/root/.cache/drillbook",
)
GO = (1, 26, 4)


def test_a_machine_that_has_everything_has_no_problems() -> None:
    assert problems(GOOD, GO, lab=True) == ()


@pytest.mark.parametrize(
    ("machine", "said"),
    [
        (replace(GOOD, has_venv=False), "this Python cannot make virtual environments"),
        (replace(GOOD, python=(3, 9, 2)), "Python 3.9.2 is too old: 3.11 is needed"),
        (replace(GOOD, system="Darwin", architecture="arm64"), "this is Darwin on arm64"),
        (replace(GOOD, architecture="aarch64"), "this is Linux on aarch64"),
        (replace(GOOD, root=False), "one must be root"),
        (replace(GOOD, can_unshare=False), "a container without CAP_SYS_ADMIN"),
        (replace(GOOD, go=None), "Go is not installed: Kubernetes is compiled with Go 1.26.4"),
        (replace(GOOD, go=(1, 19, 8), go_fetches_go=True), "Go 1.19.8 is too old"),
        (replace(GOOD, go=(1, 24, 0)), "Go 1.24.0 is too old"),
        (replace(GOOD, memory_bytes=4 * GIB), "4.0 GiB of memory are too little"),
        (replace(GOOD, free_disk_bytes=9 * GIB), "9.0 GiB are free in /root/.cache/drillbook"),
        (replace(GOOD, apt=False, missing_packages=("runc",)), "missing: runc"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do_instead(machine: Machine, said: str) -> None:
    found = problems(machine, GO, lab=True)
    assert len(found) == 1
    assert said in found[0].what
    assert found[0].instead


@pytest.mark.parametrize(
    "machine",
    [
        replace(GOOD, go=(1, 24, 0), go_fetches_go=True),
        replace(GOOD, go=None, programs_ready=True),
        replace(GOOD, free_disk_bytes=9 * GIB, programs_ready=True),
        replace(GOOD, missing_packages=("runc",)),
    ],
    ids=["go-fetches-go", "no-go-but-programs", "less-disk-when-built", "packages-by-apt"],
)
def test_what_can_be_helped_is_no_problem(machine: Machine) -> None:
    assert problems(machine, GO, lab=True) == ()


def test_all_problems_are_said_at_once() -> None:
    poor = replace(
        GOOD,
        python=(3, 8, 0),
        architecture="aarch64",
        root=False,
        apt=False,
        go=None,
        missing_packages=("containerd",),
        memory_bytes=GIB,
        free_disk_bytes=GIB,
    )
    assert len(problems(poor, GO, lab=True)) == 7


def test_a_target_that_is_no_lab_needs_none_of_it() -> None:
    poor = replace(GOOD, root=False, go=None, memory_bytes=GIB, free_disk_bytes=GIB)
    assert problems(poor, GO, lab=False) == ()
    assert len(problems(replace(poor, python=(3, 9, 0)), GO, lab=False)) == 1


def test_the_go_that_is_needed_is_the_newest_that_a_module_asks_for(tmp_path: Path) -> None:
    for name, version in (("a", "1.26.4"), ("b", "1.9")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "go.mod").write_text(f"module {name}\n\ngo {version}\n")
    assert preflight.go_needed(tmp_path) == (1, 26, 4)
    assert preflight.go_needed(LAB / "toolchain") >= (1, 26)


def test_a_target_is_a_lab_when_its_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "staging.yaml").write_text("name: staging\nkind: cluster\n")
    (tmp_path / "other.yaml").write_text("name: other\nkind: lab   # ours\n")
    assert not preflight.is_lab("staging", tmp_path)
    assert preflight.is_lab("other", tmp_path)
    with pytest.raises(ValueError, match="there are: other, staging"):
        preflight.is_lab("stagign", tmp_path)


def test_a_package_is_listed_with_what_shows_it() -> None:
    listed = "# heading\ncontainerd  containerd   # runs pods\n\nlibc6-dev /usr/include/stdlib.h\n"
    assert preflight.needed_packages(listed) == {
        "containerd": "containerd",
        "libc6-dev": "/usr/include/stdlib.h",
    }


@pytest.fixture
def debians_go(tmp_path: Path) -> dict[str, str]:
    """Return an environment whose first `go` answers as Debian's does."""
    fake = tmp_path / "bin" / "go"
    fake.parent.mkdir()
    fake.write_text('#!/bin/sh\ncase $2 in GOVERSION) echo go1.19.8;; *) echo "";; esac\n')
    fake.chmod(0o755)
    own = {name: value for name, value in os.environ.items() if not name.startswith("DRILLBOOK")}
    path = f"{fake.parent}:{os.environ['PATH']}"
    return own | {"PATH": path, "XDG_CACHE_HOME": str(tmp_path / "cache")}


def test_an_old_go_ends_the_set_up_before_anything_is_changed(
    debians_go: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, preflight.__file__, "--target", "lab", "--install"],
        env=debians_go,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Go 1.19.8 is too old" in done.stderr
    assert "nothing was changed" in done.stderr
    assert not (tmp_path / "cache").exists()


def test_a_misspelt_target_ends_the_set_up() -> None:
    done = subprocess.run(
        [sys.executable, preflight.__file__, "--target", "lba"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "no target" in done.stderr
