"""A stand-in for the external dependency that the runbook names: answers /health, and counts who asked."""

from __future__ import annotations

import asyncio
import sys

from reference.web import application, serve


def main() -> int:
    """Serve until SIGTERM."""
    asyncio.run(serve(application({}), 8080))
    return 0


if __name__ == "__main__":
    sys.exit(main())
