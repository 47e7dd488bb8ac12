"""The lab's programs, compiled from Go modules: Kubernetes, CoreDNS, Prometheus and the rest.

Each folder of ``lab/toolchain`` is one Go module whose ``tool`` lines name the programs. Go's own
caches are kept until a build is done, so that one that was stopped goes on where it was; then they
are removed, because they are several times the size of the programs.
"""

import os
import re
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from drillbook.errors import UsageError
from drillbook.lab import cache
from drillbook.lab.progress import step

LAB = Path(__file__).resolve().parents[3] / "lab"
READY_PROGRAMS = "DRILLBOOK_TOOLCHAIN"
KEPT_GO_CACHES = "DRILLBOOK_GO_CACHE"  # a folder of one's own for Go's caches; it is not removed


class BuildFailed(UsageError):
    """A part of the lab could not be built; the message ends with what its build said last."""


@dataclass(frozen=True)
class ModuleFile:
    """A file of a Go module, at ``path`` in it; ``name`` is what it is called here."""

    name: str
    module: str
    path: str


@dataclass(frozen=True)
class GoModule:
    """One folder of ``lab/toolchain``: what is compiled together."""

    name: str
    folder: Path
    programs: frozenset[str]
    tags: tuple[str, ...]
    stamp: str  # the version that the programs say of themselves, or ""
    optional: bool = False  # built only when a program of it is asked for by name
    stamps: tuple[tuple[str, str], ...] = ()  # further variables that the linker sets
    files: tuple["ModuleFile", ...] = ()  # files of modules that are kept beside the programs

    @property
    def makes(self) -> frozenset[str]:
        """Return the names of all that it gives: programs and files."""
        return self.programs | {file.name for file in self.files}

    def flags(self) -> list[str]:
        """Return the flags of ``go install``."""
        prefix = "-X k8s.io/component-base/version."
        major, minor = [*self.stamp.lstrip("v").split("."), "", ""][:2]
        stamps = {"gitVersion": self.stamp, "gitMajor": major, "gitMinor": minor}
        stamped = [f"{prefix}{name}={value}" for name, value in stamps.items() if self.stamp]
        stamped += [f"-X {name}={value}" for name, value in self.stamps]
        return [
            "-trimpath",
            f"-tags={','.join(self.tags)}",
            f"-ldflags={' '.join(['-s -w', *stamped])}",
        ]


def go_modules(lab: Path = LAB) -> tuple[GoModule, ...]:
    """Return the modules that ``versions.toml`` lists."""
    listed = tomllib.loads((lab / "versions.toml").read_text())["go"]
    return tuple(_go_module(lab / "toolchain" / name, about) for name, about in listed.items())


def _go_module(folder: Path, about: Mapping[str, object]) -> GoModule:
    programs, tags, stamps = about["programs"], about["tags"], about.get("stamps", {})
    if not isinstance(programs, list) or not isinstance(tags, list):
        raise UsageError(f"lab/versions.toml: go.{folder.name}: programs and tags must be lists")
    files = about.get("files", {})
    if not isinstance(stamps, dict) or not isinstance(files, dict):
        raise UsageError(f"lab/versions.toml: go.{folder.name}: stamps and files must be tables")
    stamp = ""
    if "version_of" in about:
        pinned = re.search(
            rf"^\s*{re.escape(str(about['version_of']))} (v\S+)",
            (folder / "go.mod").read_text(),
            re.MULTILINE,
        )
        if not pinned:
            raise UsageError(
                f"{folder}/go.mod does not require {about['version_of']}, "
                f"whose version lab/versions.toml wants stamped into the programs"
            )
        stamp = pinned[1]
    return GoModule(
        folder.name,
        folder,
        frozenset(map(str, programs)),
        tuple(map(str, tags)),
        stamp,
        optional=about.get("optional") is True,
        stamps=tuple((str(name), str(value)) for name, value in stamps.items()),
        files=tuple(ModuleFile(name, of["module"], of["file"]) for name, of in files.items()),
    )


def ensure_toolchain(only: Collection[str] | None = None, *, rehash: bool = False) -> Path:
    """Return a folder with the programs (those that a lab needs, or those named).

    What the cache lacks is compiled.

    A folder named by ``$DRILLBOOK_TOOLCHAIN`` is taken as it is when it has them.
    Raises UsageError for a name that nothing builds, BuildFailed with the compiler's last words.
    """
    modules = go_modules()
    known = frozenset(name for module in modules for name in module.makes)
    needed = frozenset(n for module in modules if not module.optional for n in module.programs)
    wanted = needed if only is None else frozenset(only)
    unknown = wanted - known
    if not wanted or unknown:
        raise UsageError(
            f"no module of lab/toolchain builds {', '.join(sorted(unknown)) or 'nothing'}"
        )
    if ready := os.environ.get(READY_PROGRAMS):
        return _ready_programs(Path(ready), wanted)
    compiled: list[GoModule] = []
    entries = [
        _ensure_module(module, compiled, rehash=rehash)
        for module in modules
        if module.makes & wanted
    ]
    if compiled and not os.environ.get(KEPT_GO_CACHES):
        with cache.alone(_go_caches()):
            shutil.rmtree(_go_caches(), ignore_errors=True)
    return _joined(entries)


