"""`python3 -m neurallog.seed`: the table of logs, users, yesterday's logs of the first tenants, and a certificate.

A second run adds nothing.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import psycopg

from neurallog import serving
from neurallog.cluster import Cluster
from neurallog.logs import TABLE, Logs
from reference import postgresql, settings

LOGS_OF_YESTERDAY = {"acme": 3000, "bigco": 2000, "smallco": 1000}
OPENSSL = (
    "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
    "90", "-subj", "/CN=api.neurallog.com", "-addext", "subjectAltName=DNS:api.neurallog.com",
)  # fmt: skip
LEVELS = ("info", "info", "info", "warning", "error")


async def seed() -> None:
    """Make the table and fill it, unless it has logs."""
    async with aiohttp.ClientSession() as session:
        logs = Logs(session, settings.text("CLICKHOUSE_URL", "http://clickhouse:8123"))
        await logs.make()
        counted = await logs.rows(f"SELECT count() AS n FROM {TABLE}")  # noqa: S608 a name of our own
        if int(counted[0]["n"]) == 0:
            noon = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(hours=12)
            for tenant, count in LOGS_OF_YESTERDAY.items():
                await logs.store([_log(tenant, number, noon) for number in range(count)])


def _log(tenant: str, number: int, noon: datetime) -> dict[str, str]:
    at = noon + timedelta(seconds=number)
    return {
        "tenant": tenant,
        "id": f"seed-{tenant}-{number}",
        "at": f"{at:%Y-%m-%d %H:%M:%S}.000",
        "level": LEVELS[number % len(LEVELS)],
        "message": f"request {number} of {tenant} was answered",
    }


async def certificate(namespace: str) -> None:
    """A certificate of 90 days for the API, in the Secret `neurallog-tls`, unless it is there."""
    path = f"/api/v1/namespaces/{namespace}/secrets/neurallog-tls"
    async with aiohttp.ClientSession() as session:
        cluster = Cluster(session)
        if await cluster.get(path) is not None:
            return
        with tempfile.TemporaryDirectory() as folder:
            key, own = Path(folder, "tls.key"), Path(folder, "tls.crt")
            making = await asyncio.create_subprocess_exec(
                *OPENSSL, "-keyout", str(key), "-out", str(own), stderr=asyncio.subprocess.DEVNULL
            )
            if await making.wait():
                raise OSError("openssl made no certificate")
            held = {"tls.crt": own.read_text(), "tls.key": key.read_text()}
        about = {"name": "neurallog-tls", "namespace": namespace}
        body = {"apiVersion": "v1", "kind": "Secret", "metadata": about, "type": "kubernetes.io/tls"}
        await cluster.apply(path, {**body, "stringData": held})


def users() -> None:
    """One user a tenant, whose password is the setting USER_PASSWORD."""
    where = postgresql.where(host="postgresql", user="billing", database="billing")
    password = serving.hashed(settings.text("USER_PASSWORD"))
    with psycopg.connect(where, autocommit=True, connect_timeout=3) as connection:
        for tenant in LOGS_OF_YESTERDAY:
            connection.execute(
                "INSERT INTO users (tenant, name, password_sha256) VALUES (%s, 'operator', %s) "
                "ON CONFLICT (tenant, name) DO UPDATE SET password_sha256 = EXCLUDED.password_sha256",
                (tenant, password),
            )


def main() -> int:
    """Seed once."""
    asyncio.run(seed())
    users()
    asyncio.run(certificate(settings.text("NAMESPACE")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
