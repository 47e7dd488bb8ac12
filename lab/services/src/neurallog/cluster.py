"""The Kubernetes API as a pod's service account may use it."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import aiohttp

from reference import settings

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
WITHIN = aiohttp.ClientTimeout(total=10)


class Refused(Exception):
    """The API server refused, or did not answer; ``status`` is 0 then."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Cluster:
    """Objects by their paths."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        host, port = settings.text("KUBERNETES_SERVICE_HOST"), settings.text("KUBERNETES_SERVICE_PORT")
        self._url = f"https://{host}:{port}"
        self._trusted = ssl.create_default_context(cafile=str(ACCOUNT / "ca.crt"))

    async def get(self, path: str) -> dict[str, Any] | None:
        """An object, None when it is not there."""
        try:
            return await self._ask("GET", path)
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    async def items(self, path: str) -> list[dict[str, Any]]:
        """The objects of a collection."""
        return list((await self._ask("GET", path)).get("items") or [])

    async def apply(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Make an object, or make it as it is given."""
        return await self._ask(
            "PATCH", f"{path}?fieldManager=neurallog-operator&force=true", body, "application/apply-patch+yaml"
        )

    async def patch(self, path: str, body: Any) -> dict[str, Any]:
        """Change a part of an object."""
        return await self._ask("PATCH", path, body, "application/merge-patch+json")

    async def delete(self, path: str) -> None:
        """Remove an object, unless it is gone."""
        try:
            await self._ask("DELETE", path)
        except Refused as refused:
            if refused.status != 404:
                raise

    async def _ask(self, method: str, path: str, body: Any = None, kind: str = "application/json") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {(ACCOUNT / 'token').read_text()}", "Content-Type": kind}
        try:
            async with self._session.request(
                method, self._url + path, json=body, headers=headers, ssl=self._trusted, timeout=WITHIN
            ) as answer:
                said: dict[str, Any] = await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Refused(0, f"{method} {path}: {type(error).__name__}: {error}") from error
        if answer.status >= 400:
            raise Refused(answer.status, f"{method} {path}: {said.get('message', answer.status)}")
        return said
