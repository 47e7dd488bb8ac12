import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.evidence import bundle as bundles
from drillbook.evidence import keys, statements
from drillbook.evidence import trust as trusts
from drillbook.evidence.chain import ATTESTATION
from drillbook.evidence.signatures import read_envelope
from drillbook.evidence.trust import Revoked, Trust
from drillbook.evidence.verify import Status, verify
from tests.evidence import runs

# Where Debian's libsofthsm2 puts it; DRILLBOOK_SOFTHSM names another place.
SOFTHSM = Path(os.environ.get("DRILLBOOK_SOFTHSM", "/usr/lib/softhsm/libsofthsm2.so"))


@pytest.fixture
def key(tmp_path: Path) -> keys.RunKey:
    return keys.new(tmp_path / "run.key")


def test_a_new_key_is_readable_by_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    made = keys.new(tmp_path / "run.key")
    assert (tmp_path / "run.key").stat().st_mode & 0o777 == 0o600
    assert keys.load(str(tmp_path / "run.key")).keyid == made.keyid
    with pytest.raises(UsageError, match="name a new file"):
        keys.new(tmp_path / "run.key")


def test_openssl_makes_a_key_as_well(tmp_path: Path) -> None:
    file = tmp_path / "run.key"
    command = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(file)]
    subprocess.run(command, check=True)
    file.chmod(0o600)
    assert keys.load(f"file:{file}").seal(b"x", "text/plain")["signatures"]


def test_a_key_in_the_environment_signs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = keys.new(tmp_path / "run.key")
    monkeypatch.setenv("EVIDENCE_KEY", (tmp_path / "run.key").read_text(encoding="utf-8"))
    assert keys.load("env:EVIDENCE_KEY").keyid == made.keyid


