"""Loads every module of phrases; the drillbook plugin does the rest."""

from pathlib import Path

pytest_plugins = [
    f"steps.{file.stem}" for file in sorted((Path(__file__).parent / "steps").glob("[!_]*.py"))
]
