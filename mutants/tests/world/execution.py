"""Commands in a pod: run in the pod's own root directory, spoken over a WebSocket (RFC 6455)."""

import base64
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Protocol

from tests.world.seed import VOLUMES

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_SHARED = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/dev")
_SERVICE = """#!/bin/sh
# stop, start, status of the server in this pod, as the lab's images bring it
case "$1" in
  stop) : > /run/stopped; echo stopped ;;
  start) rm -f /run/stopped; echo running ;;
  status) if [ -f /run/stopped ]; then echo stopped; else echo running; fi ;;
esac
"""
SERVERS = ("postgresql", "neo4j", "kafka", "redis", "web")


class Stream(Protocol):
    """What a frame is written to."""

    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


class Pods:
    """The root directories of pods. Volumes outlive their pod; the rest goes with it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._made = set[Path]()

    def root(self, namespace: str, pod: str) -> Path:
        """Return a pod's root directory, made when the pod is first asked for."""
        root = self._directory / namespace / pod
        if root not in self._made:
            self._make(root)
            self._made.add(root)
        return root

    def runs(self, namespace: str, pod: str) -> bool:
        """Return whether the server in a pod is running."""
        return not (self._directory / namespace / pod / "run" / "stopped").exists()

    def forget(self, namespace: str, pod: str) -> None:
        """Let go of what a pod that was removed kept in its root; its volumes stay."""
        (self._directory / namespace / pod / "run" / "stopped").unlink(missing_ok=True)

    def files(self) -> dict[str, str]:
        """Return every file of every volume: mode, time, and hash or link."""
        found = {}
        for root in sorted(self._directory.glob("*/*")):
            for file in sorted(f for volume in VOLUMES for f in (root / volume).rglob("*")):
                seen = file.lstat()
                what = "directory" if file.is_dir() else ""
                if file.is_file():
                    digest = hashlib.sha256(file.read_bytes()).hexdigest()
                    what = f"{seen.st_mtime_ns // 10**9} {digest}"
                found[str(file.relative_to(self._directory))] = f"{seen.st_mode:o} {what}"
        return found

    def _make(self, root: Path) -> None:
        for name in (*VOLUMES, "run", "tmp", "etc", "proc", "opt/bin"):
            (root / name).mkdir(parents=True, exist_ok=True)
        shutil.copy("/etc/passwd", root / "etc" / "passwd")
        for server in SERVERS:
            program = root / "opt/bin" / f"{server}-service"
            program.write_text(_SERVICE, encoding="utf-8")
            program.chmod(0o755)
        for shared in map(Path, _SHARED):
            place = root / shared.relative_to("/")
            if shared.is_symlink() and not place.is_symlink():
                place.symlink_to(shared.readlink())
            elif shared.is_dir() and not place.is_symlink() and not place.is_mount():
                place.mkdir(exist_ok=True)
                subprocess.run(["mount", "--rbind", str(shared), str(place)], check=True)


def run(root: Path, command: list[str]) -> tuple[int, bytes, bytes]:
    """Run a command in a pod's root; return its exit code and what it printed."""
    environment = {"PATH": "/opt/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8"}
    try:
        ended = subprocess.run(
            ["chroot", str(root), *command],
            check=False,
            capture_output=True,
            env=environment,
            timeout=60,
        )
    except subprocess.TimeoutExpired:
        return 124, b"", b"it did not end within 60 s"
    return ended.returncode, ended.stdout, ended.stderr


def accept(key: str) -> str:
    """Return the answer to a WebSocket's key."""
    return base64.b64encode(hashlib.sha1(key.encode() + _GUID).digest()).decode()


def answer(stream: Stream, code: int, stdout: bytes, stderr: bytes) -> None:
    """Send what a command left, as the kubelet does: channels 1, 2, and 3 for the status."""
    status: dict[str, object] = {"status": "Success"}
    if code:
        causes = [{"reason": "ExitCode", "message": str(code)}]
        status = {"status": "Failure", "reason": "NonZeroExitCode", "details": {"causes": causes}}
    for channel, text in ((1, stdout), (2, stderr), (3, json.dumps(status).encode())):
        if text:
            _frame(stream, 2, bytes([channel]) + text)
    _frame(stream, 8, (1000).to_bytes(2, "big"))


def _frame(stream: Stream, opcode: int, payload: bytes) -> None:
    size = len(payload)
    head = bytes([0x80 | opcode])
    if size < 126:
        head += bytes([size])
    elif size < 1 << 16:
        head += b"\x7e" + size.to_bytes(2, "big")
    else:
        head += b"\x7f" + size.to_bytes(8, "big")
    stream.write(head + payload)
    stream.flush()
