"""Target files: where a system runs, and what may be done to it there.

A target file is YAML that a person writes (``targets/lab.yaml``). Everything in it is checked
when it is read; a key that is not known is an error, so that a misspelt permission never
silently means something else.
"""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from drillbook.errors import UsageError

#: The namespace of drillbook's own objects on a target (the lease, the journal). Never a system's.
OWN_NAMESPACE = "drillbook"

_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}


def parse_span(text: object) -> object:
    """Read ``90 s``, ``2 min``, ``26 h``, ``7 d`` as a timedelta; leave anything else as it is."""
    if not isinstance(text, str):
        return text
    number, _, unit = text.strip().partition(" ")
    if unit not in _UNITS:
        raise ValueError(f"{text!r} is no span of time; write e.g. '90 s', '2 min', '24 h', '7 d'")
    return timedelta(seconds=float(number) * _UNITS[unit])


Span = Annotated[timedelta, BeforeValidator(parse_span)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Kind(StrEnum):
    """What a target is: a lab that drillbook made itself, or somebody's cluster."""

    LAB = "lab"
    CLUSTER = "cluster"


class Allowed(_Strict):
    """What may be changed on a target. By default: nothing."""

    changes: frozenset[str] = frozenset()
    namespaces: frozenset[str] = frozenset()
    nodes: frozenset[str] = Field(default=frozenset(), description="may be cordoned and drained")
    max_down: int = Field(default=0, ge=0, description="most replicas of a workload down at once")


class BlockedClaim(_Strict):
    """A claim that this target cannot show, and why."""

    claim: str
    reason: str


class SystemOnTarget(_Strict):
    """One system on this target: where it is, and its objectives that the runbook does not give."""

    namespace: str
    runbook: Path | None = None
    prometheus: str | None = Field(default=None, description="namespace/service:port")
    addresses: dict[str, str] = Field(
        default_factory=dict, description="component: host:port, where it differs from its Service"
    )
    objectives: dict[str, Span] = Field(default_factory=dict)
    blocked: tuple[BlockedClaim, ...] = ()
    stand_ins: tuple[str, ...] = ()


class Target(_Strict):
    """Where systems run, and what may be done there."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    kind: Kind
    context: str
    kubeconfig: Path | None = None
    cluster_uid: str | None = Field(default=None, description="UID of the namespace kube-system")
    lab: int | None = Field(default=None, ge=0, le=7)
    scale: str = "1"
    compression: float = Field(default=1.0, ge=1.0)
    allow: Allowed = Allowed()
    systems: dict[str, SystemOnTarget]
    file: Path = Path()

    @model_validator(mode="after")
    def _a_cluster_is_named_for_good(self) -> "Target":
        if self.kind is Kind.CLUSTER and self.cluster_uid is None:
            raise ValueError(
                "a target of kind 'cluster' needs cluster_uid "
                "(kubectl get namespace kube-system -o jsonpath={.metadata.uid})"
            )
        if self.kind is Kind.LAB and self.lab is None:
            raise ValueError("a target of kind 'lab' needs lab: 0 to 7")
        if self.kind is Kind.LAB and self.kubeconfig is not None:
            raise ValueError("a lab brings its own kubeconfig; leave kubeconfig out")
        return self

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
    try:
        written: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{file}: no such target file; targets/lab.yaml is an example") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: not readable as YAML: {error}") from error
    if not isinstance(written, dict):
        raise UsageError(f"{file}: a target file is a mapping with name, kind, context, systems")
    try:
        return Target.model_validate({**written, "file": file})
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise UsageError(f"{file}: " + "; ".join(lines)) from error
