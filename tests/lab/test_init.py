"""PID 1 of a lab's node."""

import signal
import subprocess
import sys
from pathlib import Path

TWO_SERVICES = """
import os, sys, time
from pathlib import Path
from drillbook.lab.init import Service, reap

def service(name, *argv):
    spec = {"name": name, "argv": list(argv), "after": [], "environment": {"WORD": "here"}}
    return Service(spec, Path(sys.argv[1]))

short = service("short", "sh", "-c", "echo $WORD; exit 3")
other = service("other", "true")
short.start()
os.waitid(os.P_PID, short.pid, os.WEXITED | os.WNOWAIT)
other.start()
os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
reap({s.pid: s for s in (short, other)})
"""


def test_a_service_that_ended_before_another_is_started_is_not_forgotten(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", TWO_SERVICES, str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert "short ended (3), again in 0.1 s" in said.stdout, said.stderr
    assert "other ended (0), again in 0.1 s" in said.stdout
    assert (tmp_path / "short.log").read_text().startswith("here")


def test_a_service_starts_with_no_signal_blocked_or_ignored(tmp_path: Path) -> None:
    code = (
        "import signal, sys; from pathlib import Path; from drillbook.lab.init import Service\n"
        "import os\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})\n"
        "spec = {'name': 'a', 'argv': ['cat', '/proc/self/status'], 'after': [],"
        " 'environment': {}}\n"
        "a = Service(spec, Path(sys.argv[1])); a.start(); os.waitpid(a.pid, 0)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    status = dict(
        line.split(":\t", 1)
        for line in (tmp_path / "a.log").read_text().splitlines()
        if ":\t" in line
    )
    assert int(status["SigBlk"], 16) == 0
    assert not int(status["SigIgn"], 16) & (1 << (signal.SIGPIPE - 1))
