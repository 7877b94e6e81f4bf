"""The one order in which rows are locked: the group first, then meetings, then actions by id.

The verbs of minutes and of actions begin with `hold`, so that those of one group follow each other
and none waits for another that waits for it. A save of the text, which changes one row, needs no
more than its conditional UPDATE. PostgreSQL only: SQLite has one writer at a time.
"""

from gtm.models import WorkingGroup


def hold(*groups):
    """Lock groups, by their ids, until the transaction ends."""
    list(in_order(WorkingGroup.objects.filter(pk__in=groups)).values_list("pk"))


def in_order(rows):
    """The same queryset, its rows locked by id; others may still refer to them."""
    return rows.order_by("pk").select_for_update(of=("self",), no_key=True)
