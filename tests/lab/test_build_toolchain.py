import dataclasses
import re
import subprocess
from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.lab import cache, toolchain
from drillbook.lab.toolchain import BuildFailed, GoModule, ensure_toolchain, go_modules

SOURCE = 'package main\n\nvar version = "unset"\n\nfunc main() { println(version) }\n'


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GoModule:
    """Return a Go module of one small program, which needs no network."""
    user = subprocess.run(["go", "env", "GOCACHE"], capture_output=True, text=True, check=True)
    kept = tmp_path / "go"
    kept.mkdir()
    shared = Path(user.stdout.strip())  # the standard library is compiled there
    shared.mkdir(parents=True, exist_ok=True)
    (kept / "build").symlink_to(shared)
    monkeypatch.setenv(toolchain.KEPT_GO_CACHES, str(kept))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "small"
    (folder / "hello").mkdir(parents=True)
    (folder / "go.mod").write_text("module small\n\ngo 1.24\n\ntool small/hello\n")
    (folder / "go.sum").write_text("")
    (folder / "hello" / "main.go").write_text(SOURCE)
    return GoModule("small", folder, frozenset({"hello"}), (), "")


def said(program: Path) -> str:
    return subprocess.run([program], capture_output=True, text=True, check=True).stderr.strip()


def test_a_program_that_was_truncated_is_compiled_again(module: GoModule) -> None:
    entry = toolchain._ensure_module(module, [], rehash=False)
    assert said(entry / "hello") == "unset"
    with (entry / "hello").open("r+b") as file:
        file.truncate(1000)
    assert said(toolchain._ensure_module(module, [], rehash=False) / "hello") == "unset"


def test_who_has_all_programs_waits_for_nobodys_compiler(module: GoModule) -> None:
    toolchain._ensure_module(module, [], rehash=False)
    compiled: list[GoModule] = []
    with cache.alone(toolchain._go_caches()):  # waits for ever if the other one asks for it, too
        toolchain._ensure_module(module, compiled, rehash=False)
    assert not compiled


def test_a_file_of_a_module_is_kept_beside_the_programs(module: GoModule) -> None:
    (module.folder / "defaults.json").write_text("{}")
    kept = (toolchain.ModuleFile("small.json", "small", "defaults.json"),)
    entry = toolchain._ensure_module(dataclasses.replace(module, files=kept), [], rehash=False)
    assert (entry / "small.json").read_text() == "{}"
    assert (entry / "hello").exists()


def test_a_stamp_is_what_the_program_says(module: GoModule) -> None:
    stamped = dataclasses.replace(module, stamps=(("main.version", "1.26.0"),))
    assert said(toolchain._ensure_module(stamped, [], rehash=False) / "hello") == "1.26.0"


def test_a_module_that_changed_is_another_entry(module: GoModule) -> None:
    before = toolchain._ensure_module(module, [], rehash=False)
    (module.folder / "go.mod").write_text("module small\n\ngo 1.25\n\ntool small/hello\n")
    assert toolchain._ensure_module(module, [], rehash=False) != before


def test_a_program_that_does_not_compile_fails_with_the_compilers_words(module: GoModule) -> None:
    (module.folder / "hello" / "main.go").write_text("package main\n\nfunc main() { nonsense }\n")
    with pytest.raises(BuildFailed, match="undefined: nonsense"):
        toolchain._ensure_module(module, [], rehash=False)


def test_a_program_that_is_listed_and_not_built_fails(module: GoModule) -> None:
    more = GoModule("small", module.folder, frozenset({"hello", "goodbye"}), (), "")
    with pytest.raises(BuildFailed, match="made no goodbye"):
        toolchain._ensure_module(more, [], rehash=False)


def test_the_programs_of_several_modules_are_in_one_folder(
    module: GoModule, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "goodbye").write_text("")
    joined = toolchain._joined([toolchain._ensure_module(module, [], rehash=False), other])
    assert sorted(path.name for path in joined.iterdir()) == ["goodbye", "hello"]
    assert said(joined / "hello") == "unset"


def test_a_folder_of_ready_programs_is_taken_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kubelet").touch(mode=0o755)
    monkeypatch.setenv(toolchain.READY_PROGRAMS, str(tmp_path))
    assert ensure_toolchain({"kubelet"}) == tmp_path
    with pytest.raises(UsageError, match="lacks coredns, kubectl"):
        ensure_toolchain({"kubelet", "kubectl", "coredns"})


@pytest.mark.parametrize("names", [{"kubelte"}, set[str]()])
def test_programs_that_nothing_builds_are_refused(names: set[str]) -> None:
    with pytest.raises(UsageError, match="no module of lab/toolchain builds"):
        ensure_toolchain(names)


def test_what_versions_toml_lists_is_what_the_modules_name_as_tools() -> None:
    for module in go_modules():
        text = (module.folder / "go.mod").read_text()
        block = re.search(r"^tool \(([^)]*)\)", text, re.MULTILINE)
        packages = block[1].split() if block else re.findall(r"^tool (\S+)$", text, re.MULTILINE)
        names = {re.sub(r"/v\d+$", "", package).rpartition("/")[2] for package in packages}
        assert names == module.programs


def test_kubernetes_says_its_own_version() -> None:
    kubernetes = next(module for module in go_modules() if module.name == "kubernetes")
    required = re.search(r"k8s\.io/kubernetes (v\S+)", (kubernetes.folder / "go.mod").read_text())
    assert required
    assert kubernetes.stamp == required[1]
    assert f"gitVersion={required[1]}" in " ".join(kubernetes.flags())


def test_a_lab_is_built_without_the_optional_modules() -> None:
    optional = [module.name for module in go_modules() if module.optional]
    assert optional == ["toxiproxy", "kwok", "istio", "jaeger", "prometheus-adapter"]
