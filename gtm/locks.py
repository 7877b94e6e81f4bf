"""The one order in which rows are locked: the group first, then meetings, then actions by id.

The verbs of minutes and of actions begin with `hold`, so that those of one group follow each other
and none waits for another that waits for it. A save of the text, which changes one row, needs no
more than its conditional UPDATE. PostgreSQL only: SQLite has one writer at a time.
"""

from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from gtm.models import WorkingGroup

SHORT = 200  # milliseconds


def hold(*groups):
    """Lock groups, by their ids, until the transaction ends."""
    list(in_order(WorkingGroup.objects.filter(pk__in=groups)).values_list("pk"))


def in_order(rows):
    """The same queryset, its rows locked by id; others may still refer to them."""
    return rows.order_by("pk").select_for_update(of=("self",), no_key=True)


@contextmanager
def impatient():
    """A transaction that waits for nobody: what is not worth it fails at once.

    Raises `OperationalError` where somebody else holds what it needs for longer than `SHORT`.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {SHORT}")
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = {SHORT}")
            yield
    finally:
        if connection.vendor == "sqlite":
            usual = int(settings.DATABASES["default"]["OPTIONS"]["timeout"] * 1_000)
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {usual}")
