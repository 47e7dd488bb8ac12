"""The data of a notebook, frozen into it, so that it can be executed again from itself alone.

An executed notebook carries its inputs as the output of one cell. Given in place of the inputs,
such a notebook yields the same page again, byte by byte, whatever became of the files.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drillbook.errors import UsageError

MIME_TYPE = "application/vnd.drillbook.frozen+json"


@dataclass(frozen=True)
class Frozen:
    """Inputs of a notebook as JSON. Shown as the last value of a cell, they stay in it."""

    data: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the inputs in canonical form."""
        canonical = json.dumps(self.data, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8")).hexdigest()

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        note = f"Inputs frozen in this notebook, sha256:{self.digest}"
        return {
            # As one text: a hundred thousand numbers, a line each, would be slow for every reader.
            MIME_TYPE: {
                "sha256": self.digest,
                "json": json.dumps(self.data, separators=(",", ":")),
            },
            "text/html": f"<p><small>{note}</small></p>",
            "text/plain": note,
        }


def from_notebook(file: Path) -> Frozen:
    """Return the inputs that an executed notebook carries. Raises UsageError if it has none."""
    try:
        notebook = json.loads(file.read_text(encoding="utf-8"))
        outputs = [out for cell in notebook["cells"] for out in cell.get("outputs", [])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{file}: not readable as a notebook: {error}") from error
    for output in outputs:
        if MIME_TYPE in output.get("data", {}):
            return _thawed(output["data"][MIME_TYPE], file)
    raise UsageError(f"{file}: no inputs are frozen in this notebook; name the evidence itself")


def _thawed(kept: Mapping[str, Any], file: Path) -> Frozen:
    if kept.keys() != {"sha256", "json"}:
        return Frozen(kept)  # as notebooks had it at first
    frozen = Frozen(json.loads(kept["json"]))
    if frozen.digest != kept["sha256"]:
        raise UsageError(
            f"{file}: the inputs frozen in this notebook were changed; execute it anew"
        )
    return frozen
