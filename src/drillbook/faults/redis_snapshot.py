"""A snapshot of Redis kept beside its data, and single keys brought back from it.

The snapshot is read by a second Redis in the same pod, which listens on a socket file alone and
ends again. Keys and values are passed as hexadecimal digits, since they may hold any byte.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from drillbook.clients.redis import Access
from drillbook.clock import eventually
from drillbook.errors import CheckFailed, NotDone
from drillbook.faults import scripts
from drillbook.session import Session

_SAVED_WITHIN = timedelta(minutes=5)
_BATCH = 200

# $1 the directory to keep it in, $2 Redis' own snapshot. One that was there before is kept aside
# while Redis writes another under its name, and is put back then; else that name is free again.
_ASIDE = """set -eu
umask 077
mkdir -p "$1"
if [ -e "$2" ]; then ln "$2" "$1/before.rdb"; else : > "$1/absent"; fi
"""
_OWN_BACK = """
if [ -e "$1/before.rdb" ]; then mv -f "$1/before.rdb" "$2"
elif [ -e "$1/absent" ]; then rm -f "$2" "$1/absent"; fi
"""
_KEEP = f"""set -eu
cp "$2" "$1/dump.rdb"
{_OWN_BACK}
sync "$1/dump.rdb" "$1"
sha256sum < "$1/dump.rdb"
"""
# One that a process which was killed has left is ended first.
_READ = """set -eu
redis-cli -s "$1/socket" SHUTDOWN NOSAVE > /dev/null 2>&1 || true
[ "$(sha256sum < "$1/dump.rdb" | cut -d ' ' -f 1)" = "$2" ]
redis-server --port 0 --unixsocket "$1/socket" --dir "$1" --dbfilename dump.rdb --save '' \\
  --appendonly no --daemonize yes --pidfile "$1/pid" --logfile "$1/log" > /dev/null
for _ in $(seq 100); do
  [ "$(redis-cli -s "$1/socket" PING 2> /dev/null || true)" != PONG ] || exit 0
  sleep 0.1
done
exit 1
"""
_END = 'redis-cli -s "$1/socket" SHUTDOWN NOSAVE 2> /dev/null || true; rm -f "$1/socket"'
_FORGET = f"""set -eu
{_OWN_BACK}
{_END}
rm -rf "$1"
rmdir "$(dirname "$1")" 2> /dev/null || true
"""

_HEX = """
local function hex(text)
  return (text:gsub('.', function(c) return ('%02x'):format(c:byte()) end))
end
"""
_KEYS = f"""{_HEX}
local found = {{}}
for _, key in ipairs(redis.call('KEYS', '*')) do found[#found + 1] = hex(key) end
return found
"""
# For each key: the key, when it expires (milliseconds since 1970, -1 never), its serialised value.
_VALUES = f"""{_HEX}
local found = {{}}
for _, given in ipairs(ARGV) do
  local key = given:gsub('..', function(pair) return string.char(tonumber(pair, 16)) end)
  local value = redis.call('DUMP', key)
  if value then
    found[#found + 1] = given .. ' ' .. redis.call('PEXPIRETIME', key) .. ' ' .. hex(value)
  end
end
return found
"""
_THERE = """
local found = {}
for number, key in ipairs(KEYS) do found[number] = redis.call('EXISTS', key) end
return found
"""
_EVAL = 'where="$1"; shift; redis-cli -s "$where/socket" EVAL "$@"'


@dataclass(frozen=True)
class Snapshot:
    """A snapshot in a directory of a pod, while a second Redis there reads it."""

    session: Session
    access: Access
    namespace: str
    pod: str
    directory: str

    def missing(self) -> list[str]:
        """Return the keys (hexadecimal) of the snapshot that have not expired and Redis lacks."""
        found = self._eval(_KEYS).split()
        lacking: list[str] = []
        for first in range(0, len(found), _BATCH):
            asked = found[first : first + _BATCH]
            keys = [bytes.fromhex(key) for key in asked]
            there = self.access.ask("EVAL", _THERE, len(keys), *keys)
            lacking += [key for key, has in zip(asked, there, strict=True) if not has]
        return lacking

    def restore(self, keys: Sequence[str]) -> None:
        """Make keys as the snapshot has them, with their times to live. Raises NotDone."""
        for first in range(0, len(keys), _BATCH):
            for line in self._eval(_VALUES, *keys[first : first + _BATCH]).splitlines():
                key, expires, value = line.split(" ")
                self.access.change(
                    *("RESTORE", bytes.fromhex(key), max(0, int(expires)), bytes.fromhex(value)),
                    "ABSTTL",
                )

    def _eval(self, script: str, *arguments: str) -> str:
        given = (self.directory, script, "0", *arguments)
        return scripts.run(self.session, self.namespace, self.pod, _EVAL, *given)


def own(access: Access) -> str:
    """Return the file that Redis writes its snapshots to."""
    return f"{access.setting('dir')}/{access.setting('dbfilename')}"


def keep(session: Session, access: Access, namespace: str, pod: str, directory: str) -> str:
    """Have Redis write a snapshot, keep it in a directory of the pod, and return its hash."""
    file = own(access)
    scripts.run(session, namespace, pod, _ASIDE, directory, file)
    access.change("BGSAVE")
    try:
        eventually(
            lambda: access.info("persistence"),
            lambda seen: not int(seen["rdb_bgsave_in_progress"]),
            within=_SAVED_WITHIN,
            what="Redis has written a snapshot",
        )
    except CheckFailed as error:
        raise NotDone(str(error)) from error
    if access.info("persistence")["rdb_last_bgsave_status"] != "ok":
        raise NotDone(f"Redis at {access} could not write a snapshot")
    return scripts.run(session, namespace, pod, _KEEP, directory, file).split()[0]


@contextmanager
def read(
    session: Session, access: Access, namespace: str, pod: str, directory: str, sha256: str
) -> Iterator[Snapshot]:
    """Start a second Redis that reads the snapshot, and end it. Raises NotDone if it changed."""
    scripts.run(session, namespace, pod, _READ, directory, sha256)
    try:
        yield Snapshot(session, access, namespace, pod, directory)
    finally:
        scripts.run(session, namespace, pod, _END, directory)


def forget(session: Session, namespace: str, pod: str, directory: str, file: str) -> None:
    """Remove the directory with the snapshot, Redis' own file as it was. Raises NotDone."""
    scripts.run(session, namespace, pod, _FORGET, directory, file)