@pytest.mark.parametrize("wrong", ["absent.key", "env:NOWHERE", "pkcs11:token=x"])
def test_a_key_that_is_not_there_is_said_and_how_to_make_one(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        keys.load(wrong if ":" in wrong else str(tmp_path / wrong))


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keys.new(tmp_path / "run.key")
    (tmp_path / "run.key").chmod(0o644)
    with pytest.raises(UsageError, match="others can read it"):
        keys.load(str(tmp_path / "run.key"))


def test_what_is_no_key_is_refused_without_being_quoted(tmp_path: Path) -> None:
    file = tmp_path / "run.key"
    file.write_text("s3cr3t-but-no-key", encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(UsageError) as refused:
        keys.load(str(file))
    assert "s3cr3t" not in str(refused.value)


def test_the_reference_library_takes_our_statements(tmp_path: Path, key: keys.RunKey) -> None:
    from google.protobuf import json_format  # noqa: PLC0415 (for this test alone)
    from in_toto_attestation.predicates.test_result.v0 import (  # noqa: PLC0415 (as above)
        test_result_pb2,
    )
    from in_toto_attestation.v1 import statement, statement_pb2  # noqa: PLC0415 (as above)

    read = bundles.read(runs.record(tmp_path / "run", key))
    first, second = read.files[ATTESTATION].splitlines()
    for line in (first, second):
        payload = read_envelope(line, statements.PAYLOAD_TYPE).payload
        parsed = json_format.Parse(payload, statement_pb2.Statement())
        statement.Statement.copy_from_pb(parsed).validate()
    body = json.loads(read_envelope(first, statements.PAYLOAD_TYPE).payload)
    assert body["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    result = json_format.ParseDict(body["predicate"], test_result_pb2.TestResult())
    assert result.result == "FAILED"
    assert list(result.failed_tests) == ["kg_rca: A pod is killed"]


@pytest.mark.skipif(
    not SOFTHSM.exists() or shutil.which("softhsm2-util") is None,
    reason=f"{SOFTHSM} or softhsm2-util is not there (Debian's softhsm2)",
)
def test_a_key_on_a_token_signs_and_never_leaves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tokens").mkdir()
    settings = tmp_path / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {tmp_path}/tokens\n", encoding="utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    monkeypatch.setenv(keys.PIN, "271828")
    _make_token_key()
    key = keys.load(f"pkcs11:token=drills;object=nightly?module-path={SOFTHSM}")
    found = verify(bundles.read(runs.record(tmp_path / "run", key)), runs.trusting(key))
    assert found.broken == ()
    assert found.signed_by == key.keyid


def _make_token_key() -> None:
    import pkcs11  # noqa: PLC0415 (for this test alone)
    from pkcs11.util.ec import encode_named_curve_parameters  # noqa: PLC0415 (as above)

    command = ["softhsm2-util", "--module", str(SOFTHSM), "--init-token", "--free"]
    command += ["--label", "drills", "--so-pin", "314159", "--pin", "271828"]
    subprocess.run(command, check=True, capture_output=True)
    token = pkcs11.lib(str(SOFTHSM)).get_token(token_label="drills")
    curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("1.3.101.112")}
    with token.open(user_pin="271828", rw=True) as session:
        session.create_domain_parameters(
            pkcs11.KeyType.EC_EDWARDS, curve, local=True
        ).generate_keypair(
            mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label="nightly"
        )


_TSA = """
[ tsa ]
dir = {directory}
serial = $dir/serial
crypto_device = builtin
signer_cert = $dir/tsa.pem
signer_key = $dir/tsa.pem.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[ req ]
distinguished_name = name
[ name ]
[ root ]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[ stamping ]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Run a time stamping authority of OpenSSL; return its address and its root certificate."""
    home = tmp_path / "tsa"
    home.mkdir()
    settings = home / "tsa.cnf"
    settings.write_text(_TSA.format(directory=home), encoding="utf-8")
    made = ("-newkey", "rsa:2048", "-nodes", "-config", str(settings))
    root, leaf = str(home / "root.pem"), str(home / "tsa.pem")
    request = str(home / "tsa.csr")
    by = ("-CA", root, "-CAkey", f"{root}.key", "-CAcreateserial", "-extfile", str(settings))
    named = ("-subj", "/CN=drill root", "-extensions", "root")
    openssl("req", "-x509", *made, *named, "-keyout", f"{root}.key", "-out", root, "-days", "2")
    openssl("req", *made, "-subj", "/CN=stamps", "-keyout", f"{leaf}.key", "-out", request)
    openssl("x509", "-req", "-in", request, *by, "-extensions", "stamping", "-out", leaf)
    (home / "serial").write_text("01\n", encoding="ascii")

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query, reply = home / "query.tsq", home / "reply.tsr"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            openssl(
                *("ts", "-reply", "-config", str(settings), "-section", "tsa"),
                *("-queryfile", str(query), "-out", str(reply)),
            )
            self.send_response(200)
            self.end_headers()
            self.wfile.write(reply.read_bytes())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        yield address, Path(root).read_text(encoding="utf-8")
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def test_a_time_stamp_lets_a_signature_outlive_the_revocation_of_its_key(
    tmp_path: Path, key: keys.RunKey, authority: tuple[str, str]
) -> None:
    address, root = authority
    run = bundles.read(runs.record(tmp_path / "run", key, authority=address))
    listed = runs.trusting(key).keys[0]

    def revoked(year: int) -> Trust:
        at = datetime(year, 1, 1, tzinfo=UTC)
        gone = listed.model_copy(update={"revoked": Revoked(at=at, reason="lost")})
        return Trust(keys=(gone,), timestamp_authorities=(root,))

    assert verify(run, revoked(2099)).broken == ()
    assert verify(run, revoked(2001)).status is Status.BROKEN


def test_a_time_stamp_of_an_authority_that_is_not_listed_is_found_by_its_record(
    tmp_path: Path, key: keys.RunKey, authority: tuple[str, str]
) -> None:
    address, _ = authority
    run = bundles.read(runs.record(tmp_path / "run", key, authority=address))
    other = tmp_path / "other.pem"
    openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=other"),
        *("-keyout", f"{other}.key", "-out", str(other)),
    )
    trust = Trust(
        keys=runs.trusting(key).keys, timestamp_authorities=(other.read_text(encoding="utf-8"),)
    )
    stamped = next(
        runs.number(line)
        for line in run.lines()
        if line.record is not None and line.record["record"] == "timestamp"
    )
    (finding,) = verify(run, trust).broken
    assert finding.record == stamped
    assert "its time stamp is wrong" in finding.what


def test_an_authority_that_does_not_answer_is_recorded_and_the_run_goes_on(
    tmp_path: Path, key: keys.RunKey
) -> None:
    run = runs.record(tmp_path / "run", key, authority="http://127.0.0.1:9")
    said = (run / "evidence" / "run.jsonl").read_text(encoding="utf-8")
    assert '"record":"unstamped"' in said
    assert verify(bundles.read(run), runs.trusting(key)).broken == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("keys: [{name: x, public: nonsense}]", "keys.0.public"),
        ("keys: []\nkyes: []", "kyes"),
        ("- x", "is a mapping"),
        ("keys: [", "not readable as YAML"),
    ],
)
def test_a_wrong_trust_file_is_said_with_the_place(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "trust.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        trusts.load(file)


def test_a_key_that_is_listed_twice_is_refused_since_one_entry_may_revoke_it(
    tmp_path: Path,
) -> None:
    made = keys.new(tmp_path / "run.key")
    pem = "\n".join(f"      {line}" for line in made.public.splitlines())
    entry = f"  - name: nightly\n    public: |\n{pem}\n"
    revoked = "    revoked: {at: 2026-11-01T00:00:00Z, reason: lost}\n"
    file = tmp_path / "trust.yaml"
    file.write_text(f"keys:\n{entry}{entry}{revoked}")
    with pytest.raises(UsageError, match="the same key is there twice: nightly, nightly"):
        trusts.load(file)
    file.write_text(f"keys:\n{entry}{revoked}keys:\n{entry}")
    with pytest.raises(UsageError, match="the key 'keys' stands twice"):
        trusts.load(file)
