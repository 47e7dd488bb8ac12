"""YAML with the line of every value."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Yaml:
    """One YAML document: its data, and the line on which each key or item stands."""

    data: Any
    lines: dict[Path, int]

    def line(self, *path: str | int) -> int:
        """Return the line of a path, or of the nearest thing above it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


@dataclass(frozen=True)
class Broken:
    """Text that is no YAML: the line that the parser stopped at, and what it said."""

    line: int
    said: str


def read(text: str, line: int) -> tuple[list[Yaml], Broken | None]:
    """Return the documents of a text that begins on a line, and why it ends early, if it does.

    Of a text that is broken, what stands before the line that breaks it is read.
    """
    try:
        return list(_documents(text, line)), None
    except yaml.MarkedYAMLError as error:
        key = error.context == "while scanning a simple key"
        mark = error.context_mark if key else error.problem_mark or error.context_mark
        at = mark.line if mark else 0
        broken = Broken(line + at, str(error.problem))
        lines = text.splitlines()
        for end in range(min(at, len(lines)), 0, -1):
            try:
                return list(_documents("\n".join(lines[:end]), line)), broken
            except yaml.YAMLError:
                continue
        return [], broken
    except yaml.YAMLError as error:
        return [], Broken(line, str(error))


def _documents(text: str, line: int) -> Iterator[Yaml]:
    loader = yaml.SafeLoader(text)
    try:
        while loader.check_node():
            node = loader.get_node()
            if node is None:
                return
            lines: dict[Path, int] = {}
            _note(node, (), line, lines)
            lines[()] = line + node.start_mark.line
            yield Yaml(loader.construct_document(node), lines)
    except (ValueError, TypeError) as error:  # a date that is none, a key that cannot be one
        raise yaml.YAMLError(str(error)) from error
    finally:
        loader.dispose()


def _note(node: yaml.Node, path: Path, line: int, lines: dict[Path, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, str(key.value))
            lines[below] = line + key.start_mark.line
            _note(value, below, line, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            lines[(*path, number)] = line + item.start_mark.line
            _note(item, (*path, number), line, lines)
    elif isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        lines[(*path, "|")] = line + node.start_mark.line + 1
