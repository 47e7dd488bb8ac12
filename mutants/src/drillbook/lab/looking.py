"""Looks at a network from inside a pod's network namespace. Prints what it saw as JSON.

Run by its path, with the standard library alone:

    python -I -S looking.py connect ADDRESS PORT
    python -I -S looking.py name SERVER NAME
    python -I -S looking.py ask ADDRESS PORT PATH
"""

import json
import socket
import struct
import sys
import time
from collections.abc import Callable

CONNECT_SECONDS = 1.0
NAME_SECONDS = 1.0
ASK_SECONDS = 20.0
NO_SUCH_NAME = 3


def connect(address: str, port: str) -> str:
    """Return "connected", "reset" or "silent"."""
    try:
        with socket.create_connection((address, int(port)), timeout=CONNECT_SECONDS):
            return "connected"
    except ConnectionError:
        return "reset"
    except TimeoutError:
        return "silent"
    except OSError as error:
        return f"{error.strerror}"


def name(server: str, wanted: str) -> str:
    """Return the IPv4 address of a name, "no such name", or "silent"."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in wanted.split("."))
    query = struct.pack(">HHHHHH", 1, 0x0100, 1, 0, 0, 0) + labels + b"\0\0\1\0\1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as resolver:
        resolver.settimeout(NAME_SECONDS)
        try:
            resolver.connect((server, 53))
            resolver.send(query)
            said = resolver.recv(4096)
        except OSError:
            return "silent"
    _, flags, _, answers, _, _ = struct.unpack_from(">HHHHHH", said)
    if flags & 0xF == NO_SUCH_NAME:
        return "no such name"
    # The answer that comes last is the address; those before it may be other names of it.
    return socket.inet_ntoa(said[-4:]) if answers and len(said) > len(query) else "nothing"


def ask(address: str, port: str, path: str) -> dict[str, object]:
    """Send a GET, and return how it ended, the bytes that came, and the seconds that it took."""
    begun, received, ended = time.monotonic(), 0, "answered"
    try:
        with socket.create_connection((address, int(port)), timeout=ASK_SECONDS) as server:
            server.sendall(f"GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n".encode())
            while piece := server.recv(65536):
                received += len(piece)
    except ConnectionError:
        ended = "reset"
    except TimeoutError:
        ended = "silent"
    if not received and ended == "answered":
        ended = "closed"
    return {"ended": ended, "bytes": received, "seconds": time.monotonic() - begun}


def main(what: str, *arguments: str) -> None:
    """Take one look, and print it."""
    looks: dict[str, Callable[..., object]] = {"connect": connect, "name": name, "ask": ask}
    sys.stdout.write(json.dumps(looks[what](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
