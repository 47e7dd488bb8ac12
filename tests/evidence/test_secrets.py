"""Secrets planted wherever a drill could pick them up: none may be in any byte that is written."""

import base64
import html
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from typer.testing import CliRunner

from drillbook.evidence import bundle as bundles
from drillbook.evidence.report import write_reports
from drillbook.history.database import opened
from drillbook.history.importing import import_bundle
from drillbook.history.migrations import migrate
from drillbook.notebook import pdf
from drillbook.notebook.run import execute
from drillbook.site import building
from drillbook.site.commands import publish_app
from tests.notebook import pdfs

# Kinds that drillbook is told of: by the environment, or by a Secret of the system's namespace.
IN_ENVIRONMENT = {
    "PGPASSWORD": "env-P@ss/w:rd+1",
    "SLACK_TOKEN": "xoxb-env-1234567890-abcdef",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE",
    "GITHUB_API_KEY": "env&<key>\"quoted\"'single'",
    "DATABASE_URL": "postgresql://svc:dsn-h1dden@db.internal:5432/app",
    "BACKUP_PASSPHRASE": "correct horse battery staple",
}
IN_SECRETS = {
    "password": "sec-r3t%value&more",
    "api-key": "ak_live_51H8xYzAbCdEfGhIjKl",
    "client-secret": "üñí-cøde-s€cret-väl",
    "redis-password": "0123456789012345",
    "jaas": 'username="kg" password="j44s-inner-pw";',
    "config.json": '{"auth": "anNvbi1jb25maWc6c2VjcmV0"}',
    "session": "back\\slash\\and\ttab-secret",
    "signing": "line-one-of-secret\nline-two-of-secret\nline-three-of-it",
}
# Kinds that nobody told it of, taken out for how they look.
UNKNOWN = {
    "private key": (
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIKdrillsxxxx\n-----END PRIVATE KEY-----"
    ),
    "web token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9",
    "cloud key": "AKIAIOSFODNN7EXAMPLE",
    "bearer": "Authorization: Bearer unknown-bearer-0123456789",
    "url": "amqp://worker:unknown-url-pw@mq.internal:5672/",
    "parameter": "GET /v1/x?token=unknown-query-token-77&y=1",
}
KINDS = {**IN_ENVIRONMENT, **IN_SECRETS, **UNKNOWN}
ROWS = (
    "duplicate key value\nDETAIL:  Key (email)=(row-of-bob@x.org) already exists.",
    "Failing row contains (17, row-of-alice@x.org, null).",
    'COPY clients, line 3: "17,row-of-carol@x.org"',
    "Node(5) already exists with label `X` and property `email` = 'row-of-dave@x.org'",
)

FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "base64": lambda s: base64.b64encode(s.encode()).decode(),
    "base64 inside": lambda s: base64.b64encode(b"admin:" + s.encode() + b":x").decode(),
    "base64 twice": lambda s: base64.b64encode(base64.b64encode(s.encode())).decode(),
    "base64 for URLs": lambda s: base64.urlsafe_b64encode(s.encode()).decode(),
    "URL-encoded": lambda s: quote(s, safe=""),
    "form-encoded": quote_plus,
    "hexadecimal": lambda s: s.encode().hex(),
    "JSON": json.dumps,
    "HTML": html.escape,
    "Python": repr,
    "URL-encoded twice": lambda s: quote(quote(s, safe=""), safe=""),
    "JSON of Go": lambda s: json.dumps(s).replace("&", r"\u0026").replace("<", r"\u003c"),
    "coloured": lambda s: f"{s[:4]}\x1b[31m{s[4:]}\x1b[m",
}

