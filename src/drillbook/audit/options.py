"""A command's words as subcommand, flags and arguments, by what its tool says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from drillbook.audit.reference import recorded
from drillbook.audit.shell import Command, Word

_FILES = (
    "kubectl", "helm", "promtool", "programs", "openssl", "kafka", "neo4j-admin", "sources", "aws",
)  # fmt: skip
# Of these not every command is recorded: what is not there is not looked at.
IN_PART = ("sources", "aws")
# After their first argument the words are another program's.
_PASSES_ON = {
    ("docker",): ("run", "exec", "create"),
    ("docker", "container"): ("run", "exec", "create"),
    ("crictl",): ("exec",),
}
# pg_dump and its kin, Kafka's scripts and GNU's take any unambiguous beginning of a long flag.
_ABBREVIATES = ("programs", "kafka", "neo4j-admin")
_SINGLE_DASH = ("openssl",)


@dataclass(frozen=True)
class Flag:
    """A flag as it stands: its name as the tool knows it, its value, and where."""

    name: str
    value: str
    word: Word


@dataclass(frozen=True)
class Call:
    """A command read with its tool's own list of flags."""

    command: Command
    tool: str
    path: tuple[str, ...]
    flags: tuple[Flag, ...]
    arguments: tuple[Word, ...]
    rest: tuple[Word, ...]  # after --
    unknown: tuple[Word, ...]
    known: bool
    unknown_subcommand: Word | None
    entry: Mapping[str, Any]

    def value(self, *names: str) -> str | None:
        """Return the value of the first of these flags, '' for one without; None: not given."""
        return next((flag.value for flag in self.flags if flag.name in names), None)

    def has(self, *names: str) -> bool:
        """Return whether one of these flags is given."""
        return self.value(*names) is not None

    @property
    def texts(self) -> tuple[str, ...]:
        """The arguments as text."""
        return tuple(word.text for word in self.arguments)

    @property
    def is_help(self) -> bool:
        """Whether only the help is asked for."""
        return any(word.text in ("--help", "-h", "help") for word in self.command.words[1:3])


@cache
def tools() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return every recorded tool: which file it is in, and its entry."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for name in _FILES:
        found |= {tool: (name, entry) for tool, entry in recorded(name)["tools"].items()}
    return found


def tool_name(command: Command) -> str:
    """Return the tool that a command runs: Kafka's scripts with and without .sh are the same."""
    name = command.name
    return name.removesuffix(".sh") if name.startswith("kafka-") else name


def read(command: Command) -> Call:
    """Read a command. Of a tool that is not recorded, flags are what begins with a dash."""
    tool = tool_name(command)
    file, entry = tools().get(tool, ("", {"flags": {}}))
    return _Reading(command, tool, file, entry).call()


def _aliases(commands: Mapping[str, Any]) -> dict[str, str]:
    return {other: name for name, entry in commands.items() for other in entry.get("aliases", ())}


class _Reading:
    def __init__(self, command: Command, tool: str, file: str, entry: dict[str, Any]) -> None:
        self.command, self.tool, self.file, self.entry = command, tool, file, entry
        self.path: list[str] = []
        self.flags: list[Flag] = []
        self.arguments: list[Word] = []
        self.unknown: list[Word] = []
        self.wrong: Word | None = None
        self.table: dict[str, str] = dict(entry["flags"])

    def call(self) -> Call:
        words = list(self.command.words[1:])
        rest: list[Word] = []
        while words:
            word = words.pop(0)
            if word.text == "--":
                rest = words
                break
            if self._is_flag(word):
                self._flag(word, words)
            elif not self._subcommand(word):
                self.arguments.append(word)
                if self._ends_flags():
                    self.arguments += words
                    break
        return Call(
            self.command,
            self.tool,
            tuple(self.path),
            tuple(self.flags),
            tuple(self.arguments),
            tuple(rest),
            tuple(self.unknown),
            bool(self.file),
            self.wrong,
            self.entry,
        )

    def _is_flag(self, word: Word) -> bool:
        # what comes out of a variable, and a lone dash or a negative number, is no flag
        if word.text in self.table:
            return True
        return word.text.startswith("-") and len(word.text) > 1 and not word.text[1:2].isdigit()

    def _ends_flags(self) -> bool:
        """After its first argument redis-cli passes all to the server; so does docker exec."""
        *above, last = (self.tool, *self.path)
        return self.tool == "redis-cli" or last in _PASSES_ON.get(tuple(above), ())

    def _subcommand(self, word: Word) -> bool:
        below = self.entry.get("commands")
        if not below or self.arguments or self.wrong:
            return False
        name = word.text if word.text in below else _aliases(below).get(word.text)
        if name is not None:
            self.entry = below[name]
            self.table |= self.entry["flags"]
            self.path.append(name)
            return True
        if word.text.startswith(("$", "_", "[", "{")):
            return False
        self.wrong = word
        return False

    def _flag(self, word: Word, words: list[Word]) -> None:
        name, sign, value = word.text.partition("=")
        if not name.startswith("--") and self.file not in _SINGLE_DASH:
            self._short(word, words)
            return
        kind, full = self._kind(name)
        if kind is None:
            self.unknown.append(word)
        elif kind == "required" and not sign and words:
            value = words.pop(0).text
        self.flags.append(Flag(full, value, word))

    def _kind(self, name: str) -> tuple[str | None, str]:
        if name in self.table:
            return self.table[name], name
        if self.file in _ABBREVIATES and len(name) > 3:
            longer = [flag for flag in self.table if flag.startswith(name)]
            if len({self.table[flag] for flag in longer}) == 1:
                return self.table[longer[0]], longer[0]
        if self.file == "openssl" and name.startswith("--") and name[1:] in self.table:
            return self.table[name[1:]], name[1:]
        return None, name

    def _short(self, word: Word, words: list[Word]) -> None:
        letters = word.text[1:]
        whole = f"-{letters}"
        if whole in self.table and len(letters) > 1:
            kind = self.table[whole]
            self.flags.append(
                Flag(whole, words.pop(0).text if kind == "required" and words else "", word)
            )
            return
        while letters:
            name, letters = f"-{letters[0]}", letters[1:]
            kind_of = self.table.get(name)
            if kind_of is None:
                self.unknown.append(word)
                return
            if kind_of == "required":
                value = letters.removeprefix("=") or (words.pop(0).text if words else "")
                self.flags.append(Flag(name, value, word))
                return
            self.flags.append(Flag(name, "", word))
            if letters.startswith("="):
                return
