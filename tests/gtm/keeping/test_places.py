"""Where a base stands is told to another process as its settings have it."""

from pathlib import Path

import pytest

from gtm import values
from gtm.keeping.places import Place


@pytest.mark.parametrize(
    "url",
    [
        "postgres://gtm@127.0.0.1:5432/gtm",
        "postgres://gtm:a%40b%2Fc@base.example.ne/gtm?sslmode=require",
        "postgres:///gtm?host=/run/postgresql&port=5433",  # what deploy/install writes
        "sqlite:////var/lib/gtm/db.sqlite3",
    ],
)
def test_the_address_of_a_place_leads_to_the_same_base(url):
    config = values.database(url)
    assert values.database(Place(config, Path("/var/lib/gtm")).address()) == config
