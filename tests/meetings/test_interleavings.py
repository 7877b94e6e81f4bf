"""Several persons at once, doing anything: whatever the order, what must hold does.

By the command, which makes a database of its own: threads need one that several connections share,
and SQLite's of the tests lives in memory.
"""

import subprocess
import sys
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[2]
# On SQLite one writer holds all, which leaves fewer orders.
RUNS = 60 if connection.vendor == "sqlite" else 200


def test_the_verbs_of_a_group_in_any_order_break_nothing():
    command = [sys.executable, ROOT / "bench" / "interleavings", "--runs", str(RUNS)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603
    assert told.returncode == 0, told.stdout[-5_000:] + told.stderr[-2_000:]


def test_what_the_runs_can_be_played_without_still_stands_in_the_source():
    """In a process of its own: nothing is put back."""
    taking = "from tests.interleaving.safeguards import ALL; [take() for take in ALL.values()]"
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", taking]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603
    assert (told.returncode, told.stderr) == (0, "")
