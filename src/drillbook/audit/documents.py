"""YAML with the line of every value."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from drillbook.audit.document import lines_of

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
    """Text that is no YAML: the line that the parser stopped at, and what it said.

    With ``unread`` it may be YAML, but is nested or expanded beyond what anybody would write.
    """

    line: int
    said: str
    unread: bool = False


_MOST_VALUES = 100_000  # with aliases followed; as go-yaml, kubectl refuses far fewer of these
_TRIED_AGAIN = 50  # ends of a broken text that are tried


def read(text: str, line: int) -> tuple[list[Yaml], Broken | None]:
    """Return the documents of a text that begins on a line, and why it ends early, if it does.

    Of a text that is broken, what stands before the line that breaks it is read.
    """
    try:
        return list(_documents(text, line)), None
    except (RecursionError, _TooMuchError):
        return [], Broken(line, "nested too deep", unread=True)
    except yaml.constructor.ConstructorError as error:
        return [], Broken(line, f"YAML, and no plain data ({error.problem})", unread=True)
    except yaml.composer.ComposerError as error:
        return [], Broken(line, f"a part of a file ({error.problem})", unread=True)
    except yaml.MarkedYAMLError as error:
        key = error.context == "while scanning a simple key"
        mark = error.context_mark if key else error.problem_mark or error.context_mark
        at = mark.line if mark else 0
        broken = Broken(line + at, str(error.problem))
        lines = lines_of(text)
        last = min(at, len(lines))
        for end in range(last, max(0, last - _TRIED_AGAIN), -1):
            try:
                return list(_documents("\n".join(lines[:end]), line)), broken
            except (yaml.YAMLError, RecursionError, _TooMuchError):
                continue
        return [], broken
    except yaml.YAMLError as error:
        return [], Broken(line, str(error))


def items(value: Any) -> list[Any]:
    """Return a list's items; of what should be a list and is none, nothing."""
    return value if isinstance(value, list) else []


class _TooMuchError(Exception):
    """Aliases that expand to more than anybody reads."""


class _Loader(yaml.SafeLoader):
    """Plain data; a tag of somebody's own (``!vault``, ``!Ref``) makes no difference to it."""


def _untagged(loader: yaml.SafeLoader, _tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


def _moment(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:  # 2026-02-31 is a text, then
        return node.value


_Loader.add_multi_constructor("", _untagged)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _moment)


def _documents(text: str, line: int) -> Iterator[Yaml]:
    loader = _Loader(text)
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
    if len(lines) > _MOST_VALUES:
        raise _TooMuchError
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
