"""What a forge does with a ready file: its commands, in order, by bash, with what it gives them.

Actions (``uses:``), caches and artifacts are the forge's own and are left out.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DIRECTORY = Path(__file__).parents[2] / "docs" / "ci"
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.]+)\s*\}\}")
_LONGEST = 300  # seconds
#: Of the machine that the tests run on; nothing else of it is a job's.
_KEPT = {"PATH", "HOME", "LANG", "TMPDIR"}


@dataclass(frozen=True)
class Ended:
    """How a job ended: its exit code, what was printed, and its page."""

    code: int
    printed: str
    page: str = ""


def github(project: Path, temporary: Path, given: Mapping[str, str]) -> Ended:
    """Run the job as GitHub's runner does: after a step has failed, only ``always()`` goes on.

    ``given`` are the values of its expressions, as ``secrets.NAME``.
    """
    temporary.mkdir()
    (job,) = _read("github-actions.yaml")["jobs"].values()
    page, exported = temporary / "page.md", temporary / "environment"
    for file in (page, exported):
        file.touch()
    own = {
        "RUNNER_TEMP": str(temporary),
        "GITHUB_STEP_SUMMARY": str(page),
        "GITHUB_ENV": str(exported),
        **_filled(job["env"], given),
    }
    code, printed = 0, ""
    for step in job["steps"]:
        if "run" not in step or (code and step.get("if") != "always()"):
            continue
        added = dict(line.split("=", 1) for line in exported.read_text().splitlines())
        of_step = _filled(step.get("env", {}), given)
        done = _bash(("-e",), step["run"], project, {**own, **added, **of_step})
        printed += done.stdout
        code = code or done.returncode
    return Ended(code, printed, page.read_text(encoding="utf-8"))


def gitlab(project: Path, given: Mapping[str, str]) -> Ended:
    """Run the job as GitLab's runner does: one shell, then another whose end changes nothing."""
    (job,) = _read("gitlab-ci.yaml").values()
    own = {name: _expanded(value, given) for name, value in job["variables"].items()}
    both = [*job["before_script"], *job["script"]]
    strict = ("-e", "-o", "pipefail")
    first = _bash(strict, "\n".join(both), project, {**given, **own})
    after = _bash(strict, "\n".join(job["after_script"]), project, {**given, **own})
    return Ended(first.returncode, first.stdout + after.stdout)


def _read(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((DIRECTORY / name).read_text(encoding="utf-8")))


def _filled(variables: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    return {
        name: _EXPRESSION.sub(lambda found: given[found[1]], value)
        for name, value in variables.items()
    }


def _expanded(value: str, given: Mapping[str, str]) -> str:
    return re.sub(r"\$(\w+)", lambda found: given[found[1]], value)


def _bash(
    options: Iterable[str], script: str, project: Path, own: Mapping[str, str]
) -> "subprocess.CompletedProcess[str]":
    machine = {name: value for name, value in os.environ.items() if name in _KEPT}
    return subprocess.run(
        ["bash", *options, "-c", script],
        cwd=project,
        env={**machine, "XDG_STATE_HOME": str(project / "state"), **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=_LONGEST,
    )
