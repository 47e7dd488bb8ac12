"""What people write around commands: prompts before them, placeholders in angle brackets."""

import re

from drillbook.audit.document import lines_of

# ``<name>``, ``<<NAME>>``, ``<the team's name>``, ``</path/to/it>``; ``<in >out`` is none
_NAME = r"([A-Za-z](?:[\w .:/|,'-]*[\w.'])?)"
_PLACEHOLDER = re.compile(
    rf"(?<![<\w])(?:<{_NAME}>|<<{_NAME}>>(?![\w/.$]))|(?<!\w)<(/[\w./-]+)>(?![\w/])"
)
# ``$ ls``, ``ops@db-1:~$ ls``, ``[root@db-1 ~]# ls``: what stands before the command
_PROMPT = re.compile(r"(\s*)((?:[\w.-]+@[\w.-]+[: ]?\S*?|\[[\w.-]+@[^\]\n]*\])[$#] |\$ )(?=\S)")


_OPENS = re.compile(r"<<(-?)\s*(['\"\\]?)(\w+)\2(?!<)")
_LONGEST = 60  # lines of one command


def prepared(text: str) -> str:
    """Return a script whose placeholders in angle brackets are words, all else in its place.

    Of a block with prompts (``$ command``) only the commands are left.
    """
    lines = lines_of(text)
    if any(_PROMPT.match(line) for line in lines):
        kept = [""] * len(lines)
        for at, line in enumerate(lines):
            if found := _PROMPT.match(line):
                kept[at] = f"{found[1]}{' ' * len(found[2])}{line[found.end() :]}"
                for more in range(at + 1, _end(lines, at)):
                    kept[more] = re.sub(r"^(\s*)>(?= )", r"\1 ", lines[more])
        text = "\n".join(kept)
    return _PLACEHOLDER.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    """Return the word that stands for a placeholder; a heredoc's first word stays what it is."""
    if found[2] and re.search(rf"^\s*{re.escape(found[2])}\s*$", found.string, re.MULTILINE):
        return found[0]
    return f"_{re.sub(r'[^A-Za-z0-9]', '_', found[1] or found[2] or found[3])}_"


def _end(lines: list[str], start: int) -> int:
    """Return the line after a command that begins with a prompt: lines without one go on with it
    while a quote or a heredoc is open, or a backslash ends the line before.
    """
    opened = _OPENS.search(lines[start])
    command = ""
    for at in range(start, min(len(lines), start + _LONGEST)):
        if at > start and _PROMPT.match(lines[at]):
            break
        command += lines[at] + "\n"
        if opened:
            if at > start and lines[at].removeprefix("> ").strip() == opened[3]:
                return at + 1
        elif not lines[at].rstrip().endswith(("\\", "|", "&&")) and not _quoted(command):
            return at + 1
    return start + 1


def _quoted(command: str) -> bool:
    """Return whether a quote is open at a command's end."""
    whole = re.compile(r"\\.|'[^']*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
    return bool(re.search(r"['\"]", whole.sub("", command)))
