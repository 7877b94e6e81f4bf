"""What was known of the meetings before it was kept, as far as their steps and versions tell.

Not told anywhere, and so as it stands today: the day of a meeting that was moved.
"""

from collections import defaultdict

from django.db import migrations

AFTER = {
    "start": "draft",
    "cancel": "cancelled",
    "submit": "submitted",
    "withdraw": "draft",
    "return": "draft",
    "correct": "draft",
    "abandon": "published",
}
COLUMNS = ("group_id", "date", "state", "published_version", "removed_at")


def first_state(meeting, steps):
    """Before its first step; « commencé » and « non tenu » are those of a planned one."""
    if steps:
        return "planned" if steps[0].name in ("start", "cancel") else "draft"
    return meeting.state if meeting.state in ("planned", "cancelled") else "draft"


def events_of(meeting, steps, versions):
    """[(instant, columns that change)] in their order; what was published was so by its version."""
    events = [(each.at, {"state": AFTER[each.name]}) for each in steps if each.name in AFTER]
    events += [
        (each.published_at, {"state": "published", "published_version": each.version})
        for each in versions
    ]
    events += [(meeting.removed_at, {"removed_at": meeting.removed_at})] * bool(meeting.removed_at)
    return sorted(events, key=lambda event: event[0])


def rows_of(model, meeting, steps, versions):
    events = events_of(meeting, steps, versions)
    born = min([meeting.created_at, *(at for at, _ in events)])
    state = {"group_id": meeting.group_id, "date": meeting.date, "published_version": 0}
    state |= {"state": first_state(meeting, steps), "removed_at": None}
    states = [(born, state)]
    for at, changes in events:
        if (after := states[-1][1] | changes) != states[-1][1]:
            states.append((at, after))
    states[-1] = states[-1][0], {name: getattr(meeting, name) for name in COLUMNS}
    ends = [at for at, _ in states[1:]]
    for (at, columns), until in zip(states, [*ends, None], strict=True):
        row = model(subject_id=meeting.pk, known_at=at, **columns)
        if until:
            row.until = until
        yield row


def by_meeting(rows):
    found = defaultdict(list)
    for row in rows:
        found[row.meeting_id].append(row)
    return found


def known_before(apps, schema_editor):
    known = apps.get_model("meetings", "KnownMeeting")
    steps = by_meeting(apps.get_model("meetings", "Step").objects.order_by("pk"))
    publications = apps.get_model("meetings", "Publication").objects
    versions = by_meeting(publications.defer("document", "changes").order_by("version"))
    meetings = apps.get_model("meetings", "Meeting")._base_manager.defer("document", "words")
    known.objects.bulk_create(
        (
            row
            for meeting in meetings.order_by("pk").iterator()
            for row in rows_of(known, meeting, steps[meeting.pk], versions[meeting.pk])
        ),
        batch_size=2_000,
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_known")]

    operations = [migrations.RunPython(known_before, migrations.RunPython.noop)]
