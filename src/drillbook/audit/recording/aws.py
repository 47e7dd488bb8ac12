"""The flags of ``aws s3``, from the installed awscli's own tables of arguments."""

import importlib
import json
from pathlib import Path
from typing import Any

# What version 2 has besides (its aws/data/cli.json and s3/subcommands.py): nobody says which it is.
_SECOND = {
    "--cli-auto-prompt": "none",
    "--cli-binary-format": "required",
    "--cli-error-format": "required",
    "--no-cli-auto-prompt": "none",
    "--no-cli-pager": "none",
    "--copy-props": "required",
    "--case-conflict": "required",
    "--no-overwrite": "none",
}


def aws() -> dict[str, Any]:
    """Record the commands of ``aws s3``; of other services nothing is recorded."""
    s3 = importlib.import_module("awscli.customizations.s3.subcommands")
    package = importlib.import_module("awscli")
    data = Path(str(package.__file__)).parent / "data" / "cli.json"
    options = json.loads(data.read_text(encoding="utf-8"))["options"]
    shared = {f"--{name}": _kind(one) for name, one in options.items()} | _SECOND
    commands = {
        one.NAME: {"flags": _flags(one.ARG_TABLE)}
        for one in vars(s3).values()
        if getattr(one, "NAME", None) and getattr(one, "ARG_TABLE", None)
    }
    # which registers itself when the command is called, as the strategies of sync do
    for module, name in (("delete", "DELETE"), ("exacttimestamps", "EXACT_TIMESTAMPS"),
                         ("sizeonly", "SIZE_ONLY")):  # fmt: skip
        strategy = importlib.import_module(f"awscli.customizations.s3.syncstrategy.{module}")
        commands["sync"]["flags"] |= _flags([getattr(strategy, name)])
    tool = {"flags": shared, "commands": {"s3": {"flags": {}, "commands": commands}}}
    return {"from": {"aws": package.__version__}, "tools": {"aws": tool}}


def _kind(one: dict[str, Any]) -> str:
    return "none" if one.get("action") in ("store_true", "store_false", "version") else "required"


def _flags(table: list[dict[str, Any]]) -> dict[str, str]:
    flags = {}
    for one in table:
        if not one.get("positional_arg"):
            flags[f"--{one['name']}"] = _kind(one)
            if one.get("group_name"):
                flags[f"--{one['group_name']}"] = _kind(one)
    return flags
