"""Parts: manifests that several systems share, with values by system.

A document of kind ``Part`` in a system's manifests stands for ``lab/parts/<part>.yaml``, in which
``${part.name}`` is the value called ``name``.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from drillbook.errors import UsageError

_PLACE = re.compile(r"\$\{part\.([a-z_]+)\}")
_BETWEEN = re.compile(r"^---[ \t]*$", re.MULTILINE)
_IS_PART = re.compile(r"^kind: Part$", re.MULTILINE)


def texts(directory: Path) -> dict[Path, str]:
    """Return the texts of a system's manifests by file, sorted, with each part in its place.

    Parts are found beside the folder of all systems. Raises UsageError for a part that is not
    there, a value that it lacks and one that it does not know.
    """
    folder = directory.parent.parent / "parts"
    return {file: _with_parts(file, folder) for file in sorted(directory.glob("*.yaml"))}


def _with_parts(file: Path, folder: Path) -> str:
    documents = _BETWEEN.split(file.read_text())
    return "---".join(
        f"\n{_part(file, one, folder)}" if _IS_PART.search(one) else one for one in documents
    )


def _part(file: Path, document: str, folder: Path) -> str:
    try:
        asked = yaml.safe_load(document)
    except yaml.YAMLError as error:
        raise UsageError(f"{file} is no YAML: {error}") from error
    name, values = asked.get("part"), asked.get("values", {})
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in known:
        raise UsageError(f"{file}: there is no part {name!r}; there are: {', '.join(known)}")
    if not isinstance(values, Mapping):
        raise UsageError(f"{file}: the values of the part {name} are no table of names")
    text = (folder / f"{name}.yaml").read_text()
    wanted = set(_PLACE.findall(text))
    if wrong := sorted(wanted ^ values.keys()):
        raise UsageError(
            f"{file}: the part {name} needs the values {', '.join(sorted(wanted))}; "
            f"missing or unknown: {', '.join(wrong)}"
        )
    return _PLACE.sub(lambda found: str(values[found[1]]), text)
