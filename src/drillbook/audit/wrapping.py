"""Commands within commands: ``kubectl exec … --``, ``sh -c``, ``sudo``, ``xargs``, ``ssh``."""

import re
from collections.abc import Iterator
from dataclasses import replace

from drillbook.audit import bash, options
from drillbook.audit.shell import Command, Place, Word

_SHELLS = ("sh", "bash", "ash", "zsh")
_PLAIN = ("sudo", "time", "nohup", "exec", "command", "nice", "watch", "timeout", "stdbuf", "xargs")
_TAKES_VALUE = {"sudo": "ugh", "nice": "n", "watch": "n", "timeout": "ks", "xargs": "InPLds"}


_CONTAINERS = ("docker", "podman", "nerdctl", "docker-compose")
_DEEPEST = 20


def unwrapped(command: Command, deep: int = 0) -> Iterator[Command]:
    """Yield a command, and after it what it runs, as deep as people go."""
    yield command
    for inner in _inner(command) if deep < _DEEPEST else ():
        yield from unwrapped(inner, deep + 1)


def _inner(command: Command) -> Iterator[Command]:
    name = command.name
    if name in _SHELLS:
        yield from _shell(command)
    elif name == "ssh":
        yield from _ssh(command)
    elif name in ("su", "runuser"):
        yield from _shell(command)
    elif name in _PLAIN:
        yield from _rest(command, _skip_options(command))
    elif name == "kubectl" and command.has("exec"):
        yield from _kubectl_exec(command)
    elif name == "kubectl" and command.has("run") and command.has("--"):
        words = _after_dashes(command.words)
        image = _flag_value(command.words, "--image")
        yield from _rest(command, words, Place("job", "run", image=image, stdin=_has_i(command)))
    elif name in _CONTAINERS and command.has("exec"):
        yield from _docker_exec(command)


def _rest(
    command: Command, words: tuple[Word, ...], place: Place | None = None
) -> Iterator[Command]:
    if words and not words[0].text.startswith("-"):
        yield replace(
            command,
            words=words,
            wrapper=command,
            place=place or command.place,
            line=words[0].line,
        )


def _shell(command: Command) -> Iterator[Command]:
    for at, word in enumerate(command.words[1:-1], start=1):
        if re.fullmatch(r"-[a-z]*c", word.text):
            yield from _script(command, command.words[at + 1], command.place)
            return


def _script(command: Command, text: Word, place: Place) -> Iterator[Command]:
    """Yield the commands of a script that a command is given as one word."""
    for one in bash.read(text.text, text.line).commands:
        yield replace(
            one,
            place=place,
            wrapper=command,
            note=command.note,
            note_line=command.note_line,
            assigned=command.assigned or one.assigned,
            inside=(*command.inside, *one.inside),
            pipeline=one.pipeline + 1000 * text.line if one.pipeline else 0,
        )


_SSH_VALUES = "BbcDEeFIiJLlmOopQRSWw"


def _ssh(command: Command) -> Iterator[Command]:
    """Yield what runs on the other machine: all words after its name are one script there."""
    words = list(command.words[1:])
    while words and words[0].text.startswith("-"):
        flag = words.pop(0).text
        if len(flag) == 2 and flag[1] in _SSH_VALUES and words:
            words.pop(0)
    if len(words) < 2:
        return
    host, first, *more = words
    place = Place("host", host.text)
    if not more:
        yield from _script(command, first, place)
    else:
        yield from _rest(command, (first, *more), place)


def _skip_options(command: Command) -> tuple[Word, ...]:
    words = list(command.words[1:])
    takes = _TAKES_VALUE.get(command.name, "")
    while words and words[0].text.startswith("-"):
        flag = words.pop(0).text
        if not flag.startswith("--") and flag[-1] in takes and len(flag) == 2 and words:
            words.pop(0)
    if command.name == "timeout" and words:
        words.pop(0)
    return tuple(words)


def _after_dashes(words: tuple[Word, ...]) -> tuple[Word, ...]:
    at = next((at for at, word in enumerate(words) if word.text == "--"), len(words))
    return words[at + 1 :]


def _flag_value(words: tuple[Word, ...], *names: str) -> str:
    for at, word in enumerate(words):
        name, sign, value = word.text.partition("=")
        if name in names:
            return value if sign else words[at + 1].text if at + 1 < len(words) else ""
    return ""


def _has_i(command: Command) -> bool:
    call = options.read(command)
    return call.has("-i", "--stdin")


def _kubectl_exec(command: Command) -> Iterator[Command]:
    call = options.read(command)
    if call.path != ("exec",) or not call.arguments:
        return
    inner = call.rest or call.arguments[1:]
    place = Place(
        "container",
        call.arguments[0].text,
        call.value("-n", "--namespace") or "",
        stdin=call.has("-i", "--stdin"),
        terminal=call.has("-t", "--tty"),
    )
    yield from _rest(command, tuple(inner), place)


def _docker_exec(command: Command) -> Iterator[Command]:
    words = list(command.words[1:])
    while words and words[0].text != "exec":
        words.pop(0)
    words = words[1:]
    # compose passes input on without being told, and gives a terminal only where there is one
    stdin = "compose" in command.text.partition(" exec ")[0]
    terminal = False
    while words and words[0].text.startswith("-"):
        flag = words.pop(0).text
        short = not flag.startswith("--")
        stdin = stdin or flag == "--interactive" or (short and "i" in flag)
        terminal = terminal or flag == "--tty" or (short and "t" in flag)
        if (
            flag in ("-e", "--env", "-u", "--user", "-w", "--workdir", "--env-file", "--index")
            and words
        ):
            words.pop(0)
    if words:
        place = Place("container", words[0].text, stdin=stdin, terminal=terminal)
        yield from _rest(command, tuple(words[1:]), place)
