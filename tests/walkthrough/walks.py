"""A small project to walk through, with a target that is opened without a cluster."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from drillbook.cli import app
from drillbook.walkthrough import stepper

ROOT = Path(__file__).parents[2]
MINUTE = timedelta(seconds=60)
MORE = """
from pathlib import Path
from drillbook.clock import Seen, now
def undo(self):
    if self.stuck:
        raise UndoIncomplete("web is still down; by hand: start it")
    Path("undone").touch()
    return []
OpenedWithoutCluster.undo = undo
from datetime import timedelta
@when("web is taken down")
def _(drill): drill.fault_took_effect("web is down", Seen(1, now(), timedelta(0)))
import threading
@when("nothing comes to an end")
def _():
    Path("under-way").touch()
    threading.Event().wait()
@then("the check holds the second time")
def _(drill):
    again = Path("checked").exists()
    Path("checked").touch()
    drill.judge(WORDS["pass" if again else "fail"]("lag is 7"), [SEEN])
"""
FEATURE = """
@system:shop
Feature: shop
  @claim:works
  Scenario: it works
    Given a system
    When nothing happens
    Then the check says pass

  @claim:works @disruptive
  Scenario: it does not
    Given a system
    Then the check says fail
    And the checker crashes

  @claim:works @disruptive
  Scenario: it cannot be put back
    Given the undo will fail
    Then the check says pass

  @claim:works @disruptive
  Scenario: it comes back
    When web is taken down
    Then the check says pass

  @claim:works
  Scenario: it hangs
    When nothing comes to an end
    Then the check says pass

  @claim:says
  Scenario Outline: one word
    Given a system
    Then the check says <word>

    Examples:
      | word    |
      | pass    |
      | unknown |

  @claim:works
  Scenario: the second time counts
    Given a system
    Then the check holds the second time
    And the check says pass

  @claim:works
  Scenario: it never ends
    Given a system
    When nothing comes to an end
"""
CATALOGUE = """
- {id: works, section: Shop / Works, says: It works.,
   covered_by: ["features/shop/shop.feature#it works", "features/shop/shop.feature#it does not"]}
- {id: says, section: Shop / Says, says: It says a word.,
   covered_by: "features/shop/shop.feature#one word"}
- {id: nothing, section: Shop / Nothing, says: It does nothing.}
"""


def begin(
    project: Path, scenario: str, *, example: int = 0, target: str = "target.yaml", **more: Any
) -> stepper.Walk:
    place = stepper.Place(str(project), target, **more)
    return stepper.begin("shop", scenario, place, example=example)


def evidence(project: Path) -> dict[str, Any]:
    (file,) = project.glob("reports/walks/*/evidence/[0-9]*.json")
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def notes(project: Path) -> list[str]:
    return [event["text"] for event in evidence(project)["timeline"] if event["kind"] == "note"]


def stepped(given: str, *arguments: str) -> Result:
    command = ["step", "features/shop/shop.feature", "--target", "target.yaml", "--json"]
    return CliRunner().invoke(app, [*command, *arguments], input=given)
