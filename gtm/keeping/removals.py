"""What was removed for good stays so: the ledger that is kept beside the backups.

A backup of before a removal still holds what was removed. Whoever restores it removes it again.
What goes by its age alone (`tidy`) needs no line here: its rule is played again too.
"""

import io
import json
from datetime import datetime, timedelta
from hashlib import sha256

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import ProtectedError

from gtm.keeping import sealing
from gtm.keeping.refusals import Refused
from gtm.models import Removal

FOLDER = "removals"
LATE = timedelta(days=7)  # a row of the month before may have been written as it ended


def send(target, seal, scratch, now):
    """Put what was removed this month beside the backups; nothing ever leaves that ledger."""
    for month in sorted({f"{day:%Y-%m}" for day in (now - LATE, now)}):
        rows = list(_of_month(month))
        if not rows:
            continue
        content = json.dumps(rows, cls=DjangoJSONEncoder).encode()
        name = f"{FOLDER}/{month}-{sha256(content).hexdigest()[:16]}-{seal.name}.json{seal.suffix}"
        if name in target.sizes(FOLDER):
            continue
        path = scratch / FOLDER
        with path.open("wb") as file:
            seal.close(io.BytesIO(content), file)
        target.put(path, name)


def _of_month(month):
    year, number = map(int, month.split("-"))
    rows = Removal.objects.filter(at__year=year, at__month=number).order_by("at", "pk")
    return rows.values("at", "model", "key", "fields")


def fetched(target, seal, scratch):
    """All lines of the ledger, each once."""
    lines, path = {}, scratch / FOLDER
    for name in sorted(target.sizes(FOLDER)):
        if ".json" not in name or name.endswith(".part"):
            continue
        target.get(name, path)
        try:
            rows = json.loads(sealing.opened_bytes(seal, name, path))
        except sealing.Altered as error:
            raise Refused(f"Registre des effacements altéré : {name}.") from error
        lines |= {_line(row): row for row in rows}
    return [lines[each] for each in sorted(lines)]


def _line(row):
    return row["at"], row["model"], row["key"]


@transaction.atomic
def replay(lines):
    """Remove again what this base does not know to be removed.

    Returns how many lines that was, and how many could not be: other rows hold to theirs.
    """
    known = {_line(row) for row in _serialised(Removal.objects.all())}
    new = [row for row in lines if _line(row) not in known]
    done = [row for row in new if _remove(row["model"], row["key"], row["fields"])]
    values = [row | {"at": datetime.fromisoformat(row["at"])} for row in done]
    Removal.objects.bulk_create(Removal(**each) for each in values)
    return len(done), len(new) - len(done)


def _serialised(rows):
    rows = list(rows.values("at", "model", "key", "fields"))
    return json.loads(json.dumps(rows, cls=DjangoJSONEncoder))


def _remove(model, key, fields):
    """Whether it could be."""
    if not model:
        default_storage.delete(key)
        return True
    rows = apps.get_model(model)._base_manager.filter(pk=key)
    if fields:
        rows.update(**dict.fromkeys(fields, ""))
        return True
    try:
        rows.delete()
    except ProtectedError:
        return False
    return True
