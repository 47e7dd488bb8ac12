"""Variables in a heredoc whose end is quoted: the shell leaves them as they are."""

import re
from collections.abc import Iterator

from drillbook.audit.catalogue import finding
from drillbook.audit.document import lines_of
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.runbook import Runbook

# A field that is a variable alone; in an object's scripts the container's shell replaces them.
_FIELD = re.compile(r"^\s*(?:- )?[\w./-]+:\s*[\"']?\$\{?([A-Z][A-Z0-9_]*)\}?[\"']?\s*$")


def fields(runbook: Runbook) -> Iterator[Finding]:
    """``export VERSION=1.2.3``, and ``version: "$VERSION"`` below ``<<'EOF'``."""
    for script in runbook.scripts:
        for command in script.commands:
            here = command.heredoc
            if here is None or here.expands or command.name not in ("kubectl", "oc"):
                continue
            made = {name for name, line, _ in script.assigned if line <= command.line}
            for offset, line in enumerate(lines_of(here.text)):
                found = _FIELD.match(line)
                if found and found[1] in made and not re.search(r"^\s*\|", line):
                    yield finding(
                        "not-replaced",
                        here.line + offset,
                        f"the end of the heredoc is quoted, so {found[1]} is not replaced: the "
                        f"object gets the text ${found[1]}",
                        "leave the quotes of its end out",
                        ShownBy.REASONED,
                    )


LOOKS = (fields,)
