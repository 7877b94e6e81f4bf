"""What work costs a processor, ours and PostgreSQL's, whatever else the machine does meanwhile.

PostgreSQL must run on this machine, without workers beside the one that answers: see `SERIAL`.
"""

import time
from functools import cache
from pathlib import Path

from django.db import connection

# In the options of the connection: work that other processes share would be seen nowhere.
SERIAL = "-c max_parallel_workers_per_gather=0"


@cache
def _backend():
    """Where Linux tells how long the process that answers this connection ran, in nanoseconds."""
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return Path(f"/proc/{cursor.fetchone()[0]}/schedstat")


def _spent():
    file = _backend()
    return time.process_time() + (int(file.read_text().split()[0]) / 1e9 if file else 0)


def cost(work):
    """The milliseconds that it takes once."""
    _backend()
    before = _spent()
    work()
    return (_spent() - before) * 1000
