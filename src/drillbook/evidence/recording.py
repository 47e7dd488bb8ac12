"""What a run records of itself, around its drills: that it opened, its number, how it closed."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from drillbook.clock import wall_clock_shift
from drillbook.errors import Unobservable, UsageError
from drillbook.evidence import statements, timestamps
from drillbook.evidence.bundle import read
from drillbook.evidence.canonical import canonical, digest
from drillbook.evidence.chain import (
    ATTESTATION,
    DR_PLAN,
    RUN_RECORDS,
    Chain,
    open_records,
    unsigned,
)
from drillbook.evidence.keys import RunKey
from drillbook.redaction import Redactor

_NOTICED = timedelta(seconds=1)  # less is how exactly two clocks can be read after each other


class Recording:
    """The records of one run, from its opening to its close. ``directory`` is its evidence's."""

    def __init__(
        self,
        directory: Path,
        redactor: Redactor,
        key: RunKey | None = None,
        authority: str | None = None,
    ) -> None:
        self.redactor = redactor
        self._authority = authority
        self._key = key
        self._shift = timedelta(0)
        self._configured: set[str] = set()
        if (directory / RUN_RECORDS).exists():
            raise UsageError(
                f"{directory} holds a run already; name a new directory. Nothing was changed."
            )
        directory.mkdir(parents=True, exist_ok=True)
        self.chain = Chain(directory, key.seal if key else unsigned)
        self._stream = open_records(directory / RUN_RECORDS)

    def opened(self, run: Mapping[str, Any], target: Mapping[str, Any]) -> None:
        """Record which run this is, of which target, and whose key signs it."""
        key = {"keyid": self._key.keyid, "public": self._key.public} if self._key else None
        self._add("opened", {"run": run, "target": target, "key": key})

    def numbered(self, said: Mapping[str, Any]) -> None:
        """Record the number that the target gave the run."""
        self._add("numbered", said)

    def unnumbered(self, why: str) -> None:
        """Record why the target gave no number."""
        self._add("unnumbered", {"reason": why})

    def not_learned(self, namespace: str, why: str) -> None:
        """Record that Secrets could not be read: their values are redacted only by their looks."""
        self._add("secrets not read", {"namespace": namespace, "reason": why})

    def configuration(self, files: Iterable[Path]) -> None:
        """Record the hash of each file that says what is run, once."""
        for file in files:
            if str(file) not in self._configured and file.is_file():
                self._configured.add(str(file))
                self._add("configuration", {"name": str(file), "sha256": digest(file.read_bytes())})

    def dr_plan(self, file: Path) -> None:
        """Record the hash of the plan of a disaster recovery exercise that this run is part of."""
        self._add(DR_PLAN, {"name": str(file), "sha256": digest(file.read_bytes())})

    def clock(self) -> None:
        """Record it when the machine's clock was set since this was last asked."""
        moved = wall_clock_shift() - self._shift
        if abs(moved) < _NOTICED:
            return
        self._shift += moved
        seconds = moved.total_seconds()
        way = "back" if seconds < 0 else "forward"
        what = f"the machine's clock was set {way} by {abs(seconds):.3f} s"
        self._add("clock", {"shift_seconds": seconds, "what": what})

    def close(self, verdict: str, undo_incomplete: str | None) -> tuple[int, str]:
        """Record how the run ended, attest it, and return the head of the chain."""
        self.clock()
        if self._authority is not None:
            self._stamp(self._authority)
        self._add("closed", {"verdict": verdict, "undo_incomplete": undo_incomplete})
        self._stream.close()
        self._attest()
        return self.chain.head

    def _stamp(self, authority: str) -> None:
        try:
            body = timestamps.ask(authority, self.chain.sealed_head())
        except Unobservable as error:
            self._add("unstamped", {"reason": str(error)})
        else:
            self._add("timestamp", body)

    def _attest(self) -> None:
        bundle = read(self.chain.directory)
        records = [line.record for line in bundle.lines() if line.record is not None]
        records.sort(key=lambda record: int(record["number"]))
        subjects = {n: bundle.files[n] for n in (*bundle.records_files(), *bundle.documents())}
        made = statements.statements(records, self.chain.head, subjects)
        seal = self._key.seal if self._key else unsigned
        lines = (canonical(seal(canonical(said), statements.PAYLOAD_TYPE)) + b"\n" for said in made)
        file = self.chain.directory / ATTESTATION
        partial = file.with_name(f".{file.name}.partial")
        partial.write_bytes(b"".join(lines))
        partial.replace(file)

    def _add(self, kind: str, body: Mapping[str, Any]) -> None:
        self.chain.append(self._stream, kind, self.redactor.redact_value(body))

    def abandon(self) -> None:
        """Leave the run as a killed one would be left."""
        self._stream.close()
