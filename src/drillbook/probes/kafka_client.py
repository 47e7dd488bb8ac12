"""What Kafka lets a client do."""

from dataclasses import dataclass, field

from drillbook.clients import kafka, kafka_acl, kafka_users
from drillbook.clients.kafka import Access
from drillbook.clock import now
from drillbook.errors import UsageError
from drillbook.observation import Observation
from drillbook.rights import needs
from drillbook.session import Session

PASSWORDS = "kafka-clients"  # a Secret with the password of each client's Kafka user


@dataclass(frozen=True)
class User:
    """A user of Kafka; without a password it is one whose password is in the Secret."""

    name: str
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Write:
    """Whether a client's write to a topic is refused, and in which words."""

    user: str
    topic: str
    refused: str


@dataclass(frozen=True)
class Read:
    """Whether a client's read of a topic is refused, and in which words."""

    user: str
    topic: str
    refused: str


def reading(session: Session, namespace: str, user: User, topic: str) -> Observation[Read]:
    """Try to read the first message of a topic as a client; nothing is committed."""
    own = _access(session, namespace, user)
    started = now()
    found = Read(user.name, topic, kafka_acl.refusal_to_read(own, topic))
    name = f"a read of {user.name} from {topic}"
    return Observation(name, found, own.bootstrap, "fetch from partition 0", started, now())


def writing(session: Session, namespace: str, user: User, topic: str) -> Observation[Write]:
    """Try to write to a topic as a client; nothing is written."""
    largest = kafka_acl.largest_message(kafka.access(session, namespace), topic)
    return write(_access(session, namespace, user), topic, largest)


def write(access: Access, topic: str, largest: int) -> Observation[Write]:
    """Try to write as a client, a message that is too large for the topic: nothing is written."""
    started = now()
    found = Write(access.username or "", topic, kafka_acl.refusal(access, topic, largest))
    query = f"produce {largest + 1} bytes, and the topic takes {largest}"
    return Observation(
        f"a write of {found.user} to {topic}", found, access.bootstrap, query, started, now()
    )


@needs("get secrets[kafka-clients]")
def _access(session: Session, namespace: str, user: User) -> Access:
    """Return how a client reaches Kafka. Raises UsageError when its password is not known."""
    password = user.password or session.secret(namespace, PASSWORDS).get(user.name)
    if password is None:
        raise UsageError(f"Secret {namespace}/{PASSWORDS} has no password of {user.name}")
    return kafka_users.as_user(kafka.access(session, namespace), user.name, password)
