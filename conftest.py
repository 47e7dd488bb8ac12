"""Loads every module of phrases; the drillbook plugin does the rest."""

from pathlib import Path

import pytest

# Phrases use one another's; pytest would take one that is loaded through another for a mistake.
pytest.register_assert_rewrite("steps")

pytest_plugins = [
    f"steps.{file.stem}"
    for file in sorted((Path(__file__).parent / "steps").glob("*.py"))
    if file.stem != "__init__"
]
