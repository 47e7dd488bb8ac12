"""The whole layer brought up anew: infrastructure, databases, services, in this order.

Neo Service Layer, Complete System Recovery. Beside the one that serves, in a namespace that is kept
empty for it: from the files, the encrypted Secrets and one backup, all three kept away from the
cluster. The gateway leads to the first namespace's services, so clients ask the services there.
"""

from drillbook.observation import Observation
from drillbook.procedures import kept_away, recovery
from drillbook.session import Session

SERVICES = tuple(
    f"deployments/{name}"
    for name in ("neo-auth-service", "neo-oracle-service", "neo-compute-service")
)
DATABASES = (
    "configmaps/neo-postgres-own",
    "configmaps/neo-postgres-init",
    "services/neo-postgres",
    "persistentvolumeclaims/backups",
    "statefulsets/neo-postgres",
    "configmaps/neo-redis-start",
    "services/neo-redis",
    "statefulsets/neo-redis",
)
#: What looks at the first site, fills an empty database, or is a night's job.
WITHOUT = ("deployments/database-exporter", "cronjobs/postgresql-backup", "jobs/seed")


def infrastructure(session: Session, system: str) -> Observation[tuple[str, ...]]:
    """Bring up what is neither database nor service, with the Secrets that were kept; undone.

    Raises Refused, NotDone, or CheckFailed when it does not become ready.
    """
    kept = {name.rpartition("/")[2]: values for name, values in kept_away.opened().items()}
    return recovery.stores(session, system, (*DATABASES, *SERVICES, *WITHOUT), kept)


def databases(session: Session, system: str) -> Observation[tuple[str, ...]]:
    """Bring up the databases, without data. Raises as ``infrastructure``."""
    return recovery.services(session, system, DATABASES)


def services(session: Session, system: str) -> Observation[tuple[str, ...]]:
    """Bring up the services. Raises as ``infrastructure``."""
    return recovery.services(session, system, SERVICES)
