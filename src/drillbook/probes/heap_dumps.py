"""Heap dumps of a JVM: fetched ones read to their end, and what the JVM itself says that it holds.

The format is that of ``jmap -dump:format=b`` (JAVA PROFILE 1.0.2).
"""

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drillbook import directories
from drillbook.clients import http
from drillbook.clock import now
from drillbook.errors import Unobservable
from drillbook.observation import Observation
from drillbook.probes import kubernetes
from drillbook.session import Session

_HEAD = b"JAVA PROFILE 1.0.2\0"
_TEXT, _CLASS, _SEGMENTS, _END = 0x01, 0x02, (0x0C, 0x1C), 0x2C
# Bytes of a value by its kind; 2 is a reference, as long as the dump's identifiers.
_SIZES = {4: 1, 5: 2, 6: 4, 7: 8, 8: 1, 9: 2, 10: 4, 11: 8}
_REFERENCE = 2
#: Bytes after the identifier of a root, by its kind; 8 stands for a second identifier.
_ROOTS = {0xFF: 0, 0x01: 8, 0x02: 8, 0x03: 8, 0x04: 4, 0x05: 0, 0x06: 4, 0x07: 0, 0x08: 8}
_CLASS_DUMP, _INSTANCE, _OBJECTS, _VALUES = 0x20, 0x21, 0x22, 0x23


@dataclass(frozen=True)
class Heap:
    """What a dump holds: its bytes, its records, whether it ends as it must, objects of a class."""

    size_bytes: int
    records: int
    whole: bool
    objects: int


def file(app: str) -> Path:
    """Return where the fetched dump of an app is, on this machine."""
    return directories.state() / "copies" / f"{app}.hprof"


def read(_session: Session, app: str, name: str) -> Observation[Heap]:
    """Read the fetched dump of an app to its end, and count the objects of a class by its name.

    Raises Unobservable when there is none.
    """
    started, where = now(), file(app)
    try:
        content = where.read_bytes()
    except OSError as error:
        raise Unobservable(f"the heap dump of {app}: {error}") from error
    return Observation("heap dump", parsed(content, name), str(where), name, started, now())


def held(session: Session, namespace: str, app: str) -> Observation[int]:
    """Ask a pod of an app how many objects its JVM holds. Raises Unobservable without one."""
    started = now()
    pods = kubernetes.pods(session, namespace, f"app={app}").value
    pod = next((one for one in pods if one.healthy and one.address), None)
    if pod is None:
        raise Unobservable(f"no pod of {app} is ready")
    said = http.get(f"http://{pod.address}:8080/{app}").body
    if not said.isdecimal():
        raise Unobservable(f"{pod.name} does not say how many {app} it holds: {said[:80]!r}")
    return Observation(f"{app} held", int(said), f"pod {pod.name}", f"GET /{app}", started, now())


def parsed(content: bytes, name: str) -> Heap:
    """Return what a dump holds; one that is cut short, or is none, is not ``whole``."""
    if not content.startswith(_HEAD):
        return Heap(len(content), 0, whole=False, objects=0)
    texts: dict[int, str] = {}
    classes: dict[int, int] = {}
    instances: Counter[int] = Counter()
    records, last = 0, -1
    try:
        for kind, body in _records(content):
            records, last = records + 1, kind
            if kind == _TEXT:
                texts[int.from_bytes(body[:8])] = body[8:].decode(errors="replace")
            elif kind == _CLASS:
                _, number, _, text = struct.unpack(">IQIQ", body)
                classes[number] = text
            elif kind in _SEGMENTS:
                instances.update(_instances(body))
    except (struct.error, KeyError, IndexError):
        last = -1
    wanted = {number for number, text in classes.items() if texts.get(text) == name}
    return Heap(len(content), records, last == _END, sum(instances[one] for one in wanted))


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each record's kind and body; a record that is cut short raises struct.error."""
    at = len(_HEAD)
    if struct.unpack_from(">I", content, at)[0] != 8:
        raise struct.error("identifiers of another size")
    at += 12
    while at < len(content):
        kind, _, length = struct.unpack_from(">BII", content, at)
        at += 9
        if at + length > len(content):
            raise struct.error("cut short")
        yield kind, content[at : at + length]
        at += length


def _instances(body: bytes) -> Iterator[int]:
    """Yield the class of each object in a segment of the heap."""
    at = 0
    while at < len(body):
        kind = body[at]
        at += 1 + 8
        if kind in _ROOTS:
            at += _ROOTS[kind]
        elif kind == _INSTANCE:
            _, number, length = struct.unpack_from(">IQI", body, at)
            yield number
            at += 16 + length
        elif kind == _OBJECTS:
            _, count = struct.unpack_from(">II", body, at)
            at += 16 + 8 * count
        elif kind == _VALUES:
            _, count, of = struct.unpack_from(">IIB", body, at)
            at += 9 + _SIZES[of] * count
        elif kind == _CLASS_DUMP:
            at = _after_class(body, at)
        else:
            raise KeyError(kind)


def _after_class(body: bytes, at: int) -> int:
    at += 4 + 6 * 8 + 4
    (constants,) = struct.unpack_from(">H", body, at)
    at += 2
    for _ in range(constants):
        at += 3 + _size(body[at + 2])
    (statics,) = struct.unpack_from(">H", body, at)
    at += 2
    for _ in range(statics):
        at += 9 + _size(body[at + 8])
    (fields,) = struct.unpack_from(">H", body, at)
    return at + 2 + 9 * int(fields)


def _size(kind: int) -> int:
    return 8 if kind == _REFERENCE else _SIZES[kind]
