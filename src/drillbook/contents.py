"""The command's table of contents: what each command is called, says of itself, and where it is.

A command's module is imported when it is run or its own help is asked for: importing all of them
takes two seconds, which neither ``drillbook --help`` nor a shell's completion can spare.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

DRILLS = "Drills"
RESULTS = "Results and evidence"
RUNBOOKS = "Runbooks"
PLACES = "Faults, targets and labs"
MACHINE = "This machine"


@dataclass(frozen=True)
class Entry:
    """A command: its name, its chapter, its help's first sentence, and ``module:attribute``."""

    name: str
    chapter: str
    says: str
    place: str

    def load(self) -> Any:
        """Import the command and return it as typer makes it."""
        module, _, attribute = self.place.partition(":")
        found: typer.Typer | Callable[..., None] = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            return typer.main.get_group(found)
        alone = typer.Typer(add_completion=False)
        alone.command(self.name)(found)
        return typer.main.get_command(alone)


#: In the order in which ``drillbook --help`` lists them.
CONTENTS = (
    Entry("run", DRILLS, "Run drills.", "drillbook.running_commands:run"),
    Entry(
        "night",
        DRILLS,
        "Bring the target's lab up (if it is one), deploy, run drills, report.",
        "drillbook.running_commands:night",
    ),
    Entry(
        "step",
        DRILLS,
        "Walk through a scenario in the terminal, a key for each step.",
        "drillbook.walkthrough.step_command:step",
    ),
    Entry(
        "undo",
        DRILLS,
        "Put back whatever drills have left changed on a target.",
        "drillbook.running_commands:undo",
    ),
    Entry(
        "history",
        RESULTS,
        "Results over time, from bundles.",
        "drillbook.history.commands:history_app",
    ),
    Entry(
        "report",
        RESULTS,
        "Reports from evidence and history: a page, its notebook, and a PDF.",
        "drillbook.notebook.commands:report_app",
    ),
    Entry(
        "publish",
        RESULTS,
        "Tell of results: site, job page, metrics, alerts.",
        "drillbook.site.commands:publish_app",
    ),
    Entry("verify", RESULTS, "Verify bundles, offline.", "drillbook.evidence.commands:verify"),
    Entry(
        "bundle",
        RESULTS,
        "Pack the evidence of a run into one zip file, to be handed on.",
        "drillbook.evidence.commands:bundle",
    ),
    Entry("key", RESULTS, "Keys that sign evidence.", "drillbook.evidence.commands:key_app"),
    Entry(
        "schema",
        RESULTS,
        "Print the JSON Schema of the evidence.",
        "drillbook.evidence.commands:schema",
    ),
    Entry(
        "prove",
        RUNBOOKS,
        "Prove that each Then can fail, from recorded drills.",
        "drillbook.proof.command:prove",
    ),
    Entry(
        "claims",
        RUNBOOKS,
        "Claims: what a runbook promises, and what covers it.",
        "drillbook.runbook.commands:claims_app",
    ),
    Entry("audit", RUNBOOKS, "Find what in runbooks cannot work.", "drillbook.audit.command:audit"),
    Entry(
        "lint",
        RUNBOOKS,
        "Refuse undefined, ambiguous, duplicate or async steps, and scenario names used twice.",
        "drillbook.runbook.lint_command:lint",
    ),
    Entry(
        "runbook",
        RUNBOOKS,
        "Print a section's scenarios and when each last held; write a notebook to walk through.",
        "drillbook.walkthrough.command:runbook",
    ),
    Entry(
        "phrases",
        RUNBOOKS,
        "List all phrases, and where each is used.",
        "drillbook.runbook.phrases_command:phrases",
    ),
    Entry(
        "faults",
        PLACES,
        "List every fault: parameters, what proves its effect, undo, needs.",
        "drillbook.faults.commands:faults",
    ),
    Entry(
        "target", PLACES, "What a target lets drills do.", "drillbook.target_commands:target_app"
    ),
    Entry("lab", PLACES, "Real Kubernetes on this machine.", "drillbook.lab.commands:lab_app"),
    Entry(
        "doctor",
        MACHINE,
        "Say what is missing on this machine or target, by reading only.",
        "drillbook.machine.commands:doctor",
    ),
    Entry(
        "clean",
        MACHINE,
        "Remove what old runs left: caches, labs that are down, old bundles.",
        "drillbook.machine.commands:clean",
    ),
)


class _Listed(TyperCommand):
    """A command as the contents list it; the real one takes its place when it is used."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.name, help=entry.says, rich_help_panel=entry.chapter)
        self._entry = entry

    def make_context(self, *arguments: Any, **more: Any) -> Any:
        """Return the context of the real command, which is imported for it."""
        return self._entry.load().make_context(*arguments, **more)


class Contents(TyperGroup):
    """The group of all commands."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for entry in CONTENTS:
            self.add_command(_Listed(entry))
