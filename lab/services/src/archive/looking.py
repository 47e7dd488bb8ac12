"""What backups there are, whether each is whole, and whether any can be read without the key."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.making import CONFIGURATION, LOGS
from archive.tools import BACKUPS, KEY, NotMade, run, unseal

REPOSITORY = BACKUPS / "postgresql"
_FOLDER, _HIDDEN = REPOSITORY / "backup" / "billing", BACKUPS / "hidden"
_SEALED = b"Salted__"
_KINDS = {"full": "full-backup", "incr": "incremental-backup"}


def standing() -> dict[str, Any]:
    """The newest of each kind, in hours of age; what is missing, and what is not whole."""
    known = json.loads(run("pgbackrest", "info", "--output=json"))
    backups = known[0]["backup"] if known else []
    newest = {_KINDS[one["type"]]: float(one["timestamp"]["stop"]) for one in backups if one["type"] in _KINDS}
    newest["transaction-log-backup"] = _newest(REPOSITORY / "archive", "*/*/*/*")
    newest["configuration-backup"] = _newest(CONFIGURATION, "*.enc")
    missing = [one["label"] for one in backups if not (_FOLDER / one["label"] / "backup.manifest").exists()]
    now = datetime.now(UTC).timestamp()
    ages = {name: (now - at) / 3600 for name, at in newest.items() if at}
    return {"age_hours": ages, "backups": len(backups), "missing": missing, "broken": _broken()}


def sealed() -> dict[str, Any]:
    """How many files of backups there are, which are in clear, and which another key opens."""
    folders = (REPOSITORY, LOGS, CONFIGURATION)
    files = [one for folder in folders for one in folder.rglob("*") if one.is_file() and not one.is_symlink()]
    kept = [one for one in files if one.name != "parts.json"]
    clear = [str(one) for one in kept if not _begins_sealed(one)]
    own = os.environ[KEY]
    os.environ[KEY] = "another key than that of the backups"
    try:
        opened = [str(one) for one in kept if one.suffix == ".enc" and _opens(one)]
        opened += _labels()
    finally:
        os.environ[KEY] = own
    return {"files": len(kept), "in_clear": clear, "opened": opened}


def newest_objects() -> list[dict[str, Any]]:
    """The objects of the newest backup of the configuration. Raises NotMade without one."""
    several = sorted(CONFIGURATION.glob("configuration-*.enc"))
    if not several:
        raise NotMade("there is no backup of the configuration")
    found: list[dict[str, Any]] = json.loads(unseal(several[-1]))
    return found


def hide(name: str) -> str:
    """Move the newest backup of a kind to where no backup is looked for; return its label."""
    known = json.loads(run("pgbackrest", "info", "--output=json"))[0]["backup"]
    labels = [one["label"] for one in known if _KINDS.get(one["type"]) == name]
    if not labels:
        raise NotMade(f"there is no {name}")
    _HIDDEN.mkdir(exist_ok=True)
    (_FOLDER / labels[-1]).rename(_HIDDEN / labels[-1])
    return str(labels[-1])


def show() -> list[str]:
    """Move back what was hidden."""
    hidden = sorted(_HIDDEN.glob("*"))
    for one in hidden:
        one.rename(_FOLDER / one.name)
    return [one.name for one in hidden]


def _labels() -> list[str]:
    """The backups of the database that pgBackRest can list with the present key."""
    try:
        known = json.loads(run("pgbackrest", "info", "--output=json"))
    except (NotMade, ValueError):  # what is opened with another key is no JSON
        return []
    return [str(one["label"]) for of in known for one in of["backup"]]


def _begins_sealed(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(_SEALED)) == _SEALED


def _opens(file: Path) -> bool:
    try:
        unseal(file)
    except (NotMade, OSError, EOFError):
        return False
    return True


def _newest(folder: Path, names: str) -> float:
    return max((one.stat().st_mtime for one in folder.glob(names) if one.is_file()), default=0.0)


def _broken() -> list[str]:
    done = subprocess.run(("pgbackrest", "verify"), capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode(errors="replace").splitlines()
    found = [line.strip() for line in said if "ERROR" in line or "missing" in line or "invalid" in line]
    return found or ([f"verify ended with {done.returncode}"] if done.returncode else [])
