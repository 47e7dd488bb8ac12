"""PID 1 of one node of a lab. Run by its path, inside new namespaces, with the standard library.

    python -I -S init.py PLAN OUTER

PLAN is a JSON file (see ``drillbook.lab.plan``); OUTER an open file descriptor of the network
namespace that the node is joined to. When this process ends, the kernel ends every process of the
node and takes its links, mounts and nftables away with its namespaces.
"""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

FIRST_RESTART_SECONDS = 0.1
LONGEST_RESTART_SECONDS = 5.0
HEALTHY_AFTER_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.02
HANDSHAKE_SECONDS = 0.25

ANYBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
ANYBODY.check_hostname = False
ANYBODY.verify_mode = ssl.CERT_NONE


def run(*command: str, **options: Any) -> None:
    """Run a command that must succeed."""
    subprocess.run(command, check=True, **options)


def own_mounts(plan: dict[str, Any]) -> None:
    """Mount what must not be shared with the machine; pods' mounts spread among our processes."""
    run("mount", "--make-rshared", "/")
    run("mount", "-t", "proc", "proc", "/proc")
    if plan["cgroup_v2"]:
        # The same file system cannot be mounted over itself, though its root is another here.
        run("umount", "--recursive", "/sys/fs/cgroup")
        run("mount", "-t", "cgroup2", "cgroup2", "/sys/fs/cgroup")
    for directory in plan["private_directories"]:
        Path(directory).mkdir(parents=True, exist_ok=True)
        run("mount", "-t", "tmpfs", "tmpfs", directory)
    for link, target in plan["symlinks"].items():
        Path(link).parent.mkdir(parents=True, exist_ok=True)
        Path(link).symlink_to(target)


def own_network(plan: dict[str, Any], outer: int) -> None:
    """Make the link to the outer network namespace, addresses and routes, and forward packets."""
    link = plan["link"]
    run(
        "ip",
        "-batch",
        "-",
        input=(
            "link set lo up\n"
            f"link add eth0 type veth peer name {link['outer_name']}\n"
            f"addr add {link['inner']} dev eth0\n"
            "link set eth0 up\n"
            f"link set {link['outer_name']} netns /proc/self/fd/{outer}\n"
        ),
        text=True,
        pass_fds=(outer,),
    )
    routes = "".join(
        f"route add {route} via {link['inner'].split('/')[0]}\n" for route in link["outer_routes"]
    )
    run(
        "nsenter",
        f"--net=/proc/self/fd/{outer}",
        "ip",
        "-batch",
        "-",
        input=(
            f"addr add {link['outer']} dev {link['outer_name']}\n"
            f"link set {link['outer_name']} up\n{routes}"
        ),
        text=True,
        pass_fds=(outer,),
    )
    run("ip", "route", "add", "default", "via", link["outer"].split("/")[0])
    for setting, value in plan["sysctls"].items():
        Path("/proc/sys", setting).write_text(value)
    os.close(outer)


class Service:
    """A process that is started when what it needs is there, and again whenever it ends."""

    def __init__(self, spec: dict[str, Any], log: Path) -> None:
        self.name: str = spec["name"]
        self.argv: list[str] = spec["argv"]
        self.environment: dict[str, str] = os.environ | spec["environment"]
        self.after: list[str] = spec["after"]
        self.log = log / f"{self.name}.log"
        self.pid = 0
        self.started = 0.0
        self.not_before = 0.0
        self.pause = FIRST_RESTART_SECONDS

    def start(self) -> None:
        """Start the process; it appends to its log.

        Not by ``subprocess``: that collects, at the next start, whoever has ended meanwhile, and
        ``reap`` would never hear of it.
        """
        to_log = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self.pid = os.posix_spawnp(
            self.argv[0],
            self.argv,
            self.environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(self.log), to_log, 0o644),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setpgroup=0,
            setsigmask=(),  # PID 1 waits with SIGCHLD blocked
            setsigdef=(signal.SIGPIPE, signal.SIGXFSZ),  # Python ignores them
        )
        self.started = time.monotonic()

    def ended(self, status: int) -> None:
        """Note the end, and when to start again."""
        if time.monotonic() - self.started > HEALTHY_AFTER_SECONDS:
            self.pause = FIRST_RESTART_SECONDS
        self.not_before = time.monotonic() + self.pause
        say(f"{self.name} ended ({os.waitstatus_to_exitcode(status)}), again in {self.pause:.1f} s")
        self.pause = min(2 * self.pause, LONGEST_RESTART_SECONDS)
        self.pid = 0


def say(what: str) -> None:
    """Write a line to PID 1's own log."""
    print(f"{time.time():.3f} {what}", flush=True)  # noqa: T201 - its output is the log


def there(condition: str) -> bool:
    """Say whether a condition of ``drillbook.lab.plan.ServicePlan`` holds.

    A port that is open is not yet served: the API server opens its own long before. So ``tls``
    asks for a handshake; whose certificate it is does not matter for that.
    """
    kind, _, what = condition.partition(":")
    if kind == "file":
        return Path(what).exists()
    host, _, port = what.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=HANDSHAKE_SECONDS) as probe:
            if kind == "tls":
                ANYBODY.wrap_socket(probe).close()
            return True
    except OSError:
        return False


def supervise(services: list[Service]) -> None:
    """Start what can start, start again what ended, and reap everybody's orphans, for ever."""
    met: set[str] = set()
    while True:
        waiting = False
        stopped = [service for service in services if not service.pid]
        met.update(filter(there, {c for service in stopped for c in service.after} - met))
        for service in stopped:
            if met.issuperset(service.after) and time.monotonic() >= service.not_before:
                say(f"starting {service.name}")
                service.start()
            else:
                waiting = True
        signal.sigtimedwait({signal.SIGCHLD}, LOOK_EVERY_SECONDS if waiting else 3600)
        reap({service.pid: service for service in services if service.pid})


def reap(running: dict[int, Service]) -> None:
    """Collect every process that has ended."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        if pid in running:
            running[pid].ended(status)


def main() -> None:
    """Become PID 1 of a node."""
    plan = json.loads(Path(sys.argv[1]).read_text())
    # The machine's /proc is still mounted here, so this is our process id as the machine sees it.
    machine_pid = Path("/proc/self").readlink()
    socket.sethostname(plan["hostname"])
    own_mounts(plan)
    own_network(plan, int(sys.argv[2]))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    Path(plan["pid_file"]).write_text(str(machine_pid))
    say("namespaces are ready")
    supervise([Service(spec, Path(plan["log"])) for spec in plan["services"]])


if __name__ == "__main__":
    main()