CONFTEST = """
import base64, contextlib, json, logging, os, threading, warnings
from datetime import UTC, datetime
from pathlib import Path
from pytest_bdd import given, then, when
from drillbook import opening
from drillbook.errors import Unobservable
from drillbook.evidence.model import LedgerRecord
from drillbook.observation import Observation
from drillbook.redaction import Redactor
from drillbook.verdict import failed

LEAKS = json.loads(Path("leaks.json").read_text())
SECRETS = json.loads(Path("secrets.json").read_text())
NOW = datetime.now(UTC)

class Answering:
    def get(self, path, **query):
        raise Unobservable("no " + LEAKS[0])
    def items(self, path, **query):
        if path.endswith("/secrets"):
            data = {k: base64.b64encode(v.encode()).decode() for k, v in SECRETS.items()}
            return [{"type": "Opaque", "data": data}]
        if not path.endswith("/events"):
            return [{"of": leak} for leak in LEAKS]  # no pods: what reads them crashes
        return [
            {"lastTimestamp": "2999-01-01T00:00:00Z", "type": "Warning", "message": leak}
            for leak in LEAKS
        ]

class Opened:
    cluster, expected_uid = Answering(), "uid-1"
    def __init__(self, target):
        self.target, self.redactor = target, Redactor()
    def system(self, name):
        return self.target.system(name)
    def undo(self):
        return []

@contextlib.contextmanager
def opened(target, *, confirmed=None):
    yield Opened(target)
opening.opened = opened

@given("everything leaks")
def _(drill):
    for leak in LEAKS:
        print(leak)
        warnings.warn(leak)
        logging.getLogger("client").warning("%s", leak)
        drill.event("note", leak, command=leak, **{"output": {leak: [leak]}})
        drill.observe(Observation("out", {"stdout": leak}, leak, leak, NOW, NOW, {"url": leak}))
    drill.log("log of web", "\\n".join(LEAKS).splitlines())
    drill.log("base64 -w76", base64.encodebytes("\\n".join(LEAKS).encode()).decode().splitlines())
    drill.account(LedgerRecord(
        name="writes", system_under_write="db", attempted=1, acked=1, present=0, lost=1,
        duplicated=0, reordered=0, unknown=0, unknown_present=0, lost_examples=tuple(LEAKS),
        started=NOW, ended=NOW, rate_per_second=1.0, rpo_seconds=None, longest_gap_seconds=0.0,
        gaps=(), rates=(),
    ))
@when("a client raises")
def _():
    pass
@then("the reason leaks")
def _(drill):
    drill.judge(failed(" ".join(LEAKS)), [Observation("x", LEAKS, "s", "q", NOW, NOW, {})])
@then("a crash leaks")
def _(drill):
    leaks = list(LEAKS)
    def background():
        raise RuntimeError("in a thread: " + " ".join(leaks))
    thread = threading.Thread(target=background)
    thread.start()
    thread.join()
    raise RuntimeError("cannot connect: " + " ".join(leaks))
"""
FEATURE = """@system:shop
Feature: shop
  Scenario: the reason
    Given everything leaks
    Then the reason leaks
  Scenario: the crash
    Given everything leaks
    Then a crash leaks
"""
TARGET = "name: lab\nkind: lab\nlab: 0\ncontext: here\nsystems: {shop: {namespace: shop}}\n"
ROOT = Path(__file__).parents[2]


def forms(secret: str) -> Iterator[tuple[str, str]]:
    for name, form in FORMS.items():
        yield name, form(secret)


def leaks() -> list[str]:
    known = [*IN_ENVIRONMENT.values(), *IN_SECRETS.values()]
    encoded = [f"x={form}" for secret in known for _, form in forms(secret)]
    return [*encoded, *UNKNOWN.values(), *ROWS]


def wanted() -> Iterator[tuple[str, bytes]]:
    """Yield what must not be found, by what it is."""
    for kind, secret in {**IN_ENVIRONMENT, **IN_SECRETS}.items():
        for name, form in forms(secret):
            yield f"{kind}, {name}", form.encode()
    for kind, part in {
        "private key": "MC4CAQAwBQYDK2VwBCIEIKdrillsxxxx",
        "web token": "eyJzdWIiOiIxMjM0NTY3ODkwIn0",
        "cloud key": "AKIAIOSFODNN7EXAMPLE",
        "bearer": "unknown-bearer-0123456789",
        "url": "unknown-url-pw",
        "parameter": "unknown-query-token-77",
        "a row": "row-of-",
        "a line of a key": "line-two-of-secret",
        "a password inside": "j44s-inner-pw",
    }.items():
        yield kind, part.encode()


