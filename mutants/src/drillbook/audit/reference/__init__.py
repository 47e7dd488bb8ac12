"""What tools and servers said of themselves, as ``drillbook.audit.recording`` wrote it down."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DIRECTORY = Path(__file__).parent


@cache
def recorded(name: str) -> dict[str, Any]:
    """Return one reference file, such as ``kubectl``."""
    return dict(json.loads((DIRECTORY / f"{name}.json").read_text(encoding="utf-8")))
