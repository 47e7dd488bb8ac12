"""One Kafka broker at its own address, which librdkafka cannot be made to ask alone."""

import socket
import struct
from datetime import timedelta


def answers(host: str, port: int, within: timedelta = timedelta(seconds=3)) -> bool:
    """Return whether a broker at this very address answers ApiVersions.

    librdkafka asks whichever broker it likes, so this one request is written here (KIP-511:
    it needs no authentication). False when it refuses or is silent, or answers with an error.
    """
    request = struct.pack(">hhih", 18, 0, 1, -1)  # ApiVersions v0, correlation 1, no client id
    try:
        with socket.create_connection((host, port), within.total_seconds()) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            head = connection.recv(10, socket.MSG_WAITALL)
    except OSError:
        return False
    if len(head) < 10:
        return False
    _, correlation, error = struct.unpack(">iih", head)
    return (correlation, error) == (1, 0)
