"""Target files: where a system runs, and what may be done to it there.

A target file is YAML that a person writes (``targets/lab.yaml``). Everything in it is checked
when it is read; a key that is not known is an error, so that a misspelt permission never
silently means something else.
"""

from collections import Counter
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError, model_validator

from drillbook import strict_yaml
from drillbook.errors import UsageError
from drillbook.fields import Span, Strict
from drillbook.windows import Window

#: The namespace of drillbook's own objects on a target (the lease, the journal). Never a system's.
OWN_NAMESPACE = "drillbook"

_DATE_HEADER_RESOLUTION = timedelta(seconds=1)
_LONGEST_UNSEEN = timedelta(minutes=5)
_LONGEST_SILENCE = timedelta(hours=4)
_ACCOUNT = r"^system:serviceaccount:[a-z0-9]([-a-z0-9]*[a-z0-9])?:[a-z0-9]([-.a-z0-9]*[a-z0-9])?$"


class Kind(StrEnum):
    """What a target is: a lab that drillbook made itself, or somebody's cluster."""

    LAB = "lab"
    CLUSTER = "cluster"


class Allowed(Strict):
    """What may be changed on a target. By default: nothing."""

    changes: frozenset[str] = frozenset()
    namespaces: frozenset[str] = frozenset()
    nodes: frozenset[str] = Field(default=frozenset(), description="may be cordoned and drained")
    max_down: int = Field(default=0, ge=0, strict=True, description="most replicas down at once")
    max_replicas: int = Field(
        default=20, ge=0, strict=True, description="most that a workload may be scaled to"
    )
    windows: tuple[Window, ...] = Field(default=(), description="at any time when there is none")
    clock_skew: Span = Field(
        default=timedelta(seconds=5), description="most that the cluster's clock may differ by"
    )

    @model_validator(mode="after")
    def _it_can_be_meant(self) -> "Allowed":
        if self.clock_skew < 2 * _DATE_HEADER_RESOLUTION:
            raise ValueError("clock_skew must be 2 s or more: the cluster tells whole seconds")
        if OWN_NAMESPACE in self.namespaces:
            raise ValueError(f"namespaces: {OWN_NAMESPACE} is drillbook's own; nothing to drill in")
        for index, window in enumerate(self.windows):
            if window.left_empty:
                raise ValueError(
                    f"windows.{index}.{window.left_empty[0]} is empty; leave it out for every day"
                )
        return self


class StopProbe(StrEnum):
    """The probes that a stop condition may name; each gives one number."""

    PODS_UNHEALTHY = "pods.unhealthy"
    REPLICAS_MISSING = "replicas.missing"
    KAFKA_OFFLINE = "kafka.offline_partitions"
    KAFKA_UNDER_REPLICATED = "kafka.under_replicated_partitions"
    NEO4J_WRITABLE = "neo4j.writable"
    POSTGRESQL_CLIENTS = "postgresql.clients"


class StopCondition(Strict):
    """When to stop a drill and put everything back: a number beyond its bound.

    The number is a PromQL ``query``'s or a ``probe``'s. One that has not been seen for
    ``unseen_for`` stops the drill as well, which is then unknown.
    """

    name: str = Field(min_length=1)
    system: str
    query: str | None = Field(default=None, min_length=1)
    probe: StopProbe | None = None
    above: float | None = Field(default=None, allow_inf_nan=False, strict=True)
    below: float | None = Field(default=None, allow_inf_nan=False, strict=True)
    every: Span = timedelta(milliseconds=250)
    unseen_for: Span = timedelta(seconds=5)

    @model_validator(mode="after")
    def _it_can_be_meant(self) -> "StopCondition":
        if (self.query is None) == (self.probe is None):
            raise ValueError("a stop condition has either a query (PromQL) or a probe")
        if (self.above is None) == (self.below is None):
            raise ValueError("a stop condition has one bound: above or below")
        if not timedelta(milliseconds=50) <= self.every <= timedelta(minutes=1):
            raise ValueError("every must be between 50 ms and 1 min")
        if self.unseen_for < self.every:
            raise ValueError("unseen_for must not be shorter than every")
        if self.unseen_for > _LONGEST_UNSEEN:
            raise ValueError("unseen_for must be 5 min or less: until then nothing would stop it")
        return self

    def beyond(self, value: float) -> bool:
        """Return whether a number is out of bounds. What is no number is."""
        if self.above is not None:
            return not value <= self.above
        return not value >= (self.below or 0.0)

    @property
    def bound(self) -> str:
        """Return the bound in words."""
        return f"above {self.above:g}" if self.above is not None else f"below {self.below:g}"


class BlockedClaim(Strict):
    """A claim that this target cannot show, and why."""

    claim: str
    reason: str


class PostgresqlOnTarget(Strict):
    """What a system's PostgreSQL is called: its Service (and StatefulSet), user and database.

    The user's password is ``password`` of the Secret ``<service>-auth``.
    """

    service: str = "postgresql"
    user: str = "billing"
    database: str = "billing"

    @property
    def secret(self) -> str:
        """Return the name of the Secret with its password."""
        return f"{self.service}-auth"


class Recovery(Strict):
    """Where a disaster is practised: a namespace kept empty for it, and the system's manifests."""

    namespace: str
    manifests: Path = Field(description="folder of *.yaml; images as in the lab's own manifests")
    also_of: tuple[str, ...] = Field(default=(), description="namespaces that go into it, too")


