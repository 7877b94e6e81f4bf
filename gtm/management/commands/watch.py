"""Look at everything, and write to the administrators what is to be mended: safe every minute."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction
from django.utils import timezone

from gtm.management.recorded import RecordedCommand
from gtm.models import TaskRun
from gtm.watching import alerts
from gtm.watching.checks import checks

OFTEN_ENOUGH = timedelta(days=1)  # to count all files


class Command(RecordedCommand):
    help = "Regarde l’état du système ; écrit aux administrateurs ce qui est à réparer."

    def handle(self, **options):
        now = timezone.now()
        former = TaskRun.objects.filter(name="watch").values_list("figures", flat=True).first()
        former = former or {}
        found = checks(now)
        with transaction.atomic():
            bad = alerts.tell(found, former.get("bad", {}), now)
        self.figures = {"bad": bad, "files": _counted(former.get("files"), now)}
        if not bad:
            return "Tout est en ordre."
        return f"À réparer : {', '.join(sorted(bad.values()))}."


def _counted(former, now):
    """{"files_bytes", "files_count", "at"} of photos and PDFs, counted anew once a day."""
    if former and now - datetime.fromisoformat(former["at"]) < OFTEN_ENOUGH:
        return former
    if not isinstance(default_storage, FileSystemStorage):
        return None
    sizes = list(_sizes(Path(default_storage.location)))
    return {"files_bytes": sum(sizes), "files_count": len(sizes), "at": now.isoformat()}


def _sizes(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                yield (Path(place) / name).stat().st_size
            except FileNotFoundError:  # one that has just gone
                continue
