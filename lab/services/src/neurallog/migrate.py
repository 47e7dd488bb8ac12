"""`python3 -m neurallog.migrate [up|down|status|test]`: changes of the billing database's schema, each applied once.

A migration is one transaction: one that fails halfway leaves the schema as it was.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import psycopg

from reference import postgresql


@dataclass(frozen=True)
class Migration:
    """A change of the schema, and what takes it back."""

    version: str
    up: str
    down: str


MIGRATIONS = (
    Migration("0001-regions-of-tenants", "ALTER TABLE tenants ADD COLUMN region text NOT NULL DEFAULT 'eu'",
              "ALTER TABLE tenants DROP COLUMN region"),
)  # fmt: skip
_TABLE = "CREATE TABLE IF NOT EXISTS schema_migrations (version text PRIMARY KEY, applied_at timestamptz NOT NULL)"


def applied(connection: psycopg.Connection[tuple[str, ...]]) -> set[str]:
    """The versions that the database has."""
    connection.execute(_TABLE)
    return {version for (version,) in connection.execute("SELECT version FROM schema_migrations")}


def up(connection: psycopg.Connection[tuple[str, ...]]) -> list[str]:
    """Apply what is pending; return what was."""
    done = []
    known = applied(connection)
    for one in MIGRATIONS:
        if one.version not in known:
            with connection.transaction():
                connection.execute(one.up.encode())
                connection.execute("INSERT INTO schema_migrations VALUES (%s, now())", (one.version,))
            done.append(one.version)
    return done


def down(connection: psycopg.Connection[tuple[str, ...]]) -> list[str]:
    """Take back the newest that is applied; return its version."""
    known = applied(connection)
    for one in reversed(MIGRATIONS):
        if one.version in known:
            with connection.transaction():
                connection.execute(one.down.encode())
                connection.execute("DELETE FROM schema_migrations WHERE version = %s", (one.version,))
            return [one.version]
    return []


def status(connection: psycopg.Connection[tuple[str, ...]]) -> list[str]:
    """A line for each migration: its version, and whether it is applied."""
    known = applied(connection)
    return [f"{one.version} {'applied' if one.version in known else 'pending'}" for one in MIGRATIONS]


def test(connection: psycopg.Connection[tuple[str, ...]]) -> list[str]:
    """That the database is reached, by a query of it."""
    row = connection.execute("SELECT current_database()").fetchone()
    return [f"connected to {row[0] if row else '?'}"]


COMMANDS = {"up": up, "down": down, "status": status, "test": test}


def main(arguments: list[str]) -> int:
    """Run a command; 1 with the reason when the database does not answer or refuses."""
    command = COMMANDS.get(arguments[0] if arguments else "up")
    if command is None:
        print(f"usage: python3 -m neurallog.migrate {' | '.join(COMMANDS)}", file=sys.stderr)  # noqa: T201
        return 2
    where = postgresql.where(host="postgresql", user="billing", database="billing")
    try:
        with psycopg.connect(where, autocommit=True, connect_timeout=3) as connection:
            print("\n".join(command(connection)))  # noqa: T201 a command's output
    except psycopg.Error as error:
        print(f"the billing database: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
