"""Shell scripts as commands with their surroundings; ``bash`` reads them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Word:
    """A word of a command: its text without quotes, with variables as they are written."""

    text: str
    raw: str
    line: int

    @property
    def quoted(self) -> bool:
        """Whether the shell leaves stars and blanks in it alone."""
        return self.raw[:1] in "'\""

    @property
    def globs(self) -> bool:
        """Whether the shell would look for files of this name."""
        return not self.quoted and any(sign in self.raw for sign in "*?") and "$" not in self.raw


@dataclass(frozen=True)
class Heredoc:
    """A text that stands in the script; variables in it are replaced unless it is quoted."""

    text: str
    line: int
    expands: bool


@dataclass(frozen=True)
class Place:
    """Where a command runs: on the operator's machine, or in a container."""

    kind: str = "here"  # here, container, job, host (by ssh)
    container: str = ""
    namespace: str = ""
    image: str = ""
    stdin: bool = True
    terminal: bool = False


@dataclass(frozen=True)
class Command:
    """A simple command and what is around it."""

    words: tuple[Word, ...]
    line: int
    end: int
    pipeline: int = 0
    position: int = 0
    following: int = 0
    redirects: tuple[tuple[str, str], ...] = ()
    heredoc: Heredoc | None = None
    assigned: str = ""
    note: str = ""
    note_line: int = 0
    background: bool = False
    joined: str = ""  # && or ||, which joins it to the command before
    rescued: bool = False  # something after || is done when it fails
    condition: bool = False
    inside: tuple[str, ...] = ()
    place: Place = field(default_factory=Place)
    wrapper: "Command | None" = None

    @property
    def name(self) -> str:
        """The program, without its folder."""
        return self.words[0].text.rsplit("/", 1)[-1] if self.words else ""

    @property
    def texts(self) -> tuple[str, ...]:
        """All words as text."""
        return tuple(word.text for word in self.words)

    @property
    def text(self) -> str:
        """The command as one line."""
        return " ".join(self.texts)

    def has(self, *flags: str) -> bool:
        """Return whether one of the words is one of these."""
        return any(word.text in flags for word in self.words)


@dataclass(frozen=True)
class Script:
    """The commands of a block in the order in which they stand."""

    commands: tuple[Command, ...]
    text: str
    line: int
    assigned: tuple[tuple[str, int, str], ...] = ()  # variable, line, value
    broken: bool = False
    around: str = ""
    headings: tuple[str, ...] = ()
    too_deep: bool = False  # nested so deep that nobody has read it
    in_sentence: bool = False  # where people name a command without all that it needs

    @property
    def is_script(self) -> bool:
        """Whether it is meant to run as a whole."""
        return bool(re.search(r"^#!", self.text, re.MULTILINE))

    @property
    def stops_on_error(self) -> bool:
        """Whether the first command that fails ends it."""
        return bool(re.search(r"^\s*set -\w*e|^\s*set -o errexit", self.text, re.MULTILINE))

    @property
    def minds_pipes(self) -> bool:
        """Whether a pipe fails when any of its commands does."""
        return "pipefail" in self.text or "PIPESTATUS" in self.text

    def pipe(self, command: Command) -> list[Command]:
        """Return the commands of the pipe that a command is in."""
        return [
            one for one in self.commands if one.pipeline == command.pipeline and command.pipeline
        ]

    def after(self, command: Command) -> Iterator[Command]:
        """Yield the commands of the pipe that read what a command writes."""
        yield from (one for one in self.pipe(command) if one.position > command.position)
