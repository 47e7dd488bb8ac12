"""Make the reference files anew from the tools of this machine.

    python -m drillbook.audit.recording [--path DIRECTORY]… [--kafka LIBS] [--neo4j LIBS]
        [--kubernetes MODULE] [--metrics FOLDER] [--sources FOLDER]

PATH and the directories are searched for programs, LIBS are folders of jars, MODULE is the folder
of the Go module k8s.io/kubernetes, whose ``api/discovery`` names every resource. FOLDER holds
``kube-state-metrics/VERSION/docs``, ``node_exporter/VERSION.txt``,
``prometheus/VERSION.txt`` and ``cadvisor/VERSION.md``. The folder of ``--sources`` holds a checkout
a tool, with the commit and its day in ``COMMIT`` (see ``sources.py``). ``aws s3`` is recorded where
the package awscli is installed.
"""

import argparse
import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from drillbook.audit.recording import aws, metrics, servers, sources, tools
from drillbook.audit.reference import DIRECTORY


def main() -> None:
    """Record everything that is at hand; what is not keeps its file as it is."""
    arguments = _arguments()
    os.environ["PATH"] = os.pathsep.join([*arguments.path, os.environ["PATH"]])
    if program := shutil.which("kubectl"):
        _write("kubectl", tools.kubectl(program))
    if program := shutil.which("helm"):
        _write("helm", tools.helm(program))
    if program := shutil.which("promtool"):
        _write("promtool", tools.promtool(program))
    wanted = (*tools.POSTGRESQL, *tools.GNU)
    present = {name: found for name in wanted if (found := shutil.which(name))}
    present |= {
        name: str(beside)
        for name in tools.POSTGRESQL
        if (beside := Path(arguments.postgresql) / name).exists()
    }
    _write("programs", tools.getopt(present))
    if program := shutil.which("openssl"):
        _write("openssl", tools.openssl(program))
    if (Path(arguments.postgresql) / "postgres").exists():
        _write("postgresql", servers.postgresql(Path(arguments.postgresql)))
    if (server := shutil.which("redis-server")) and (client := shutil.which("redis-cli")):
        _write("redis", servers.redis(server, client))
    if arguments.kafka:
        _write("kafka", tools.kafka(arguments.kafka))
    if arguments.neo4j:
        _write("neo4j-admin", tools.neo4j_admin(arguments.neo4j))
        _write("neo4j", servers.neo4j_server(arguments.neo4j))
    _written_down(arguments)


def _written_down(arguments: argparse.Namespace) -> None:
    """Record what is told by files, and by no program."""
    if arguments.metrics:
        _write("metrics", metrics.metrics(arguments.metrics))
    if arguments.kubernetes:
        _write("kubernetes", _resources(arguments.kubernetes))
    if arguments.sources:
        _write("sources", sources.sources(arguments.sources))
    if importlib.util.find_spec("awscli"):
        _write("aws", aws.aws())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--path", action="append", default=[])
    parser.add_argument("--postgresql", default="/usr/lib/postgresql/15/bin")
    parser.add_argument("--kafka", type=Path)
    parser.add_argument("--neo4j", type=Path)
    parser.add_argument("--kubernetes", type=Path)
    parser.add_argument("--metrics", type=Path)
    parser.add_argument("--sources", type=Path)
    return parser.parse_args()


def _write(name: str, record: dict[str, Any]) -> None:
    file = DIRECTORY / f"{name}.json"
    file.write_text(json.dumps(record, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{file.name}: {record.get('from', {})}\n")


def _resources(module: Path) -> dict[str, Any]:
    """Record every built-in resource: plural, singular, short names, kind, group, namespaced."""
    files = sorted((module / "api" / "discovery").glob("api*.json"))
    lists = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    found = [
        {
            "name": one["name"],
            "singular": one.get("singularName", ""),
            "short": one.get("shortNames", []),
            "kind": one["kind"],
            "group": listed["groupVersion"],
            "namespaced": one["namespaced"],
        }
        for listed in lists
        for one in listed.get("resources", ())
        if "/" not in one["name"]
    ]
    return {"from": {"kubernetes": module.name.partition("@")[2]}, "resources": found}


if __name__ == "__main__":
    main()
