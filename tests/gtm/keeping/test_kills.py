"""Killed at any moment: a whole backup or none, and a second try that works.

`bench/keeping` does it a hundred times, to the commands themselves.
"""

import os
import random
import signal
import time
from contextlib import suppress

import pytest
from django.db import connection, connections

from gtm.keeping import manifest, targets
from tests.factories import make_meeting, publish
from tests.gtm.keeping.keep import NOW, back_up, empty_place, restore, standing, store

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="a base that two processes share"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]
KILLS = 6


def killed(act, after):
    """Play it in a process that is killed."""
    connections.close_all()
    process = os.fork()
    if not process:
        os.setsid()
        try:
            act()
        finally:
            os._exit(0)
    time.sleep(after)
    with suppress(ProcessLookupError):  # it has ended, or not begun
        os.killpg(process, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def length(act):
    start = time.monotonic()
    act()
    return time.monotonic() - start


def test_a_backup_that_is_killed_is_none(group, secretary, reviewer, settings, tmp_path):
    publish(make_meeting(group, secretary), reviewer)
    for number in range(30):
        store(f"photos/2026/{number}.jpg", b"%d" % number * 1000)
    whole, dice = length(back_up), random.Random(1)
    for number in range(KILLS):
        store(f"photos/2026/more-{number}.jpg", b"%d" % number * 2000)
        killed(lambda: back_up(NOW.replace(year=2027)), dice.uniform(0, whole))
        with targets.opened(settings.BACKUP_TARGET) as target:
            for name in manifest.names_in(target.sizes("backups")):
                parts = manifest.parts(target, name, tmp_path)
                sizes = target.sizes("files") | target.sizes(f"backups/{name}")
                assert {part: sizes.get(part) for part in parts} == parts
            last = manifest.newest(target)
        if last.startswith("2027"):
            break
    if not last.startswith("2027"):
        back_up(NOW.replace(year=2027))
    assert [name for name in standing() if name.endswith(".part")] == []


def test_a_restoration_that_is_killed_leaves_nothing_or_all_of_the_base(
    group, secretary, reviewer, tmp_path
):
    publish(make_meeting(group, secretary), reviewer)
    back_up()
    dice = random.Random(1)
    with empty_place(tmp_path) as place:
        for _ in range(KILLS):
            killed(lambda: restore(place), dice.uniform(0, 1.5))
            rows = place.engine.rows(place.config)
            assert rows.get("meetings_publication") in (None, 1)
        restore(place)
        assert place.engine.rows(place.config)["meetings_publication"] == 1
