"""Users of Kafka: their SCRAM credentials, and the entries that let them do things."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from drillbook.clients.kafka import Access
from drillbook.errors import NotDone

_ANSWER_SECONDS = 10.0
_MECHANISM = ScramMechanism.SCRAM_SHA_512
_ITERATIONS = 4096


def set_password(admin: Access, user: str, password: str) -> None:
    """Give a user a password; the user is made with it. Raises NotDone."""
    wanted = UserScramCredentialUpsertion(
        user, ScramCredentialInfo(_MECHANISM, _ITERATIONS), password.encode()
    )
    _credentials(admin, wanted, f"password of Kafka user {user}")


def remove_password(admin: Access, user: str) -> None:
    """Take a user's password away, which is all there is of a user. It may be gone already."""
    try:
        _credentials(admin, UserScramCredentialDeletion(user, _MECHANISM), f"Kafka user {user}")
    except NotDone as error:
        cause = error.__cause__
        gone = KafkaError.RESOURCE_NOT_FOUND
        if not isinstance(cause, KafkaException) or cause.args[0].code() != gone:
            raise


def let_write(admin: Access, user: str, prefix: str) -> None:
    """Let a user write to every topic whose name begins with a prefix. Raises NotDone."""
    entry = AclBinding(
        ResourceType.TOPIC,
        prefix,
        ResourcePatternType.PREFIXED,
        f"User:{user}",
        "*",
        AclOperation.WRITE,
        AclPermissionType.ALLOW,
    )
    _done(
        lambda client: client.create_acls([entry], request_timeout=_ANSWER_SECONDS)[entry],
        admin,
        f"rights of Kafka user {user}",
    )


def revoke_all(admin: Access, user: str) -> int:
    """Remove every entry that is a user's own; return how many there were. Raises NotDone."""
    every = AclBindingFilter(
        ResourceType.ANY,
        None,
        ResourcePatternType.ANY,
        f"User:{user}",
        None,
        AclOperation.ANY,
        AclPermissionType.ANY,
    )
    removed = _done(
        lambda client: client.delete_acls([every], request_timeout=_ANSWER_SECONDS)[every],
        admin,
        f"rights of Kafka user {user}",
    )
    return len(removed)


def as_user(admin: Access, user: str, password: str) -> Access:
    """Return how a user reaches the same Kafka."""
    return replace(admin, username=user, password=password)


def _credentials(admin: Access, wanted: Any, what: str) -> None:
    def ask(client: Any) -> Any:
        futures: Mapping[str, Any] = client.alter_user_scram_credentials(
            [wanted], request_timeout=_ANSWER_SECONDS
        )
        return futures[wanted.user]

    _done(ask, admin, what)


def _done(ask: Callable[[Any], Any], admin: Access, what: str) -> Any:
    client = AdminClient(admin.settings())  # kept: a request dies with its client
    try:
        return ask(client).result()
    except KafkaException as error:
        raise NotDone(f"{what} at {admin.bootstrap}: {error.args[0].str()}") from error
