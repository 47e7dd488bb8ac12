"""`python3 -m neurallog.scan`: what the services are built of, held against a list of known holes; a report is kept.

The list (a ConfigMap) says of each hole in which library it is, how severe, and which version closes it. The report (a
ConfigMap, too) says which libraries were looked at, and which holes are open: with the update that closes each.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import distributions
from typing import Any

import aiohttp

from neurallog.cluster import Cluster, Refused
from reference import settings

LIST, REPORT = "known-holes", "scan-report"
_NUMBER = re.compile(r"\d+")


def installed() -> dict[str, str]:
    """The version of each library of this image."""
    return {one.metadata["Name"].lower(): one.version for one in distributions()}


def open_holes(known: Sequence[Mapping[str, str]], libraries: Mapping[str, str]) -> list[dict[str, str]]:
    """Those holes whose library is older than what closes them."""
    return [
        {**one, "installed": libraries[one["library"]]}
        for one in known
        if one["library"] in libraries and _numbers(libraries[one["library"]]) < _numbers(one["closed_by"])
    ]


def report(known: Sequence[Mapping[str, str]], libraries: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """What is kept of a scan."""
    return {"at": at.isoformat(), "libraries": dict(libraries), "open": open_holes(known, libraries)}


def _numbers(version: str) -> list[int]:
    return [int(one) for one in _NUMBER.findall(version)]


async def scan(namespace: str) -> None:
    """Scan, and keep the report; ValueError for a list that cannot be read."""
    async with aiohttp.ClientSession() as session:
        cluster = Cluster(session)
        root = f"/api/v1/namespaces/{namespace}/configmaps"
        found = await cluster.get(f"{root}/{LIST}")
        if found is None:
            raise ValueError(f"there is no ConfigMap {LIST}")
        made = report(json.loads(found["data"]["holes.json"]), installed(), datetime.now(UTC))
        await cluster.patch(f"{root}/{REPORT}", {"data": {"report.json": json.dumps(made)}})


def main() -> int:
    """Scan once."""
    try:
        asyncio.run(scan(settings.text("NAMESPACE")))
    except (Refused, ValueError, KeyError) as error:
        print(f"scan: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
