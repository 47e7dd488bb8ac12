import hashlib
import json
import os
import tarfile
from pathlib import Path

import pytest

from drillbook.lab import layers
from drillbook.lab.cache import sha256_of_file


def layer(path: Path) -> layers.Layer:
    return layers.Layer(path, sha256_of_file(path))


def root_with(folder: Path, files: dict[str, str], when: int = 1000) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        os.utime(path, (when, when))
    return folder


@pytest.fixture
def base(tmp_path: Path) -> layers.Layer:
    root = root_with(
        tmp_path / "base",
        {
            "etc/kept": "kept",
            "etc/changed": "old",
            "etc/gone": "gone",
            "opt/whole/a": "a",
            "opt/whole/b": "b",
            "etc/passwd": "root:x:0:0",
        },
    )
    (root / "link").symlink_to("/etc/kept")
    layers.write_layer(root, tmp_path / "base.tar")
    return layer(tmp_path / "base.tar")


def changed_on_top(base: layers.Layer, tmp_path: Path) -> layers.Layer:
    root = tmp_path / "work"
    layers.extract([base], root)
    before = layers.listing(root)
    root_with(root, {"etc/changed": "new", "etc/added": "added"}, when=2000)
    (root / "etc" / "gone").unlink()
    for path in sorted((root / "opt").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    layers.write_layer(root, tmp_path / "top.tar", before)
    return layer(tmp_path / "top.tar")


def test_a_layer_on_top_holds_what_changed_and_hides_what_is_gone(
    base: layers.Layer, tmp_path: Path
) -> None:
    with tarfile.open(changed_on_top(base, tmp_path).path) as tar:
        names = set(tar.getnames())
    assert names == {"etc/changed", "etc/added", "etc/.wh.gone", "opt/.wh.whole"}


def test_layers_unpacked_over_one_another_give_the_root_that_they_were_made_of(
    base: layers.Layer, tmp_path: Path
) -> None:
    top = changed_on_top(base, tmp_path)
    again = tmp_path / "again"
    layers.extract([base, top], again)
    assert layers.listing(again) == layers.listing(tmp_path / "work")
    assert (again / "etc" / "changed").read_text() == "new"
    assert (again / "link").readlink() == Path("/etc/kept")


def test_a_file_that_took_the_place_of_a_folder_is_unpacked(
    base: layers.Layer, tmp_path: Path
) -> None:
    top = root_with(tmp_path / "top", {"opt/whole": "now a file"})
    layers.write_layer(top, tmp_path / "top.tar")
    layers.extract([base, layer(tmp_path / "top.tar")], tmp_path / "again")
    assert (tmp_path / "again" / "opt" / "whole").read_text() == "now a file"


def test_equal_roots_make_equal_layers(tmp_path: Path) -> None:
    for name in ("one", "two"):
        root = root_with(tmp_path / name, {"b/file": "b", "a/file": "a"})
        layers.write_layer(root, tmp_path / f"{name}.tar")
    assert sha256_of_file(tmp_path / "one.tar") == sha256_of_file(tmp_path / "two.tar")


def test_a_file_is_read_as_the_uppermost_layer_has_it(base: layers.Layer, tmp_path: Path) -> None:
    top = changed_on_top(base, tmp_path)
    assert layers.read_file([base, top], "etc/changed") == b"new"
    assert layers.read_file([base, top], "etc/passwd") == b"root:x:0:0"
    assert layers.read_file([base, top], "etc/none") == b""


def test_an_archive_holds_each_blob_under_its_own_digest(
    base: layers.Layer, tmp_path: Path
) -> None:
    spelled = layers.configuration({"os": "linux"}, [base, base])
    layers.write_archive(tmp_path / "image.tar", "localhost/x:1", spelled, [base, base])
    with tarfile.open(tmp_path / "image.tar") as tar:
        content = {name: (tar.extractfile(name) or tar).read() for name in tar.getnames()}  # type: ignore[union-attr]
    blobs = {name: text for name, text in content.items() if name.startswith("blobs/")}
    assert len(blobs) == 3, "the configuration, the manifest, and the layer once"
    for name, text in blobs.items():
        assert name == f"blobs/sha256/{hashlib.sha256(text).hexdigest()}"
    listed = json.loads(content["index.json"])["manifests"][0]
    assert listed["annotations"]["io.containerd.image.name"] == "localhost/x:1"
    manifest = json.loads(content[f"blobs/{listed['digest'].replace(':', '/')}"])
    assert len(manifest["layers"]) == 2
    assert manifest["layers"][0]["size"] == base.path.stat().st_size
    assert json.loads(content["manifest.json"])[0]["RepoTags"] == ["localhost/x:1"]


def test_an_image_with_another_layer_has_another_id(base: layers.Layer, tmp_path: Path) -> None:
    top = changed_on_top(base, tmp_path)
    assert layers.configuration({}, [base]) != layers.configuration({}, [base, top])
