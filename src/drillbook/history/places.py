"""Where a history is, as a person names it: checked without opening it."""

from pathlib import Path
from urllib.parse import urlsplit

from drillbook.errors import UsageError


def checked(where: str) -> str:
    """Return the place, a file's in full. Raises UsageError when it is none, or holds a password.

    What names a history goes into reports; a password in it would, too.
    """
    scheme, separator, _ = where.partition("://")
    if not separator:
        if not Path(where).exists():
            raise UsageError(
                f"history {where}: not there; 'drillbook history import reports/*/' makes it"
            )
        return str(Path(where).resolve())
    if scheme not in {"postgresql", "postgres"}:
        raise UsageError(f"history {scheme}://…: a file's name or postgresql://")
    if urlsplit(where).password or "password=" in where:
        raise UsageError(
            "history: no password in its address; it belongs into PGPASSWORD or ~/.pgpass"
        )
    return where
