"""What tests of walks share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drillbook.walkthrough import stepper
from tests.test_plugin import CONFTEST, TARGET
from tests.walkthrough.walks import CATALOGUE, FEATURE, MORE


@pytest.fixture
def no_other_walk() -> Iterator[None]:
    token = stepper._current.set(None)
    yield
    left = stepper._current.get()
    if left is not None:
        left._link.close()
        left._process.wait()
    stepper._current.reset(token)


@pytest.fixture
def project(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    no_other_walk: None,  # noqa: ARG001 (it ends what is left)
) -> Path:
    # Without the plugins that these walks do not need, a walk takes half a second less.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "pytest_bdd.plugin,drillbook.plugin")
    files = {
        "conftest.py": CONFTEST + MORE,
        "target.yaml": TARGET.format(context="here"),
        "runbooks/shop.yaml": CATALOGUE.replace(': "f', ': ["f').replace('word"}', 'word"]}'),
        "features/shop/shop.feature": FEATURE,
        "features/shop/test_shop.py": "from pytest_bdd import scenarios\nscenarios('.')\n",
    }
    for name, text in files.items():
        (pytester.path / name).parent.mkdir(parents=True, exist_ok=True)
        (pytester.path / name).write_text(text, "utf-8")
    return pytester.path
