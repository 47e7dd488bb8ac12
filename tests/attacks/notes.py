"""What became of each attack, written down for who counts them."""

import json
import os
from pathlib import Path

NOTED = "DRILLBOOK_ATTACKS_NOTED"


def note(attack: str, said: str | None, changed: list[str]) -> None:
    """Write down what was said to an attack (None: it was not refused), and what it changed."""
    file = os.environ.get(NOTED)
    if file:
        with Path(file).open("a", encoding="utf-8") as notes:
            notes.write(json.dumps({"attack": attack, "said": said, "changed": changed}) + "\n")
