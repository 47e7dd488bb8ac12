import re
from pathlib import Path

import pytest

from drillbook.errors import UsageError
from drillbook.lab import images
from drillbook.lab.recipes import read_recipe, recipe_names, with_bases


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    (tmp_path / "images").mkdir()
    return tmp_path


def write(lab: Path, name: str, text: str) -> None:
    (lab / "images" / f"{name}.toml").write_text(text)


def test_every_recipe_of_the_lab_can_be_read() -> None:
    names = recipe_names()
    assert {"pause", "busybox", "kafka", "neo4j", "postgresql"} <= set(names)
    assert {recipe.name for recipe in with_bases(names)} == set(names)


def test_a_base_comes_before_what_stands_on_it(lab: Path) -> None:
    write(lab, "debian", 'debian = ["procps"]')
    write(lab, "jre", 'base = "debian"')
    write(lab, "kafka", 'base = "jre"')
    assert [r.name for r in with_bases(("kafka", "debian"), lab)] == ["debian", "jre", "kafka"]


def test_recipes_that_stand_on_one_another_are_refused(lab: Path) -> None:
    write(lab, "a", 'base = "b"')
    write(lab, "b", 'base = "a"')
    with pytest.raises(UsageError, match="a stands on b stands on a: a circle"):
        with_bases(("a",), lab)


def test_a_misspelt_key_is_refused_with_its_name_and_file(lab: Path) -> None:
    write(lab, "kafka", 'entripoint = ["x"]')
    with pytest.raises(UsageError, match=r"kafka\.toml: entripoint"):
        read_recipe("kafka", lab)


def test_a_name_without_recipe_is_answered_with_those_that_there_are(lab: Path) -> None:
    write(lab, "kafka", "")
    with pytest.raises(UsageError, match="can be built: kafka"):
        read_recipe("kafak", lab)


def test_broken_toml_is_refused_with_its_file(lab: Path) -> None:
    write(lab, "kafka", "base = ")
    with pytest.raises(UsageError, match=r"kafka\.toml: "):
        read_recipe("kafka", lab)


def test_a_file_that_would_hide_a_folder_of_debian_is_refused(lab: Path) -> None:
    write(lab, "x", 'base = "debian"\ncopy = { "a" = "/bin/a" }')
    with pytest.raises(UsageError, match="/bin/a: in Debian this folder is a link into /usr"):
        read_recipe("x", lab)


def test_a_relative_path_inside_an_image_is_refused(lab: Path) -> None:
    write(lab, "x", 'links = { "a" = "b" }')
    with pytest.raises(UsageError, match="a path of an image begins with /"):
        read_recipe("x", lab)


def test_the_images_of_a_system_are_those_that_its_manifests_name(lab: Path) -> None:
    for name in ("kafka", "kube-state-metrics", "pause"):
        write(lab, name, "")
    manifests = lab / "systems" / "some"
    manifests.mkdir(parents=True)
    (manifests / "a.yaml").write_text("image: ${KUBE_STATE_METRICS}\nvalue: ${KAFKA} ${OTHER}")
    assert images.image_names("some", lab) == ("kafka", "kube-state-metrics")


def test_a_system_without_manifests_is_no_system(lab: Path) -> None:
    with pytest.raises(UsageError, match="is `kg_rac` a system of the lab"):
        images.image_names("kg_rac", lab)


def test_an_image_of_another_registry_is_neither_built_nor_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "map.toml"
    named.write_text('kafka = "registry.example/kafka:4.0.0"')
    monkeypatch.setenv(images.IMAGE_MAP, str(named))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert images.ensure_images(["kafka"]) == (
        images.Image("kafka", "registry.example/kafka:4.0.0", None, None),
    )
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kafak = "x"', "not: kafak"),
        ("kafka = 4", "a value that is no text"),
        ("kafka", "map.toml"),
    ],
)
def test_a_wrong_map_of_images_is_refused(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path / "map.toml"
    named.write_text(text)
    monkeypatch.setenv(images.IMAGE_MAP, str(named))
    with pytest.raises(UsageError, match=said) as error:
        images.ensure_images(["kafka"])
    assert "Nothing was built." in str(error.value)


def test_the_metrics_of_cron_jobs_have_the_time_zones_that_those_name() -> None:
    manifests = [*Path("lab/systems").rglob("*.yaml"), *Path("lab/parts").rglob("*.yaml")]
    named = {
        zone for file in manifests for zone in re.findall(r"timeZone: (\S+)", file.read_text())
    }
    files = read_recipe("kube-state-metrics").debian_files["tzdata"]
    assert named
    # Go knows UTC by itself.
    assert named - {"UTC"} <= {one.to.removeprefix("/usr/share/zoneinfo/") for one in files}
