import pytest

from drillbook.clients.quantity import quantity
from drillbook.faults.images import _without_tag


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("web", "web"),
        ("web:1", "web"),
        ("host:5000/shop/web", "host:5000/shop/web"),
        ("host:5000/shop/web:1.2", "host:5000/shop/web"),
        ("host:5000/shop/web@sha256:0123", "host:5000/shop/web"),
        ("shop/web:1@sha256:0123", "shop/web"),
    ],
)
def test_an_images_name_is_what_is_before_its_tag_and_digest(image: str, name: str) -> None:
    assert _without_tag(image) == name


@pytest.mark.parametrize(
    ("text", "number"), [("200m", 0.2), ("2", 2.0), ("64Mi", 64 * 1024**2), ("1G", 1e9), ("0", 0)]
)
def test_a_quantity_is_a_number_of_its_unit(text: str, number: float) -> None:
    assert quantity(text) == pytest.approx(number)
