"""The mesh's certificates, as each side proxy's agent tells Prometheus: how long each is still good for."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout

DAY_SECONDS = 86400.0
QUERY = 'min by (namespace, job, pod) (istio_agent_cert_expiry_seconds{resource_name="default"})'
ASK_WITHIN = ClientTimeout(total=3)


class NotKnown(Exception):
    """Prometheus does not say, so nothing is known of any certificate."""


@dataclass(frozen=True)
class Certificate:
    """A workload's certificate: whose, in which pod, and for how many days it is good."""

    workload: str
    pod: str
    days_left: float


async def all_known(session: ClientSession, prometheus: str) -> tuple[Certificate, ...]:
    """Every certificate of the mesh, the first to expire first; raises NotKnown, also when there is none."""
    try:
        asked = session.get(f"{prometheus}/api/v1/query", params={"query": QUERY}, timeout=ASK_WITHIN)
        async with asked as answer:
            found = (await answer.json())["data"]["result"]
    except (ClientError, TimeoutError, KeyError, TypeError, ValueError) as error:
        raise NotKnown(f"{type(error).__name__}: {error}") from error
    if not found:
        raise NotKnown("Prometheus knows no certificate")
    known = (
        Certificate(one["metric"]["job"], one["metric"]["pod"], float(one["value"][1]) / DAY_SECONDS) for one in found
    )
    return tuple(sorted(known, key=lambda one: (one.days_left, one.pod)))
