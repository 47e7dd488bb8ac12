"""Frozen data and charts for notebooks."""

import sys
from importlib.util import find_spec

# Beside JupyterLab, jsonschema reads a grammar of international addresses whenever it is imported,
# a second in each process of a report; no document of ours has such an address.
if find_spec("rfc3987_syntax") is not None and "jsonschema" not in sys.modules:
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment] # says that it is not there
    import jsonschema as _  # noqa: F401 - altair and nbformat find it imported

    del sys.modules["rfc3987_syntax"]
