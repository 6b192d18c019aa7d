"""The addresses at which a service may say what versions it has."""

import pytest

from labs.overcloud.versions import places_of


@pytest.mark.parametrize(
    ("url", "places"),
    [
        ("http://cloud:8774/v2.1", ["http://cloud:8774/v2.1", "http://cloud:8774"]),
        ("http://cloud/volume/v3/0f2c", ["http://cloud/volume/v3", "http://cloud/volume"]),
        ("http://cloud:9292/", ["http://cloud:9292"]),
        ("http://cloud/image", ["http://cloud/image"]),
    ],
)
def test_the_document_is_looked_for_where_keystoneauth_does(url: str, places: list[str]) -> None:
    assert list(places_of(url, above=True)) == places
    assert list(places_of(url, above=False)) == places[:1]
