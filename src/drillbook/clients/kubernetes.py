"""Kubernetes through its official client, as plain JSON.

The generated models cost seconds and hundreds of megabytes on large answers, so answers stay
JSON. Reads raise Unobservable (Absent when the object is not there), changes raise NotDone.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import urllib3
from kubernetes.client.exceptions import ApiException

from drillbook.clients import advice, answers, executing, paths, tables
from drillbook.clients import kubeconfig as kubeconfigs
from drillbook.clients.answers import Absent, Conflict, Json, Unanswered
from drillbook.clients.executing import Executed
from drillbook.clients.standing import Standing, clock_off
from drillbook.clock import now
from drillbook.errors import NotDone, Unobservable, UsageError

_JSON = "application/json"
_KUBE_SYSTEM = "/api/v1/namespaces/kube-system"
_CONNECT_SECONDS = 3.0
_READ_SECONDS = 15.0


class Cluster:
    """One cluster, as one context of a kubeconfig names it.

    ``account`` is a user to impersonate. ``gate`` is called with what is about to be done before
    each change and each command in a container, and raises to prevent it.
    """

    def __init__(
        self, kubeconfig: Path | None, context: str, *, account: str | None = None
    ) -> None:
        self.context = context
        self.account = account
        self.gate: Callable[[str], None] = lambda _what: None
        self._api = kubeconfigs.connection(kubeconfig, context, account)

    def get(self, path: str, **query: str) -> Json:
        """Return an object or a list, e.g. of ``/api/v1/namespaces/default/pods``."""
        return self._json("GET", path, query)

    def items(self, path: str, **query: str) -> list[Json]:
        """Return the items of a list."""
        return list(self.get(path, **query)["items"])

    def has(self, path: str) -> bool:
        """Return whether there is an object at a path."""
        try:
            self.get(path)
        except Absent:
            return False
        return True

    def table(self, path: str, **query: str) -> tables.Table:
        """Return a list in the API's Table form: small and quick where the objects are neither."""
        answer = self._json("GET", path, query | dict(tables.QUERY), tables.ACCEPT)
        return tables.read(answer, path)

    def log(self, namespace: str, pod: str, **query: str) -> str:
        """Return a pod's log (``tailLines``, ``sinceSeconds``, ``container``, ``previous``)."""
        path = f"/api/v1/namespaces/{namespace}/pods/{pod}/log"
        response = self._send("GET", path, query, None, None, _READ_SECONDS)
        text = (response.read() or b"").decode(errors="replace")
        if response.status >= 400:
            raise answers.refusal(response.status, f"GET {path}", answers.message(text.encode()))
        return text

    def create(self, path: str, body: Json) -> Json:
        """Create an object in the collection at ``path``."""
        return self._change("POST", path, body, _JSON)

    def review(self, path: str, body: Json) -> Json:
        """Ask by POST what the API server keeps nothing of, e.g. which rights there are."""
        response = self._send("POST", path, {}, body, _JSON, _READ_SECONDS)
        return answers.read(response, f"POST {path}")

    def try_create(self, path: str, body: Json) -> Json:
        """Ask whether an object could be created; the API server keeps nothing of it."""
        response = self._send("POST", path, {"dryRun": "All"}, body, _JSON, _READ_SECONDS)
        return answers.read(response, f"POST {path}")

    def merge_patch(self, path: str, body: Json) -> Json:
        """Apply a JSON merge patch (RFC 7396) to an object or one of its subresources."""
        return self._change("PATCH", path, body, "application/merge-patch+json")

    def json_patch(self, path: str, operations: list[Json]) -> Json:
        """Apply a JSON patch (RFC 6902); with ``test`` operations it is all or nothing."""
        return self._change("PATCH", path, operations, "application/json-patch+json")

    def delete(self, path: str, body: Json | None = None) -> Json:
        """Delete an object, with DeleteOptions (e.g. preconditions on its UID)."""
        return self._change("DELETE", path, body, _JSON)

    def discard(self, path: str, body: Json | None = None) -> bool:
        """Delete an object if it is there; return whether it was. Raises NotDone."""
        try:
            self.delete(path, body)
        except NotDone as error:
            if error.status != 404:
                raise
            return False
        return True

    def scale(
        self, namespace: str, workload: str, replicas: int, *, was: int | None = None
    ) -> None:
        """Set the replicas of ``deployments/NAME`` or ``statefulsets/NAME``.

        With ``was``, only if they are still as many as that; else NotDone with status 422.
        """
        path = f"/apis/apps/v1/namespaces/{namespace}/{workload}/scale"
        if was is None:
            self.merge_patch(path, {"spec": {"replicas": replicas}})
            return
        # A Scale of none leaves its replicas out.
        seen: tuple[str, Any] = ("/spec/replicas", was) if was else ("/spec", {})
        test = {"op": "test", "path": seen[0], "value": seen[1]}
        self.json_patch(path, [test, {"op": "add", "path": "/spec/replicas", "value": replicas}])

    def secret(self, namespace: str, name: str) -> dict[str, str]:
        """Return the decoded values of a Secret."""
        data = self.get(f"/api/v1/namespaces/{namespace}/secrets/{name}").get("data") or {}
        return {key: base64.b64decode(value).decode() for key, value in data.items()}

    def uid(self) -> str:
        """Return the identity of the cluster: the UID of its namespace kube-system."""
        return answers.uid(self.get(_KUBE_SYSTEM), _KUBE_SYSTEM)

    def standing(self, namespace: str | None) -> Standing:
        """Return who the cluster and one of its namespaces are, and how far its clock may be off.

        A namespace that is not there, or not asked for, has the UID "" (which none has).
        """
        asked = now()
        response = self._send("GET", _KUBE_SYSTEM, {}, None, None, _READ_SECONDS)
        answered = now()
        cluster = answers.uid(answers.read(response, f"GET {_KUBE_SYSTEM}"), _KUBE_SYSTEM)
        uid = ""
        if namespace is not None:
            with suppress(Absent):
                path = f"/api/v1/namespaces/{namespace}"
                uid = answers.uid(self.get(path), path)
        date = str(response.response.headers.get("Date", ""))
        return Standing(cluster, uid, clock_off(date, asked, answered))

    def down(self, namespace: str) -> int:
        """Return how many replicas of a namespace's workloads are wanted and not ready."""
        found = [
            item
            for kind in ("deployments", "statefulsets")
            for item in self.items(f"/apis/apps/v1/namespaces/{namespace}/{kind}")
        ]
        return sum(
            max(0, item["spec"].get("replicas", 1) - item["status"].get("readyReplicas", 0))
            for item in found
        )

    def watch(self, path: str, seconds: int, **query: str) -> Iterator[Json]:
        """Yield watch events (``type``, ``object``) for at most this long."""
        query |= {"watch": "true", "timeoutSeconds": str(seconds), "allowWatchBookmarks": "true"}
        response = self._send("GET", path, query, None, None, _READ_SECONDS + seconds)
        if response.status >= 400:
            raise answers.refusal(response.status, f"watch of {path}", str(response.reason))
        buffer = b""
        try:
            for chunk in response.response.stream(amt=None, decode_content=False):
                *lines, buffer = (buffer + chunk).split(b"\n")
                yield from (json.loads(line) for line in lines if line)
        except urllib3.exceptions.HTTPError as error:
            raise Unobservable(
                f"the watch of {path} broke: {advice.cause(error)}{advice.of_status(None)}"
            ) from error
        finally:
            response.response.close()

    def execute(
        self,
        namespace: str,
        pod: str,
        command: list[str],
        *,
        container: str | None = None,
        within: timedelta = timedelta(seconds=60),
        given: bytes = b"",
    ) -> Executed:
        """Run a command in a container and return what it left. Raises Unobservable if it hung.

        What is ``given`` is on its standard input, of which it has to know the length.
        """
        path = f"/api/v1/namespaces/{namespace}/pods/{pod}/exec"
        paths.require_plain(path)
        self.gate(f"running {command[0]} in {namespace}/{pod}")
        try:
            with executing.reached(f"exec in {namespace}/{pod}"):
                return executing.execute(
                    self._api.configuration,
                    self._stream_headers(),
                    path,
                    command,
                    container=container,
                    within=within,
                    given=given,
                )
        except Unobservable as error:
            if container is not None or "a container name must be specified" not in str(error):
                raise
            first = self._first_container(namespace, pod)
            return self.execute(
                namespace, pod, command, container=first, within=within, given=given
            )

    def forwarded(
        self, namespace: str, pod: str, port: int, request: bytes, *, whole: Callable[[bytes], bool]
    ) -> bytes:
        """Send bytes to a port of a pod as ``kubectl port-forward`` does; return the answer.

        ``whole`` says of what has come whether it is all.
        """
        path = f"/api/v1/namespaces/{namespace}/pods/{pod}/portforward"
        paths.require_plain(path)
        with executing.reached(f"port {port} of {namespace}/{pod}"):
            return executing.forward(
                self._api.configuration, self._stream_headers(), path, port, request, whole=whole
            )

    def _stream_headers(self) -> dict[str, str]:
        headers = dict(self._api.default_headers)
        token = self._api.configuration.auth_settings().get("BearerToken")
        return headers | ({"Authorization": token["value"]} if token else {})

    def _first_container(self, namespace: str, pod: str) -> str:
        """Return what kubectl would take of several containers: as the pod says, or the first."""
        item = self.get(f"/api/v1/namespaces/{namespace}/pods/{pod}")
        said = item["metadata"].get("annotations") or {}
        first = str(item["spec"]["containers"][0]["name"])
        return str(said.get("kubectl.kubernetes.io/default-container", first))

    def address(self, namespace: str, service: str, port: str | int) -> tuple[str, int]:
        """Return the ClusterIP and port number of a Service's port, by name or number."""
        spec = self.get(f"/api/v1/namespaces/{namespace}/services/{service}")["spec"]
        for candidate in spec["ports"]:
            if port in (candidate.get("name"), candidate["port"]):
                return str(spec["clusterIP"]), int(candidate["port"])
        there = ", ".join(str(one.get("name") or one["port"]) for one in spec["ports"])
        raise Unobservable(f"service {namespace}/{service} has no port {port}; it has {there}")

    def _json(self, method: str, path: str, query: Mapping[str, str], accept: str = _JSON) -> Json:
        response = self._send(method, path, query, None, None, _READ_SECONDS, accept)
        return answers.read(response, f"{method} {path}")

    def _change(
        self, method: str, path: str, body: Json | list[Json] | None, content_type: str
    ) -> Json:
        self.gate(f"{method} {path}")
        status = None
        try:
            response = self._send(method, path, {}, body, content_type, _READ_SECONDS)
            status = int(response.status)
            return answers.read(response, f"{method} {path}")
        except Unobservable as error:
            # It may or may not have happened; who called must look.
            kind = Conflict if status == 409 else NotDone
            raise kind(str(error), status) from error

    def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Json | list[Json] | None,
        content_type: str | None,
        read_seconds: float,
        accept: str = _JSON,
    ) -> Any:
        paths.require_plain(path)
        headers = {"Accept": accept}
        if content_type:
            headers["Content-Type"] = content_type
        request = self._api.param_serialize(
            method,
            path,
            query_params=list(query.items()),
            header_params=headers,
            body=body,
            auth_settings=["BearerToken"],
        )
        try:
            return self._api.call_api(*request, _request_timeout=(_CONNECT_SECONDS, read_seconds))
        except ApiException as error:
            reason = str(error.reason).strip()
            raise answers.refusal(int(error.status or 0), f"{method} {path}", reason) from error
        except (OSError, urllib3.exceptions.HTTPError) as error:
            why = f"{advice.cause(error)}{advice.of_status(None)}"
            raise Unanswered(f"the API server did not answer {method} {path}: {why}") from error
        except ValueError:
            # What the error says of a header would show the token.
            raise UsageError(
                f"{method} {path} cannot be sent: the credentials of context {self.context!r} are "
                "no text that a request can carry"
            ) from None
