"""What people write around commands: prompts before them, placeholders in angle brackets."""

import re

from drillbook.audit.document import lines_of

_PLACEHOLDER = re.compile(r"(?<![<\w])<([A-Za-z][\w .:/|-]*)>")
# ``$ ls``, ``ops@db-1:~$ ls``, ``[root@db-1 ~]# ls``: what stands before the command
_PROMPT = re.compile(r"(\s*)((?:[\w.-]+@[\w.-]+[: ]?\S*?|\[[\w.-]+@[^\]\n]*\])[$#] |\$ )(?=\S)")


def prepared(text: str) -> str:
    """Return a script whose placeholders in angle brackets are words, all else in its place.

    Of a block with prompts (``$ command``) only the commands are left.
    """
    lines = lines_of(text)
    if any(_PROMPT.match(line) for line in lines):
        kept, more = [], False
        for line in lines:
            ours = more or _PROMPT.match(line) is not None
            kept.append(_PROMPT.sub(_blanked, line, count=1) if ours else "")
            more = ours and line.endswith("\\")
        text = "\n".join(kept)
    return _PLACEHOLDER.sub(lambda found: f"_{re.sub(r'[^A-Za-z0-9]', '_', found[1])}_", text)


def _blanked(prompt: re.Match[str]) -> str:
    return prompt[1] + " " * len(prompt[2]) if prompt.start() == 0 else prompt[0]
