"""Flags of tools that no package of this machine holds: read from their own source or its pages.

Each function takes the folder of a checkout. What it cannot tell apart it puts together: a flag of
a neighbour in the same file counts as the command's own, so that nothing right is called unknown.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from drillbook.audit.recording import helps, scripts
from drillbook.audit.recording.helps import HELP, Flags

_PFLAG = re.compile(
    r"\.((?:String|Bool|Int|Uint|Float|Duration|Var|Count)\w*)\("
    r'(?:\s*&?[\w.()]+,)?\s*"([a-zA-Z][\w.-]*)"(?:,\s*"(\w?)"[,)])?'
)
_MINIO = re.compile(r'cli\.(\w+)Flag\{\s*Name:\s*"([^"]+)"')
_URFAVE = re.compile(
    r'&cli\.(\w+)Flag\{\s*Name:\s*"([^"]+)"(?:,\s*Aliases:\s*\[\]string\{([^}]*)\})?'
)
_STRUCT = re.compile(r"^\s+\w+\s+(\S+(?:\(\w+\))?)\s+`([^`]+)`", re.MULTILINE)
# Hidden or deprecated, and still taken (MarkHidden, MarkDeprecated in docker's cli/command).
_DOCKER_HIDDEN = {
    **dict.fromkeys(("--net", "--network", "--net-alias", "--dns-opt", "--kernel-memory", "--name",
                     "--time"), "required"),
    **dict.fromkeys(("--disable-content-trust", "--pause"), "none"),
}  # fmt: skip


def pflags(texts: Iterable[str]) -> Flags:
    """Read the flags that Go code defines with pflag or flag."""
    flags: Flags = {}
    for text in texts:
        for kind, name, short in _PFLAG.findall(text):
            switch = kind.startswith(("Bool", "Count")) and "Slice" not in kind
            # VarPF gives the flag back, so that it can be made one that stands alone
            value = "none" if switch else "optional" if kind == "VarPF" else "required"
            flags[f"--{name}"] = value
            if short:
                flags[f"-{short}"] = value
    return flags


def _texts(folder: Path, *patterns: str) -> list[str]:
    found = [file for pattern in patterns for file in sorted(folder.glob(pattern))]
    kept = [file for file in found if not file.name.endswith("_test.go")]
    return [file.read_text(encoding="utf-8") for file in kept]


def argocd(root: Path) -> dict[str, Any]:
    """Read docs/user-guide/commands, which cobra writes."""
    tool: dict[str, Any] = {"flags": dict(HELP)}
    for file in sorted((root / "docs/user-guide/commands").glob("argocd*.md")):
        entry = tool
        for word in file.stem.split("_")[1:]:
            entry = entry.setdefault("commands", {}).setdefault(word, {"flags": {}})
        text = file.read_text(encoding="utf-8")
        entry["flags"] |= helps.pflag(text.partition("### Options")[2])
    return {"argocd": tool}


def docker(root: Path) -> dict[str, Any]:
    """Read the tables of docs/reference/commandline; build has another program's flags, too."""
    tool: dict[str, Any] = {"flags": {}, "commands": {}}
    row = re.compile(r"^\| (.*?) +\| `(\w+)`", re.MULTILINE)
    for file in sorted((root / "docs/reference/commandline").glob("*.md")):
        text = file.read_text(encoding="utf-8")
        flags = HELP | _DOCKER_HIDDEN
        for names, kind in row.findall(text):
            for name in re.findall(r"`(--?[\w-]+)`", names):
                flags[name] = "none" if kind == "bool" else "required"
        if file.stem == "docker":
            tool["flags"] |= flags
            continue
        paths = re.findall(r"`docker ([a-z ]+)`", text.partition("### Aliases")[2].split("###")[0])
        for path in {file.stem.replace("_", " "), *paths}:
            entry = tool
            for word in path.split():
                entry = entry.setdefault("commands", {}).setdefault(word, {"flags": {}})
            entry["flags"] |= flags
    for path in (("build",), ("image", "build"), ("builder", "build"), ("builder",)):
        below = tool
        for word in path[:-1]:
            below = below["commands"].get(word, {})
        below.get("commands", {}).pop(path[-1], None)
    return {"docker": tool}


