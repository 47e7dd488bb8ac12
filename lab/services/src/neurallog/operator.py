"""The operator of tenants: a Tenant has a namespace, a quota in it, an account and its key; deleted, it leaves nothing.

Tenants are looked at every second. The namespace is `tenant-NAME`; in it are the ResourceQuota `tenant` and the Secret
`api-key`. A finalizer keeps a Tenant until its namespace, account and logs are gone.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import secrets
import sys
from collections.abc import Mapping
from typing import Any

import aiohttp
from prometheus_client import Gauge

from neurallog import serving
from neurallog.billing_service import OPERATOR
from neurallog.cluster import Cluster, Refused
from neurallog.prices import PLANS
from reference import settings
from reference.web import application, serve

log = logging.getLogger("operator")

VERSION = "v1.1.0"
TENANTS = "/apis/neurallog.io/v1/tenants"
FINALIZER = "neurallog.io/account"
EVERY_SECONDS = 1.0
READY, FAILED, DELETING = "Ready", "Failed", "Deleting"
KNOWN = Gauge("neurallog_tenants", "Tenants by plan and phase.", ["plan", "phase"])


class NotYet(Exception):
    """Something is not as it has to be; the next look goes on."""


class Operator:
    """Makes the world as the Tenants say."""

    def __init__(self, session: aiohttp.ClientSession, cluster: Cluster, billing: str, token: str) -> None:
        self._session, self._cluster = session, cluster
        self._billing, self._headers = billing, {OPERATOR: token}
        self.last = "no look yet"

    async def run(self) -> None:
        """Look again and again."""
        while True:
            try:
                await self.look()
                self.last = "ok"
            except Refused as refused:
                self.last = str(refused)
                log.warning("%s", refused)
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self) -> None:
        """Look at every tenant once."""
        KNOWN.clear()
        for tenant in await self._cluster.items(TENANTS):
            name, plan = tenant["metadata"]["name"], tenant["spec"]["plan"]
            try:
                phase, why = await self._settle(name, plan, tenant)
            except (NotYet, Refused) as error:
                gone = bool(tenant["metadata"].get("deletionTimestamp"))
                phase, why = DELETING if gone else FAILED, str(error)
            if phase:
                KNOWN.labels(plan, phase).inc()
                await self._say(name, tenant, phase, why)

    async def _settle(self, name: str, plan: str, tenant: Mapping[str, Any]) -> tuple[str, str]:
        if tenant["metadata"].get("deletionTimestamp"):
            await self._remove(name)
            return "", ""
        if FINALIZER not in (tenant["metadata"].get("finalizers") or []):
            await self._cluster.patch(f"{TENANTS}/{name}", {"metadata": {"finalizers": [FINALIZER]}})
        if plan not in PLANS:
            raise NotYet(f"there is no plan {plan!r}")
        place = f"tenant-{name}"
        await self._cluster.apply(f"/api/v1/namespaces/{place}", namespace(name, place))
        quota = f"/api/v1/namespaces/{place}/resourcequotas/tenant"
        await self._cluster.apply(quota, resource_quota(place, plan))
        known = (tenant.get("status") or {}).get("plan")
        held = await self._cluster.get(f"/api/v1/namespaces/{place}/secrets/api-key")
        if held is None or known != plan:
            key = base64.b64decode(held["data"]["key"]).decode() if held else secrets.token_urlsafe(24)
            await self._account(name, plan, key)
            await self._cluster.apply(f"/api/v1/namespaces/{place}/secrets/api-key", api_key(place, key))
        return READY, ""

    async def _account(self, name: str, plan: str, key: str) -> None:
        body = {"name": name, "plan": plan, "key": key}
        await self._ask("POST", f"{self._billing}/api/v1/tenants", body)

    async def _remove(self, name: str) -> None:
        await self._cluster.delete(f"/api/v1/namespaces/tenant-{name}")
        await self._ask("DELETE", f"{self._billing}/api/v1/tenants/{name}")
        if await self._cluster.get(f"/api/v1/namespaces/tenant-{name}") is not None:
            raise NotYet("its namespace is being removed")
        await self._cluster.patch(f"{TENANTS}/{name}", {"metadata": {"finalizers": None}})

    async def _ask(self, method: str, url: str, body: Mapping[str, str] | None = None) -> None:
        try:
            async with self._session.request(
                method, url, json=body, headers=self._headers, timeout=serving.ASK_WITHIN
            ) as answer:
                said = await answer.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotYet(f"billing-service: {type(error).__name__}: {error}") from error
        if answer.status >= 300:
            raise NotYet(f"billing-service: {answer.status} {said}")

    async def _say(self, name: str, tenant: Mapping[str, Any], phase: str, why: str) -> None:
        plan = tenant["spec"]["plan"]
        said = {"phase": phase, "plan": plan if phase == READY else "", "namespace": f"tenant-{name}", "reason": why}
        if (tenant.get("status") or {}) != said:
            await self._cluster.patch(f"{TENANTS}/{name}/status", {"status": said})

    async def answers(self) -> str:
        """`ok` when the last look at the tenants went well."""
        return self.last


def namespace(name: str, place: str) -> dict[str, Any]:
    """The namespace of a tenant."""
    labels = {"neurallog.io/tenant": name, "pod-security.kubernetes.io/enforce": "baseline"}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": place, "labels": labels}}


def resource_quota(place: str, plan: str) -> dict[str, Any]:
    """What a tenant of a plan may have."""
    hard = {"pods": str(PLANS[plan].pods), "configmaps": "20", "secrets": "10"}
    about = {"name": "tenant", "namespace": place}
    return {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": about, "spec": {"hard": hard}}


def api_key(place: str, key: str) -> dict[str, Any]:
    """The Secret that has a tenant's key."""
    about = {"name": "api-key", "namespace": place}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": about, "stringData": {"key": key}}


async def main() -> None:
    """Look and serve until SIGTERM."""
    async with aiohttp.ClientSession() as session:
        billing = settings.text("BILLING_URL", "http://billing-service:8080")
        operator = Operator(session, Cluster(session), billing, settings.text("OPERATOR_TOKEN"))
        looking = asyncio.create_task(operator.run())
        await serve(application({"tenants": operator.answers}), settings.number("PORT", serving.PORT))
        looking.cancel()


if __name__ == "__main__":
    sys.exit(serving.run(main()))
