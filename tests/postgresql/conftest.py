import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from drillbook.opening import current
from drillbook.session import Session
from tests.postgresql import world


@pytest.fixture(scope="module")
def made() -> Iterator[world.Server]:
    found = world.programs()
    if found is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    # pytest's own directories may not be entered by the user that PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="drillbook-postgresql-") as name:
        Path(name).chmod(0o755)
        server = world.make(Path(name), found)
        try:
            yield server
        finally:
            server.run("postgresql-service", "stop")


@pytest.fixture
def server(made: world.Server) -> world.Server:
    made.renew()
    return made


@pytest.fixture
def session(server: world.Server, tmp_path: Path) -> Iterator[Session]:
    opened = world.session(tmp_path, server)
    token = current.set(opened)
    try:
        yield opened
    finally:
        current.reset(token)
