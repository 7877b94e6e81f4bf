"""The save protocol, played by seed: see play.mjs, and bench/simulate for more."""

import os

import pytest
from django.db import connection

from tests.simulation import safeguards
from tests.simulation.runner import NODE, Runner, told

needs_node = pytest.mark.skipif(
    NODE is None and os.environ.get("CI") != "true", reason="needs Node, see script/setup"
)
pytestmark = [pytest.mark.django_db, needs_node]
ON_SQLITE = connection.vendor == "sqlite"
# But for a server that dies at its nth statement a seed is the same play on both engines: each
# has half of the thousand. 0.4 s a seed.
SEEDS = range(1, 501) if ON_SQLITE else range(501, 1001)
BLOCK = 25


@pytest.mark.parametrize("first", SEEDS[::BLOCK])
def test_nothing_is_lost_doubled_overwritten_or_falsely_said(first):
    with Runner() as runner:
        plays = {seed: runner.play(seed) for seed in range(first, first + BLOCK)}
    faults = [told(seed, play) for seed, play in plays.items() if play["faults"]]
    assert faults == [], "\n".join(faults)


def test_a_seed_gives_the_same_trace_again():
    with Runner() as runner:
        traces = [runner.play(seed)["hash"] for seed in range(1, 6)]
    with Runner() as runner:
        again = [runner.play(seed)["hash"] for seed in range(5, 0, -1)]
    assert traces == again[::-1]


@pytest.mark.skipif(not ON_SQLITE, reason="of the scripts and the rules, whatever the engine")
@pytest.mark.parametrize("name", safeguards.QUICK)
def test_a_safeguard_taken_away_is_missed(name):
    assert safeguards.seeds_until_missed(name, range(1, 41)) is not None


@pytest.mark.parametrize("name", safeguards.NAMES)
def test_a_safeguard_can_be_taken_away(name):
    """What the table names still stands in the source."""
    assert safeguards.stands(name)
