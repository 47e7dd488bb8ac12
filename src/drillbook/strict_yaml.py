"""YAML from people who may mean harm: small, without aliases, tags or keys that stand twice."""

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from drillbook.errors import UsageError

_MOST_BYTES = 100_000
# The parser's time grows with the square of the depth.
_DEEPEST = 50
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)")


def read(file: Path, what: str) -> Any:
    """Return what a file holds. Raises UsageError, naming the file; ``what`` it ought to be."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise UsageError(f"{file}: larger than {_MOST_BYTES} bytes; that is no {what}")
        text = raw.decode()
        _require_harmless(text, file, what)
        return yaml.load(text, Loader=_OneMeaning)  # noqa: S506 (it is a SafeLoader)
    except FileNotFoundError:
        raise UsageError(f"{file}: no such {what} file") from None
    except (OSError, yaml.YAMLError, ValueError, RecursionError) as error:
        raise UsageError(f"{file}: not readable as YAML: {error}") from error


def _require_harmless(text: str, file: Path, what: str) -> None:
    depth = 0
    for event in yaml.parse(text):
        # An alias can make a small file explode, and none is needed here.
        if isinstance(event, yaml.AliasEvent):
            raise UsageError(f"{file}: YAML aliases are not allowed in {what}s")
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise UsageError(f"{file}: not readable as YAML: no tag is allowed, as {tag} is")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise UsageError(f"{file}: nested deeper than {_DEEPEST} levels; that is no {what}")


class _OneMeaning(yaml.SafeLoader):
    """Refuses what reads in two ways: a key that stands twice, and ``010``, which is 8 or 10."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 (as PyYAML has it)
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                mark = node.value[number][0].start_mark
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", mark
                )
        return super().construct_mapping(node, deep=deep)

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        number = super().construct_yaml_int(node)
        if not _DECIMAL.fullmatch(node.value):
            raise _two_meanings(node, number)
        return number

    def construct_yaml_float(self, node: yaml.ScalarNode) -> float:
        number = super().construct_yaml_float(node)
        if ":" in node.value or "_" in node.value:
            raise _two_meanings(node, number)
        return number


def _two_meanings(node: yaml.ScalarNode, number: float) -> yaml.constructor.ConstructorError:
    problem = (
        f"{node.value} is the number {number} to some readers and something else to others; "
        f'write {number}, or "{node.value}" in quotes'
    )
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


for _kind in ("int", "float"):
    _OneMeaning.add_constructor(
        f"tag:yaml.org,2002:{_kind}", getattr(_OneMeaning, f"construct_yaml_{_kind}")
    )
