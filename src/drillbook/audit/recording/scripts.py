"""Flags of patronictl and of RabbitMQ's tools, from their source in Python and Elixir."""

import ast
import re
from pathlib import Path
from typing import Any

from drillbook.audit.recording.helps import HELP, Flags


def patroni(root: Path) -> dict[str, Any]:
    """Read the decorators of patroni/ctl.py."""
    tree = ast.parse((root / "patroni/ctl.py").read_text(encoding="utf-8"))
    named = {
        one.targets[0].id: _click(one.value)
        for one in tree.body
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    }
    tool: dict[str, Any] = {"flags": dict(HELP), "commands": {}}
    for one in tree.body:
        decorators = one.decorator_list if isinstance(one, ast.FunctionDef) else []
        texts = [ast.unparse(each) for each in decorators]
        command = re.match(r"ctl\.command\('([\w-]+)'", texts[0]) if texts else None
        if not command and not (texts and texts[0].startswith("click.group")):
            continue
        flags = dict(HELP)
        for each in decorators:
            flags |= named.get(each.id, {}) if isinstance(each, ast.Name) else _click(each)
        if command:
            tool["commands"][command[1]] = {"flags": flags}
        else:
            tool["flags"] |= flags
    return {"patronictl": tool}


def _click(node: ast.AST) -> Flags:
    if not isinstance(node, ast.Call) or ast.unparse(node.func) != "click.option":
        return {}
    switch = any(word.arg in ("is_flag", "count") for word in node.keywords)
    names = [str(one.value) for one in node.args if isinstance(one, ast.Constant)]
    split = [part for name in names if name.startswith("-") for part in name.split("/")]
    return dict.fromkeys(split, "none" if switch or "/" in "".join(names) else "required")


def rabbitmq(root: Path) -> dict[str, Any]:
    """Read the switches of the commands of rabbitmqctl and its kin."""
    folder = root / "deps/rabbitmq_cli/lib/rabbitmq/cli"
    shared = _switches((folder / "core/parser.ex").read_text(encoding="utf-8"))
    for pattern in ("formatters/*.ex", "printers/*.ex", "core/*.ex"):
        for file in sorted(folder.glob(pattern)):
            shared |= _switches(file.read_text(encoding="utf-8"))
    shared |= dict.fromkeys(("-p", "-n", "-t"), "required")
    shared |= dict.fromkeys(("-q", "-s", "-l", "-?", *HELP), "none")
    tools: dict[str, Any] = {}
    for name, below in {
        "rabbitmqctl": "ctl",
        "rabbitmq-diagnostics": "diagnostics",
        "rabbitmq-queues": "queues",
    }.items():
        commands = {}
        for file in sorted((folder / below / "commands").glob("*_command.ex")):
            text = file.read_text(encoding="utf-8")
            word = file.stem.removesuffix("_command")
            commands[word] = {"flags": _switches(text) | _shorts(text)}
        tools[name] = {"flags": shared, "commands": commands}
    return tools


def _switches(text: str) -> Flags:
    flags: Flags = {}
    for listed in re.findall(r"def (?:default_)?switches\(?.*?\[(.*?)\]", text, re.DOTALL):
        for name, kind in re.findall(r"(\w+): :(\w+)", listed):
            for spelled in {name, name.replace("_", "-")}:
                flags[f"--{spelled}"] = "none" if kind == "boolean" else "required"
                if kind == "boolean":
                    flags[f"--no-{spelled}"] = "none"
    return flags


def _shorts(text: str) -> Flags:
    listed = re.findall(r"def aliases\(?.*?\[(.*?)\]", text, re.DOTALL)
    return {f"-{one}": "required" for part in listed for one in re.findall(r"\b(\w): :", part)}
