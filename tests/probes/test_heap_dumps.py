"""A heap dump is read record by record: a small one of two objects, whole and cut short."""

import struct
from pathlib import Path

import pytest

from drillbook.errors import Unobservable
from drillbook.probes import heap_dumps


def record(kind: int, body: bytes) -> bytes:
    return struct.pack(">BII", kind, 0, len(body)) + body


def class_dump(number: int) -> bytes:
    constant = struct.pack(">HBI", 1, 10, 7)
    static = struct.pack(">QBQ", 5, 2, 0)
    field = struct.pack(">QB", 6, 10)
    head = struct.pack(">BQI", 0x20, number, 0) + bytes(6 * 8) + struct.pack(">I", 4)
    return b"".join(
        (
            head,
            struct.pack(">H", 1),
            constant,
            struct.pack(">H", 1),
            static,
            struct.pack(">H", 1),
            field,
        )
    )


def instance(number: int, of: int) -> bytes:
    return struct.pack(">BQIQI", 0x21, number, 0, of, 4) + bytes(4)


def dump() -> bytes:
    heap = b"".join(
        (
            struct.pack(">BQ", 0x05, 70),
            struct.pack(">BQII", 0x08, 71, 1, 1),
            struct.pack(">BQQ", 0x01, 72, 73),
            class_dump(100),
            struct.pack(">BQIIQ", 0x22, 80, 0, 2, 100) + bytes(16),
            struct.pack(">BQIIB", 0x23, 81, 0, 3, 5) + bytes(6),
            instance(90, 100),
            instance(91, 100),
            instance(92, 101),
        )
    )
    return b"".join(
        (
            b"JAVA PROFILE 1.0.2\0",
            struct.pack(">IQ", 8, 0),
            record(0x01, struct.pack(">Q", 1) + b"Reports$Report"),
            record(0x02, struct.pack(">IQIQ", 1, 100, 0, 1)),
            record(0x1C, heap),
            record(0x2C, b""),
        )
    )


def test_objects_of_a_class_are_counted() -> None:
    content = dump()
    whole = heap_dumps.Heap(len(content), 4, whole=True, objects=2)
    assert heap_dumps.parsed(content, "Reports$Report") == whole
    assert heap_dumps.parsed(content, "Other").objects == 0


def test_a_dump_cut_short_anywhere_is_not_whole() -> None:
    content = dump()
    cut = [heap_dumps.parsed(content[:size], "Reports$Report") for size in range(len(content))]
    assert not any(one.whole for one in cut)


def test_a_segment_with_an_unknown_record_is_not_whole() -> None:
    content = dump().replace(instance(92, 101), b"\x77" + instance(92, 101)[1:])
    assert not heap_dumps.parsed(content, "Reports$Report").whole


def test_a_dump_that_is_not_there_is_not_observed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with pytest.raises(Unobservable, match="the heap dump of reports"):
        heap_dumps.read(None, "reports", "Reports$Report")  # type: ignore[arg-type]