def velero(root: Path) -> dict[str, Any]:
    """Read pkg/cmd/cli: a folder a noun, a file a verb."""
    cli = root / "pkg/cmd/cli"
    shared = pflags(
        _texts(cli, "*.go")
        + _texts(root / "pkg", "client/factory.go", "cmd/velero/velero.go", "cmd/util/*/*.go")
    )
    # klog's, which every command takes
    shared |= {**HELP, "-v": "required", "--v": "required", "--confirm": "none"}
    shared |= dict.fromkeys(("--alsologtostderr", "--logtostderr", "--skip_headers"), "none")
    tool: dict[str, Any] = {"flags": shared, "commands": {}}
    backup = pflags(_texts(cli, "backup/create.go"))
    for noun in ("backup", "restore", "schedule"):
        verbs = {}
        for file in sorted((cli / noun).glob("*.go")):
            if file.stem not in (noun, "skip_options") and not file.stem.endswith("_test"):
                verbs[file.stem] = {"flags": pflags(_texts(cli, f"{noun}/{file.name}"))}
        if noun == "schedule":
            verbs["create"]["flags"] |= backup | pflags(_texts(cli, "schedule/skip_options.go"))
        tool["commands"][noun] = {"flags": {}, "commands": verbs}
        for verb, entry in verbs.items():
            turned = tool["commands"].setdefault(verb, {"flags": {}, "commands": {}})
            turned["commands"][noun] = entry
            turned["commands"][f"{noun}s"] = entry
    return {"velero": tool}


_ETCD = {
    "get": "get", "put": "put", "del": "del", "txn": "txn", "watch": "watch", "lease": "lease",
    "compaction": "compaction", "alarm": "alarm", "defrag": "defrag", "endpoint": "ep",
    "member": "member", "move-leader": "move_leader", "auth": "auth", "user": "user",
    "role": "role", "lock": "lock", "elect": "elect", "snapshot": "snapshot",
}  # fmt: skip


def etcd(root: Path) -> dict[str, Any]:
    """Read etcdctl and etcdutl: a file a command; etcdctl snapshot once had both's."""
    folder = root / "etcdctl/ctlv3"
    other = root / "etcdutl/etcdutl"
    both = pflags(_texts(other, "snapshot_command.go"))
    ctl: dict[str, Any] = {"flags": pflags(_texts(folder, "ctl.go")) | HELP, "commands": {}}
    for name, stem in _ETCD.items():
        flags = pflags(_texts(folder, f"command/{stem}_command.go"))
        ctl["commands"][name] = {"flags": flags | (both if name == "snapshot" else {})}
    ctl["commands"]["compaction"]["aliases"] = ["compact"]
    utl: dict[str, Any] = {"flags": pflags(_texts(root / "etcdutl", "*.go")) | HELP}
    utl["commands"] = {
        name: {"flags": pflags(_texts(other, f"{name}_command.go"))}
        for name in ("snapshot", "defrag", "hashkv", "migrate")
        if (other / f"{name}_command.go").exists()
    }
    return {"etcdctl": ctl, "etcdutl": utl}


def mongodb(root: Path) -> dict[str, Any]:
    """Read the structs of options of the database tools."""
    common = _tags(_texts(root, "common/options/options.go"))
    # which of them are there depends on how the tool was built
    common |= {"--legacy": "none", "-vv": "none"}
    return {
        name: {"flags": common | _tags(_texts(root, f"{name}/*.go"))}
        for name in ("mongodump", "mongorestore", "mongoexport", "mongoimport", "mongostat",
                     "mongotop", "bsondump")
    }  # fmt: skip


