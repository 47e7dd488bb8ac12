"""What a walk with buttons is drawn with is there, also without the packages of JupyterLab."""

from drillbook.walkthrough import console_shown


def test_the_style_and_the_keys_of_a_walk_are_in_the_package() -> None:
    assert "<style>" in console_shown.style()
    script = console_shown.keys()
    assert "addEventListener" in script
