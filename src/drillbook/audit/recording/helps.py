"""What a tool's help says of its flags: each flag and whether it takes a value.

A flag's kind is ``none`` (a switch), ``required`` (a value follows) or ``optional`` (a value may
follow after ``=``).
"""

import re
from collections.abc import Iterator

Flags = dict[str, str]
HELP = {"-h": "none", "--help": "none"}

_COBRA = re.compile(r"^    (?:(-\w), )?(--[\w-]+)=(.*):$")
_PFLAG = re.compile(r"^ {2,6}(?:(-\w), )?(--[\w-]+)(?: (\S+))?(?:\s{2,}|$)")
_GETOPT = re.compile(r"^\s{1,10}(--?[\w?#][\w.-]*)")
_GETOPT_NEXT = re.compile(r"""^(?:(?:\s\("[^"]+"\))?,\s*|\s(?=--))(--?[\w?#][\w.-]*)""")
_JOPT = re.compile(r"^(--[\w.-]+)(\s+[<\[])?")
_KINGPIN = re.compile(r"^\s{2,6}(?:(-\w), )?\s*--(\[no-\])?([\w.-]+)(=)?")


def cobra(text: str) -> Flags:
    """Read the help of kubectl: ``    -n, --namespace='':``."""
    flags: Flags = {}
    for line in text.splitlines():
        if found := _COBRA.match(line):
            short, long, default = found.groups()
            # kubectl shows the text that stands for no value in place of false where both go
            kind = "none" if default in ("true", "false") else "required"
            kind = "optional" if long in ("--dry-run", "--cascade", "--validate") else kind
            flags[long] = kind
            if short:
                flags[short] = kind
    return flags


def cobra_commands(text: str) -> Iterator[str]:
    """Yield the subcommands that a help lists."""
    listing = False
    for line in text.splitlines():
        if re.match(r"^[A-Z][\w ()]*Commands.*:$", line):
            listing = True
        elif listing and (found := re.match(r"^  ([a-z][\w-]*)\s{2,}", line)):
            yield found[1]
        elif line and not line.startswith(" "):
            listing = False


def verbs(text: str) -> list[str]:
    """Return the commands that systemctl's help lists, under headings that end in Commands."""
    listed = text.partition("Commands:")[2].partition("\nOptions:")[0]
    return sorted(set(re.findall(r"^  ([a-z][a-z-]+)\b", listed, re.MULTILINE)))


def cobra_aliases(text: str) -> list[str]:
    """Return the other names of a command."""
    found = re.search(r"^Aliases:\n(.+)$", text, re.MULTILINE)
    return [name.strip() for name in found[1].split(",")] if found else []


def pflag(text: str) -> Flags:
    """Read the help of helm: ``  -n, --namespace string   …``, ``--dry-run string[="client"]``."""
    flags: Flags = {}
    for line in text.splitlines():
        if found := _PFLAG.match(line):
            short, long, value = found.groups()
            kind = "optional" if "[=" in (value or "") else "required" if value else "none"
            flags[long] = kind
            if short:
                flags[short] = kind
    return flags


def getopt(text: str) -> Flags:
    """Read the help of a program in GNU's or PostgreSQL's manner."""
    flags: Flags = {}
    for line in text.splitlines():
        rest, names = line, []
        found = _GETOPT.match(rest)
        while found:
            names.append(found[1])
            rest = rest[found.end() :]
            kind = _kind_after(rest)
            rest = re.sub(r"^(\[?=[^\s,]*|\[[A-Z]+\]| <[^>]*>)(?=,)", "", rest)
            found = _GETOPT_NEXT.match(rest)
        for name in names:
            flags.setdefault(name, kind)  # the first line that names it says it best
    return flags


def _kind_after(rest: str) -> str:
    if rest.startswith("[="):
        return "optional"
    if rest.startswith("=") or re.match(r"^ (<|[A-Za-z][\w|./:-]*(\s{2,}|$)|\[?[A-Z]+\b)", rest):
        return "required"
    return "none"


def jopt(text: str) -> Flags:
    """Read the help of Kafka's scripts: ``--topic <String: topic>``."""
    flags: Flags = {}
    for line in text.splitlines():
        if found := _JOPT.match(line):
            flags[found[1]] = "required" if found[2] else "none"
        elif found := re.match(r"^-(\w), (--[\w-]+)(\s+[<\[])?", line):
            flags[f"-{found[1]}"] = flags[found[2]] = "required" if found[3] else "none"
    return flags


def openssl(text: str) -> Flags:
    """Read the help of an openssl command: `` -in infile   …``."""
    flags: Flags = {}
    for line in text.splitlines():
        if found := re.match(r"^ (-[\w.*-]+)( \S+)?(\s{2,}|$)", line):
            flags[found[1]] = "required" if found[2] else "none"
    return flags


def kingpin(text: str) -> dict[str, Flags]:
    """Read ``--help-long`` of promtool: the flags of each command, those of all under ''."""
    commands: dict[str, Flags] = {"": {}}
    command = ""
    for line in text.splitlines():
        if line and re.match(r"^[a-z]", line) and "usage:" not in line:
            command = re.split(r"\s(?:[\[<]|--)", line)[0].strip()
            commands[command] = {}
        elif found := _KINGPIN.match(line):
            short, negatable, long, value = found.groups()
            kind = "required" if value else "none"
            commands[command][f"--{long}"] = kind
            if negatable:
                commands[command][f"--no-{long}"] = "none"
            if short:
                commands[command][short] = kind
    return commands


def kingpin_arguments(text: str) -> dict[str, int]:
    """Return how many arguments each command of promtool needs at least."""
    needed = {}
    for line in text.splitlines():
        if line and re.match(r"^[a-z]", line) and "usage:" not in line:
            name = re.split(r"\s(?:[\[<]|--)", line)[0].strip()
            shown = re.sub(r"\[[^\]]*\]+", "", line)
            needed[name] = len(re.findall(r"<[^>]+>", shown))
    return needed
