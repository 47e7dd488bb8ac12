"""Holds the node's forwarding to what the network policies say: looks every half second, and changes at once."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from typing import Any

import aiohttp

from neurallog.cluster import Cluster, Refused
from neurallog.serving import run
from policies import rules
from reference import settings

_EVERY_SECONDS = 0.5
_KEPT = "resourceVersion=0"  # from the API server's memory
_POLICIES = f"/apis/networking.k8s.io/v1/networkpolicies?{_KEPT}"


async def _wanted(cluster: Cluster, machine: str) -> tuple[str, list[str], list[tuple[str, Any]]]:
    """The table's text, whom it isolates, and which policies in which version it is of."""
    policies = await cluster.items(_POLICIES)
    pods = await cluster.items(f"/api/v1/pods?{_KEPT}") if policies else []
    namespaces = await cluster.items(f"/api/v1/namespaces?{_KEPT}") if policies else []
    versions = [(one["metadata"]["uid"], one["metadata"].get("generation")) for one in policies]
    return rules.table(policies, pods, namespaces, machine), rules.isolated(policies, pods), versions


async def main() -> None:
    """Go on until it is ended; what the rules were stays in force meanwhile."""
    machine, last, known = settings.text("MACHINE_ADDRESS", ""), "", list[tuple[str, Any]]()
    async with aiohttp.ClientSession() as session:
        cluster = Cluster(session)
        while True:
            try:
                text, isolated, versions = await _wanted(cluster, machine)
                if text != last:
                    subprocess.run(("nft", "-f", "-"), input=text, text=True, check=True)
                    last = text
                    logging.info("%d pods are isolated by %d policies", len(isolated), len(versions))
                if versions != known:
                    _judge_again(isolated)
                    known = versions
            except (Refused, OSError, subprocess.CalledProcessError) as error:
                logging.warning("%s", error)
            await asyncio.sleep(_EVERY_SECONDS)


def _judge_again(addresses: list[str]) -> None:
    """Forget the connections of these pods, so that those that are open are judged, too."""
    for address in addresses:
        for end in ("--src", "--dst", "--reply-src"):
            subprocess.run(("conntrack", "--delete", end, address), capture_output=True, check=False)


if __name__ == "__main__":
    sys.exit(run(main()))
