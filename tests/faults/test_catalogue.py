import importlib
import json
import pkgutil
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

import drillbook.faults
from drillbook import session
from drillbook.cli import app
from drillbook.errors import UsageError
from drillbook.faults import catalogue
from drillbook.faults.bringing import Fault, bring
from drillbook.guard import Change
from drillbook.rights import parse_all
from drillbook.runbook import reach
from drillbook.session import Session

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
#: An action, and no fault: it is what experiments name as their rollback.
NO_FAULT = {"undo.everything"}
#: Its undo is that of draining, which waits for what was evicted.
EVICTS_NOTHING = {"nodes.cordon"}


def actions() -> set[str]:
    found = set()
    for module in pkgutil.iter_modules(drillbook.faults.__path__):
        known = importlib.import_module(f"drillbook.faults.{module.name}")
        found |= {f"{module.name}.{name}" for name in getattr(known, "ACTIONS", {})}
    return found


def test_every_action_is_listed_and_nothing_else() -> None:
    assert {fault.name for fault in catalogue.faults()} == actions() - NO_FAULT


def test_all_is_said_of_every_fault() -> None:
    for fault in catalogue.faults():
        assert fault.does, fault.name
        assert fault.parameters, fault.name
        assert fault.changes, fault.name
        assert fault.effect, fault.name
        assert fault.needs.rights, fault.name
        assert all(len(right.split()) == 2 for right in fault.needs.rights), fault.name
        assert set(fault.undo_does) <= session.UNDO_STEPS.keys()
        assert all(fault.undo_does.values()), f"{fault.name}: an undo step has no docstring"


def test_a_fault_needs_every_right_of_the_code_that_it_and_its_undo_may_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faults = catalogue.faults()
    monkeypatch.setattr(catalogue, "of", lambda _function: None)  # look behind descriptions
    missing = {}
    for fault in faults:
        module, _, name = fault.name.rpartition(".")
        action = importlib.import_module(f"drillbook.faults.{module}").ACTIONS[name]
        said = parse_all(fault.needs.rights)
        reached = reach.rights([action, *(session.UNDO_STEPS[one] for one in fault.undo_does)], {})
        short = {str(one) for one in reached if not any(has.covers(one) for has in said)}
        if short and fault.name not in EVICTS_NOTHING:
            missing[fault.name] = short
    assert missing == {}


def test_the_page_of_the_documentation_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == catalogue.markdown(), (
        "docs/faults.md is old: drillbook faults --markdown > docs/faults.md"
    )


def test_the_command_lists_faults_on_a_narrow_terminal_and_as_json() -> None:
    runner = CliRunner()
    listed = json.loads(runner.invoke(app, ["faults", "--json"]).stdout)
    killing = next(fault for fault in listed if fault["name"] == "pods.kill_again")
    assert [p["name"] for p in killing["parameters"]] == ["namespace", "selector", "times", "count"]
    assert killing["parameters"][3] == {"name": "count", "type": "int", "default": "1"}
    narrow = runner.invoke(app, ["faults"], env={"COLUMNS": "60"}).stdout
    assert all(f"{fault['name']}  " in narrow for fault in listed)
    assert max(map(len, narrow.splitlines())) <= 60


def test_a_fault_that_is_not_what_its_action_says_is_not_brought(opened: Session) -> None:
    fault = Fault(
        text="something else",
        change=Change("workload.scale", "shop", ("web",)),
        undo="workload.scale_back",
        arguments={},
        before={},
        inject=lambda: pytest.fail("it was injected"),
        look=lambda: pytest.fail("it was looked at"),
        took_effect=bool,
        effect_within=timedelta(seconds=1),
    )
    token = catalogue.running.set(next(f for f in catalogue.faults() if f.name == "pods.kill"))
    try:
        with pytest.raises(UsageError, match=r"pods\.kill brings workload\.scale"):
            bring(fault)
    finally:
        catalogue.running.reset(token)
    assert not opened.journal.pending()
