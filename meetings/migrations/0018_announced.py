"""What is read of the texts that are there: their hours; which meetings were announced."""

import re
from datetime import time

from django.db import migrations
from django.db.models import Exists, OuterRef, Q

HOUR = re.compile(r"([0-9]{1,2}) ?[hH:] ?([0-9]{2})?")  # the rest is read at the next save


def read_hours(apps, schema_editor):
    meetings = apps.get_model("meetings", "Meeting")
    for meeting in meetings.objects.only("pk", "document").iterator(500):
        starts_at = _hour(meeting.document.get("start", ""))
        ends_at = _hour(meeting.document.get("end", ""))
        if starts_at or ends_at:
            meetings.objects.filter(pk=meeting.pk).update(starts_at=starts_at, ends_at=ends_at)


def _hour(typed):
    found = HOUR.match(typed.strip())
    hour, minute = (int(each or 0) for each in found.groups()) if found else (24, 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def note_announced(apps, schema_editor):
    meetings = apps.get_model("meetings", "Meeting")
    begun = apps.get_model("meetings", "Step").objects.filter(meeting=OuterRef("pk"), name="start")
    meetings.objects.filter(Q(state="planned") | Exists(begun)).update(was_announced=True)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0017_convening")]

    operations = [
        migrations.RunPython(read_hours, migrations.RunPython.noop),
        migrations.RunPython(note_announced, migrations.RunPython.noop),
    ]
