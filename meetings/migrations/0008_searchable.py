"""Refill the searched words: apostrophes, hyphens, invisible signs and hooked letters fold now."""

from django.db import migrations

from gtm.names import searchable

BATCH = 200


def refill(apps, schema_editor):
    meetings = apps.get_model("meetings", "Meeting").objects
    changed = []
    for meeting in meetings.only("words").iterator(chunk_size=BATCH):
        words = searchable(meeting.words)
        if words != meeting.words:
            meeting.words = words
            changed.append(meeting)
        if len(changed) == BATCH:
            meetings.bulk_update(changed, ["words"])
            changed = []
    meetings.bulk_update(changed, ["words"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_ended")]

    operations = [migrations.RunPython(refill, migrations.RunPython.noop)]