def _go_caches() -> Path:
    return Path(os.environ.get(KEPT_GO_CACHES) or cache.cache_folder() / "go")


def _ready_programs(folder: Path, wanted: Collection[str]) -> Path:
    files = {file.name for module in go_modules() for file in module.files}
    missing = sorted(
        name
        for name in wanted
        if not os.access(folder / name, os.R_OK if name in files else os.X_OK)
    )
    if missing:
        raise UsageError(
            f"{READY_PROGRAMS}={folder} lacks {', '.join(missing)}. Add them, or unset the "
            f"variable, and they are compiled."
        )
    return folder


def go_version() -> str:
    """Return what ``go env GOVERSION`` says in this checkout, such as ``go1.26.8``."""
    try:
        said = subprocess.run(
            ["go", "env", "GOVERSION"], capture_output=True, text=True, check=True, cwd=LAB
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise BuildFailed(
            f"Go does not run ({error}); `make setup` says which one is needed"
        ) from error
    return said.stdout.strip()


def _ensure_module(module: GoModule, compiled: list[GoModule], *, rehash: bool) -> Path:
    """Return the module's entry of the cache; what had to be compiled is added to ``compiled``."""

    def compile_alone(scratch: Path) -> None:
        with cache.alone(_go_caches()):  # who has all programs waits for nobody's compiler
            _compile(module, scratch)
        compiled.append(module)

    inputs = [cache.sha256_of_file(module.folder / name) for name in ("go.mod", "go.sum")]
    files = [[file.name, file.module, file.path] for file in module.files]
    made = [module.flags(), sorted(module.programs), go_version(), *([files] if files else [])]
    key = cache.key_of([inputs, *made])
    entry = cache.cache_folder() / "toolchain" / f"{module.name}-{key}"
    return cache.sealed(entry, compile_alone, rehash=rehash)


def _compile(module: GoModule, into: Path) -> None:
    environment = dict(
        os.environ,
        CGO_ENABLED="0",
        GOBIN=str(into),
        GOWORK="off",
        GOFLAGS="-mod=readonly -buildvcs=false -modcacherw",
    )
    caches = _go_caches()
    environment |= {"GOMODCACHE": str(caches / "modules"), "GOCACHE": str(caches / "build")}
    with step(f"compiling {module.name} ({len(module.programs)} programs)") as progress:
        listing = ["list", "-deps", f"-tags={','.join(module.tags)}", "tool"]
        found = _go(listing, module, environment, lambda line, _: progress.update(0, 0, line))
        total = len(found.splitlines())
        _go(
            ["install", "-v", *module.flags(), "tool"],
            module,
            environment,
            lambda line, count: progress.update(min(count, total), total, line),
        )
    for file in module.files:
        where = ["list", "-m", "-f", "{{.Dir}}", file.module]
        folder = _go(where, module, environment, lambda *_: None).strip()
        shutil.copyfile(Path(folder, file.path), into / file.name)
    missing = module.programs - {path.name for path in into.iterdir()}
    if missing:
        raise BuildFailed(f"go install in {module.folder} made no {', '.join(sorted(missing))}")


def _go(
    arguments: Sequence[str],
    module: GoModule,
    environment: Mapping[str, str],
    heard: Callable[[str, int], None],
) -> str:
    """Run Go in a module and return what it printed; ``heard`` gets each message and its number."""
    messages: list[str] = []
    with tempfile.TemporaryFile("w+") as printed:
        with subprocess.Popen(
            ["go", *arguments],
            cwd=module.folder,
            env=environment,
            text=True,
            stdout=printed,
            stderr=subprocess.PIPE,
        ) as compiler:
            try:
                for line in compiler.stderr or ():
                    messages.append(line)
                    heard(line.strip()[-60:], len(messages))
            except BaseException:
                compiler.terminate()
                raise
        if compiler.returncode:
            said = _last_words("".join(messages))
            raise BuildFailed(
                f"go {arguments[0]} in {module.folder} failed ({compiler.returncode}):\n{said}"
            )
        printed.seek(0)
        return printed.read()


def _last_words(said: str, lines: int = 15) -> str:
    worth = [line for line in said.splitlines() if ": " in line or line.startswith("#")]
    return "\n".join((worth or said.splitlines())[-lines:])


def _joined(entries: Collection[Path]) -> Path:
    """Return one folder with links to the programs of several modules."""
    folder = (
        cache.cache_folder() / "programs" / cache.key_of(sorted(entry.name for entry in entries))
    )
    folder.mkdir(parents=True, exist_ok=True)
    for entry in entries:
        for program in entry.iterdir():
            link = folder / program.name
            if program.name != cache.SEAL and not (
                link.is_symlink() and link.readlink() == program
            ):
                scratch = link.with_name(f".{program.name}.{os.getpid()}")
                scratch.symlink_to(program)
                scratch.rename(link)
    return folder
