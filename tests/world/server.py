"""The API of a world over HTTP on loopback. ``unshare --mount python -m tests.world.server``.

Arguments: a directory for the pods' files. Prints its port. Under ``/control`` it is looked at and
told what to do: ``reset``, ``snapshot``, ``changes`` (how many were asked for), ``kill`` (which
process, at which change, before or after it), ``away`` (answer 503 to so many requests), ``lose``
(make so many changes and give no answer), ``lack`` (know no such collection).
"""

import json
import os
import select
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.world import execution, mesh, seed
from tests.world.objects import SUBRESOURCES, Json, Objects, Refusal
from tests.world.workloads import reconcile

_CHANGES = {"POST", "PUT", "PATCH", "DELETE"}
_LOOK = 0.02  # seconds between two looks of a watch


@dataclass
class World:
    """The objects, the pods' files, and what was asked of it."""

    pods: execution.Pods
    objects: Objects = field(default_factory=Objects)
    changes: list[str] = field(default_factory=list)
    kill: Json = field(default_factory=dict)
    away: int = 0
    lose: int = 0
    port: int = 80
    lacks: str = ""

    def reset(self) -> None:
        """Make the world anew: the same objects and files each time."""
        with self.objects.lock:
            self.objects = Objects()
            self.changes, self.kill, self.away, self.lose = [], {}, 0, 0
            self.lacks = ""
            seed.plant(self.objects, self.port)
            reconcile(self.objects, self.pods.runs)
            for path, pod in self.objects.paths():
                if "/pods/" in path:
                    namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
                    seed.files(self.pods.root(namespace, name))
                    self.pods.forget(namespace, name)
            reconcile(self.objects, self.pods.runs)

    def snapshot(self) -> Json:
        """Return all that can be compared: what a restart gives anew is left out."""
        with self.objects.lock:
            reconcile(self.objects, self.pods.runs)
            objects = [seed.comparable(path, item) for path, item in self.objects.paths()]
            return {"objects": sorted(filter(any, objects)), "files": self.pods.files()}

    def change(self, what: str, make: Any) -> Any:
        """Make a change, and kill who asked for it if this is the one."""
        with self.objects.lock:
            if "/leases" in what:
                return make()  # renewed by the clock, so not the same number of times in each run
            self.changes.append(what)
            number = len(self.changes)
            self._kill(number, "before")
            try:
                return make()
            finally:
                reconcile(self.objects, self.pods.runs)
                self._kill(number, "after")

    def _kill(self, number: int, when: str) -> None:
        if self.kill.get("change") == number and self.kill.get("when") == when:
            pid = self.kill.pop("pid")
            self.kill = {}
            os.kill(pid, signal.SIGKILL)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    world: World

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _handle(self) -> None:
        url = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(url.query).items()}
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else {}
        try:
            if self.headers.get("Host") == mesh.HOST:
                self._request_of_a_pod()
            elif url.path.startswith("/control/"):
                self._reply(200, self._control(url.path.removeprefix("/control/"), body))
            elif self.world.away:
                self.world.away -= 1
                self._say(503, b"the world is away")  # no JSON, as what stands before a server does
            elif url.path.endswith("/exec"):
                self._execute(url.path, parse_qs(url.query)["command"])
            elif query.get("watch") == "true":
                self._watch(url.path, query)
            else:
                self._reply(200, self._answer(url.path.rstrip("/"), query, body))
        except Refusal as refusal:
            self._reply(refusal.status, {"kind": "Status", "message": str(refusal)})

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815 (the library's names)

    def _request_of_a_pod(self) -> None:
        # Without the lock: the command in a pod that asks has it.
        seconds, status = mesh.answer(self.world.objects)
        time.sleep(seconds)
        self._reply(status, {})

    def _answer(self, path: str, query: dict[str, str], body: Any) -> Json:
        world, subresource = self.world, path.rpartition("/")[2]
        target = path.rpartition("/")[0] if subresource in SUBRESOURCES else path
        if self.command in _CHANGES:
            what = f"{self.command} {path}"
            made = world.change(what, lambda: self._change(target, subresource, body))
            if world.lose:
                world.lose -= 1
                raise Refusal(504, "the answer was lost")
            return dict(made)
        with world.objects.lock:
            reconcile(world.objects, world.pods.runs)
            if target in world.objects and subresource == "scale":
                return world.objects.scale(target)
            if target in world.objects:
                return world.objects.get(target)
            items = self._items(target, query)
            if target == world.lacks:
                raise Refusal(404, "the server could not find the requested resource")
            if not items and target.rpartition("/")[0].endswith(seed.COLLECTIONS):
                raise Refusal(404, f"{target} not found")
            return {"kind": "List", "metadata": {"resourceVersion": "1"}, "items": items}

    def _watch(self, path: str, query: dict[str, str]) -> None:
        """Tell of every object as it is and as it changes, until nobody listens or it is late."""
        self.send_response_only(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        ends = time.monotonic() + float(query["timeoutSeconds"])
        told = dict[str, str]()
        while time.monotonic() < ends and not select.select([self.connection], [], [], _LOOK)[0]:
            with self.world.objects.lock:
                found = {i["metadata"]["uid"]: json.dumps(i) for i in self._items(path, query)}
            for uid in told.keys() - found.keys():
                self._event("DELETED", told.pop(uid))
            for uid, item in found.items() - told.items():
                self._event("MODIFIED" if uid in told else "ADDED", item)
            told = found
        self.close_connection = True

    def _event(self, kind: str, item: str) -> None:
        text = f'{{"type": "{kind}", "object": {item}}}\n'.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(text), text))

    def _items(self, path: str, query: dict[str, str]) -> list[Json]:
        return self.world.objects.below(
            path, query.get("labelSelector", ""), query.get("fieldSelector", "")
        )

    def _change(self, path: str, subresource: str, body: Any) -> Json:
        objects = self.world.objects
        if self.command == "POST" and subresource == "eviction":
            return self._delete(path, body.get("deleteOptions") or {})
        if self.command == "POST":
            return objects.create(path, body)
        if self.command == "PATCH" and subresource == "scale":
            return objects.patch_scale(path, body)
        if self.command == "PATCH":
            return objects.patch(path, body)
        if self.command == "PUT":
            return objects.replace(path, body)
        return self._delete(path, body)

    def _delete(self, path: str, options: Json) -> Json:
        gone = self.world.objects.delete(path, options)
        if "/pods/" in path:
            self.world.pods.forget(gone["metadata"]["namespace"], gone["metadata"]["name"])
        return gone

    def _execute(self, path: str, command: list[str]) -> None:
        with self.world.objects.lock:
            pod = self.world.objects.get(path.removesuffix("/exec"))
            metadata = pod["metadata"]
            root = self.world.pods.root(metadata["namespace"], metadata["name"])
        # Nobody knows whether a command changes something, so each may be the last one.
        left = self.world.change(
            f"EXEC {metadata['name']}: {' '.join(command)[:60]!r}",
            lambda: execution.run(root, command),
        )
        self.send_response_only(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Protocol", "v4.channel.k8s.io")
        key = self.headers["Sec-WebSocket-Key"]
        self.send_header("Sec-WebSocket-Accept", execution.accept(key))
        self.end_headers()
        execution.answer(self.wfile, *left)
        self.close_connection = True

    def _control(self, verb: str, body: Json) -> Json:
        world = self.world
        if verb == "reset":
            world.reset()
        elif verb == "kill":
            world.kill = body
        elif verb == "away":
            world.away = body["requests"]
        elif verb == "away_for":
            return {"requests": world.away}
        elif verb == "lose":
            world.lose = body["answers"]
        elif verb == "lack":
            world.lacks = body["collection"]
        elif verb == "snapshot":
            return world.snapshot()
        return {"changes": world.changes}

    def _reply(self, status: int, body: Json) -> None:
        self._say(status, json.dumps(body).encode())

    def _say(self, status: int, text: bytes) -> None:
        try:
            self.send_response_only(status)
            self.send_header("Date", self.date_time_string())
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # whoever asked was killed


class Server(ThreadingHTTPServer):
    """A server that does not mind clients that are killed."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say only what is not a killed client."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main(directory: Path) -> None:
    """Serve a world until killed, or until whoever started it is gone."""
    server = Server(("127.0.0.1", 0), Handler)
    Handler.world = World(execution.Pods(directory), port=server.server_address[1])
    Handler.world.reset()
    print(server.server_address[1], flush=True)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    server.serve_forever()


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
