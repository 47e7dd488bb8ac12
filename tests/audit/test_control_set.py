"""The tools themselves take the control set; where one is not at hand its test is skipped."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from drillbook import directories
from drillbook.audit import document, promql, promtool
from drillbook.audit.options import Call
from drillbook.audit.prompts import prepared
from drillbook.audit.runbook import SHELLS, Runbook
from tests.audit.figures import HERE

RUNBOOKS = [Runbook(document.read(file)) for file in sorted((HERE / "control").glob("*.md"))]
BUILT = sorted((directories.cache() / "programs").glob("*/kubectl"))
KUBECTL = str(BUILT[-1]) if BUILT else ""


def calls(tool: str) -> Iterator[Call]:
    return (call for runbook in RUNBOOKS for _, call in runbook.of(tool))


@pytest.mark.skipif(not KUBECTL, reason="kubectl of the lab is not built on this machine")
def test_kubectl_takes_every_flag_of_the_control_set() -> None:
    # --help stops kubectl after it has read the flags, and before it asks any server
    commands = {call.command.text: call for call in calls("kubectl") if not call.command.heredoc}
    assert len(commands) > 60
    for call in commands.values():
        words = [word.text for word in call.command.words[1:]]
        words = words[: words.index("--")] if "--" in words else words
        done = subprocess.run(
            [KUBECTL, *words, "--help"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{call.command.text}: {done.stderr}"


@pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not on this machine")
def test_helm_takes_every_flag_of_the_control_set() -> None:
    commands = {call.command.text: call for call in calls("helm")}
    assert len(commands) > 15
    for call in commands.values():
        words = ["helm", *(word.text for word in call.command.words[1:]), "--help"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{call.command.text}: {done.stderr}"


def test_promtool_takes_every_query_of_the_control_set() -> None:
    if promtool.at_hand() is None:
        pytest.skip("promtool is not on this machine")
    queries = [query for runbook in RUNBOOKS for query in runbook.queries if "$" not in query.text]
    assert len(queries) > 20
    assert [promtool.refuses(query.text) for query in queries] == [""] * len(queries)


def test_bash_takes_every_script_of_the_control_set() -> None:
    blocks = [
        block
        for runbook in RUNBOOKS
        for block in runbook.document.blocks
        if block.language in SHELLS
    ]
    assert len(blocks) > 15
    for block in blocks:
        text = prepared(block.text)
        if not text.lstrip().startswith("# Access URL"):  # notes that are no commands
            subprocess.run([str(shutil.which("bash")), "-n"], input=text, text=True, check=True)


def test_every_query_of_the_control_set_is_parsed() -> None:
    for runbook in RUNBOOKS:
        for query in runbook.queries:
            assert promql.parse(query.text)
