"""veraPDF, the open validator of PDF/A; from Maven, by version.

python -m tests.notebook.validator      fetches it into build/verapdf
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

POM = Path(__file__).with_name("verapdf") / "pom.xml"
LIBRARY = Path(__file__).parents[2] / "build" / "verapdf"
_MAIN = "org.verapdf.apps.GreenfieldCliWrapper"


def invalid(files: Sequence[Path]) -> list[str]:
    """Return the files that are not PDF/A-3u by veraPDF. Raises SystemExit when it says nothing."""
    java = shutil.which("java")
    if java is None:
        sys.exit(
            "veraPDF cannot run: java is not installed; on Debian: apt-get install default-jre"
        )
    command = [java, "-Xmx512m", "-XX:+UseSerialGC", "-cp", f"{LIBRARY}/*", _MAIN]
    command += ["--flavour", "3u", "--format", "text", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = dict.fromkeys(map(str, files), "")
    for line in done.stdout.splitlines():
        verdict, _, rest = line.partition(" ")
        said[rest.removesuffix(" 3u")] = verdict
    if not all(verdict in {"PASS", "FAIL"} for verdict in said.values()):
        sys.exit(f"veraPDF did not say what it thinks of each file: {done.stdout}{done.stderr}")
    return [file for file, verdict in said.items() if verdict == "FAIL"]


def fetch() -> None:
    """Fetch veraPDF with Maven. Raises SystemExit in a sentence when it cannot be had."""
    maven = shutil.which("mvn")
    if maven is None:
        sys.exit("veraPDF cannot be had: mvn is not installed; on Debian: apt-get install maven")
    command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"]
    command.append(f"-DoutputDirectory={LIBRARY}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not is_there():
        sys.exit(f"veraPDF cannot be had: {done.stdout.strip()[-400:] or 'mvn brought nothing'}")


def is_there() -> bool:
    """Return whether veraPDF is at hand."""
    return any(LIBRARY.glob("greenfield-apps-*.jar"))


if __name__ == "__main__" and not is_there():
    fetch()
