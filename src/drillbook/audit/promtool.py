"""Ask promtool, where one is at hand: on PATH, or among the programs that the lab has built."""

import json
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from drillbook import directories

_TIMEOUT = 20  # seconds
_RESTARTING = "0+1x180"  # once a minute for three hours


@cache
def at_hand() -> str | None:
    """Return the path of promtool, if there is one."""
    built = sorted((directories.cache() / "programs").glob("*/promtool"))
    return shutil.which("promtool") or next((str(path) for path in built if _runs(path)), None)


def _runs(path: Path) -> bool:
    return path.is_file() and path.stat().st_mode & 0o100 != 0


def _promtool(*words: str, folder: str) -> subprocess.CompletedProcess[str] | None:
    """Run promtool; nothing, if it does not end in time."""
    try:
        return subprocess.run(
            [str(at_hand()), *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            timeout=_TIMEOUT,
        )
    except subprocess.TimeoutExpired:
        return None


@cache
def refuses(expression: str) -> str | None:
    """Return what promtool says against an expression, or nothing; None: it did not end in time."""
    rules = {"groups": [{"name": "g", "rules": [{"record": "r", "expr": expression}]}]}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "rules.yaml").write_text(json.dumps(rules), encoding="utf-8")
        done = _promtool("check", "rules", "--lint=none", "rules.yaml", folder=folder)
    if done is None:
        return None
    if done.returncode == 0:
        return ""
    found = re.search(r"could not parse expression: (.*)", done.stdout + done.stderr)
    return (found[1] if found else (done.stderr or done.stdout).strip().splitlines()[-1]).rstrip(
        '"'
    )


@cache
def silent_when_restarting(expression: str) -> str:
    """Return that an expression stays silent though a container restarts once a minute, or ''."""
    metric = re.search(r"(\w*restarts?(?:_total)?)", expression)
    matchers = re.search(r"restarts?(?:_total)?\{([^}]*)\}", expression)
    if metric is None or (matchers and re.search(r"!=|=~|!~", matchers[1])):
        return ""
    given = matchers[1] if matchers else ""
    names = given or 'namespace="n",pod="p",container="c"'
    test = {
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": f"{metric[1]}{{{names}}}", "values": _RESTARTING}],
                "promql_expr_test": [
                    {
                        "expr": f"count({expression}) or vector(0)",
                        "eval_time": "3h",
                        "exp_samples": [{"labels": "{}", "value": 0}],
                    }
                ],
            }
        ],
    }
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "test.yaml").write_text(json.dumps(test), encoding="utf-8")
        done = _promtool("test", "rules", "test.yaml", folder=folder)
    silent = done is not None and done.returncode == 0
    return "silent after three hours of one restart a minute" if silent else ""
