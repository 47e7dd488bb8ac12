"""A walk with buttons and keys in JupyterLab. It needs the extra ``jupyter``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from drillbook import target as targets
from drillbook.errors import UsageError
from drillbook.notebook.parameters import Parameters, Walkthrough
from drillbook.runbook import claims
from drillbook.walkthrough import console_shown as shown
from drillbook.walkthrough import looks, sections
from drillbook.walkthrough.console import Console
from drillbook.walkthrough.sections import Scenario
from drillbook.walkthrough.stepper import Place

try:
    import anywidget
    import ipywidgets
except ImportError as missing:
    raise UsageError(
        f"{missing.name} is not installed; pip install 'drillbook[jupyter]' brings it"
    ) from missing

#: The buttons: what each does, its words, its key, and whether it is drawn as a warning.
_BUTTONS = (
    ("go", "Next", "n", "primary"),
    ("to", "Run to here", "h", ""),
    ("again", "Run again", "r", ""),
    ("look", "Look", "l", ""),
    ("skip", "Skip", "s", ""),
    ("end", "Undo all", "u", "warning"),
    ("stop", "Stop", "x", "danger"),
)


_boards: list["Board"] = []


class Board:
    """The widgets of a console, and what they call."""

    def __init__(self, given: Walkthrough) -> None:
        self.console = Console(changed=self.draw)
        self._place = Place(given.directory, given.target, results=given.results)
        self._claims: tuple[claims.Claim, ...] = ()
        self._scenarios: tuple[Scenario, ...] = ()
        self._drawn: dict[Any, str] = {}
        self._make(given)
        self._lay_out()
        self._choose(given)
        self.draw()

    def draw(self) -> None:
        """Draw everything that has changed."""
        console = self.console
        for name, button in self.buttons.items():
            button.disabled = not console.can("go" if name == "to" else name)
        self.begin.disabled = not console.can("begin") or not self._scenarios
        for field in (self.system, self.section, self.scenario, self.changes, self.confirm):
            field.disabled = not console.can("begin")
        self._write(self.said, shown.said(console))
        self._write(self.steps, shown.steps(console))
        self._write(self.about, shown.about(console))
        self._write(self.results, shown.results(console))
        self._write(self.picture, str(console.picture().html))
        phrases = console.scenario.steps if console.scenario else ()
        ran = console.walk.ran if console.walk else 0
        left = [(f"{n}. {said}", n) for n, said in enumerate(phrases, 1) if n > ran]
        if list(self.upto.options) != left:
            _offer(self.upto, left)

    def _make(self, given: Walkthrough) -> None:
        html = ipywidgets.HTML
        self.said, self.steps, self.about, self.results = html(), html(), html(), html()
        self.picture, self.runbook = html(), html()
        self.system = ipywidgets.Dropdown(description="System")
        self.section = ipywidgets.Dropdown(description="Section")
        self.scenario = ipywidgets.Dropdown(description="Scenario")
        self.changes = ipywidgets.Checkbox(
            description="Make changes", value=given.changes, indent=False
        )
        self.confirm = ipywidgets.Text(
            description="Confirm", value=given.confirm, placeholder="the target's name"
        )
        self.begin = ipywidgets.Button(description="Begin", button_style="primary")
        self.begin.on_click(lambda _: self._begin())
        self.upto = ipywidgets.Dropdown(description="To")
        self.reason = ipywidgets.Text(description="Reason", placeholder="why a step is skipped")
        self.probe = ipywidgets.Combobox(
            description="Probe",
            placeholder="kubernetes.pod name=…",
            options=tuple(one.usage for one in looks.catalogue().values()),
        )
        self.buttons = {name: self._button(*one) for name, *one in _BUTTONS}
        # Sent whole, not letter by letter; Enter presses the button (keys.js).
        for field, key in ((self.reason, "s"), (self.probe, "l")):
            field.continuous_update = False
            field.add_class(f"drillbook-field-{key}")
        self.system.observe(lambda _: self._systems_sections(), "value")
        self.section.observe(lambda _: self._sections_scenarios(), "value")

    def _button(self, words: str, key: str, style: str) -> Any:
        button = ipywidgets.Button(
            description=f"{words} ({key})", button_style=style, tooltip=f"{words}: key {key}"
        )
        button.add_class(f"drillbook-key-{key}")
        name = next(name for name, _, known, _ in _BUTTONS if known == key)
        button.on_click(lambda _: self._press(name))
        return button

    def _lay_out(self) -> None:
        def row(*several: Any) -> Any:
            return _classed(ipywidgets.Box(several), "drillbook-row")

        keys = type("Keys", (anywidget.AnyWidget,), {"_esm": shown.keys()})()
        keys.on_msg(lambda _, content, __: self._typed(content))
        beside = _classed(
            ipywidgets.Box(
                [
                    ipywidgets.VBox([self.steps, self.about, self.results]),
                    ipywidgets.VBox([self.runbook, self.picture]),
                ]
            ),
            "drillbook-two",
        )
        self.whole = _classed(
            ipywidgets.VBox(
                [
                    ipywidgets.HTML(shown.style()),
                    keys,
                    row(self.system, self.section, self.scenario),
                    row(self.changes, self.confirm, self.begin),
                    self.said,
                    row(*self.buttons.values()),
                    row(self.upto, self.reason, self.probe),
                    beside,
                ]
            ),
            "drillbook-walk",
        )

    def _choose(self, given: Walkthrough) -> None:
        target = targets.load(Path(self._place.directory, self._place.target))
        _offer(self.system, [(name, name) for name in sorted(target.systems)])
        if given.system:
            target.system(given.system)
            self.system.value = given.system
        self._systems_sections()
        if given.section:
            self.section.value = sections.section_of(self._claims, given.section)
        if given.scenario:
            self.scenario.value = self._scenario_named(given.scenario)

    def _scenario_named(self, part: str) -> Scenario:
        found = [one for one in self._scenarios if part.casefold() in one.name.casefold()]
        if not found:
            names = "; ".join(one.name for one in self._scenarios)
            raise UsageError(f"no scenario with {part!r} in the name; there are: {names}")
        return found[0]

    def _systems_sections(self) -> None:
        file = Path(self._place.directory, "runbooks", f"{self.system.value}.yaml")
        self._claims = tuple(claims.load(file)) if file.is_file() else ()
        names = dict.fromkeys(one.section for one in self._claims if one.covered_by)
        _offer(self.section, [(name, name) for name in names])
        self._sections_scenarios()

    def _sections_scenarios(self) -> None:
        name, directory = self.section.value, self._place.directory
        self._scenarios = ()
        if name is not None:
            self._scenarios = sections.scenarios(self._claims, name, Path(directory))
            target = self._place.target
            found = sections.section(self.system.value, name, directory=directory, target=target)
            self._write(self.runbook, shown.section(found))
        several = [(_scenario_name(one, self._scenarios), one) for one in self._scenarios]
        _offer(self.scenario, several)
        self.begin.disabled = not several

    def _begin(self) -> None:
        place = replace(
            self._place, changes=self.changes.value, confirm=self.confirm.value.strip() or None
        )
        if self.scenario.value is not None:
            self.console.begin(self.system.value, self.scenario.value, place)
            self.draw()

    def _press(self, name: str) -> None:
        console = self.console
        does: dict[str, Callable[[], None]] = {
            "go": console.next,
            "to": lambda: console.run_to(self.upto.value or 0),
            "again": console.again,
            "look": lambda: console.look(self.probe.value),
            "skip": self._skip,
            "end": console.undo_all,
            "stop": console.stop,
        }
        does[name]()
        self.draw()

    def _typed(self, content: Mapping[str, str]) -> None:
        """Take what was typed into a field, with Enter at its end."""
        field, name = {"s": (self.reason, "skip"), "l": (self.probe, "look")}[content["key"]]
        field.value = content["text"]
        self._press(name)

    def _skip(self) -> None:
        self.console.skip(self.reason.value)
        self.reason.value = ""  # the next step is skipped for a reason of its own

    def _write(self, place: Any, said: str) -> None:
        # What has not changed is not sent, or a reader would lose his place in it.
        if self._drawn.get(place) != said:
            self._drawn[place] = said
            place.value = said


def show(given: Parameters) -> Any:
    """Return the widget of a walk; system, section and scenario are chosen in it, too.

    Nothing is changed without ``changes``, and on a cluster nothing before ``confirm`` is its name.
    A walk of this kernel that has not ended is shown again: a page may have been lost.
    """
    assert isinstance(given, Walkthrough)
    left = [one for one in _boards if one.console.under_way]
    _boards[:] = left or [Board(given)]
    return _boards[0].whole


def _offer(dropdown: Any, options: Sequence[tuple[str, Any]]) -> None:
    """Offer options, with the first one chosen; by itself none would be."""
    dropdown.options = options
    dropdown.value = options[0][1] if options else None


def _scenario_name(one: Scenario, several: tuple[Scenario, ...]) -> str:
    alike = sum(other.name == one.name for other in several)
    return f"{one.name} ({one.example + 1} of {alike})" if alike > 1 else one.name


def _classed(widget: Any, name: str) -> Any:
    widget.add_class(name)
    return widget