def written(directory: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file that a run left, and what is in its zip files and PDFs."""
    for file in sorted(directory.rglob("*")):
        if not file.is_file() or file.suffix == ".duckdb":  # compressed; its rows are read apart
            continue
        yield from unpacked(str(file), file.read_bytes())
        if file.suffix == ".pdf":
            for where, content in pdfs.everything(file):
                yield from unpacked(f"{file}:{where}", content)


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file, and each file in it if it is a zip."""
    yield name, content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield f"{name}:{inner}", archive.read(inner)


def found_in(shown: Iterable[tuple[str, bytes]]) -> set[str]:
    """Return which secrets are where; in a text without white space, those without it."""
    secrets = list(wanted())
    bare = [(what, b"".join(secret.split())) for what, secret in secrets]
    return {
        f"{what} in {Path(name).name}"
        for name, content in shown
        for what, secret in (bare if name.endswith("without white space") else secrets)
        if secret in content
    }


def printed(run: Path, history: Path) -> None:
    """Print the run's reports as PDF, as the commands do: with what they were made from attached.

    The page of trends is of a history.
    """
    packed = run / "bundle.zip"
    bundles.write_zip(bundles.read(run), packed)
    trends = execute("trends", {"history": str(history)}, run / "notebooks")
    for page in sorted((run / "notebooks").glob("*.html")):
        notebook = page.with_suffix(".ipynb")
        documents = sorted((run / "evidence").glob("*.json"))
        pdf.write(page, [*filter(Path.exists, [notebook]), *documents, packed])
    assert trends.with_suffix(".pdf").exists()


def published(run: Path) -> Iterator[tuple[str, bytes]]:
    """Build the site, and yield what the other commands tell of a run."""
    building.build(run.parent)
    for what in ("summary", "metrics", "alerts"):
        done = CliRunner().invoke(publish_app, [what, str(run)])
        assert done.exit_code == 0, done.output
        yield f"publish {what}", done.output.encode()


def in_history(run: Path, file: Path) -> Iterator[tuple[str, bytes]]:
    """Import a run, and yield every row of every table; the file itself is compressed."""
    with opened(str(file)) as database:
        migrate(database)
        import_bundle(database, bundles.read(run), None)
        for (table,) in database.rows("SELECT table_name FROM information_schema.tables"):
            rows = database.rows(f"SELECT * FROM {table}")
            yield f"history's {table}", "\n".join(str(v) for row in rows for v in row).encode()


def test_no_planted_secret_is_in_any_byte_that_a_run_writes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    files = {
        "conftest.py": CONFTEST,
        "shop.feature": FEATURE,
        "target.yaml": TARGET,
        "leaks.json": json.dumps(leaks()),
        "secrets.json": json.dumps(IN_SECRETS),
        "test_shop.py": "from pytest_bdd import scenarios\nscenarios('shop.feature')",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    out = tmp_path / "reports" / "night"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "-l"]
    command += ["--target=target.yaml", f"--results={out}", f"--junitxml={out}/pytest.xml"]
    command += [f"--html={out}/pytest.html", "--self-contained-html", "-o", "junit_logging=all"]
    environment = os.environ | IN_ENVIRONMENT | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert b"2 failed" in done.stdout or b"1 failed, 1 error" in done.stdout, done.stdout
    monkeypatch.chdir(ROOT)
    write_reports(out, None)
    problems = json.loads((out / "summary.json").read_text(encoding="utf-8"))["problems"]
    assert problems == []
    shown = [("terminal", done.stdout + done.stderr), *published(out)]
    shown += in_history(out, tmp_path / "history.duckdb")
    printed(out, tmp_path / "history.duckdb")
    shown += written(out.parent)
    names = [name for name, _ in shown]
    for made in (
        "postmortem.ipynb",
        "postmortem.pdf:page 1",
        "trends.pdf:page 1",
        "site/index.html",
    ):
        assert any(name.endswith(made) for name in names), made
    found = found_in(shown)
    record_property("kinds of secrets planted", len(KINDS))
    record_property("forms of secrets looked for", sum(1 for _ in wanted()))
    record_property("files searched", len(shown))
    record_property("PDFs among them", sum(name.endswith(".pdf") for name in names))
    record_property("secrets found", len(found))
    assert len(KINDS) >= 20
    assert found == set()


def test_a_secret_anywhere_in_a_pdf_is_found_by_the_search(tmp_path: Path) -> None:
    hidden = {"title": "PGPASSWORD", "page": "DATABASE_URL", "attached": "GITHUB_API_KEY"}
    planted = {where: IN_ENVIRONMENT[name] for where, name in hidden.items()}
    page = tmp_path / "report.html"
    narrow = "width: 5em; overflow-wrap: anywhere"
    encoded = base64.b64encode(IN_ENVIRONMENT["AWS_SECRET_ACCESS_KEY"].encode()).decode()
    page.write_text(
        f"<html lang=en><title>{planted['title']}</title><p>{planted['page']}"
        f"<p style='{narrow}'>{encoded}</p>",
        encoding="utf-8",
    )
    attached = tmp_path / "attached.zip"
    with zipfile.ZipFile(attached, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", quote(planted["attached"], safe=""))
    pdf.write(page, [attached])
    attached.unlink()
    page.unlink()
    found = {one.rpartition(" in ")[::2] for one in found_in(written(tmp_path))}
    assert ("PGPASSWORD, plain", "report.pdf:metadata Title") in found
    assert ("DATABASE_URL, plain", "report.pdf:page 1") in found
    broken = ("AWS_SECRET_ACCESS_KEY, base64", "report.pdf:page 1 without white space")
    assert broken in found
    assert ("GITHUB_API_KEY, URL-encoded", "report.pdf:attachment attached.zip:inner.txt") in found
