"""Every fault of the table has a test of that name."""

from pathlib import Path

import pytest

from tests.browser.faults import FAULTS

BROWSER = Path(__file__).parent / "browser"


@pytest.mark.parametrize("fault", FAULTS)
def test_the_table_names_a_test_that_is_there(fault):
    file, _, name = FAULTS[fault].partition("::")
    assert f"\ndef {name}(" in (BROWSER / file).read_text()
