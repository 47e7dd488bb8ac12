"""A resolver that answers one name wrongly and asks the real one about all others.

Run by its path, in a pod's network namespace, with the standard library alone:

    python -I -S responder.py PORT NAME ADDRESS SERVER

ADDRESS is what NAME has for an address; "-" says that there is no such name. IPv4 and UDP only.
"""

import socket
import struct
import sys

ADDRESS_OF_HOST, NO_SUCH_NAME = 1, 3
HEADER = struct.Struct(">HHHHHH")
REAL_SECONDS = 3.0


def asked(query: bytes) -> tuple[str, int, int]:
    """Return name, type and length of the question of a DNS query (RFC 1035, 4.1.2)."""
    labels, at = [], HEADER.size
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii", "replace").lower())
        at += 1 + query[at]
    (kind,) = struct.unpack_from(">H", query, at + 1)
    return ".".join(labels), kind, at + 5


def answer(query: bytes, address: str) -> bytes:
    """Return an answer with that address, or that there is no such name."""
    _, kind, end = asked(query)
    (number, flags, *_rest) = HEADER.unpack_from(query)
    found = address != "-" and kind == ADDRESS_OF_HOST
    status = 0 if address != "-" else NO_SUCH_NAME
    head = HEADER.pack(number, 0x8080 | (flags & 0x0100) | status, 1, int(found), 0, 0)
    body = query[HEADER.size : end]
    if found:
        body += struct.pack(">HHHIH", 0xC00C, ADDRESS_OF_HOST, 1, 5, 4) + socket.inet_aton(address)
    return head + body


def real_answer(query: bytes, server: str) -> bytes:
    """Return what the real resolver says; b"" when it says nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as real:
        real.settimeout(REAL_SECONDS)
        real.connect((server, 53))
        try:
            real.send(query)
            return real.recv(4096)
        except OSError:
            return b""


def main(port: int, name: str, address: str, server: str) -> None:
    """Answer for ever."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", port))
        while True:
            query, client = listener.recvfrom(4096)
            try:
                wrong = asked(query)[0] == name
                said = answer(query, address) if wrong else real_answer(query, server)
            except (IndexError, struct.error):  # not a query
                continue
            if said:
                listener.sendto(said, client)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2].rstrip(".").lower(), sys.argv[3], sys.argv[4])
