"""Keep Prometheus' rule files as the ConfigMaps of the cluster say, while the lab is up.

    python -m drillbook.lab.rules KUBECONFIG DIRECTORY PROMTOOL

Every key of every ConfigMap with the label ``drillbook.dev/prometheus-rules=true``, in any
namespace, is a rule file. Prometheus reads the directory itself. One file that it cannot read would
stop it from reading all, so promtool judges each first; what it refuses is left out, and said.
"""

import base64
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import yaml

from drillbook.lab.api import changes

PATH = "/api/v1/configmaps"
SELECTOR = "drillbook.dev/prometheus-rules=true"
WATCH_FOR = timedelta(minutes=10)


def connect(kubeconfig: Path) -> httpx.Client:
    """Open a connection from a kubeconfig that has its certificates inside."""
    settings = yaml.safe_load(kubeconfig.read_text())
    cluster, user = settings["clusters"][0]["cluster"], settings["users"][0]["user"]
    authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
    context = ssl.create_default_context(cadata=authority)
    with tempfile.NamedTemporaryFile(suffix=".pem") as both:  # the ssl module reads files only
        both.write(
            base64.b64decode(user["client-certificate-data"])
            + base64.b64decode(user["client-key-data"])
        )
        both.flush()
        context.load_cert_chain(both.name)
    return httpx.Client(base_url=cluster["server"], verify=context, timeout=5, trust_env=False)


def wanted_files(configmaps: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the rule files that the ConfigMaps ask for: name to text."""
    return {
        f"{one['metadata']['namespace']}.{one['metadata']['name']}.{Path(key).stem}.yaml": text
        for one in configmaps
        for key, text in (one.get("data") or {}).items()
    }


def refused(promtool: str, text: str) -> str:
    """Return why promtool refuses a rule file, or nothing."""
    done = subprocess.run(
        [promtool, "check", "rules", "--lint=none"],
        input=text,
        text=True,
        capture_output=True,
        check=False,
    )
    return "" if done.returncode == 0 else (done.stderr or done.stdout).strip()


def make_so(directory: Path, files: Mapping[str, str], promtool: str) -> list[str]:
    """Write, change and remove rule files; return what was done, a line each."""
    done = []
    present = {path.name: path.read_text() for path in directory.glob("*.yaml")}
    for name, text in files.items():
        if present.get(name) == text:
            continue
        if reason := refused(promtool, text):
            done.append(f"refused {name}: {reason}")
            (directory / name).unlink(missing_ok=True)
            continue
        scratch = directory / f".{name}"
        scratch.write_text(text)
        scratch.replace(directory / name)
        done.append(f"wrote {name}")
    for name in present.keys() - files.keys():
        (directory / name).unlink()
        done.append(f"removed {name}")
    return done


def main() -> None:
    """Follow the ConfigMaps until this process is ended; its supervisor starts it again."""
    kubeconfig, directory, promtool = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    with connect(kubeconfig) as client:
        while True:
            listed = client.get(PATH, params={"labelSelector": SELECTOR}).raise_for_status().json()
            for line in make_so(directory, wanted_files(listed["items"]), promtool):
                sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
            # Any change after the list is a reason to list again; there are few and small ones.
            version = listed["metadata"]["resourceVersion"]
            next(changes(client, PATH, WATCH_FOR, {"labelSelector": SELECTOR}, version), None)


if __name__ == "__main__":
    main()
