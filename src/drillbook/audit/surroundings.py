"""What stands around a command: its outermost form, what guards it, the file it writes."""

from drillbook.audit.options import Call
from drillbook.audit.shell import Command, Script

_CHOICES = {"if_statement", "case_statement", "elif_clause", "else_clause"}


def outermost(command: Command) -> Command:
    """Return the command that the shell itself starts, such as the kubectl exec of a psql."""
    while command.wrapper is not None and command.wrapper.pipeline == command.pipeline:
        command = command.wrapper
    return command


def guarded(script: Script, command: Command) -> bool:
    """Return whether a question, a condition or an exit stands before a command."""
    before = [one for one in script.commands if one.line < command.line]
    if any(_asks(one) or one.name in ("exit", "return") for one in before):
        return True
    if command.joined == "&&":
        return True
    if _CHOICES & set(command.inside):
        return True
    return command.wrapper is not None and guarded(script, command.wrapper)


def _asks(command: Command) -> bool:
    """Return whether a command asks somebody: a read that is not the head of a loop."""
    loops = command.condition and "while_statement" in command.inside
    return command.name == "read" and not loops


def written_file(call: Call) -> str:
    """Return the file that a dump is written to, or nothing."""
    explicit = call.value("-f", "--file")
    redirects = call.command.redirects
    return explicit or next((target for sign, target in redirects if sign in (">", ">>")), "")
