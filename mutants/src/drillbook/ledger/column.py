"""A column of whole numbers that may be longer than memory: its older blocks are in a file."""

import os
import tempfile
import weakref
from array import array
from collections.abc import Iterator
from typing import Any

import numpy
import numpy.typing

#: Values in a block. What is read or written at random stays in a few blocks at a time.
BLOCK = 1 << 16

_HELD = 4
# On disk by the Filesystem Hierarchy Standard; /tmp is memory on some machines.
_ROOM = "/var/tmp"  # noqa: S108 (an unnamed file, which nobody else can open)

Values = numpy.typing.NDArray[Any]


class Column:
    """Unsigned numbers by index. At most four blocks of 65,536 are in memory. For one thread."""

    def __init__(self, code: str, length: int = 0) -> None:
        self._code, self._length = code, length
        self._size = array(code).itemsize
        self._held: dict[int, array[int]] = {}
        self._file: int | None = None

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> int:
        block = self._held.get(index // BLOCK) or self._load(index // BLOCK)
        return block[index % BLOCK]

    def __setitem__(self, index: int, value: int) -> None:
        block = self._held.get(index // BLOCK) or self._load(index // BLOCK)
        block[index % BLOCK] = value

    @property
    def blocks_in_memory(self) -> int:
        """Return how many blocks are held in memory."""
        return len(self._held)

    def append(self, value: int) -> None:
        """Add a value at the end."""
        block = self._held.get(self._length // BLOCK)
        if block is None:
            block = self._load(self._length // BLOCK)
        block.append(value)
        self._length += 1

    def blocks(self) -> Iterator[tuple[int, Values]]:
        """Yield (index of the first value, a copy of the values) of each block, in order."""
        kind = numpy.dtype(f"u{self._size}")
        for number in range(-(-self._length // BLOCK)):
            held = self._held.get(number)
            content = self._read(number) if held is None else held.tobytes()
            yield number * BLOCK, numpy.frombuffer(content, dtype=kind)

    def _load(self, number: int) -> "array[int]":
        """Bring a block into memory; the one that has been there for longest makes room."""
        block = array(self._code)
        block.frombytes(self._read(number))
        if len(self._held) >= _HELD:
            oldest = next(iter(self._held))
            self._write(oldest, self._held.pop(oldest))
        self._held[number] = block
        return block

    def _read(self, number: int) -> bytes:
        """Return a block's bytes; what was never written is zero."""
        length = min(BLOCK, self._length - number * BLOCK) * self._size
        place = number * BLOCK * self._size
        found = b"" if self._file is None else os.pread(self._file, length, place)
        return found.ljust(length, b"\0")

    def _write(self, number: int, block: "array[int]") -> None:
        if self._file is None:
            self._file = _unnamed_file()
            weakref.finalize(self, os.close, self._file)
        content = memoryview(block.tobytes())
        place = number * BLOCK * self._size
        while content:
            done = os.pwrite(self._file, content, place)
            content, place = content[done:], place + done


def _unnamed_file() -> int:
    """Open a file that is gone with the process, however that ends."""
    room = _ROOM if os.access(_ROOM, os.W_OK) else None
    with tempfile.TemporaryFile(dir=room) as made:
        return os.dup(made.fileno())
