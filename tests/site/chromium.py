"""A real Chromium, driven over its DevTools protocol: pages from files, as a person opens them."""

import base64
import itertools
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import websocket

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
_STARTS_WITHIN = 60


@dataclass
class Browser:
    """One page of a Chromium."""

    socket: websocket.WebSocket
    complaints: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            said = json.loads(self.socket.recv())
            self._hear(said)
            if said.get("id") == number:
                if "error" in said:
                    raise AssertionError(f"{method}: {said['error']}")
                return dict(said["result"])

    def _hear(self, said: dict[str, Any]) -> None:
        if said.get("method") == "Runtime.exceptionThrown":
            details = said["params"]["exceptionDetails"]
            self.complaints.append(str(details.get("exception", details).get("description")))
        if said.get("method") == "Log.entryAdded" and said["params"]["entry"]["level"] == "error":
            self.complaints.append(said["params"]["entry"]["text"])

    def evaluate(self, expression: str) -> Any:
        """Return what an expression gives; a promise is waited for."""
        found = self.ask(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def show(self, width: int, *, dark: bool = False, height: int = 900) -> None:
        """Set the window's size in pixels, and whether the person likes it dark."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, url: str, ready: str = "document.readyState === 'complete'") -> None:
        """Open a page anew, and wait until an expression about it is true."""
        self.ask("Page.navigate", url="about:blank")
        self.ask("Page.navigate", url=url)
        self.wait(f"location.href !== 'about:blank' && {ready}")

    def wait(self, ready: str) -> None:
        deadline = time.monotonic() + _STARTS_WITHIN
        while not self.evaluate(f"Boolean({ready})"):
            assert time.monotonic() < deadline, f"not so: {ready}; {self.complaints}"
            time.sleep(0.02)

    def press(self, key: str, text: str = "") -> None:
        """Press and release a key."""
        for kind in ("keyDown", "keyUp"):
            said = {
                "type": kind,
                "key": key,
                "code": key,
                "text": text if kind == "keyDown" else "",
            }
            code = {"Tab": 9, "Enter": 13, "ArrowRight": 39}.get(key, 0)
            self.ask("Input.dispatchKeyEvent", **said, windowsVirtualKeyCode=code)

    def picture(self, file: Path) -> None:
        """Write a screenshot of the whole page, as wide as the window."""
        whole = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        # The scroll bar, which takes its part of the page, is not drawn.
        width = max(whole["width"], self.evaluate("innerWidth"))
        clip = {"x": 0, "y": 0, "width": width, "height": whole["height"], "scale": 1}
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(shot["data"]))


@contextmanager
def started() -> Iterator[Browser]:
    """Start a Chromium with a profile of its own; it ends with the block."""
    assert PROGRAM is not None
    with tempfile.TemporaryDirectory(prefix="drillbook-chromium.") as home:
        command = [
            PROGRAM,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-dev-shm-usage",
            "--remote-debugging-port=0",
            "--remote-allow-origins=*",
            f"--user-data-dir={home}/profile",
            "about:blank",
        ]
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"HOME": home, "PATH": "/usr/bin:/bin"},
            start_new_session=True,
        )
        try:
            with closing(websocket.create_connection(_page(Path(home)), timeout=120)) as socket:
                browser = Browser(socket)
                for domain in ("Page", "Runtime", "Log"):
                    browser.ask(f"{domain}.enable")
                yield browser
                browser.ask("Browser.close")
            process.wait(timeout=30)
        finally:
            process.kill()
            process.wait()


def _page(home: Path) -> str:
    """Return the address of the first page, once Chromium says where it listens."""
    import urllib.request  # noqa: PLC0415 (only with a Chromium)

    def look() -> str:
        port = (home / "profile" / "DevToolsActivePort").read_text().split()[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=5) as answer:
            pages = [one for one in json.load(answer) if one["type"] == "page"]
        return str(pages[0]["webSocketDebuggerUrl"])

    deadline = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            return look()
        except (OSError, IndexError, ValueError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