class Silences(Strict):
    """Alerts that a system's drills bring about, and the Alertmanager that is silent of them."""

    alertmanager: str = Field(description="namespace/service:port")
    alerts: tuple[str, ...] = Field(min_length=1, description="by their names")
    ends_after: Span = Field(
        default=timedelta(minutes=30), description="by itself, whatever becomes of the drill"
    )

    @model_validator(mode="after")
    def _it_ends(self) -> "Silences":
        if not timedelta(0) < self.ends_after <= _LONGEST_SILENCE:
            raise ValueError("ends_after must be 4 h or less: a silence of a drill is no holiday")
        return self


class SystemOnTarget(Strict):
    """One system on this target: where it is, and its objectives that the runbook does not give."""

    namespace: str
    runbook: Path | None = None
    prometheus: str | None = Field(default=None, description="namespace/service:port")
    silences: Silences | None = None
    addresses: dict[str, str] = Field(
        default_factory=dict, description="component: host:port, where it differs from its Service"
    )
    postgresql: PostgresqlOnTarget = PostgresqlOnTarget()
    redis: str = Field(default="redis", description="Service of its Redis; Secret <service>-auth")
    namespaces: tuple[str, ...] = Field(default=(), description="its other namespaces")
    databases: str | None = Field(default=None, description="namespace of its databases, if other")
    objectives: dict[str, Span] = Field(default_factory=dict)
    blocked: tuple[BlockedClaim, ...] = ()
    stand_ins: tuple[str, ...] = ()
    only_by_name: str | None = Field(
        default=None, min_length=1, description="why it is drilled only when it is named"
    )
    recovery: Recovery | None = None

    @property
    def of_databases(self) -> str:
        """Return the namespace of its databases."""
        return self.databases or self.namespace


class Target(Strict):
    """Where systems run, and what may be done there."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    kind: Kind
    context: str
    kubeconfig: Path | None = None
    account: str | None = Field(
        default=None, alias="as", pattern=_ACCOUNT, description="ServiceAccount to impersonate"
    )
    cluster_uid: str | None = Field(default=None, description="UID of the namespace kube-system")
    lab: int | None = Field(default=None, ge=0, le=7, strict=True)
    scale: str = "1"
    compression: float = Field(default=1.0, ge=1.0, allow_inf_nan=False, strict=True)
    allow: Allowed = Allowed()
    stop_conditions: tuple[StopCondition, ...] = ()
    systems: dict[str, SystemOnTarget]
    file: Path = Path()

    @model_validator(mode="after")
    def _a_cluster_is_named_for_good(self) -> "Target":
        if self.kind is Kind.CLUSTER and self.cluster_uid is None:
            raise ValueError(
                "a target of kind 'cluster' needs cluster_uid "
                "(kubectl get namespace kube-system -o jsonpath={.metadata.uid})"
            )
        if self.kind is Kind.CLUSTER and self.lab is not None:
            raise ValueError("only a target of kind 'lab' has lab: leave it out")
        if self.kind is Kind.LAB and self.lab is None:
            raise ValueError("a target of kind 'lab' needs lab: 0 to 7")
        if self.kind is Kind.LAB and self.kubeconfig is not None:
            raise ValueError("a lab brings its own kubeconfig; leave kubeconfig out")
        return self

    @model_validator(mode="after")
    def _stop_conditions_can_be_watched(self) -> "Target":
        for index, condition in enumerate(self.stop_conditions):
            where = f"stop_conditions.{index}"
            if condition.system not in self.systems:
                raise ValueError(f"{where}.system: there is no system {condition.system!r}")
            if condition.query and self.systems[condition.system].prometheus is None:
                raise ValueError(
                    f"{where}.query: systems.{condition.system} names no prometheus to ask"
                )
        names = Counter(condition.name for condition in self.stop_conditions)
        if names and max(names.values()) > 1:
            raise ValueError(f"stop_conditions: two are named {names.most_common(1)[0][0]!r}")
        return self

    @property
    def journal_name(self) -> str:
        """Return whose journal and lock it uses: a lab has one, however its target files are named.

        No target's name has a dot, so that none can be taken for a lab.
        """
        return self.name if self.lab is None else f"lab.{self.lab}"

    def system(self, name: str) -> SystemOnTarget:
        """Return one system of this target, or say which there are."""
        try:
            return self.systems[name]
        except KeyError:
            known = ", ".join(sorted(self.systems)) or "none"
            raise UsageError(f"{self.file}: no system {name!r}; it has: {known}") from None

    def objective(self, system: str, name: str) -> timedelta:
        """Return an objective that the runbook leaves to the target file."""
        objectives = self.system(system).objectives
        try:
            return objectives[name]
        except KeyError:
            raise UsageError(
                f"{self.file}: systems.{system}.objectives has no {name!r}; add it, e.g. '5 min'"
            ) from None

    def blocked_reason(self, system: str, claim: str) -> str | None:
        """Return why this target cannot show a claim, or None if it can."""
        reasons = (b.reason for b in self.system(system).blocked if b.claim == claim)
        return next(reasons, None)


def load(file: Path) -> Target:
    """Read and check a target file. Raises UsageError that names the file, the key and the rule."""
    if not file.exists():
        raise UsageError(f"{file}: no such target file; targets/lab.yaml is an example")
    written = strict_yaml.read(file, "target")
    if not isinstance(written, dict):
        raise UsageError(f"{file}: a target file is a mapping with name, kind, context, systems")
    if "file" in written:
        raise UsageError(f"{file}: file: Extra inputs are not permitted")
    try:
        return Target.model_validate({**written, "file": file})
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise UsageError(f"{file}: " + "; ".join(lines)) from error
