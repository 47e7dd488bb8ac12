"""A JupyterLab of its own, and a page of a real Chromium in it, driven by Playwright."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from drillbook.clock import eventually
from tests.site import chromium

_STARTS_WITHIN = timedelta(seconds=180)
SECONDS = 1000.0  # of Playwright's


@dataclass(frozen=True)
class Lab:
    """Where a JupyterLab listens, and its secret."""

    process: int
    port: int
    token: str

    def kernel(self) -> int:
        """Return the process of the one kernel."""
        tasks = Path("/proc", str(self.process), "task").glob("*/children")
        children = [child for file in tasks for child in file.read_text().split()]
        (found,) = (
            int(child)
            for child in children
            if b"ipykernel" in Path("/proc", child, "cmdline").read_bytes()
        )
        return found

    def url(self, notebook: str) -> str:
        return f"http://127.0.0.1:{self.port}/doc/tree/{notebook}?token={self.token}&reset"


@contextmanager
def lab(directory: Path, environment: dict[str, str]) -> Iterator[Lab]:
    """Start a JupyterLab in a directory; it ends with the block, its kernels with it."""
    home = directory / "jupyter"
    home.mkdir()
    token = secrets.token_hex(16)
    said = home / "lab.log"
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", f"--IdentityProvider.token={token}"),
        *("--ServerApp.terminals_enabled=False", f"--ServerApp.root_dir={directory}"),
    ]
    news = home / "settings" / "@jupyterlab" / "apputils-extension"
    news.mkdir(parents=True)
    asks = {"fetchNews": "false", "checkForUpdates": False}
    (news / "notification.jupyterlab-settings").write_text(json.dumps(asks), "utf-8")
    own = {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    with said.open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=directory,
            env=os.environ | environment | own,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        port = eventually(lambda: _port(home), bool, within=_STARTS_WITHIN, what="JupyterLab")
        yield Lab(process.pid, port.value, token)
    finally:
        process.terminate()
        process.wait(60)


def _port(home: Path) -> int:
    for file in (home / "runtime").glob("jpserver-*.json"):
        text = file.read_text("utf-8")
        if text:
            return int(json.loads(text)["port"])
    return 0


def not_in_time() -> type[Exception]:
    """Return what is raised when a page does not come to what is waited for."""
    from playwright import sync_api  # noqa: PLC0415 (not everywhere)

    late: type[Exception] = sync_api.TimeoutError
    return late


@contextmanager
def page(width: int, height: int = 1000) -> Iterator[Any]:
    """Open a page of a Chromium of its own."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (not everywhere)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.PROGRAM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        try:
            opened = browser.new_page(viewport={"width": width, "height": height})
            # A kernel starts in two seconds, and in minutes on a machine that has no time for it.
            opened.set_default_timeout(300 * SECONDS)
            yield opened
        finally:
            browser.close()
