"""Claim catalogues: what a runbook promises, sentence by sentence, and what covers it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from drillbook.errors import UsageError


class Claim(BaseModel):
    """One checkable sentence of a runbook, in our words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    section: str
    says: str
    fingerprint: str | None = Field(default=None, pattern=r"^sha256:[0-9a-f]{64}$")
    note: str = ""
    covered_by: tuple[str, ...] = Field(default=(), description="FEATURE FILE#SCENARIO NAME")
    violated_by: dict[str, Any] = Field(default_factory=dict)
    blocked: str | None = None

    @model_validator(mode="after")
    def _covered_or_blocked(self) -> "Claim":
        if not self.covered_by and self.blocked is None:
            raise ValueError("a claim is covered_by scenarios, or blocked with a reason")
        return self


def load(file: Path) -> tuple[Claim, ...]:
    """Read a catalogue. Raises UsageError that names the file, the claim and the rule."""
    try:
        written = yaml.safe_load(file.read_text(encoding="utf-8"))
        claims = TypeAdapter(tuple[Claim, ...]).validate_python(written or ())
    except FileNotFoundError:
        raise UsageError(f"{file}: no such catalogue of claims") from None
    except yaml.YAMLError as error:
        raise UsageError(f"{file}: not readable as YAML: {error}") from error
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise UsageError(f"{file}: " + "; ".join(lines)) from error
    seen: set[str] = set()
    for claim in claims:
        if claim.id in seen:
            raise UsageError(f"{file}: two claims are named {claim.id}")
        seen.add(claim.id)
    return claims


def sections(file: Path, identities: Iterable[str]) -> tuple[str, ...]:
    """Return the runbook sections that some claims stand in, each once, in the claims' order."""
    by_id = {claim.id: claim.section for claim in load(file)} if file.exists() else {}
    found = (by_id[identity] for identity in identities if identity in by_id)
    return tuple(dict.fromkeys(found))
