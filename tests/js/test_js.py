"""Browser modules that need no browser: each file beside this one is a suite that Node runs."""

import subprocess
from pathlib import Path

import pytest

SUITES = sorted(Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.parametrize("suite", SUITES, ids=lambda path: path.name)
def test_the_suite_passes_under_node(node, suite):
    ran = subprocess.run(  # noqa: S603 - our own suite
        [node, "--test", suite], capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
