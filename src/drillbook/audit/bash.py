"""Bash, read into commands with tree-sitter's grammar."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from drillbook.audit.document import lines_of
from drillbook.audit.prompts import prepared
from drillbook.audit.shell import Command, Heredoc, Script, Word

DEEPEST = 100  # what is nested deeper was made by no person, and Python's stack is not endless
_GUARDS = {"if_statement", "elif_clause", "else_clause", "case_statement"}
_LOOPS = {"for_statement", "while_statement"}


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_bash.language()))


_OPENS = re.compile(r"<<-?\s*['\"\\]?(\w+)")
_LONGEST = 60  # lines of a loop or a text in a script that has a broken line elsewhere


def _pieces(source: str) -> Iterator[tuple[int, str]]:
    """Yield the pieces of a broken script that stand by themselves, each with its first line.

    What follows a line that the shell does not get over is read all the same; after a heredoc
    without an end there is only text.
    """
    lines = lines_of(source)
    at = 0
    while at < len(lines):
        end = _end_of_piece(lines, at)
        yield at, "\n".join(lines[at:end]) + "\n"
        opened = _OPENS.search(lines[at])
        if opened and opened[1] not in (line.strip() for line in lines[at + 1 :]):
            return
        at = end


def _end_of_piece(lines: list[str], at: int) -> int:
    """Return the line after the shortest piece from a line on that the shell takes."""
    for end in range(at + 1, min(len(lines), at + _LONGEST) + 1):
        text = "\n".join(lines[at:end]) + "\n"
        if (
            not lines[end - 1].endswith("\\")
            and not _parser().parse(text.encode()).root_node.has_error
        ):
            return end
    return at + 1


def _too_deep(root: Node) -> bool:
    cursor, depth = root.walk(), 0
    while depth <= DEEPEST:
        if cursor.goto_first_child():
            depth += 1
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return False
            depth -= 1
    return True


def read(text: str, line: int, around: str = "", headings: tuple[str, ...] = ()) -> Script:
    """Return a script's commands; ``line`` is the one on which the text begins."""
    source = prepared(text)
    reader = _Reader(source.encode(), line)
    root = _parser().parse(source.encode()).root_node
    deep = _too_deep(root)
    if root.has_error and not deep:
        for offset, piece in _pieces(source):
            reader.source, reader.first = piece.encode(), line + offset
            part = _parser().parse(reader.source).root_node
            reader.walk(part, Command((), line + offset, line + offset))
    elif not deep:
        reader.walk(root, Command((), line, line))
    return Script(
        tuple(reader.commands),
        text,
        line,
        tuple(reader.assigned),
        root.has_error,
        around,
        headings,
        deep,
    )


def _alone(around: Command) -> Command:
    """Return surroundings without the pipe: a loop is part of it, what is in the loop is not."""
    return replace(around, pipeline=0, position=0, following=0)


