"""Outages made for real between the machine and a lab: what is out, and how often it was wanted.

nftables on the machine refuse what the drill sends; the lab itself goes on. Their counters say
whether the drill wanted anything of what was out.
"""

import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from drillbook.lab import pki
from drillbook.lab.address import Addresses
from drillbook.lab.layout import layout

TABLE = "drillbook-outage"
_API_PORTS = "{ 443, 6443 }"


class Outage(StrEnum):
    """What is out."""

    API = "API server"
    CREDENTIALS = "credentials"
    PROMETHEUS = "Prometheus"
    DNS = "DNS"


# What few steps want: whether one does is counted first, with nothing out.
SELDOM = (Outage.PROMETHEUS, Outage.DNS)


class Cut:
    """An outage while it lasts."""

    def __init__(self) -> None:
        self.answered = 0

    def wanted(self) -> int:
        """Return how many packets were refused, and requests turned away."""
        return _packets("table", "inet", TABLE) + self.answered


@contextmanager
def counted(number: int) -> Iterator[dict[str, int]]:
    """Count what is wanted of Prometheus and of DNS, with nothing out, into the yielded table."""
    wants: dict[str, int] = {}
    _nft(
        f"table inet {TABLE} {{\n"
        + "".join(_refused(_way(outage, number), "", outage.name.lower()) for outage in SELDOM)
        + "}\n"
    )
    try:
        yield wants
    finally:
        for outage in SELDOM:
            wants[outage.value] = _packets("chain", "inet", TABLE, outage.name.lower())
        _nft(f"delete table inet {TABLE}\n")


@contextmanager
def cut(outage: Outage, number: int) -> Iterator[Cut]:
    """Make an outage for a lab, and end it."""
    made = Cut()
    with ExitStack() as held:
        if outage is Outage.CREDENTIALS:
            port = held.enter_context(_turning_away(number, made))
            rules = _redirected(_way(outage, number), port)
        else:
            how = "reject" if outage is Outage.DNS else "reject with tcp reset"
            rules = _refused(_way(outage, number), how)
        _nft(f"table inet {TABLE} {{\n{rules}}}\n")
        try:
            yield made
        finally:
            _nft(f"delete table inet {TABLE}\n")


def _way(outage: Outage, number: int) -> str:
    """Return what goes to what an outage takes away, as nftables match it."""
    lab = Addresses(number)
    if outage is Outage.PROMETHEUS:
        return f"ip daddr {lab.prometheus} tcp dport 9090"
    if outage is Outage.DNS:  # of the machine that drills; what pods ask is the lab's own
        return "meta l4proto { tcp, udp } th dport 53"
    return f"ip daddr {{ {lab.node(1)}, {lab.api_service} }} tcp dport {_API_PORTS}"


def _refused(what: str, how: str = "reject with tcp reset", name: str = "out") -> str:
    chain = "type filter hook output priority filter; policy accept;"
    return f"chain {name} {{ {chain}\n{what} counter {how}\n}}\n"


def _packets(*what: str) -> int:
    listed = subprocess.run(
        ["nft", "--json", "list", *what], capture_output=True, text=True, check=True
    )
    return sum(
        int(expression["counter"]["packets"])
        for entry in json.loads(listed.stdout)["nftables"]
        for expression in entry.get("rule", {}).get("expr", [])
        if "counter" in expression
    )


def _redirected(what: str, port: int) -> str:
    # What is open already keeps its way; it is reset, so that it has to come anew.
    nat = "type nat hook output priority -100; policy accept;"
    return _refused(what) + f"chain nat {{ {nat}\n{what} counter redirect to :{port}\n}}\n"


def _nft(commands: str) -> None:
    subprocess.run(["nft", "-f", "-"], input=commands, text=True, check=True)


@contextmanager
def _turning_away(number: int, made: Cut) -> Iterator[int]:
    """Answer 401 to everything in the API server's name: what revoked credentials look like."""

    class Unauthorized(BaseHTTPRequestHandler):
        def answer(self) -> None:
            made.answered += 1
            body = b'{"kind":"Status","status":"Failure","reason":"Unauthorized","code":401}'
            self.send_response(401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        setattr(Unauthorized, f"do_{method}", Unauthorized.answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Unauthorized)
    server.socket = _tls(number).wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


def _tls(number: int) -> ssl.SSLContext:
    directory = layout(number).pki
    key = serialization.load_pem_private_key((directory / "ca.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    certificate = x509.load_pem_x509_certificate((directory / "ca.crt").read_bytes())
    lab = Addresses(number)
    pair = pki.server(pki.Pair(key, certificate), "api", [lab.node(1), lab.api_service])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as temporary:
        pair.write(Path(temporary), "api")
        context.load_cert_chain(f"{temporary}/api.crt", f"{temporary}/api.key")
    return context
