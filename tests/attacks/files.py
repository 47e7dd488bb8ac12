"""Attacks by files that are handed to drillbook: experiments and targets."""

from collections.abc import Iterator
from pathlib import Path

from drillbook import experiment
from drillbook import target as targets
from tests.attacks.attack import Attack, Do, written
from tests.attacks.world import World

_GOOD = """
title: pods are killed
description: as an attack
configuration: {namespace: shop, pod: web}
method:
  - type: action
    name: kill it
    provider:
      type: python
      module: drillbook.faults.pods
      func: kill
      arguments: {namespace: "${namespace}", pod: "${pod}"}
"""
_EVIL = "{type: process, path: touch, arguments: /tmp/drillbook-was-here}"
_PYTHON = (
    "{type: python, module: os, func: system, arguments: {command: touch /tmp/drillbook-was-here}}"
)
_MARK = Path("/tmp/drillbook-was-here")
_BOMB = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]\n"


def attacks() -> Iterator[Attack]:
    """Yield them all."""
    for name, old, new, said in (
        (
            "a process in the method",
            "type: python\n      module: drillbook.faults.pods",
            "type: process\n      path: touch",
            "only python actions",
        ),
        ("a request in the method", "type: python", "type: http", "only python actions"),
        ("a python action of os", "drillbook.faults.pods", "os", "only python actions"),
        (
            "an action of another module of drillbook",
            "drillbook.faults.pods",
            "drillbook.lab.cluster",
            "only python actions",
        ),
        (
            "a module whose name only begins like ours",
            "drillbook.faults.pods",
            "drillbook.faultsx.pods",
            "only python actions",
        ),
        (
            "a module of the faults by a path",
            "drillbook.faults.pods",
            "drillbook.faults.pods..os",
            "only python actions",
        ),
        (
            "a module inside a module of the faults",
            "drillbook.faults.pods",
            "drillbook.faults.pods.kubernetes",
            "only python actions",
        ),
        ("a private function of a fault", "func: kill", "func: _delete", "has no action"),
        ("a function that a fault only imports", "func: kill", "func: required", "has no action"),
        (
            "a python action of os in the rollbacks",
            "method:",
            f"rollbacks: [{{type: action, name: r, provider: {_PYTHON}}}]\nmethod:",
            "only python actions",
        ),
        (
            "a process as steady state",
            "method:",
            f"steady-state-hypothesis: {{probes: [{{name: p, provider: {_EVIL}}}]}}\nmethod:",
            "only python actions",
        ),
        (
            "a process as a value of the configuration",
            "pod: web}",
            f"pod: {{type: probe, name: p, provider: {_EVIL}}}}}",
            "a plain value",
        ),
        (
            "a value of the environment",
            "pod: web}",
            "pod: {type: env, key: HOME}}",
            "a plain value",
        ),
        (
            "secrets to be fetched",
            "method:",
            "secrets: {a: {b: {type: env, key: HOME}}}\nmethod:",
            "secrets not allowed",
        ),
        (
            "a control of any module",
            "method:",
            "controls: [{name: c, provider: {type: python, module: os}}]\nmethod:",
            "controls are not allowed",
        ),
        (
            "a control of an activity",
            "    name: kill it",
            "    name: kill it\n    controls: [{name: c}]",
            "controls and background",
        ),
        (
            "an activity in the background",
            "    name: kill it",
            "    name: kill it\n    background: true",
            "controls and background",
        ),
        (
            "an activity that pauses for a year",
            "    name: kill it",
            "    name: kill it\n    pauses: {before: 31536000}",
            "pauses not allowed",
        ),
        (
            "an activity by reference",
            "  - type: action\n    name: kill it",
            "  - ref: kill it\n  - type: action\n    name: kill it",
            "no provider",
        ),
        (
            "an extension of Chaos Toolkit",
            "method:",
            "extensions: [{name: x}]\nmethod:",
            "extensions not allowed",
        ),
        ("a YAML bomb of aliases", "title:", f"{_BOMB}title:", "aliases are not allowed"),
        (
            "a tag that makes a python object",
            "pods are killed",
            "!!python/object/apply:os.system ['touch /tmp/drillbook-was-here']",
            "not readable as YAML",
        ),
        (
            "a tag that names a python function",
            "pods are killed",
            "!!python/name:os.system",
            "not readable as YAML",
        ),
        (
            "a key that stands twice",
            "title: pods are killed",
            "title: harmless\ntitle: pods are killed",
            "stands twice",
        ),
        ("a file without end", "title:", "#" * 200_000 + "\ntitle:", "larger than 100000 bytes"),
        ("nesting without end", "web}", "[" * 40_000 + "}", "nested deeper"),
        (
            "a namespace in the configuration that is not allowed",
            "namespace: shop",
            "namespace: bank",
            "there is no pod",
        ),
        (
            "a path in the configuration",
            "pod: web}",
            "pod: ../../bank/pods/web}",
            "no object's name",
        ),
        (
            "a shell command in the configuration",
            "pod: web}",
            "pod: $(touch /tmp/drillbook-was-here)}",
            "no object's name",
        ),
        (
            "SQL in the configuration",
            "pod: web}",
            'pod: "web\'; DROP TABLE clients;--"}',
            "no object's name",
        ),
        (
            "a template in the configuration",
            "pod: web}",
            'pod: "${namespace}/../../bank"}',
            "no object's name",
        ),
    ):
        yield Attack(f"an experiment with {name}", _experiment(name, old, new), said)
    yield Attack("an experiment by a path", _by_path, "no experiment '../../etc/passwd'")
    yield Attack("a parameter that the experiment does not have", _parameter, "it has no parameter")
    for name, old, new, said in (
        (
            "a name that is a path",
            "name: attacked",
            "name: ../../attacked",
            "String should match pattern",
        ),
        (
            "a YAML bomb of aliases",
            "name: attacked",
            f"{_BOMB}name: attacked",
            "aliases are not allowed",
        ),
        (
            "a tag that makes a python object",
            "kind: cluster",
            "kind: !!python/object/apply:os.system [id]",
            "not readable as YAML",
        ),
        ("a permission that is misspelt", "max_down", "max_donw", "Extra inputs are not permitted"),
        (
            "a permission that stands twice",
            "name: attacked",
            "name: attacked\nallow: {max_down: 99}",
            "stands twice",
        ),
        (
            "an account that is an administrator",
            "name: attacked",
            "name: attacked\nas: system:admin",
            "String should match pattern",
        ),
        ("no UID of its cluster", "cluster_uid: ", "scale: ", "needs cluster_uid"),
        ("drillbook's own namespace to drill in", "- shop", "- drillbook", "nothing to drill in"),
    ):
        yield Attack(f"a target file with {name}", _target(old, new), said)


def _experiment(name: str, old: str, new: str) -> Do:
    assert old in _GOOD, name

    def attack(world: World) -> None:
        try:
            with world.opened():
                experiment.run(written(world, "experiment.yaml", _GOOD.replace(old, new, 1)), {})
        finally:
            assert not _MARK.exists()

    return attack


def _by_path(world: World) -> None:
    written(world, "experiment.yaml", _GOOD)
    experiment.find(world.directory, "../../etc/passwd")


def _parameter(world: World) -> None:
    with world.opened():
        experiment.run(written(world, "experiment.yaml", _GOOD), {"module": "os"})


def _target(old: str, new: str) -> Do:
    def attack(world: World) -> None:
        text = world.target_file().read_text(encoding="utf-8")
        assert old in text
        targets.load(written(world, "target.yaml", text.replace(old, new, 1)))

    return attack