class _Reader:
    def __init__(self, source: bytes, line: int) -> None:
        self.source, self.first = source, line
        self.commands: list[Command] = []
        self.assigned: list[tuple[str, int, str]] = []
        self._pipelines = 0
        self._note, self._note_line, self._note_end = "", 0, 0

    def text(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte].decode(errors="replace")

    def line(self, node: Node) -> int:
        return self.first + node.start_point[0]

    def walk(self, node: Node, around: Command) -> None:
        visit = getattr(self, f"_on_{node.type}", None)
        if visit is not None:
            visit(node, around)
            return
        inside = around
        if node.type in _GUARDS or node.type in _LOOPS or node.type == "function_definition":
            inside = replace(_alone(around), inside=(*around.inside, node.type))
        self._children(node, inside)

    def _children(self, node: Node, around: Command) -> None:
        for child in node.children:
            ends = child.next_sibling
            waits = ends is not None and ends.type == "&"
            self.walk(child, replace(around, background=waits or around.background))

    def _on_comment(self, node: Node, _around: Command) -> None:
        line, text = self.line(node), self.text(node).lstrip("#! ").strip()
        own = not self.source[: node.start_byte].rsplit(b"\n", 1)[-1].strip()
        if not own:
            return
        if self._note and line == self._note_end + 1:
            text = f"{self._note} {text}"
        else:
            self._note_line = line
        self._note, self._note_end = text, line

    def _on_if_statement(self, node: Node, around: Command) -> None:
        inner = replace(_alone(around), inside=(*around.inside, node.type))
        conditions = node.children_by_field_name("condition")
        for child in node.children:
            self.walk(child, replace(inner, condition=True) if child in conditions else inner)

    _on_elif_clause = _on_if_statement
    _on_while_statement = _on_if_statement

    def _on_list(self, node: Node, around: Command) -> None:
        first, sign, second = node.children[0], node.children[1].type, node.children[-1]
        self.walk(first, replace(around, rescued=around.rescued or sign == "||"))
        self.walk(second, replace(around, joined=sign))

    def _on_pipeline(self, node: Node, around: Command) -> None:
        self._pipelines += 1
        parts = [child for child in node.children if child.is_named and child.type != "comment"]
        number = self._pipelines
        for position, part in enumerate(parts):
            self.walk(
                part,
                replace(
                    around, pipeline=number, position=position, following=len(parts) - position - 1
                ),
            )

    def _on_variable_assignment(self, node: Node, around: Command) -> None:
        name = self.text(node.children[0])
        value = node.child_by_field_name("value")
        written = self.text(value) if value is not None else ""
        self.assigned.append((name, self.line(node), written.strip("\"'")))
        for child in node.children:
            self._children(
                child, replace(around, assigned=name, pipeline=0, position=0, following=0)
            )
            if child.type == "command_substitution":
                break

    def _on_redirected_statement(self, node: Node, around: Command) -> None:
        redirects, heredoc, rest = [], None, []
        for child in node.children:
            if child.type == "file_redirect":
                target = child.children[-1]
                number = (
                    self.text(child.children[0])
                    if child.children[0].type == "file_descriptor"
                    else ""
                )
                sign = next(
                    (c.type for c in child.children if c.type in (">", ">>", "<", "&>", ">|")), ""
                )
                redirects.append((number + sign, self._word(target).text))
                self._children(child, replace(around, pipeline=0))
            elif child.type == "heredoc_redirect":
                heredoc = self._heredoc(child)
                rest += [c for c in child.children if c.type in ("pipeline", "command", "list")]
                redirects += [
                    (">", self._word(c.children[-1]).text)
                    for c in child.children
                    if c.type == "file_redirect"
                ]
        self._redirected(node.children[0], around, tuple(redirects), heredoc)
        for part in rest:
            self.walk(part, around)

    def _redirected(
        self,
        body: Node,
        around: Command,
        redirects: tuple[tuple[str, str], ...],
        heredoc: Heredoc | None,
    ) -> None:
        """Walk what is redirected: a command itself, of a pipe or a list its last; no loop."""
        if body.type == "command":
            self.walk(body, replace(around, redirects=redirects, heredoc=heredoc))
            return
        first = len(self.commands)
        self.walk(body, around)
        if body.type not in ("pipeline", "list"):
            return
        for at in range(len(self.commands) - 1, first - 1, -1):
            if "command_substitution" not in self.commands[at].inside:
                self.commands[at] = replace(self.commands[at], redirects=redirects, heredoc=heredoc)
                return

    def _heredoc(self, node: Node) -> Heredoc:
        start = next((self.text(c) for c in node.children if c.type == "heredoc_start"), "")
        body = next((c for c in node.children if c.type == "heredoc_body"), None)
        if body is None:
            return Heredoc("", self.line(node), expands=False)
        whole = self.text(body)
        line = self.first + body.start_point[0]
        return Heredoc(whole, line, expands=start[:1] not in "'\"\\")

    def _on_command(self, node: Node, around: Command) -> None:
        words: list[Word] = []
        redirects = list(around.redirects)
        for child in node.children:
            if child.type == "variable_assignment":
                continue
            if child.type == "file_redirect":
                redirects.append((child.children[-2].type, self._word(child.children[-1]).text))
            elif child.type == "herestring_redirect":
                redirects.append(("<<<", self._word(child.children[-1]).text))
            elif words and self._begins_anew(child):
                break  # the parser lost its way in the line before, and took the next one with it
            else:
                words.append(self._word(child))
        if words:
            end = self.first + node.end_point[0]
            self.commands.append(
                replace(
                    around,
                    words=tuple(words),
                    line=self.line(node),
                    end=end,
                    redirects=tuple(redirects),
                    note=self._note,
                    note_line=self._note_line,
                )
            )
        clean = replace(around, redirects=(), heredoc=None, pipeline=0, position=0, following=0)
        for child in node.children:
            self._substitutions(child, clean)

    def _begins_anew(self, node: Node) -> bool:
        """Return whether a word stands on a new line to which nothing leads on."""
        before = node.prev_sibling
        if before is None or before.end_point[0] == node.start_point[0]:
            return False
        between = self.source[before.end_byte : node.start_byte]
        return b"\n" in between.replace(b"\\\n", b"")

    def _substitutions(self, node: Node, around: Command) -> None:
        if node.type in ("command_substitution", "process_substitution"):
            self._children(node, replace(around, inside=(*around.inside, node.type)))
            return
        for child in node.children:
            self._substitutions(child, around)

    def _word(self, node: Node) -> Word:
        raw = self.text(node)
        text = self._plain(node)
        return Word(text, raw, self.line(node))

    def _plain(self, node: Node) -> str:
        raw = self.text(node)
        if node.type == "raw_string":
            return raw[1:-1]
        if node.type == "string":
            return re.sub(r"\\([\"$`\\])", r"\1", raw[1:-1]).replace("\\\n", "")
        if node.type in ("concatenation", "command_name"):
            return "".join(self._plain(child) for child in node.children) or raw
        if node.type in ("word", "number"):
            return re.sub(r"\\(.)", r"\1", raw)
        return raw