def _tags(texts: Iterable[str]) -> Flags:
    flags: Flags = {"--help": "none", "--version": "none"}
    for text in texts:
        for kind, tag in _STRUCT.findall(text):
            optional = "optional:" in tag or "func(" in kind
            value = "optional" if optional else "none" if kind == "bool" else "required"
            for name in re.findall(r'(?:^|\s)long:"([^"]+)"', tag):
                flags[f"--{name}"] = value
            for name in re.findall(r'(?:^|\s)short:"([^"]+)"', tag):
                flags[f"-{name}"] = value
    return flags


def minio(root: Path) -> dict[str, Any]:
    """Read mc's commands of one word; what several commands share counts for all."""
    shared = _minio(text for text in _texts(root / "cmd", "*.go") if "cli.Command{" not in text)
    tool: dict[str, Any] = {"flags": shared | HELP, "commands": {}}
    for name in ("ls", "cp", "mv", "mirror", "rm", "rb", "mb", "cat", "head", "stat", "du",
                 "diff", "find", "tree"):  # fmt: skip
        texts = _texts(root / "cmd", f"{name}-main.go", f"{name}.go")
        tool["commands"][name] = {"flags": _minio(texts)}
    # mv and cp read their flags of each other's file
    both = tool["commands"]["cp"]["flags"] | tool["commands"]["mv"]["flags"]
    tool["commands"]["cp"]["flags"] = tool["commands"]["mv"]["flags"] = both
    return {"mc": tool}


def _minio(texts: Iterable[str]) -> Flags:
    flags: Flags = {}
    for text in texts:
        for kind, names in _MINIO.findall(text):
            for name in re.split(r",\s*", names):
                long = name if len(name) == 1 else f"-{name}"
                flags[f"-{long}"] = "none" if kind.startswith("Bool") else "required"
    return flags


def crictl(root: Path) -> dict[str, Any]:
    """Read crictl's commands."""
    texts = _texts(root / "cmd/crictl", "*.go")
    commands: dict[str, Any] = {}
    for text in texts:
        for part in re.split(r"(?m)^var \w+ = &cli\.Command\{", text)[1:]:
            if name := re.search(r'Name:\s*"([\w-]+)"', part):
                entry = commands.setdefault(name[1], {"flags": {}})
                entry["flags"] |= _urfave(part)
                entry["aliases"] = re.findall(
                    r'"([\w-]+)"',
                    "".join(re.findall(r"\A[^&]*?Aliases:\s*\[\]string\{(.*?)\}", part)),
                )
    return {"crictl": {"flags": _urfave(_texts(root / "cmd/crictl", "main.go")[0]) | HELP,
                       "commands": commands}}  # fmt: skip


def _urfave(text: str) -> Flags:
    flags: Flags = {}
    for kind, name, others in _URFAVE.findall(text):
        for one in (name, *re.findall(r'"([^"]+)"', others)):
            flags[f"-{one}" if len(one) == 1 else f"--{one}"] = (
                "none" if kind == "Bool" else "required"
            )
    return flags


_READERS = {
    "argo-cd": argocd, "docker": docker, "velero": velero, "etcd": etcd, "mongo-tools": mongodb,
    "mc": minio, "cri-tools": crictl, "patroni": scripts.patroni,
    "rabbitmq": scripts.rabbitmq,
}  # fmt: skip


def sources(folder: Path) -> dict[str, Any]:
    """Record every tool whose checkout is in the folder; ``COMMIT`` there says which it is."""
    record: dict[str, Any] = {"from": {}, "tools": {}}
    for name, reader in _READERS.items():
        if not (folder / name).exists():
            continue
        tools = reader(folder / name)
        commit, day = (folder / name / "COMMIT").read_text(encoding="utf-8").split()
        record["from"] |= dict.fromkeys(tools, f"{day}, {commit[:12]}")
        record["tools"] |= tools
    return record
