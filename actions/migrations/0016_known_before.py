"""What was known of the actions before it was kept, as far as their updates tell.

The order is exact, and so is the instant of what somebody said. What minutes said became known when
they were published (of corrections, the first version is taken). Not told anywhere, and so as it
stands today: deadlines that a correction changed, or that followed a meeting that was moved.
"""

from datetime import UTC, datetime, time

from django.db import migrations
from django.utils import timezone

CLOSED = ("done", "not_done", "cancelled")
COLUMNS = ("group_id", "due_on", "status", "declared_on", "closed_on", "rescheduled_count")
CHUNK = 1_000


def day_of(instant):
    return timezone.localtime(instant).date()


def first_state(action, updates):
    put_off = next((each for each in updates if each.kind == "rescheduled"), None)
    return {
        "group_id": action.group_id,
        "due_on": put_off.former_due_on if put_off else action.due_on,
        "status": updates[0].status_before if updates else action.status,
        "declared_on": None,
        "closed_on": None,
        "rescheduled_count": 0,
    }


def state_after(state, update):
    day, state = day_of(update.at), dict(state)
    if update.kind == "rescheduled":
        state["due_on"] = update.new_due_on
        state["rescheduled_count"] += 1
    state["status"] = update.status
    if update.status in CLOSED:
        state["closed_on"] = state["closed_on"] or day
    else:
        state["closed_on"] = None
    if update.status in ("declared", "done"):
        state["declared_on"] = state["declared_on"] or day
    elif update.kind in ("refused", "reopened", "closed"):
        state["declared_on"] = None
    return state


def states_of(action, updates, published):
    """[(instant, state)], each other than the one before; the last one is what the row says."""
    born = published.get(action.agenda_point.meeting_id)
    if born is None or day_of(born) != action.entered_on:  # with a later version
        born = datetime.combine(action.entered_on, time(12), UTC)
    states, state = [(born, first_state(action, updates))], first_state(action, updates)
    for update in updates:
        instant = max(update.at, published.get(update.meeting_id, update.at), states[-1][0])
        after = state_after(state, update)
        if after != state:
            states.append((instant, after))
        state = after
    states[-1] = states[-1][0], {name: getattr(action, name) for name in COLUMNS}
    return states


def rows_of(model, action, states):
    closed_at, before = None, 0
    ends = [instant for instant, _ in states[1:]]
    for (instant, state), until in zip(states, [*ends, None], strict=True):
        closed_at = (closed_at or instant) if state["status"] in CLOSED else None
        put_off = state["rescheduled_count"] > before
        before = state["rescheduled_count"]
        row = model(subject=action, known_at=instant, closed_at=closed_at, **state)
        row.puts_off = put_off
        if until:
            row.until = until
        yield row


def known_before(apps, schema_editor):
    publication = apps.get_model("meetings", "Publication")
    first = publication.objects.filter(version=1).values_list("meeting", "published_at")
    published = dict(first.order_by())
    actions = apps.get_model("actions", "ActionItem").objects.select_related("agenda_point")
    known = apps.get_model("actions", "KnownAction")
    last = 0
    while rows := list(actions.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = rows[-1].pk
        updates = {row.pk: [] for row in rows}
        told = apps.get_model("actions", "ActionUpdate").objects.filter(action__in=rows)
        for update in told.order_by("pk"):
            updates[update.action_id].append(update)
        known.objects.bulk_create(
            row
            for action in rows
            for row in rows_of(known, action, states_of(action, updates[action.pk], published))
        )


class Migration(migrations.Migration):
    dependencies = [("actions", "0015_known"), ("meetings", "0009_removed_and_asked")]

    operations = [migrations.RunPython(known_before, migrations.RunPython.noop)]
