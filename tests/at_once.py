"""Two at the same instant, on a database server."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from gtm.refusals import NotNow

needs_server = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="the tests' SQLite lives in memory, with one writer"
    ),
]


def at_once(*acts):
    """Call each in a thread of its own at the same instant; returns their answers in order."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def tried(act):
    """Whether it was done; a refusal is an answer too."""
    try:
        act()
    except NotNow:
        return False
    return True
