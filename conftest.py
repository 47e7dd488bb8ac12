"""Loads every module of phrases; the drillbook plugin does the rest."""

from pathlib import Path

_NO_PHRASES = {"__init__", "spans"}

pytest_plugins = [
    f"steps.{file.stem}"
    for file in sorted((Path(__file__).parent / "steps").glob("*.py"))
    if file.stem not in _NO_PHRASES
]
