"""Fill the database once: users with their passwords, prices."""

from __future__ import annotations

import logging
import secrets
import sys
import time

import psycopg

from neo_services.passwords import digest
from reference import postgresql, settings

log = logging.getLogger("seed")

USERS = 1000
SYMBOLS = 500
TRY_FOR_SECONDS = 120.0


def fill(connection: psycopg.Connection[tuple[object, ...]], password: str) -> None:
    """Write all rows in one transaction; rows that are there stay."""
    with connection.transaction(), connection.cursor() as cursor:
        rows = []
        for number in range(USERS):
            salt = secrets.token_hex(8)
            rows.append((f"user-{number:04}", salt, digest(password, salt)))
        cursor.executemany("INSERT INTO users VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", rows)
        prices = [(f"NEO{number:03}", number * 1.25) for number in range(SYMBOLS)]
        cursor.executemany("INSERT INTO prices VALUES (%s, %s) ON CONFLICT DO NOTHING", prices)


def main() -> int:
    """Fill the database as soon as it answers."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    where = postgresql.where(host="neo-postgres.neo-databases", user="neo_user", database="neo_auth_db")
    deadline = time.monotonic() + TRY_FOR_SECONDS
    while True:
        try:
            with psycopg.connect(where, connect_timeout=3) as connection:
                fill(connection, settings.text("USER_PASSWORD"))
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise
            log.info("not yet: %s", str(error).splitlines()[0])
            time.sleep(1)
        else:
            log.info("%d users, %d prices", USERS, SYMBOLS)
            return 0


if __name__ == "__main__":
    sys.exit(main())
